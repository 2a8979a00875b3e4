"""Composing: what a member's next sprint holds, of what the member may read at this moment."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import chain, zip_longest
from typing import Final

from bot.learning.cards import askable
from bot.learning.cards.standing import what_it_says
from bot.learning.filling import DueCard, Filled, NewSource, fill
from bot.learning.learners import times_of
from bot.learning.pace import Pace, reading_seconds
from bot.learning.policy import LearningPolicy
from bot.learning.spacing import Remembered, Spacing
from bot.learning.times import Times
from bot.workspaces.audience import Reader, reader_of
from bot.workspaces.local_time import moment
from models.cards import Card
from models.learners import Learner
from models.sprints import Memory
from models.uow import UnitOfWork

_DUE: Final = 200
"""Cards that are looked at to fill fifteen minutes; more cannot fit."""
_SOURCES: Final = 8
_WAITS: Final = 2
"""Days on which a page was longer than what was left beside the cards that came back; on the next one it goes first."""
_PACE_OF: Final = timedelta(days=60)


async def compose(uow: UnitOfWork, learner: Learner, *, policy: LearningPolicy, at: datetime) -> Filled:
    """Return what a sprint holds that a member begins now; it may be nothing."""
    reader = await reader_of(uow, learner.user_id)
    times = times_of(learner)
    pace = await pace_of(uow, learner.user_id, at=at)
    allowed = policy.new_per_day if learner.new_per_day is None else learner.new_per_day
    met_today = await uow.sprints.first_met_since(learner.user_id, _day_begins(times, at))
    said: set[tuple[int, str]] = set()
    return fill(
        await _due(uow, reader, pace, policy, said, by=_day_ends(times, at), at=at),
        await _new(uow, reader, pace, said),
        seconds=policy.sprint_seconds,
        new_cards=max(0, allowed - met_today),
        waiting=await _waiting(uow, learner.user_id),
    )


async def _waiting(uow: UnitOfWork, user_id: str) -> set[int]:
    """The sources that were passed over on each of the last days: without this, for ever beside steady due cards."""
    days = await uow.sprints.passed_over(user_id, days=_WAITS)
    return set.intersection(*days) if len(days) == _WAITS else set()


async def pace_of(uow: UnitOfWork, user_id: str, *, at: datetime) -> Pace:
    """Return how long cards take a member, by their answers of the last weeks."""
    grades = await uow.sprints.grades_since(user_id, at - _PACE_OF)
    kinds = {card.id: card.kind for card in await uow.cards.many({grade.card_id for grade in grades})}
    return Pace.of((kinds[grade.card_id], grade.seconds) for grade in grades if grade.card_id in kinds)


def remembered(memory: Memory) -> Remembered:
    """Return a memory's row as FSRS reads it."""
    return Remembered(
        state=memory.state,
        step=memory.step,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=memory.due,
        last_review=memory.last_review,
    )


def spacing_of(policy: LearningPolicy) -> Spacing:
    """Return FSRS as a workspace has it."""
    return Spacing(retention=policy.retention, parameters=policy.parameters)


def _first_of(cards: Iterable[Card], said: set[tuple[int, str]]) -> dict[int, Card]:
    """Return the cards of which no other is asked in this sprint that says one of their sentences.

    One would give the other's answer away; it waits for another day. `said` are the sentences so far, by source.
    """
    kept = {}
    for card in cards:
        says = {(card.source_id, sentence) for sentence in what_it_says(card)}
        if not says & said:
            said |= says
            kept[card.id] = card
    return kept


async def _due(
    uow: UnitOfWork,
    reader: Reader,
    pace: Pace,
    policy: LearningPolicy,
    said: set[tuple[int, str]],
    *,
    by: datetime,
    at: datetime,
) -> list[DueCard]:
    memories = await uow.sprints.due(reader.user_id, by, limit=_DUE)
    cards = _first_of(await askable(uow, reader, [memory.card_id for memory in memories]), said)
    spacing = spacing_of(policy)
    return [
        DueCard(memory.card_id, spacing.recall(remembered(memory), at), pace.card(cards[memory.card_id].kind))
        for memory in memories
        if memory.card_id in cards
    ]


async def _new(uow: UnitOfWork, reader: Reader, pace: Pace, said: set[tuple[int, str]]) -> list[NewSource]:
    """What is new to the person: what their paths hold, in its order, then lessons and pages of the team in turn."""
    on_paths = await uow.curriculum.of_paths(reader, await uow.paths.items_of(reader.user_id), limit=_SOURCES)
    lessons = await uow.curriculum.lessons(reader.user_id, limit=_SOURCES)
    articles = await uow.curriculum.articles(reader, limit=_SOURCES)
    in_turn = chain.from_iterable(zip_longest(lessons, articles))
    order = list(dict.fromkeys(source for source in chain(on_paths, in_turn) if source is not None))
    begun = await uow.curriculum.begun(reader.user_id, order)
    unseen = await uow.curriculum.new_cards(reader.user_id, order)
    allowed = _first_of(await askable(uow, reader, [card.id for card in unseen]), said)
    found = []
    for source_id in order:
        cards = tuple((c.id, pace.card(c.kind)) for c in allowed.values() if c.source_id == source_id)
        reading = None if source_id in begun else await _reading(uow, reader, source_id)
        found.append(NewSource(source_id, reading, cards))
    return found


async def next_part(uow: UnitOfWork, reader: Reader) -> int | None:
    """Return the source of the lesson with which a path or course of the reader's goes on; none where none does.

    Whether a sprint has room for it beside what comes back or not: a sprint is fifteen minutes, a block is longer.
    """
    on_paths = await uow.curriculum.of_paths(reader, await uow.paths.items_of(reader.user_id), limit=_SOURCES)
    lessons = await uow.curriculum.lessons(reader.user_id, limit=_SOURCES)
    order = list(dict.fromkeys([*on_paths, *lessons]))
    begun = await uow.curriculum.begun(reader.user_id, order)
    for source_id in order:
        if source_id not in begun and await uow.curriculum.course_of(source_id) is not None:
            return source_id
    return None


async def _reading(uow: UnitOfWork, reader: Reader, source_id: int) -> float:
    material = await uow.curriculum.material(reader, source_id)
    return float(reading_seconds(material.body_markdown)) if material is not None else 0.0


def _day_begins(times: Times, at: datetime) -> datetime:
    begins = moment(times.zone, times.local_date(at), 0)
    return begins if begins is not None else at - timedelta(days=1)


def _day_ends(times: Times, at: datetime) -> datetime:
    ends = moment(times.zone, times.local_date(at) + timedelta(days=1), 0)
    return ends if ends is not None else at + timedelta(days=1)


def steps(filled: Filled) -> list[dict[str, int]]:
    """Return a sprint's steps as its row keeps them."""
    reads: Sequence[dict[str, int]] = [{"read": source_id} for source_id in filled.reads]
    return [*reads, *({"card": card_id} for card_id in filled.cards)]
