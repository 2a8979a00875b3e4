"""People of a simulated year: their times, what they do with a nudge, and a deck of cards that they remember."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import available_timezones

import fsrs

from bot.learning.filling import DueCard, NewSource, fill
from bot.learning.spacing import Rating, Remembered, Spacing
from bot.learning.times import Times
from bot.workspaces import countries
from bot.workspaces.local_time import moment
from models.learners import Learner, Nudge
from models.members import Member

SOURCES: Final = 40
CARDS_EACH: Final = 4
CARD_SECONDS: Final = 30.0
NEW_PER_DAY: Final = 4
ZONES: Final = tuple(sorted(zone for zone in available_timezones() if "/" in zone and zone.split("/")[0] != "posix"))
RATINGS: Final = (Rating.HARD, Rating.GOOD, Rating.GOOD, Rating.GOOD, Rating.EASY)


def newcomer(chance: random.Random, number: int, at: datetime) -> Learner:
    """Return somebody anywhere, with times that can be kept."""
    zone = chance.choice(ZONES)
    country = countries.country_of(zone)
    begins = chance.choice((0, 360, 420, 540, 660))
    ends = min(1440, begins + chance.choice((240, 480, 600, 1440)))
    days = sorted(chance.sample(range(7), chance.randint(1, 7))) if chance.random() < 0.3 else [0, 1, 2, 3, 4]
    return Learner(
        id=number, workspace_id=1, user_id=f"U{number}", joined_at=at, tz=zone, days=days, every=1, ignored=0,
        minute=chance.randrange(begins, ends - 120), day_begins=begins, day_ends=ends,
        country=country if country is not None and countries.is_known(country) else None,
    )  # fmt: skip


@dataclass
class Deck:
    """What one person learns and remembers, beside what package `fsrs` itself makes of the same grades."""

    chance: random.Random
    retention: float
    spacing: Spacing = field(init=False)
    itself: fsrs.Scheduler = field(init=False)
    held: dict[int, Remembered] = field(default_factory=dict)
    cards: dict[int, fsrs.Card] = field(default_factory=dict)
    passed_over: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    longest_wait: int = 0
    """Sprints that a card waited for after it was due, at the most."""
    grades: int = 0
    differing: int = 0
    """Grades after which we and the package came to different days, strengths or difficulties."""

    def __post_init__(self) -> None:
        self.spacing = Spacing(retention=self.retention)
        self.itself = fsrs.Scheduler(
            desired_retention=self.retention, learning_steps=[], relearning_steps=[], maximum_interval=365,
            enable_fuzzing=False,
        )  # fmt: skip

    def sprint(self, times: Times, at: datetime) -> None:
        """Learn for a quarter of an hour."""
        ends = moment(times.zone, times.local_date(at) + timedelta(days=1), 0) or at + timedelta(days=1)
        due = [card for card, held in self.held.items() if held.due <= ends]
        filled = fill(
            [DueCard(card, self.spacing.recall(self.held[card], at), CARD_SECONDS) for card in due],
            list(self._new()), seconds=900, new_cards=NEW_PER_DAY,
        )  # fmt: skip
        for card in due:
            self.passed_over[card] += 1
            self.longest_wait = max(self.longest_wait, self.passed_over[card])
        again = [card for card in filled.cards if self._grade(card, at) is Rating.AGAIN]
        for number, card in enumerate(again):
            self._grade(card, at + timedelta(minutes=5 + number))

    def due_by(self, at: datetime) -> list[int]:
        """Return the cards that are due at a moment."""
        return [card for card, held in self.held.items() if held.due <= at]

    def _new(self) -> list[NewSource]:
        found = []
        for source in range(SOURCES):
            cards = [source * CARDS_EACH + n for n in range(CARDS_EACH)]
            unseen = tuple((card, CARD_SECONDS) for card in cards if card not in self.held)
            if unseen:
                found.append(NewSource(source, 60.0 if len(unseen) == CARDS_EACH else None, unseen))
        return found[:8]

    def _grade(self, card: int, at: datetime) -> Rating:
        before = self.held.get(card)
        knows = before is not None and self.chance.random() < self.spacing.recall(before, at)
        rating = (
            self.chance.choice(RATINGS) if knows or (before is None and self.chance.random() < 0.7) else Rating.AGAIN
        )
        now = self.held[card] = self.spacing.grade(before, rating, at)
        theirs, _ = self.itself.review_card(self.cards.get(card, fsrs.Card(card_id=1)), fsrs.Rating(rating.value), at)
        self.cards[card] = theirs
        self.passed_over[card] = 0
        self.grades += 1
        ours = (now.due, now.stability, now.difficulty, now.state)
        self.differing += ours != (theirs.due, theirs.stability, theirs.difficulty, theirs.state.value)
        return rating


@dataclass
class Simulated:
    """One member of the year."""

    chance: random.Random
    learner: Learner
    deck: Deck
    member: Member = field(default_factory=lambda: Member(is_deleted=False, is_guest=False, is_partner=False))
    nudges: dict[str, Nudge] = field(default_factory=dict)
    """By local date."""
    shown: list[tuple[datetime, str]] = field(default_factory=list)
    """First showings: when, and the local date that it was for them."""

    @classmethod
    def of(cls, seed: str, number: int, at: datetime) -> "Simulated":
        """Return the member of a number, the same for the same seed."""
        chance = random.Random(f"{seed}:{number}")
        return cls(chance, newcomer(chance, number, at), Deck(chance, chance.choice((0.8, 0.9, 0.9, 0.95))))

    @property
    def last(self) -> Nudge | None:
        """The nudge of the date of which the learner's row says that it had the last one."""
        return self.nudges.get(str(self.learner.last_nudge_on))


NEW_YEAR: Final = datetime(2027, 1, 1, tzinfo=UTC)
