"""Connecting a calendar: a private link, a form or a provider's window, tried before it is kept, and out again."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from bot.bootstrap import Thrice
from bot.learning_blocks import members
from models.calendars import CalendarConnection
from tests.counterparts.dav_calendar import DavCalendar, dav_calendar
from tests.counterparts.dav_servers import PASSWORD, USER, DavServer, radicale
from tests.counterparts.google_calendar import GoogleDouble, google_double
from tests.counterparts.graph_calendar import GraphDouble, graph_double
from tests.scenarios.conftest import Starter
from tests.support.clock import MovableClock
from tests.support.learning import to_monday
from tests.support.people import Person, Workspace
from tests.support.rounds import look_after_blocks
from tests.support.web_people import Browser, browser_of, query_of, words

PAGE = "/wiki/calendar"


@dataclass
class Office:
    """A workspace whose members can connect Google's and Microsoft's calendars."""

    workspace: Workspace
    thrice: Thrice
    google: GoogleDouble
    graph: GraphDouble

    async def member(self, name: str, **fields: str) -> Person:
        """Somebody who has joined the learning blocks."""
        person = self.workspace.person(name, **(fields or {"tz": "Europe/Berlin"}))
        await person.says("/thrice focus join")
        return person

    async def kept(self) -> list[CalendarConnection]:
        """Every connection that is kept, disconnected or not."""
        async with self.thrice.storage.look(1) as uow:
            found = [await uow.calendars.kept(number) for number in range(1, 20)]
        return [each for each in found if each is not None]

    async def agrees(self, browser: Browser, kind: str = "google") -> str:
        """Go to the provider's window and agree; returns the address that it sends the browser back to."""
        double = self.google if kind == "google" else self.graph
        sent = await browser.opens(f"{PAGE}/begin/{kind}")
        assert sent.status_code == 303, words(sent)
        back = double.authority.agree(query_of(sent.headers["location"]))
        return str(httpx2.URL(double.authority.redirect, params=back))


@pytest.fixture
async def office(start: Starter, started: list[Thrice], stack: AsyncExitStack, clock: MovableClock) -> Office:
    to_monday(clock)
    google = await stack.enter_async_context(google_double())
    graph = await stack.enter_async_context(graph_double())
    workspace = await start(
        THRICE_GOOGLE_CLIENT_ID="client-1",
        THRICE_GOOGLE_CLIENT_SECRET="s3cret",
        THRICE_GOOGLE_API_URL=f"{google.url}/calendar/v3",
        THRICE_GOOGLE_TOKEN_URL=google.url,
        THRICE_MICROSOFT_CLIENT_ID="client-1",
        THRICE_MICROSOFT_CLIENT_SECRET="s3cret",
        THRICE_MICROSOFT_API_URL=f"{graph.url}/v1.0",
        THRICE_MICROSOFT_LOGIN_URL=graph.url,
    )
    public_url = started[0].settings.web.public_url
    google.authority.redirect = f"{public_url}/calendar/connected/google"
    graph.authority.redirect = f"{public_url}/calendar/connected/microsoft"
    return Office(workspace, started[0], google, graph)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[DavServer]:
    async with radicale(tmp_path) as running:
        yield running


async def test_a_member_connects_caldav_by_a_private_link(office: Office, server: DavServer) -> None:
    lena = await office.member("lena")
    [shown] = await lena.says("/thrice focus")
    assert "Connect a calendar" in shown.buttons
    await lena.clicks(shown, "Connect a calendar")
    assert "never write a password into Slack" in (await lena.receives("never write", channel="#general")).reads
    async with browser_of(lena) as browser:
        page = await browser.reads()
        assert "No calendar yet" in page
        assert ".ics" in page
        wrong = await browser.sends(PAGE, address=server.url, user=USER, password="not this one")
        assert wrong.status_code == 422
        assert "does not accept the name and the app password" in words(wrong)
        assert f'value="{server.url}"' in wrong.text
        assert f'value="{USER}"' in wrong.text
        assert "not this one" not in wrong.text
        assert not await office.kept()
        right = await browser.sends(PAGE, address=server.url, user=USER, password=PASSWORD)
        assert right.headers["location"] == f"{PAGE}?done=caldav"
        page = await browser.reads(right.headers["location"])
        assert "Your CalDAV calendar is connected" in page
        assert "Work CalDAV" in page
    [kept] = await office.kept()
    assert PASSWORD.encode() not in kept.sealed
    assert kept.dead_at is None
    [shown] = await lena.says("/thrice focus")
    assert "CalDAV, Work" in shown.reads
    assert "My calendars" in shown.buttons


@pytest.mark.parametrize(("kind", "name"), [("google", "Google Calendar"), ("microsoft", "Microsoft 365")])
async def test_a_member_connects_by_the_window_of_a_provider(office: Office, kind: str, name: str) -> None:
    lena = await office.member("lena")
    async with browser_of(lena) as browser:
        assert f"Connect {name}" in await browser.reads()
        back = await browser.opens(await office.agrees(browser, kind))
        assert back.headers["location"] == f"{PAGE}?done={kind}"
        page = await browser.reads(back.headers["location"])
        assert "is connected" in page
        assert f"amina@example.com {name}" in page
        double = office.google if kind == "google" else office.graph
        [kept] = await office.kept()
        assert not any(token.encode() in kept.sealed for token in double.authority.lasting)
        gone = await browser.sends(f"{PAGE}/disconnect", connection=str(kept.id))
        page = await browser.reads(gone.headers["location"])
        assert "is disconnected" in page
        assert "No calendar yet" in page
    await office.workspace.quiet()
    assert not await office.kept()
    assert bool(office.google.authority.lasting) is False, "what Google can take back is given back"


async def test_what_comes_back_is_taken_once_and_from_whom_it_was_asked(office: Office) -> None:
    lena, mallory = await office.member("lena"), await office.member("mallory")
    async with browser_of(lena) as hers, browser_of(mallory) as theirs, browser_of(lena) as another:
        address = await office.agrees(hers)
        for browser in (theirs, another):
            refused = await browser.opens(address)
            assert refused.status_code == 403
            assert "begun by somebody else or in another browser" in words(refused)
        assert not await office.kept()
        assert (await hers.opens(address)).status_code == 303, "what others tried has not used it up"
        replayed = await hers.opens(address)
        assert replayed.status_code == 403
        assert "used already" in words(replayed)
        for forged in ("?code=x&state=y", "?code=x", "?state=", "?state=%00&code=%00", f"?state={'x' * 10_000}"):
            assert (await hers.opens(f"/calendar/connected/google{forged}")).status_code == 403
        assert (await hers.opens(address.replace("/google", "/microsoft"))).status_code == 403
        assert (await hers.opens("/calendar/connected/caldav?code=x&state=y")).status_code == 404
    assert len(await office.kept()) == 1


async def test_who_does_not_agree_or_takes_too_long_is_told(office: Office, clock: MovableClock) -> None:
    lena = await office.member("lena")
    async with browser_of(lena) as browser:
        state = query_of(await office.agrees(browser))["state"]
        denied = await browser.opens(f"/calendar/connected/google?error=access_denied&state={state}")
        assert denied.status_code == 422
        assert "You did not let Thrice into your Google Calendar" in words(denied)
        office.google.authority.unticked = ("https://www.googleapis.com/auth/calendar.events.owned",)
        half = await browser.opens(await office.agrees(browser))
        assert "leave that box ticked" in words(half)
        office.google.authority.unticked = ()
        office.google.trouble.fails(503)
        down = await browser.opens(await office.agrees(browser))
        assert "Google does not answer as it should now" in words(down)
        late = await office.agrees(browser)
        clock.passes(minutes=11)
        assert (await browser.opens(late)).status_code == 403
    assert not await office.kept()


async def test_a_calendar_stays_connected_until_another_try_has_succeeded(office: Office) -> None:
    lena = await office.member("lena")
    async with browser_of(lena) as browser:
        await browser.opens(await office.agrees(browser))
        assert (await browser.opens(f"{PAGE}/begin/google")).status_code == 303, "and never comes back"
        state = query_of(await office.agrees(browser))["state"]
        denied = await browser.opens(f"/calendar/connected/google?error=access_denied&state={state}")
        assert "amina@example.com Google Calendar" in words(denied)
        office.google.trouble.fails(503)
        await browser.opens(await office.agrees(browser))
        await office.workspace.quiet()
        assert "amina@example.com Google Calendar" in await browser.reads()
    [kept] = await office.kept()
    assert (kept.ended_at, kept.dead_at) == (None, None)


async def test_the_page_says_whose_calendars_are_not_there(office: Office) -> None:
    lena, bo = await office.member("lena"), await office.member("bo")
    async with browser_of(lena) as browser:
        await browser.opens(await office.agrees(browser))
        # One browser is one person's: another one's private link signs that one in.
        [told] = await bo.says("/thrice focus connect")
        await browser.opens(next(found for found in re.findall(r"http://[^|>\s]+", str(told)) if "/sign-in/" in found))
        page = await browser.reads()
    assert "No calendar yet for bo" in page.replace("Bo", "bo")
    assert "amina@example.com" not in page


async def test_another_calendar_takes_the_place_and_the_same_one_is_mended(office: Office, server: DavServer) -> None:
    lena = await office.member("lena")
    async with browser_of(lena) as browser:
        login = {"address": server.url, "user": USER, "password": PASSWORD}
        answers = await asyncio.gather(browser.sends(PAGE, **login), browser.sends(PAGE, **login))
        assert [answer.status_code for answer in answers] == [303, 303]
        [first] = await office.kept()
        async with httpx2.AsyncClient(auth=(USER, PASSWORD)) as owner:
            made = await owner.request("MKCALENDAR", f"{server.url}/{USER}/other/")
            assert made.status_code == 201
        login["address"] = f"{server.url}/{USER}/other/"
        assert (await browser.sends(PAGE, **login)).status_code == 303
        await office.workspace.quiet()
        [second] = await office.kept()
        assert second.id != first.id
        assert (await browser.reads()).count("Disconnect") == 1


WRONG = (
    ({"address": "javascript:alert(1)"}, "not the address of a calendar"),
    ({"address": "javascript://cloud.example.com/%0aalert(1)"}, "begins with https://"),
    ({"address": "file:///etc/passwd"}, "not the address of a calendar"),
    ({"address": "file://cloud.example.com/etc/passwd"}, "begins with https://"),
    ({"address": "http://cloud.example.com/dav/"}, "so that nobody reads your password"),
    ({"address": "http://169.254.169.254/latest/"}, "so that nobody reads your password"),
    ({"address": "https://169.254.169.254/latest/"}, "of the machine that Thrice runs on"),
    ({"address": "https://[::ffff:169.254.169.254]/"}, "of the machine that Thrice runs on"),
    ({"address": "http://[::1"}, "not the address of a calendar"),
    ({"address": ""}, "Please give the address"),
    ({"address": "a" * 10_000}, "The address is too long"),
    ({"user": "b" * 10_000}, "The user name is too long"),
    ({"password": "c" * 10_000}, "The app password is too long"),
    ({"user": "bo:admin"}, "no colon"),
    ({"password": "line\r\nbreak"}, "cannot be typed"),
    ({"user": '"><script>alert(1)</script>'}, "cannot be reached now"),
)


async def test_what_cannot_be_a_login_is_said_beside_what_was_typed(office: Office) -> None:
    lena = await office.member("lena")
    async with browser_of(lena) as browser:
        for fields, said in WRONG:
            login = {"address": "https://nobody.invalid/dav/", "user": "bo", "password": "secret-word", **fields}
            answer = await browser.sends(PAGE, **login)
            assert answer.status_code == 422
            assert said in words(answer), fields
            assert "<script" not in answer.text
            assert "secret-word" not in answer.text
            assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert not await office.kept()


async def test_forms_come_from_our_own_page_and_are_no_larger_than_they_need_be(office: Office) -> None:
    lena, mallory = await office.member("lena"), await office.member("mallory")
    async with browser_of(lena) as browser, browser_of(mallory) as theirs:
        await browser.opens(await office.agrees(browser))
        [kept] = await office.kept()
        for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {}):
            for path in (PAGE, f"{PAGE}/disconnect"):
                answer = await browser.sends(path, headers=headers, connection=str(kept.id))
                assert answer.status_code == 403
        assert (await browser.sends(PAGE, address="a" * 70_000)).status_code == 413
        for number in (str(kept.id), "0", "-1", "x", "9" * 30):
            refused = await theirs.sends(f"{PAGE}/disconnect", connection=number)
            assert refused.status_code == 409
            assert "not connected any more" in words(refused)
        assert [each.ended_at for each in await office.kept()] == [None]
    async with httpx2.AsyncClient(base_url=office.thrice.url) as stranger:
        for path in (PAGE, f"{PAGE}/begin/google", "/calendar/connected/google?code=x&state=y"):
            answer = await stranger.get(path)
            assert answer.status_code == 401
            assert "/thrice wiki Or, to come right to the page that you asked for: /thrice focus connect" in words(
                answer
            )
        assert (await stranger.post(PAGE)).status_code == 401


async def test_guests_and_those_who_do_not_take_part_connect_nothing(office: Office) -> None:
    guest = office.workspace.person("gus", is_guest=True)
    await office.workspace.person("admin").invites(guest, "#general")
    assert "full members" in str(await guest.says("/thrice focus connect"))
    lena = office.workspace.person("lena")
    assert "You have no learning block" in str(await lena.says("/thrice focus connect"))
    async with browser_of(lena, "/thrice wiki") as browser:
        assert "You have no learning block" in await browser.reads()
        refused = await browser.sends(PAGE, address="https://cloud.example.com", user="lena", password="x")
        assert refused.status_code == 409
        assert (await browser.opens(f"{PAGE}/begin/google")).status_code == 409


async def test_leaving_the_blocks_disconnects(office: Office) -> None:
    lena = await office.member("lena")
    async with browser_of(lena) as browser:
        await browser.opens(await office.agrees(browser))
        assert len(await office.kept()) == 1
        await lena.says("/thrice focus leave")
        assert "You have no learning block" in await browser.reads()
    await office.workspace.quiet()
    assert not await office.kept()
    assert not office.google.authority.lasting


async def test_the_app_home_leads_there_and_names_what_is_connected(office: Office) -> None:
    lena = await office.member("lena")
    home = await lena.opens_home()
    await lena.clicks(home, "Connect a calendar")
    told = await lena.receives("Here is your link to the page of your calendars")
    assert "Connect a calendar" in told.buttons
    async with browser_of(lena) as browser:
        await browser.opens(await office.agrees(browser))
    home = await lena.opens_home()
    assert "In your calendar: Google Calendar, amina@example.com" in home.reads.replace("*", "")
    async with office.thrice.storage.begin(1) as uow:
        [connection] = await uow.calendars.of_member(await lena.id())
        connection.dead_at, connection.name = office.thrice.clock(), "<!channel> & <b>work</b>"
    [shown] = await lena.says("/thrice focus")
    assert "does not let me in any more" in shown.reads
    assert "&lt;!channel&gt;" in str(shown.blocks), "what a calendar is called mentions nobody"


async def test_whoever_is_gone_is_disconnected_and_signed_out(office: Office) -> None:
    lena = await office.member("lena")
    async with browser_of(lena) as browser:
        await browser.opens(await office.agrees(browser))
        under_way = await office.agrees(browser)
        async with office.thrice.storage.begin(1) as uow:
            person = await uow.members.get(await lena.id())
            assert person is not None
            person.is_deleted = True
            await members.follow(uow, person, policy=office.thrice.blocks, at=office.thrice.clock())
        for path in (PAGE, f"{PAGE}/begin/google", under_way):
            assert (await browser.opens(path)).status_code == 401
        assert (await browser.sends(PAGE, address="x", user="x", password="x")).status_code == 401
    await office.workspace.quiet()
    assert not await office.kept()
    assert not office.google.authority.lasting


@pytest.mark.parametrize("is_there", [True, False])
async def test_the_access_is_given_back_also_where_the_calendar_is_gone(office: Office, is_there: bool) -> None:
    lena = await office.member("lena")
    async with browser_of(lena) as browser:
        await browser.opens(await office.agrees(browser))
        await look_after_blocks(office.thrice)
        await office.workspace.quiet()
        assert len(office.google.live()) >= 4
        office.google.is_there = is_there
        [kept] = await office.kept()
        await browser.sends(f"{PAGE}/disconnect", connection=str(kept.id))
    await office.workspace.quiet()
    assert not await office.kept()
    assert not office.google.authority.lasting
    assert bool(office.google.live()) is not is_there


async def test_one_who_waits_for_a_slow_server_keeps_nobody_else_waiting(office: Office, tmp_path: Path) -> None:
    lena, bo = await office.member("lena"), await office.member("bo")
    async with dav_calendar("radicale")(tmp_path) as slow, browser_of(lena) as hers, browser_of(bo) as his:
        assert isinstance(slow, DavCalendar)
        slow.is_slow(4)
        login = {"address": slow.gate.url, "user": USER, "password": PASSWORD}
        waiting = [asyncio.create_task(hers.sends(PAGE, **login)) for _ in range(10)]

        async def she_waits() -> bool:
            return bool(slow.gate.seen)

        await office.workspace.eventually(she_waits, because="the slow server was asked")
        answer = await his.opens(await office.agrees(his))
        assert answer.status_code == 303, words(answer)
        assert not any(each.done() for each in waiting), "he was let in before them"
        slow.gate.is_well()
        assert [(await each).status_code for each in waiting] == [303] * 10
    assert len(await office.kept()) == 2
