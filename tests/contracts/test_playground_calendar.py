"""The calendars of the playground are Google's to Thrice: from the window to the events, each person their own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, urlsplit

import aiohttp
import httpx2
import pytest

from bot.config import CalendarSettings
from bot.playground import Options, Playground
from bot.playground.options import Json
from bot.ports.calendar import CalendarRefused, Protection
from bot.providers.calendars import oauth
from bot.providers.calendars.access import Access
from bot.providers.calendars.google import MEND, GoogleCalendar
from bot.providers.calendars.wire import Wire
from tests.counterparts.google import wrong_in_answer
from tests.support.connections import BERLIN, NOW, SINCE, UNTIL, Kept, friday
from tests.support.people import Workspace

ORIGIN = "https://thrice.example.com"
BACK = f"{ORIGIN}/calendar/connected/google"


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground(Options(port=0, calendar_redirect=BACK, clock=NOW.timestamp)) as running:
        yield running


@asynccontextmanager
async def app_of(playground: Playground) -> AsyncIterator[oauth.OAuth]:
    urls, app = playground.calendar_urls, playground.letting_in
    settings = CalendarSettings.model_validate(
        {
            "THRICE_GOOGLE_API_URL": urls.api,
            "THRICE_GOOGLE_CONSENT_URL": urls.consent,
            "THRICE_GOOGLE_TOKEN_URL": urls.tokens,
            "THRICE_GOOGLE_CLIENT_ID": app.client_id,
            "THRICE_GOOGLE_CLIENT_SECRET": app.client_secret,
        }
    )
    made = oauth.made(settings, "google", clock=lambda: NOW)
    assert made is not None
    yield made
    await made.close()


async def decides(address: str, decision: str, person: str) -> dict[str, str]:
    """What the browser comes back with from the window."""
    window = urlsplit(address)
    asked = {key: value[0] for key, value in parse_qs(window.query).items()}
    async with httpx2.AsyncClient(timeout=10) as browser:
        shown = (await browser.get(address)).raise_for_status()
        assert "standing in for Google" in shown.text
        assert f"form-action 'self' {ORIGIN}" in shown.headers["Content-Security-Policy"]
        form = {**asked, "person": person, "decision": decision}
        sent = await browser.post(f"{window.scheme}://{window.netloc}{window.path}", data=form)
    assert sent.status_code == 303
    return {key: value[0] for key, value in parse_qs(urlsplit(sent.headers["location"]).query).items()}


async def test_from_the_window_to_a_block_that_its_owner_moves_and_out_again(playground: Playground) -> None:
    async with app_of(playground) as app, Workspace(playground) as workspace, aiohttp.ClientSession() as session:
        bo, chen = workspace.person("bo", tz="Europe/Berlin"), workspace.person("chen")
        await chen.id()
        begun = app.begin(BACK)
        back = await decides(begun.address, "allow", await bo.id())
        assert back["state"] == begun.state
        kept = Kept(await app.finish(back["code"], verifier=begun.verifier, redirect=BACK))
        wire = Wire("google")
        access = Access(wire, kept, app, mend=MEND, clock=lambda: NOW)
        calendar = GoogleCalendar(access, api_url=playground.calendar_urls.api, zone=BERLIN, can_decline=True)
        seen = await calendar.look()
        assert (seen.name, seen.can_decline) == ("bo@playground.example", True)
        token = (await calendar.changes(None)).token
        block = friday(protection=Protection.HARD)
        assert (await calendar.put(block, version=None)).starts == block.starts

        pages = f"{playground.url}/people/bo/calendar"
        async with session.get(pages) as answer:
            [shown] = (await answer.json())["events"]
        assert (shown["starts"], shown["shows"], shown["by_app"]) == ("2026-11-27T14:00", "focus", "Thrice")
        meeting = {"title": "Numbers", "organizer": "chen", "day": "2026-11-27", "begins": "15:00", "ends": "15:30"}
        async with session.post(pages, json=meeting) as answer:
            assert "Could we find another?" in (await answer.json())["comment"]
        [found] = await calendar.meetings(SINCE, UNTIL)
        assert (found.title, found.is_declined, found.organizer) == ("Numbers", True, "chen@playground.example")
        assert not wrong_in_answer("list", playground.calendars.of(playground.world.person("bo")).listed({}))
        moved = {"day": "2026-11-27", "begins": "09:00", "ends": "11:00"}
        async with session.patch(f"{pages}/{shown['id']}", json=moved):
            [standing] = (await calendar.changes(token)).standing
        assert standing.starts.hour == 9
        async with session.get(f"{playground.url}/people/chen/calendar") as answer:
            assert (await answer.json())["events"] == []

        assert await app.withdraw(kept.tokens)
        with pytest.raises(CalendarRefused):
            await calendar.meetings(SINCE, UNTIL)
        await wire.close()


async def test_who_does_not_want_to_is_sent_back_with_nothing(playground: Playground) -> None:
    async with app_of(playground) as app:
        begun = app.begin(BACK)
        assert await decides(begun.address, "cancel", "admin") == {"error": "access_denied", "state": begun.state}


async def test_nobody_lets_the_app_in_without_saying_who_they_are(playground: Playground) -> None:
    async with app_of(playground) as app, httpx2.AsyncClient(timeout=10) as browser:
        address = app.begin(BACK).address
        choice = (await browser.get(address)).text.partition("<select")[2].partition("</option>")[0]
        assert "required" in choice
        assert choice.endswith('<option value="">Whose calendar?')
        asked = {key: value[0] for key, value in parse_qs(urlsplit(address).query).items()}
        for nobody in ({}, {"person": ""}):
            window = playground.calendar_urls.consent
            sent = await browser.post(window, data={**asked, **nobody, "decision": "allow"})
            assert (sent.status_code, "Say whose calendar it is." in sent.text) == (400, True)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"redirect_uri": "https://evil.example/"}, "not registered"),
        ({"client_id": "<script>alert(1)</script>"}, "No app with this"),
        ({"code_challenge_method": "plain"}, "PKCE"),
        ({"scope": ""}, "does not say"),
    ],
)
async def test_a_window_that_was_opened_wrongly_leads_nowhere(playground: Playground, wrong: Json, said: str) -> None:
    async with app_of(playground) as app, httpx2.AsyncClient(timeout=10) as browser:
        asked = {key: value[0] for key, value in parse_qs(urlsplit(app.begin(BACK).address).query).items()}
        shown = await browser.get(playground.calendar_urls.consent, params=asked | wrong)
        assert (shown.status_code, said in shown.text, "<script>alert" in shown.text) == (400, True, False)
        sent = await browser.post(playground.calendar_urls.consent, data={**asked, **wrong, "decision": "allow"})
        assert sent.status_code == 400
        state = {"state": '"><script>alert(1)</script>'}
        assert "<script>alert" not in (await browser.get(playground.calendar_urls.consent, params=asked | state)).text


async def test_a_token_opens_what_it_was_given_for_and_no_more(playground: Playground) -> None:
    owner = playground.world.person("admin").id
    few, _ = playground.letting_in.let_in("https://www.googleapis.com/auth/calendar.readonly", owner=owner)
    enough, _ = playground.letting_in.let_in(*oauth.GOOGLE_SCOPES, owner=owner)
    events = f"{playground.calendar_urls.api}/calendars/primary/events"
    async with httpx2.AsyncClient(timeout=10) as browser:
        for token, status in ((few, 403), (enough, 200), ("made-up", 401)):
            assert (await browser.get(events, headers={"Authorization": f"Bearer {token}"})).status_code == status
        let_in = {"Authorization": f"Bearer {enough}"}
        for body in (b"{", b"[]", b'{"start": 1}', b'{"id": 7}', b'{"start": {"dateTime": "soon"}, "end": {}}'):
            assert (await browser.post(events, content=body, headers=let_in)).status_code == 400
        for query in (
            {"timeMin": "soon"},
            {"timeMax": "2026-11-27"},
            {"timeMax": "2026-11-27"},
            {"maxResults": "-1"},
            {"fields": "items("},
            {"syncToken": "x"},
        ):
            assert (await browser.get(events, params=query, headers=let_in)).status_code == 400
        assert (await browser.patch(f"{events}/abcde", headers=let_in)).status_code == 405
