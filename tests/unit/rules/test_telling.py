"""Who is told that others asked before, and as the how-manieth."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from bot.knowledge.jobs import TellAsker
from bot.knowledge.telling import tell_askers
from bot.workspaces.policy import Policy
from models.questions import Question, Topic
from models.uow import Storage
from tests.unit.rules.conftest import Jobs
from tests.wiki_world import NOW, PUBLIC, Team

Asked = tuple[str, timedelta]


def ago(asker: str, **time: float) -> Asked:
    return asker, timedelta(**time)


@pytest.fixture
def topic_of(storage: Storage, team: Team, jobs: Jobs) -> "Telling":
    return Telling(storage, team, jobs)


class Telling:
    """Has a topic asked, and says whom the question that makes the rule hold gets told what."""

    def __init__(self, storage: Storage, team: Team, jobs: Jobs) -> None:
        self._storage, self._team, self._jobs = storage, team, jobs

    async def told(self, asked: Sequence[Asked], *, fired_by: int = -1) -> dict[str, int]:
        """Return who is told which ordinal, when the question at index `fired_by` comes in last."""
        async with self._storage.begin(self._team.workspace_id) as uow:
            topic = Topic(audience=PUBLIC, title="", fired_at=NOW, created_at=NOW)
            uow.add(topic)
            await uow.flush()
            rows = [question(asker, NOW - before, topic.id) for asker, before in asked]
            uow.add(*rows)
            await uow.flush()
            await tell_askers(uow, topic, rows[fired_by], fired=True, policy=Policy())
        asker_of = {row.id: row.asker for row in rows}
        return {asker_of[job.question_id]: job.ordinal for job in self._jobs.of(TellAsker)}


def question(asker: str, at: datetime, topic_id: int) -> Question:
    ts = f"{at.timestamp():.6f}"
    return Question(
        channel_id="C1",
        ts=ts,
        thread_ts=ts,
        asker=asker,
        text="How do I get VPN access?",
        gist="How do I get VPN access?",
        kind="how_to",
        audience=PUBLIC,
        topic_id=topic_id,
        asked_at=at,
        placed_at=NOW,
    )


async def test_only_what_the_window_holds_makes_a_third(topic_of: Telling) -> None:
    asked = [
        ago("ANN", days=200), ago("BOB", days=190), ago("CAT", minutes=3), ago("EVE", minutes=2), ago("FAY", minutes=0),
    ]  # fmt: skip
    assert await topic_of.told(asked) == {"FAY": 3}


async def test_who_asked_after_the_event_that_came_late_is_the_third(topic_of: Telling) -> None:
    asked = [ago("ANN", minutes=5), ago("BOB", minutes=3), ago("CAT", minutes=1)]
    assert await topic_of.told(asked, fired_by=0) == {"CAT": 3}


async def test_the_third_time_of_one_person_is_not_told_when_a_second_person_asks(topic_of: Telling) -> None:
    asked = [ago("ANN", days=4), ago("ANN", days=2), ago("ANN", minutes=2), ago("BOB", minutes=0)]
    assert await topic_of.told(asked) == {"BOB": 4}
