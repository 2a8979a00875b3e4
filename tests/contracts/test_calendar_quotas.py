"""What each call costs in requests, as docs/calendars.md reckons with it, and what that makes for 10,000 members."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.learning_blocks import weeks
from bot.learning_blocks.due import SYNC_AGAIN, SYNC_SPREAD
from bot.ports.calendar import Calendar, Protection
from tests.contracts.test_google_calendar import google
from tests.contracts.test_microsoft_calendar import microsoft
from tests.support.connections import SINCE, UID, UNTIL, friday

MEMBERS = 10_000
LOOKS_A_WEEK = 2
SYNCS_A_DAY = timedelta(days=1) / (SYNC_AGAIN - SYNC_SPREAD / 2)
BLOCKS_AHEAD = weeks.WEEKS_AHEAD + 1

Act = Callable[[Calendar, str], Awaitable[object]]
ACTS: dict[str, Act] = {
    "look": lambda calendar, _: calendar.look(),
    "make": lambda calendar, _: calendar.put(friday(uid="m" * 32), version=None),
    "change": lambda calendar, version: calendar.put(friday(16), version=version),
    "remove": lambda calendar, version: calendar.remove(UID, version=version),
    "changes": lambda calendar, _: calendar.changes(None),
    "meetings": lambda calendar, _: calendar.meetings(SINCE, UNTIL),
}
GOOGLE = {"look": 3, "make": 1, "change": 2, "remove": 1, "changes": 1, "meetings": 1}
MICROSOFT = {"look": 2, "make": 3, "change": 3, "remove": 2, "changes": 1, "meetings": 1}


@pytest.mark.parametrize("act", ACTS)
async def test_what_it_costs_at_google(act: str) -> None:
    async with google() as (double, calendar):
        version = (await calendar.put(friday(protection=Protection.HARD), version=None)).version
        double.requests.clear()
        await ACTS[act](calendar, version)
        assert len(double.requests) == GOOGLE[act]


@pytest.mark.parametrize("act", ACTS)
async def test_what_it_costs_at_microsoft(act: str) -> None:
    async with microsoft() as (double, calendar):
        version = (await calendar.put(friday(), version=None)).version
        double.requests.clear()
        await ACTS[act](calendar, version)
        assert len(double.requests) == MICROSOFT[act]


@dataclass(frozen=True)
class Load:
    """What 10,000 members make who are all with one provider."""

    a_minute_of_looking: float
    a_minute_of_following: float
    """While blocks follow another rule."""
    a_day: float
    one_member_a_minute: int


def load(costs: dict[str, int]) -> Load:
    looking = MEMBERS * costs["meetings"] / (weeks.LOOK_SPREAD / timedelta(minutes=1))
    following = weeks.SYNCED_A_MINUTE * (costs["changes"] + BLOCKS_AHEAD * costs["change"])
    a_week = LOOKS_A_WEEK * costs["meetings"] + costs["make"] + costs["change"] + costs["remove"]
    # All that can befall one member in one minute: everything once.
    return Load(looking, following, MEMBERS * (SYNCS_A_DAY * costs["changes"] + a_week / 7), sum(costs.values()))


def test_ten_thousand_members_stay_within_the_quotas() -> None:
    found = load(GOOGLE)
    assert found.a_minute_of_looking < 10_000 / 10, "a tenth of Google's requests a minute and project"
    assert found.a_minute_of_following < 10_000 / 4, "a quarter of it"
    assert found.a_day < 1_000_000 / 3, "a third of Google's daily threshold"
    assert found.one_member_a_minute < 600 / 10, "a tenth of Google's requests a minute and member"
    found = load(MICROSOFT)
    assert found.a_minute_of_looking / 6 < 130_000 / 1000, "a thousandth of Graph's requests in 10 seconds and app"
    assert found.a_minute_of_following / 6 < 130_000 / 100, "a hundredth of it"
    assert found.one_member_a_minute * 10 < 10_000 / 10, "a tenth of Outlook's requests in 10 minutes and mailbox"
