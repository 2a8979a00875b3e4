"""A nudge that is not sent after all: what it had to say is not lost."""

from datetime import UTC, date, datetime

from bot.learning import learners, nudging
from bot.learning.policy import LearningPolicy
from models.learners import Nudge
from models.members import Member
from models.uow import Storage
from models.workspaces import Workspace

NOW = datetime(2026, 11, 27, 18, tzinfo=UTC)


async def test_the_rate_is_not_halved_by_a_nudge_that_nobody_got(storage: Storage) -> None:
    async with storage.begin() as uow:
        made = Workspace(team_id="T1", installed_at=NOW)
        uow.add(made)
        await uow.flush()
        workspace = made.id
    async with storage.begin(workspace) as uow:
        uow.add(Member(user_id="U1", name="Lena", tz="UTC", seen_at=NOW, settings={}))
        await uow.flush()
        learner = await learners.join(uow, "U1", policy=LearningPolicy(), at=NOW)
        learner.every, learner.ignored, learner.last_nudge_on = 2, 0, date(2026, 11, 27)
        nudge = Nudge(
            user_id="U1", local_date=date(2026, 11, 27), state="waiting", due_at=NOW, because="halved",
            ends_at=datetime(2026, 11, 27, 17, tzinfo=UTC), shown=0,
        )  # fmt: skip
        uow.add(nudge)
        await uow.flush()
        assert await nudging.due(uow, nudge.id, quiet={}, at=NOW) is None
        assert (nudge.state, learner.every, learner.ignored) == ("dropped", 1, 3)
        assert learner.next_nudge_at == datetime(2026, 11, 30, 9, 30, tzinfo=UTC), "the very next working day"
