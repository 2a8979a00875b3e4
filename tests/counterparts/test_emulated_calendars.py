"""A third party's Google and Microsoft let us in and renew; its Google takes a block, shows what stands there, and
forgets us again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from bot.config import CalendarSettings
from bot.ports.calendar import CalendarRefused
from bot.providers.calendars import oauth
from bot.providers.calendars.access import Access
from bot.providers.calendars.google import MEND, GoogleCalendar
from bot.providers.calendars.google_events import PLAIN, written
from bot.providers.calendars.wire import Wire
from tests.counterparts.emulate import emulated
from tests.support.connections import BERLIN, NOW, SINCE, UNTIL, Kept, friday, tokens

pytestmark = pytest.mark.node
REDIRECT = "https://thrice.example.com/calendar/connected"


async def agreed(address: str) -> dict[str, str]:
    """What the browser comes back with when Amina chooses her account."""
    window = urlsplit(address)
    asked = {key: value[0] for key, value in parse_qs(window.query).items()}
    async with httpx2.AsyncClient(timeout=10) as browser:
        assert "Amina" in (await browser.get(address)).raise_for_status().text
        form = {**asked, "email": "amina@example.com"}
        chosen = await browser.post(f"{window.scheme}://{window.netloc}{window.path}/callback", data=form)
    assert chosen.status_code == 302
    return {key: value[0] for key, value in parse_qs(urlsplit(chosen.headers["location"]).query).items()}


@asynccontextmanager
async def let_in(provider: oauth.Provider, wire: Wire) -> AsyncIterator[tuple[oauth.OAuth, Kept]]:
    consent = oauth.OAuth(provider, wire, client_id="client-1", client_secret="s3cret", clock=lambda: NOW)
    try:
        begun = consent.begin(REDIRECT)
        back = await agreed(begun.address)
        assert back["state"] == begun.state
        yield consent, Kept(await consent.finish(back["code"], verifier=begun.verifier, redirect=REDIRECT))
    finally:
        await wire.close()


async def test_googles_from_the_window_to_the_meetings_and_out_again() -> None:
    async with emulated("google") as url:
        settings = CalendarSettings.model_validate(
            {
                "THRICE_GOOGLE_CONSENT_URL": f"{url}/o/oauth2/v2/auth",
                "THRICE_GOOGLE_TOKEN_URL": f"{url}/oauth2",
                "THRICE_GOOGLE_API_URL": f"{url}/calendar/v3",
            }
        )
        wire = Wire("google")
        async with let_in(oauth.google(settings), wire) as (consent, kept):
            kept.tokens = tokens(kept.tokens.access, kept.tokens.refresh, lasts=timedelta(0))
            access = Access(wire, kept, consent, mend=MEND, clock=lambda: NOW)
            calendar = GoogleCalendar(access, api_url=settings.google_api_url, zone=BERLIN)

            (meeting,) = await calendar.meetings(SINCE, UNTIL)
            assert (meeting.title, meeting.starts.isoformat()) == ("Planning", "2026-11-27T14:30:00+01:00")
            assert kept.puts == 1, "the first token had ended, and was renewed"

            # It gives events ids of its own, so that a block is no block of ours there; all else of it is taken.
            events = f"{settings.google_api_url}/calendars/primary/events"
            made = await access.send("POST", events, body=written(friday(), PLAIN))
            assert made.status == 200
            block = next(found for found in await calendar.meetings(SINCE, UNTIL) if found.title == "Learning block")
            assert (block.starts, block.ends) == (friday().starts, friday().ends)
            assert (await access.send("DELETE", f"{events}/{made.body['id']}")).status == 204
            assert len(await calendar.meetings(SINCE, UNTIL)) == 1

            assert await consent.withdraw(kept.tokens)
            with pytest.raises(CalendarRefused):
                await consent.refresh(kept.tokens)


async def test_microsofts_from_the_window_through_renewals_that_end_the_one_before() -> None:
    async with emulated("microsoft") as url:
        # Its addresses are without the tenant.
        known = oauth.microsoft(CalendarSettings.model_validate({}))
        there = replace(known, consent_url=f"{url}/oauth2/v2.0/authorize", token_url=f"{url}/oauth2/v2.0/token")
        async with let_in(there, Wire("microsoft")) as (consent, kept):
            second = await consent.refresh(kept.tokens)
            assert second.refresh != kept.tokens.refresh
            third = await consent.refresh(second)
            assert third.access not in (second.access, kept.tokens.access)
            with pytest.raises(CalendarRefused):
                await consent.refresh(second)
