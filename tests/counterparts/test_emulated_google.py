"""A third party's Google lets us in, renews, shows what stands in a calendar, and forgets us again."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from bot.config import CalendarSettings
from bot.ports.calendar import CalendarRefused
from bot.providers.calendars import oauth
from bot.providers.calendars.access import Access
from bot.providers.calendars.google import MEND, GoogleCalendar
from bot.providers.calendars.wire import Wire
from tests.counterparts.emulate import emulated_google
from tests.support.connections import BERLIN, NOW, SINCE, UNTIL, Kept, tokens

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


async def test_from_the_window_to_the_meetings_and_out_again() -> None:
    async with emulated_google() as url:
        settings = CalendarSettings.model_validate(
            {
                "THRICE_GOOGLE_CONSENT_URL": f"{url}/o/oauth2/v2/auth",
                "THRICE_GOOGLE_TOKEN_URL": f"{url}/oauth2",
                "THRICE_GOOGLE_API_URL": f"{url}/calendar/v3",
            }
        )
        wire = Wire("google")
        consent = oauth.OAuth(
            oauth.google(settings), wire, client_id="client-1", client_secret="s3cret", clock=lambda: NOW
        )
        begun = consent.begin(REDIRECT)
        back = await agreed(begun.address)
        assert back["state"] == begun.state
        kept = Kept(await consent.finish(back["code"], verifier=begun.verifier, redirect=REDIRECT))
        kept.tokens = tokens(kept.tokens.access, kept.tokens.refresh, lasts=timedelta(0))
        access = Access(wire, kept, consent, mend=MEND, clock=lambda: NOW)
        calendar = GoogleCalendar(access, api_url=settings.google_api_url, zone=BERLIN)

        (meeting,) = await calendar.meetings(SINCE, UNTIL)
        assert (meeting.title, meeting.starts.isoformat()) == ("Planning", "2026-11-27T14:30:00+01:00")
        assert kept.puts == 1, "the first token had ended, and was renewed"

        assert await consent.withdraw(kept.tokens)
        with pytest.raises(CalendarRefused):
            await consent.refresh(kept.tokens)
        await wire.close()
