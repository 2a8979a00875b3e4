"""Several workspaces: installing through Slack's page, again, and taking Thrice out."""

from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest

from bot.bootstrap import Thrice
from bot.ports.chat import ChatRefused
from models.workspaces import Workspace as Installed
from tests.scenarios.conftest import Starter
from tests.support.knowledge import asked_three_times, card, export
from tests.support.people import Workspace
from tests.support.signed import SignedSlack


class Browser:
    """Somebody's browser, which follows redirects and keeps cookies."""

    def __init__(self, thrice: Thrice) -> None:
        self._url = thrice.url
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def __aenter__(self) -> "Browser":
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._session.close()

    async def opens(self, path: str, method: str = "GET", *, follow: bool = True) -> tuple[int, str]:
        where = path if path.startswith("http") else self._url + path
        async with self._session.request(method, where, allow_redirects=follow) as page:
            location = page.headers.get("Location")
            return page.status, location if location is not None else await page.text()

    def cookies(self) -> dict[str, str]:
        return {cookie.key: cookie["path"] for cookie in self._session.cookie_jar}


@pytest.fixture
async def workspace(start: Starter) -> Workspace:
    """A workspace whose #help awaits Thrice, which is installed nowhere yet."""
    begun: Workspace = await start(mode="oauth")
    return begun


@pytest.fixture
async def browser(thrice: Thrice) -> AsyncIterator[Browser]:
    async with Browser(thrice) as browser:
        yield browser


async def installed(thrice: Thrice) -> list[Installed]:
    async with thrice.storage.look() as uow:
        return list(await uow.workspaces.installed())


async def token(thrice: Thrice) -> str | None:
    """The token that is stored for the one workspace, if there is one."""
    for each in await installed(thrice):
        async with thrice.storage.look() as uow:
            assert await uow.workspaces.token(each.id) is not None
        return await thrice.tokens.bot_token(each.id)
    return None


async def test_whoever_installs_it_is_led_to_slack_and_back_and_it_works_at_once(
    workspace: Workspace, thrice: Thrice, browser: Browser
) -> None:
    assert await installed(thrice) == []
    status, page = await browser.opens("/slack/install")
    assert status == 200
    assert "Thrice is installed" in page
    assert "Playground" in page
    assert "/invite @Thrice" in page
    assert browser.cookies() == {}

    async def welcomed() -> bool:
        app = await workspace.app_user()
        return any(m.user == app and "/thrice off" in m.reads for m in await workspace.person("admin").sees("#help"))

    await workspace.eventually(welcomed, because="it finds the channel that it was in before it was installed")
    await asked_three_times(workspace)
    assert "Chen" in (await card(workspace)).reads


async def test_installing_again_replaces_the_token(workspace: Workspace, thrice: Thrice, browser: Browser) -> None:
    await browser.opens("/slack/install")
    first = await token(thrice)
    await browser.opens("/slack/install")
    assert len(await installed(thrice)) == 1
    second = await token(thrice)
    assert first != second
    assert second == (await workspace.get("/control/app"))["bot_token"]
    assert (await workspace.person("amina").says("/thrice help", "#help"))[0].ephemeral


async def test_an_uninstalled_thrice_forgets_its_tokens_and_can_come_back(
    workspace: Workspace, thrice: Thrice, browser: Browser
) -> None:
    await browser.opens("/slack/install")
    [there] = await installed(thrice)
    await workspace.person("amina").asks("#help", "How do I get VPN access?")
    await workspace.quiet()

    await workspace.post("/control/app/uninstall", {})

    async def forgotten() -> bool:
        return await thrice.authorize(enterprise_id=None, team_id=there.team_id, user_id=None) is None

    await workspace.eventually(forgotten, because="Thrice is told that it was removed")
    assert await installed(thrice) == []
    with pytest.raises(ChatRefused, match="not_installed"):
        await thrice.tokens.bot_token(there.id)
    async with thrice.storage.look(there.id) as uow:
        assert await uow.workspaces.token(there.id) is None
    kept = (await export(thrice))["questions"]
    assert len(kept) == 1, "what was captured waits for a return or an erasure"

    await browser.opens("/slack/install")
    [back] = await installed(thrice)
    assert back.id == there.id
    told = await workspace.person("amina").says("/thrice why", "#help")
    assert "I capture questions in this channel" in told[0].reads


async def test_word_of_a_removal_that_comes_late_undoes_no_new_installation(
    workspace: Workspace, thrice: Thrice, browser: Browser
) -> None:
    await browser.opens("/slack/install")
    [there] = await installed(thrice)
    yesterday = int((thrice.clock() - timedelta(days=1)).timestamp())
    secret = (await workspace.get("/control/app"))["signing_secret"]
    async with SignedSlack(thrice.url, secret) as slack:
        late = {"team_id": there.team_id, "event_time": yesterday}
        assert (await slack.event({"type": "app_uninstalled"}, event_id="Ev1", **late)).status == 200
        now = {"team_id": there.team_id, "event_time": int(thrice.clock().timestamp()) + 2}
        await workspace.quiet()
        assert await token(thrice) is not None
        assert (await slack.event({"type": "app_uninstalled"}, event_id="Ev2", **now)).status == 200

    async def gone() -> bool:
        return await installed(thrice) == []

    await workspace.eventually(gone, because="word of a removal of now counts")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?error=access_denied", "The installation was cancelled. Nothing was changed."),
        ("?code=123&state=abc", "This link was not begun in this browser. Please begin at /slack/install."),
        ("", "This link was not begun in this browser. Please begin at /slack/install."),
        ("?code=%00&state=%F0%9F%A6%86", "This link was not begun in this browser."),
    ],
)
async def test_who_comes_back_with_something_else_is_told_so(
    workspace: Workspace, thrice: Thrice, browser: Browser, query: str, sentence: str
) -> None:
    status, page = await browser.opens(f"/slack/oauth_redirect{query}")
    assert status == 400
    assert sentence in page
    assert await installed(thrice) == []


async def test_nobody_can_be_made_to_install_from_somebody_elses_link(
    workspace: Workspace, thrice: Thrice, browser: Browser
) -> None:
    async with Browser(thrice) as attacker:
        _, slack_page = await attacker.opens("/slack/install", follow=False)
        _, way_back = await attacker.opens(slack_page, follow=False)
    status, page = await browser.opens(way_back)
    assert status == 400
    assert "not begun in this browser" in page
    assert await installed(thrice) == []


async def test_a_code_works_once(workspace: Workspace, thrice: Thrice, browser: Browser) -> None:
    _, slack_page = await browser.opens("/slack/install", follow=False)
    _, way_back = await browser.opens(slack_page, follow=False)
    assert (await browser.opens(way_back))[0] == 200
    assert (await browser.opens(way_back))[0] == 400
    assert await token(thrice) is not None


@pytest.mark.parametrize("effect", ["500", "reset"])
async def test_while_slack_is_out_of_reach_it_says_so(
    workspace: Workspace, thrice: Thrice, browser: Browser, effect: str
) -> None:
    await workspace.goes_wrong({"method": "oauth.v2.access", "effect": effect, "times": 9})
    status, page = await browser.opens("/slack/install")
    assert status == 503
    assert "could not be reached" in page
    assert await installed(thrice) == []


async def test_a_link_expander_begins_nothing(workspace: Workspace, browser: Browser) -> None:
    status, _ = await browser.opens("/slack/install", "HEAD")
    assert status == 200
    assert browser.cookies() == {}
    assert (await browser.opens("/slack/install", "POST"))[0] == 405


async def test_with_the_token_of_one_workspace_there_is_nothing_to_install(
    start: Starter, started: list[Thrice]
) -> None:
    await start(mode="http")
    async with Browser(started[0]) as browser:
        assert (await browser.opens("/slack/install"))[0] == 404
        assert (await browser.opens("/slack/oauth_redirect"))[0] == 404
