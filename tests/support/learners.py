"""Learners by the thousand, as rows of a fresh database: those whose time has come among many whose has not."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Engine, insert

from models.learners import Learner, Nudge
from models.members import Member
from models.workspaces import Workspace

AT_ONCE: Final = 5_000
ZONES: Final = (
    *("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Tokyo", "Australia/Sydney", "America/Sao_Paulo"),
    *("Europe/London", "Asia/Kathmandu", "America/Los_Angeles", "Africa/Lagos"),
)
STATES: Final = ("started", "sent", "skipped", "started", "dropped")
"""What became of everybody's last nudge, in turn."""


def fill(engine: Engine, now: datetime, *, learners: int, due: int, workspaces: int, nudges: int = 1) -> None:
    """Write down learners, spread evenly over workspaces; the first of them are due.

    `nudges`: how many each had before, on the last days.
    """
    with engine.begin() as connection:
        teams = [{"team_id": f"T{n}", "name": "Acme", "url": "", "installed_at": now} for n in range(workspaces)]
        ids = connection.scalars(insert(Workspace).returning(Workspace.id, sort_by_parameter_order=True), teams).all()
        for start in range(0, learners, AT_ONCE):
            some = range(start, min(start + AT_ONCE, learners))
            who = {n: {"workspace_id": ids[n % workspaces], "user_id": f"U{n:07d}"} for n in some}
            connection.execute(insert(Member), [{**who[n], "name": f"person{n}", "seen_at": now} for n in some])
            connection.execute(insert(Learner), [{**who[n], **_learner(n, now, is_due=n < due)} for n in some])
            for ago in range(nudges, 0, -1):
                connection.execute(insert(Nudge), [{**who[n], **_nudge(n, now, ago)} for n in some])
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def _learner(number: int, now: datetime, *, is_due: bool) -> dict[str, Any]:
    return {
        "joined_at": now - timedelta(days=30), "tz": "UTC" if is_due else ZONES[number % len(ZONES)],
        "minute": now.hour * 60, "day_begins": 0, "day_ends": 1440, "days": [*range(7)],
        "country": ("DE", "US", "JP", None)[number % 4], "every": 1, "ignored": number % 3, "hides_amounts": False,
        "next_nudge_at": now if is_due else now + timedelta(minutes=1 + number % 1439),
        "last_nudge_on": now.date() - timedelta(days=1), "last_nudge_at": now - timedelta(days=1),
    }  # fmt: skip


def _nudge(number: int, now: datetime, days_ago: int) -> dict[str, Any]:
    at = now - timedelta(days=days_ago)
    return {
        "local_date": at.date(), "state": STATES[number % len(STATES)], "due_at": None, "because": "", "shown": 1,
        "ends_at": at.replace(hour=17), "sent_at": at,
    }  # fmt: skip
