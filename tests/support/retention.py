"""What two ways of learning leave in memory, by FSRS's model of forgetting: Thrice's sprints, and reading a list."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from statistics import fmean
from typing import Final, Literal

from bot.learning.filling import DueCard, Filled, NewSource, fill
from bot.learning.spacing import Rating, Remembered, Spacing

BEGIN: Final = datetime(2027, 1, 4, 9, 30, tzinfo=UTC)
LEARNING_DAYS: Final = 90
AFTER_DAYS: Final = 90
SPRINT_SECONDS: Final = 900.0
NEW_PER_DAY: Final = 4
PAGE_SECONDS: Final = 60.0
CARDS_A_PAGE: Final = 4
CARD_SECONDS: Final = 30.0
FIRST_GRADES: Final = (20, 20, 50, 10)
"""Again, Hard, Good and Easy of a hundred answers to a card that was never asked before."""
LATER_GRADES: Final = (0, 15, 75, 10)
"""The same of a card that is recalled; one that is not is Again."""

Reading = Literal["kept", "recalled", "failed"]
"""What reading a card once more does: its memory is fresh and no stronger than before; as strong as after recalling it;
as after failing to recall it and being shown it, which is all that FSRS itself knows of cards that nobody recalled."""

SPACING: Final = Spacing()


@dataclass
class Memory:
    """What one person remembers of a deck, and how long that took them."""

    deck: int
    chance: random.Random
    held: dict[int, Remembered] = field(default_factory=dict)
    seconds: float = 0.0
    recall_by_day: list[float] = field(default_factory=list)
    """Of the whole deck, at the end of each day; a card that was never seen is not recalled."""

    def recall(self, at: datetime) -> float:
        """Return how much of the deck would be recalled at a moment, from 0 to 1."""
        return sum(SPACING.recall(held, at) for held in self.held.values()) / self.deck

    def grade(self, card: int, at: datetime) -> Rating:
        """Have a card recalled, or not, as the model has it."""
        held = self.held.get(card)
        if held is None:
            rating = Rating(self.chance.choices((1, 2, 3, 4), FIRST_GRADES)[0])
        elif self.chance.random() < SPACING.recall(held, at):
            rating = Rating(self.chance.choices((1, 2, 3, 4), LATER_GRADES)[0])
        else:
            rating = Rating.AGAIN
        self.held[card] = SPACING.grade(held, rating, at)
        return rating


def with_thrice(deck: int, seed: int) -> Memory:
    """Learn by sprints on working days."""
    memory = Memory(deck, random.Random(seed))
    for at in _days(memory):
        filled = _filled(memory, at)
        again = [card for card in filled.cards if memory.grade(card, at) is Rating.AGAIN]
        for card in again:
            # It was shown a few minutes ago.
            memory.held[card] = SPACING.grade(memory.held[card], Rating.GOOD, at + timedelta(minutes=9))
        memory.seconds += filled.seconds + len(again) * CARD_SECONDS
    return memory


def by_reading(deck: int, seed: int, *, seconds: float, card_seconds: float, reading: Reading) -> Memory:
    """Read the list in its order and from the start again, on the same days and for the same seconds in all."""
    memory = Memory(deck, random.Random(seed))
    a_day = seconds / sum(_works(day) for day in range(LEARNING_DAYS))
    left, number = 0.0, 0
    for at in _days(memory):
        left += a_day
        while left >= card_seconds:
            _read(memory, number % deck, at, reading)
            left, number = left - card_seconds, number + 1
            memory.seconds += card_seconds
    return memory


def _read(memory: Memory, card: int, at: datetime, reading: Reading) -> None:
    held = memory.held.get(card)
    if held is None:
        memory.grade(card, at)
    elif reading == "kept":
        memory.held[card] = replace(held, last_review=at)
    else:
        recalled = reading == "recalled" and memory.chance.random() < SPACING.recall(held, at)
        memory.held[card] = SPACING.grade(held, Rating.GOOD if recalled else Rating.AGAIN, at)


def _days(memory: Memory) -> Iterator[datetime]:
    """The working days on which is learned; writes down each day's recall, those after the learning included."""
    for day in range(LEARNING_DAYS + AFTER_DAYS + 1):
        at = BEGIN + timedelta(days=day)
        if day < LEARNING_DAYS and _works(day):
            yield at
        memory.recall_by_day.append(memory.recall(at + timedelta(hours=12)))


def _works(day: int) -> bool:
    return (BEGIN + timedelta(days=day)).weekday() < 5


def _filled(memory: Memory, at: datetime) -> Filled:
    ends = at + timedelta(hours=14)
    due = [
        DueCard(card, SPACING.recall(held, at), CARD_SECONDS) for card, held in memory.held.items() if held.due <= ends
    ]
    return fill(due, list(_new(memory)), seconds=SPRINT_SECONDS, new_cards=NEW_PER_DAY)


def _new(memory: Memory) -> Iterator[NewSource]:
    for source, first in enumerate(range(0, memory.deck, CARDS_A_PAGE)):
        cards = range(first, min(first + CARDS_A_PAGE, memory.deck))
        unseen = tuple((card, CARD_SECONDS) for card in cards if card not in memory.held)
        if unseen:
            yield NewSource(source, PAGE_SECONDS if len(unseen) == len(cards) else None, unseen)


@dataclass(frozen=True)
class Compared:
    """Both ways at equal minutes: the mean recall of each day over several people."""

    thrice: list[float]
    reading: list[float]
    minutes_a_day: float

    def ratio(self, day: int) -> float:
        """Return how many times as much is recalled on a day, counted from the first."""
        return self.thrice[day] / self.reading[day]


def compared(deck: int, people: int, *, card_seconds: float = 15.0, reading: Reading = "kept") -> Compared:
    """Have so many people learn both ways."""
    sprints = [with_thrice(deck, seed) for seed in range(people)]
    lists = [
        by_reading(deck, seed, seconds=memory.seconds, card_seconds=card_seconds, reading=reading)
        for seed, memory in enumerate(sprints)
    ]
    days = sum(_works(day) for day in range(LEARNING_DAYS))
    return Compared(_mean(sprints), _mean(lists), sum(m.seconds for m in sprints) / people / days / 60)


def _mean(memories: list[Memory]) -> list[float]:
    return [fmean(day) for day in zip(*(memory.recall_by_day for memory in memories), strict=True)]
