"""Records: what is told to a record store, written down in the transaction of the deed itself.

Nothing is where no store is connected, and nothing of members who do not learn.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from bot.learning import statements
from bot.learning.statements import Account, Activity, Context, Verb
from models.courses import Course
from models.motivation import LearningRecord
from models.repositories.learned import LearnedThing
from models.repositories.records import NOBODY
from models.sprints import Application, Sprint
from models.uow import UnitOfWork

LEASE: Final = timedelta(minutes=10)
"""For how long whoever took a record has it for themselves: longer than sending it can take."""


async def sprint_finished(uow: UnitOfWork, sprint: Sprint, *, at: datetime) -> None:
    """Record a sprint in which something was asked, and the courses that it was the last step of.

    What was asked is in it, how it was graded is not: what somebody found hard is for nobody else.
    """
    if uow.records_under is None or not (grades := await uow.sprints.grades_of(sprint.id)):
        return
    cards = await uow.cards.many({grade.card_id for grade in grades})
    things = await uow.learned.things({card.source_id for card in cards})
    await _write(
        uow,
        sprint.user_id,
        f"sprint/{sprint.id}/{sprint.began_at.isoformat()}",
        statements.COMPLETED,
        Activity(f"{uow.records_under}/learning/sprints/{sprint.id}", statements.SPRINT),
        context=Context(about=[activity for thing in things if (activity := _of(uow, thing)) is not None]),
        took=timedelta(seconds=sum(grade.seconds for grade in grades)),
        at=at,
    )
    await _courses_completed(uow, sprint.user_id, {t.course_id for t in things if t.course_id is not None}, at=at)


async def course_taken(uow: UnitOfWork, user_id: str, course: Course, *, at: datetime) -> None:
    """Record that somebody took up a course."""
    if uow.records_under is not None:
        await _write(uow, user_id, _of_course(course, at), statements.REGISTERED, _course(uow, course), at=at)


async def _courses_completed(uow: UnitOfWork, user_id: str, course_ids: Collection[int], *, at: datetime) -> None:
    for course in await uow.learned.asked_whole(user_id, course_ids):
        # Once for each time that it was taken up, whatever is added to it later.
        taken = await uow.courses.membership(course.id, user_id)
        occasion = _of_course(course, taken.at if taken is not None else course.added_at)
        await _write(uow, user_id, f"{occasion}/completed", statements.COMPLETED, _course(uow, course), at=at)


async def used(uow: UnitOfWork, application: Application, *, at: datetime) -> None:
    """Record that somebody used at work what a sprint ended with."""
    if uow.records_under is None:
        return
    for thing in await uow.learned.things([application.source_id]):
        activity = _of(uow, thing)
        if activity is not None:
            occasion = f"used/{application.id}/{application.prompted_at.isoformat()}"
            context = Context(parent=_parent(uow, thing))
            await _write(uow, application.user_id, occasion, statements.USED, activity, context=context, at=at)


async def take_back(uow: UnitOfWork, user_id: str, *, at: datetime) -> None:
    """Have what a store holds of a person voided; what was not sent yet goes with the person's other rows.

    A statement may be on its way at this moment: its voiding waits until it has arrived.
    """
    if uow.records_under is None:
        return
    by = Account(await _home(uow), statements.PLATFORM)
    for sent in await uow.records.may_be_there(user_id):
        told = statements.voiding(sent, by, at=at)
        uow.add(_row(NOBODY, told, at=at, due_at=at + LEASE))
    await uow.flush()


async def _write(
    uow: UnitOfWork,
    user_id: str,
    occasion: str,
    verb: Verb,
    what: Activity,
    *,
    at: datetime,
    context: Context | None = None,
    took: timedelta | None = None,
) -> None:
    learner = await uow.learners.get(user_id)
    if learner is None or learner.left_at is not None:
        return
    home = await _home(uow)
    whole = f"{uow.records_under}/{home}/{user_id}/{occasion}"
    told = statements.statement(whole, Account(home, user_id), verb, what, at=at, context=context, took=took)
    if not await uow.records.has(told["id"]):
        uow.add(_row(user_id, told, at=at, due_at=at))
        await uow.flush()


def _row(user_id: str, told: dict[str, Any], *, at: datetime, due_at: datetime) -> LearningRecord:
    return LearningRecord(user_id=user_id, statement_id=told["id"], statement=told, at=at, due_at=due_at)


async def _home(uow: UnitOfWork) -> str:
    """The system in which a person has their account: Slack's address of the team."""
    workspace = await uow.workspaces.get(uow.workspace_id)
    return (workspace.url if workspace is not None else "") or str(uow.records_under)


def _of(uow: UnitOfWork, thing: LearnedThing) -> Activity | None:
    """A page's title is a question that somebody asked: it stays here, where it can be taken back."""
    if thing.slug is not None:
        return Activity(f"{uow.records_under}/wiki/{thing.slug}", statements.PAGE)
    if thing.lesson_id is not None:
        return Activity(f"{uow.records_under}/learning/lessons/{thing.lesson_id}", statements.LESSON, thing.title)
    return None


def _parent(uow: UnitOfWork, thing: LearnedThing) -> Activity | None:
    if thing.course_id is None:
        return None
    return Activity(f"{uow.records_under}/learning/courses/{thing.course_id}", statements.COURSE, thing.course or "")


def _course(uow: UnitOfWork, course: Course) -> Activity:
    return Activity(f"{uow.records_under}/learning/courses/{course.id}", statements.COURSE, course.title)


def _of_course(course: Course, at: datetime) -> str:
    return f"course/{course.id}/{at.isoformat()}"
