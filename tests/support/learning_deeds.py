"""What learners of a small team do, by the rules themselves: take a course, go through a sprint, use what they know."""

from datetime import datetime, timedelta

from bot.learning import applying, learners, sprints
from bot.learning.courses import shelving
from bot.learning.courses.values import CourseFolder, LessonPart
from bot.learning.policy import LearningPolicy
from bot.learning.spacing import Rating
from models.sprints import Sprint
from models.uow import Storage
from tests.support.cards import Learning

POLICY = LearningPolicy()


async def course(learning: Learning, key: str, *, title: str = "", lessons: int = 1) -> None:
    """A course of some lessons, each with a card."""
    parts = tuple(
        LessonPart(f"{n}", f"How does {key} go, part {n}?", f"Room {n}{n} of {key} opens at {n}:15.", 60)
        for n in range(1, lessons + 1)
    )
    team = learning.team
    async with team.storage.begin(team.workspace_id) as uow:
        done = await shelving.shelve(uow, CourseFolder(key, title or key.title(), "", (), parts, "d"), at=learning.now)
        shelved = await uow.courses.lessons(done.course.id)
    for lesson in shelved:
        await learning.follow(lesson)


async def joins(storage: Storage, workspace_id: int, user_id: str, *, at: datetime, takes: str = "") -> None:
    """Somebody begins to learn, without the course that comes with Thrice, and takes another."""
    async with storage.begin(workspace_id) as uow:
        await learners.join(uow, user_id, policy=POLICY, at=at)
        await shelving.leave(uow, user_id, "using-thrice")
        if takes:
            await shelving.take_up(uow, user_id, takes, at=at)


async def learns(
    storage: Storage, workspace_id: int, user_id: str, *, at: datetime, rating: Rating = Rating.GOOD
) -> Sprint:
    """Somebody goes through a sprint, twenty seconds a step."""
    async with storage.begin(workspace_id) as uow:
        sprint = await sprints.begin(uow, user_id, nudge=None, policy=POLICY, at=at)
    while sprint.ended_at is None:
        at += timedelta(seconds=20)
        async with storage.begin(workspace_id) as uow:
            here = sprint.id, sprint.position
            if "read" in sprint.items[sprint.position]:
                sprint = await sprints.turn_page(uow, user_id, *here, at=at)
                continue
            await sprints.show_answer(uow, user_id, *here, picked=None, at=at)
            sprint = await sprints.grade(uow, user_id, *here, rating, policy=POLICY, at=at)
    return sprint


async def uses(storage: Storage, workspace_id: int, user_id: str, sprint: Sprint, *, at: datetime) -> None:
    """Somebody says that they used what a sprint ended with."""
    async with storage.begin(workspace_id) as uow:
        application = await uow.sprints.application(sprint.id)
        assert application is not None
        await applying.answer(uow, user_id, application.id, "used", at=at)
