from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.learning.nudging import Bring, Drop, PutOff, choices, meets, snoozed_until
from bot.learning.times import Times
from models.learners import Learner, Nudge
from models.members import Member

NOW = datetime(2026, 11, 27, 9, 31, tzinfo=UTC)
ENDS = NOW.replace(hour=17, minute=0)


def nudge(**changed: Any) -> Nudge:
    return Nudge(**{"state": "waiting", "local_date": date(2026, 11, 27), "ends_at": ENDS, "because": "", **changed})


def learner(**changed: Any) -> Learner:
    usual = {"tz": "UTC", "minute": 570, "day_begins": 540, "day_ends": 1020, "days": [0, 1, 2, 3, 4], "every": 1}
    return Learner(**{**usual, **changed})


def met(nudge_: Nudge | None = None, *, quiet: datetime | None = None, at: datetime = NOW, **member: Any) -> object:
    usual = {"is_deleted": False, "is_guest": False, "is_partner": False}
    return meets(nudge_ or nudge(), learner(), Member(**{**usual, **member}), quiet_until=quiet, at=at)


def test_a_nudge_is_brought_when_nothing_speaks_against_it() -> None:
    assert met() == Bring()


@pytest.mark.parametrize(
    ("member", "because"),
    [
        ({"is_deleted": True}, "gone"),
        ({"is_guest": True}, "gone"),
        ({"forgotten_at": NOW}, "gone"),
        ({"away_until": ENDS + timedelta(days=3)}, "away"),
    ],
)
def test_a_nudge_is_dropped_for_whoever_is_not_there(member: dict[str, Any], because: str) -> None:
    assert met(**member) == Drop(because)


def test_do_not_disturb_puts_a_nudge_off_until_it_ends_or_drops_it() -> None:
    assert met(quiet=NOW + timedelta(hours=1)) == PutOff(NOW + timedelta(hours=1), "do_not_disturb")
    assert met(quiet=ENDS) == Drop("do_not_disturb")
    assert met(quiet=NOW - timedelta(minutes=1)) == Bring()


def test_a_nudge_is_dropped_after_the_working_day() -> None:
    assert met(at=ENDS) == Drop("late")


def test_what_was_answered_is_not_brought_again() -> None:
    for state in ("started", "skipped", "ignored", "dropped"):
        assert isinstance(met(nudge(state=state)), Drop)


def test_whoever_left_or_paused_gets_none() -> None:
    someone = Member(is_deleted=False, is_guest=False, is_partner=False)
    assert meets(nudge(), learner(left_at=NOW), someone, quiet_until=None, at=NOW) == Drop("left")
    assert meets(nudge(), None, someone, quiet_until=None, at=NOW) == Drop("left")
    paused = learner(paused_until=date(2026, 12, 1))
    assert meets(nudge(), paused, someone, quiet_until=None, at=NOW) == Drop("paused")


def test_whoever_has_flown_since_gets_it_within_the_hours_there_and_on_its_date() -> None:
    someone = Member(is_deleted=False, is_guest=False, is_partner=False)

    def where(tz: str, **changed: Any) -> object:
        return meets(nudge(), learner(tz=tz, **changed), someone, quiet_until=None, at=NOW)

    assert where("Europe/Helsinki") == Bring()
    assert where("Asia/Tokyo") == Drop("late"), "it is half past six in the evening there"
    assert where("America/New_York") == PutOff(NOW.replace(hour=14, minute=0), "early"), "it is half past four there"
    assert where("Pacific/Pago_Pago") == Drop("early"), "it is Thursday there, and its Friday ends too late"
    assert where("UTC", days=[0, 1]) == Drop("late"), "they no longer work on Fridays"


def test_the_afternoon_is_offered_until_it_has_begun() -> None:
    times = Times()
    assert choices(times, nudge(), at=NOW) == ("hour", "afternoon", "tomorrow")
    assert choices(times, nudge(), at=NOW.replace(hour=14)) == ("hour", "tomorrow")
    assert choices(times, nudge(), at=NOW.replace(hour=16, minute=30)) == ("tomorrow",)
    assert snoozed_until(times, "afternoon", at=NOW) == NOW.replace(hour=14, minute=0)
