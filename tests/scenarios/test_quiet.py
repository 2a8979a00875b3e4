"""Quiet during blocks, as members live it: allowed in Slack's window, seen beside their names, and gone afterwards."""

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.bootstrap import Thrice
from bot.learning_blocks.quiet_secrets import QuietSecrets
from tests.scenarios.conftest import Starter
from tests.scenarios.test_blocks import joined
from tests.support.clock import MovableClock
from tests.support.learning import goes_to, to_monday, until
from tests.support.people import Person, Workspace
from tests.support.rounds import look_after_blocks
from tests.support.surfaces import Message


@pytest.fixture
async def workspace(start: Starter) -> Workspace:
    """A workspace whose Thrice knows the credentials of its app."""
    started: Workspace = await start(credentials=True)
    return started


def link_in(message: Message) -> str:
    """The address behind the one button that leads somewhere."""
    [url] = [e["url"] for block in message.all_blocks for e in block.get("elements", ()) if e.get("url")]
    return str(url)


async def window(person: Person, shown: Message) -> str:
    """Press the button; returns the address of Slack's window."""
    await person.clicks(shown, "Quiet during blocks")
    return link_in(await person.receives("Slack asks you first", channel="#general"))


async def opens(address: str, *, agent: str = "Firefox") -> tuple[int, str]:
    async with aiohttp.ClientSession() as browser, browser.get(address, headers={"User-Agent": agent}) as page:
        return page.status, await page.text()


async def allows(person: Person, shown: Message) -> None:
    """Go through all of it."""
    status, page = await opens(await person.consents(await window(person, shown)))
    assert status == 200
    assert "Quiet during blocks is on" in page


async def stands(person: Person) -> tuple[str, bool]:
    """What everybody sees of somebody: the words of their status, and whether they are in Do Not Disturb."""
    [shown] = [p for p in (await person.workspace.world())["people"] if p["id"] == await person.id()]
    return str(shown["status"]["text"]), bool(shown["dnd"])


async def soon(person: Person, status: str, dnd: bool) -> None:
    async def so() -> bool:
        return await stands(person) == (status, dnd)

    await person.workspace.eventually(so, because=f"{person} shows {status!r}")


async def at_friday(clock: MovableClock, thrice: Thrice, hour: int, minute: int) -> None:
    goes_to(clock, hour, minute, days=(4 - clock().weekday()) % 7)
    await look_after_blocks(thrice)


async def test_a_block_shows_beside_ones_name_and_what_one_changes_meanwhile_stays(
    workspace: Workspace, thrice: Thrice, clock: MovableClock
) -> None:
    to_monday(clock)
    lena, nils, kiri = (workspace.person(name, tz="UTC") for name in ("lena", "nils", "kiri"))
    told = {person: await joined(person) for person in (lena, nils, kiri)}
    await lena.sets_status(":house_with_garden:", "Working from home")
    await nils.sets_status(":house_with_garden:", "Working from home")
    for person in (lena, nils):
        await allows(person, told[person])
        [now] = await person.says("/thrice focus")
        assert "No more quiet" in now.buttons
        assert "Quiet during blocks" not in now.buttons
    assert "No more quiet" in (await lena.opens_home()).buttons

    await at_friday(clock, thrice, 14, 1)
    await soon(lena, "In a learning block", True)
    await soon(nils, "In a learning block", True)
    assert await stands(kiri) == ("", False), "who allowed nothing is left alone"
    profile = (await workspace.calls("users.profile.set"))[-1]["arguments"]["profile"]
    assert datetime.fromtimestamp(profile["status_expiration"]).astimezone() == until(clock, 16)

    await nils.sets_status(":fire:", "Production is down")
    await workspace.quiet()
    await at_friday(clock, thrice, 16, 1)
    await soon(lena, "Working from home", False)
    await soon(nils, "Production is down", False)
    await workspace.quiet(1)
    assert len(await workspace.calls("users.profile.set")) == 3, "each once, and one was put back"
    async with thrice.storage.look(1) as uow:
        assert await uow.quiet.time(await lena.id()) is None, "nothing is kept of what was there before"


async def test_what_ends_a_block_early_puts_all_back_at_once(
    workspace: Workspace, thrice: Thrice, clock: MovableClock
) -> None:
    to_monday(clock)
    people = [workspace.person(name, tz="UTC") for name in ("lena", "nils", "kiri", "mika")]
    for person in people:
        await allows(person, await joined(person))
    tokens = [await _token(thrice, person) for person in people]
    await at_friday(clock, thrice, 14, 1)
    for person in people:
        await soon(person, "In a learning block", True)
    lena, nils, kiri, mika = people
    for person, label in ((lena, "Skip it"), (nils, "No more quiet"), (kiri, "Leave")):
        [shown] = await person.says("/thrice focus")
        await person.clicks(shown, label)
        await soon(person, "", False)
    [asked] = await mika.says("/thrice forget me")
    await mika.clicks(asked, "Forget me")
    await soon(mika, "", False)
    await workspace.quiet(1)
    assert [await _token(thrice, person) is None for person in people] == [False, True, True, True]
    revoked = [workspace_token for workspace_token in tokens if await _is_revoked(workspace, str(workspace_token))]
    assert revoked == tokens[1:], "given back with the consent, by leaving, and with all the rest"
    assert not [m for m in await nils.dms() if "any more" in m.reads], "who took it back is not told that it is gone"


async def _token(thrice: Thrice, person: Person) -> str | None:
    async with thrice.storage.look(1) as uow:
        consent = await uow.quiet.consent(await person.id())
    return QuietSecrets(thrice.block_views.feeds.box).open(consent) if consent is not None else None


async def _is_revoked(workspace: Workspace, token: str) -> bool:
    async with (
        aiohttp.ClientSession() as browser,
        browser.post(f"{workspace.url}/api/auth.test", data={"token": token}) as answer,
    ):
        return (await answer.json()).get("error") == "token_revoked"


async def test_a_consent_that_is_gone_is_told_once_with_the_way_back(
    workspace: Workspace, thrice: Thrice, clock: MovableClock
) -> None:
    to_monday(clock)
    lena, nils = workspace.person("lena", tz="UTC"), workspace.person("nils", tz="UTC")
    for person in (lena, nils):
        await allows(person, await joined(person))
    await workspace.post("/control/app/revoke", {"user": await lena.id()})
    gone = await lena.receives("does not let me set your status", button="Quiet during blocks")
    await workspace.post("/control/app/revoke", {"user": await nils.id(), "silently": True})
    await at_friday(clock, thrice, 14, 1)
    await nils.receives("does not let me set your status", button="Quiet during blocks")
    await at_friday(clock, thrice, 14, 5)
    await workspace.quiet(1)
    for person in (lena, nils):
        assert len([m for m in await person.dms() if "does not let me" in m.reads]) == 1
        assert await stands(person) == ("", False)
    await lena.clicks(gone, "Quiet during blocks")
    link = link_in(await lena.receives("Slack asks you first"))
    status, _ = await opens(await lena.consents(link))
    assert status == 200
    await soon(lena, "In a learning block", True)


async def test_nobody_but_whoever_was_sent_there_can_come_back(
    workspace: Workspace, thrice: Thrice, clock: MovableClock
) -> None:
    to_monday(clock)
    lena, eve = workspace.person("lena", tz="UTC"), workspace.person("eve", tz="UTC")
    told = await joined(lena)
    with capture_logs() as logs:
        address = await window(lena, told)
        state = parse_qs(urlsplit(address).query)["state"][0]
        assert (await opens(await eve.consents(address)))[0] == 403, "somebody else"
        assert (await opens(await lena.consents(address)))[0] == 403, "it was used up"

        address = await window(lena, told)
        back = await lena.consents(address, to=["dnd:read", "dnd:write", "users.profile:read"])
        status, page = await opens(back)
        assert status == 403
        assert "users.profile:write" in page

        address = await window(lena, told)
        back = await lena.consents(address)
        assert (await opens(back, agent="Slackbot-LinkExpanding 1.0"))[0] == 200, "a preview uses nothing up"
        clock.passes(minutes=11)
        assert (await opens(back))[0] == 403, "too late"

        address = await window(lena, told)
        status, page = await opens(await lena.consents(address, instead="cancel"))
        assert status == 403
        assert "You did not allow it" in page

        here = f"{thrice.url}/slack/oauth_redirect/quiet"
        for hostile in ("", "?code=1.2", f"?state={state}&code=1", "?state=<script>alert(1)</script>&code=x"):
            status, page = await opens(here + hostile)
            assert status == 403
            assert "<script>" not in page

        address = await window(lena, told)
        back = await lena.consents(address)
        # What is heard of whom is looked up twice a second.
        await workspace.quiet(1)
        await workspace.put(f"/control/people/{await lena.id()}", {"is_restricted": True})
        await workspace.quiet(1)
        assert (await opens(back))[0] == 403, "a guest by now"
    async with thrice.storage.look(1) as uow:
        assert await uow.quiet.consent(await lena.id()) is None
        assert await uow.quiet.consent(await eve.id()) is None
    assert await _good_tokens(workspace) == 0, "nothing that was given is still good"
    assert "xoxp-" not in str(logs)
    assert state not in str(logs)


async def _good_tokens(workspace: Workspace) -> int:
    return int((await workspace.get("/control/app"))["tokens_of_people"])


async def test_while_slack_is_away_it_is_tried_again_and_what_was_done_is_not(
    workspace: Workspace, thrice: Thrice, clock: MovableClock
) -> None:
    to_monday(clock)
    lena = workspace.person("lena", tz="UTC")
    await allows(lena, await joined(lena))
    await workspace.goes_wrong({"method": "dnd.setSnooze", "effect": "500", "times": 20})
    await at_friday(clock, thrice, 14, 1)
    await soon(lena, "In a learning block", False)
    await workspace.quiet(1)
    await workspace.put("/control/faults", {"rules": []})
    await at_friday(clock, thrice, 14, 30)
    await soon(lena, "In a learning block", True)
    assert len(await workspace.calls("users.profile.set")) == 1, "what was done is not done again"
    await at_friday(clock, thrice, 16, 1)
    await soon(lena, "", False)
    assert not [m for m in await lena.dms() if "does not let me" in m.reads], "away is not gone"
