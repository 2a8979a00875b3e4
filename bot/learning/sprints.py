"""Sprints: read, recall, grade, and one thing to use today; left and taken up again at any step."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Final

from bot.errors import BotError, NotAllowed, NotFound, Outdated
from bot.learning import learners, records
from bot.learning.cards import askable, unclear
from bot.learning.composing import compose, remembered, spacing_of, steps
from bot.learning.pace import LONGEST_SECONDS
from bot.learning.policy import LearningPolicy
from bot.learning.spacing import Rating
from bot.learning.times import after_working_days
from bot.workspaces.audience import Reader, reader_of
from models.learners import Learner, Nudge
from models.sprints import Application, Grade, Memory, Sprint
from models.uow import UnitOfWork

ASK_AFTER: Final = 3
"""Working days after which a person is asked once whether they used what a sprint ended with."""


USED_AGAIN_AFTER: Final = timedelta(days=60)
"""So long after a page was to be used at work, it may be once more."""


class NothingToLearn(BotError):
    """There is no card that this person could be asked now."""

    code = "nothing_to_learn"

    def __init__(self) -> None:
        super().__init__(
            "There is nothing more to learn for you today: no card is due, and there is nothing new for today. I will"
            " come back when there is."
        )


async def begin(uow: UnitOfWork, user_id: str, *, nudge: Nudge | None, policy: LearningPolicy, at: datetime) -> Sprint:
    """Begin today's sprint, or go on with the one that was left. Raises `NotLearning` or `NothingToLearn`."""
    learner = await learners.active(uow, user_id)
    today = learners.times_of(learner).local_date(at)
    _is_there(learner, nudge or await _unanswered(uow, learner), at)
    left = await uow.sprints.of_day(user_id, today)
    if left is not None and left.ended_at is None:
        await _settle(uow, left, at=at)
        return left
    filled = await compose(uow, learner, policy=policy, at=at)
    if not filled:
        raise NothingToLearn
    sprint = Sprint(
        user_id=user_id,
        nudge_id=nudge.id if nudge is not None else None,
        local_date=today,
        items=steps(filled),
        passed_over=list(filled.passed_over),
        position=0,
        answer_shown=False,
        step_at=at,
        began_at=at,
    )
    uow.add(sprint)
    await uow.flush()
    return sprint


def _is_there(learner: Learner, nudge: Nudge | None, at: datetime) -> None:
    """Take a start for what it is: the person is there, so a nudge comes every working day again."""
    learner.ignored = 0
    if learner.every > 1:
        learner.every = 1
        learners.reckon(learner, at)
    if nudge is not None:
        nudge.state, nudge.due_at = "started", None


async def _unanswered(uow: UnitOfWork, learner: Learner) -> Nudge | None:
    """The last nudge, where it waits for an answer: whoever starts by themselves has not ignored it."""
    if learner.last_nudge_on is None:
        return None
    last = await uow.learners.nudge_on(learner.user_id, learner.last_nudge_on)
    return last if last is not None and last.state == "sent" else None


async def turn_page(uow: UnitOfWork, user_id: str, sprint_id: int, position: int, *, at: datetime) -> Sprint:
    """Go on from a page that was read. A click on an earlier step changes nothing. Raises what `mine` raises."""
    sprint = await mine(uow, user_id, sprint_id, at=at)
    if sprint.position == position and "read" in _step(sprint):
        await _advance(uow, sprint, at=at)
    return sprint


async def show_answer(
    uow: UnitOfWork, user_id: str, sprint_id: int, position: int, *, picked: int | None, at: datetime
) -> Sprint:
    """Show a card's answer, after the person tried or picked. Again changes nothing. Raises what `mine` raises."""
    sprint = await mine(uow, user_id, sprint_id, at=at)
    if sprint.position == position and "card" in _step(sprint) and not sprint.answer_shown:
        sprint.answer_shown, sprint.picked = True, picked
    return sprint


async def grade(
    uow: UnitOfWork,
    user_id: str,
    sprint_id: int,
    position: int,
    rating: Rating,
    *,
    policy: LearningPolicy,
    at: datetime,
) -> Sprint:
    """Take a card's grade and go on; clicked twice, or on an earlier step, it counts once. Raises what `mine` does."""
    sprint = await mine(uow, user_id, sprint_id, at=at)
    step = _step(sprint)
    if sprint.position != position or "card" not in step or not sprint.answer_shown:
        return sprint
    card_id = step["card"]
    uow.add(
        Grade(
            user_id=user_id,
            card_id=card_id,
            sprint_id=sprint.id,
            position=position,
            rating=int(rating),
            seconds=min((at - sprint.step_at).total_seconds(), LONGEST_SECONDS),
            at=at,
        )
    )
    await _remember(uow, user_id, card_id, rating, policy=policy, at=at)
    if rating is Rating.AGAIN:
        await unclear.look_at(uow, card_id, at=at)
    if rating is Rating.AGAIN and Counter(item.get("card") for item in sprint.items)[card_id] == 1:
        # Once more at the end of this sprint; then it waits for its day like any other.
        sprint.items = [*sprint.items, {"card": card_id}]
    await _advance(uow, sprint, at=at)
    return sprint


async def mine(uow: UnitOfWork, user_id: str, sprint_id: int, *, at: datetime) -> Sprint:
    """Return today's sprint for a click of its owner. Raises `NotFound`, `NotAllowed`, `NotLearning` or `Outdated`."""
    sprint = await uow.sprints.get(sprint_id)
    if sprint is None:
        raise NotFound("This sprint is gone. `/thrice learn now` starts another.")
    if sprint.user_id != user_id:
        raise NotAllowed("This sprint is somebody else's. `/thrice learn` gets you your own.")
    learner = await learners.active(uow, user_id)
    if sprint.ended_at is None and sprint.local_date != learners.times_of(learner).local_date(at):
        day = f"{sprint.local_date:%A}"
        raise Outdated(
            f"That sprint was {day}'s; its cards come back by themselves. `/thrice learn now` starts today's."
        )
    if sprint.ended_at is None:
        await _settle(uow, sprint, at=at)
    return sprint


def _step(sprint: Sprint) -> dict[str, int]:
    return sprint.items[sprint.position] if sprint.position < len(sprint.items) else {}


async def _advance(uow: UnitOfWork, sprint: Sprint, *, at: datetime) -> None:
    sprint.position += 1
    sprint.answer_shown, sprint.picked, sprint.step_at = False, None, at
    await _settle(uow, sprint, at=at)


async def _settle(uow: UnitOfWork, sprint: Sprint, *, at: datetime) -> None:
    """Pass over steps whose page was retired or hidden meanwhile, and end the sprint after its last one."""
    reader = await reader_of(uow, sprint.user_id)
    while sprint.position < len(sprint.items) and not await _is_open(uow, reader, _step(sprint)):
        sprint.position += 1
        sprint.answer_shown, sprint.picked, sprint.step_at = False, None, at
    if sprint.position >= len(sprint.items) and sprint.ended_at is None:
        sprint.ended_at = at
        await _end(uow, sprint, at=at)
        await records.sprint_finished(uow, sprint, at=at)


async def _is_open(uow: UnitOfWork, reader: Reader, step: dict[str, int]) -> bool:
    if "read" in step:
        return await uow.curriculum.material(reader, step["read"]) is not None
    return bool(await askable(uow, reader, [step["card"]]))


async def _end(uow: UnitOfWork, sprint: Sprint, *, at: datetime) -> None:
    """Leave what is to be used at work: of what was asked in this sprint, the source of most of its cards; rather one
    that was not to be used lately."""
    graded = {item["card"] for item in sprint.items if "card" in item}
    cards = await uow.cards.many(graded)
    if not cards or await uow.sprints.application(sprint.id) is not None:
        return
    lately = await uow.sprints.applied_since(sprint.user_id, at - USED_AGAIN_AFTER)
    ranked = [source for source, _ in Counter(card.source_id for card in cards).most_common()]
    source_id = next((source for source in ranked if source not in lately), ranked[0])
    learner = await learners.active(uow, sprint.user_id)
    uow.add(
        Application(
            user_id=sprint.user_id,
            sprint_id=sprint.id,
            source_id=source_id,
            prompted_at=at,
            due_at=after_working_days(learners.times_of(learner), at, ASK_AFTER),
        )
    )
    await uow.flush()


async def _remember(
    uow: UnitOfWork, user_id: str, card_id: int, rating: Rating, *, policy: LearningPolicy, at: datetime
) -> None:
    held = await uow.sprints.memory(user_id, card_id)
    now = spacing_of(policy).grade(remembered(held) if held is not None else None, rating, at)
    if held is None:
        held = Memory(user_id=user_id, card_id=card_id, reviews=0, lapses=0)
        uow.add(held)
    elif rating is Rating.AGAIN:
        held.lapses += 1
    held.state, held.step, held.due, held.last_review = now.state, now.step, now.due, now.last_review
    held.stability, held.difficulty = now.stability, now.difficulty
    held.reviews += 1
    await uow.flush()
