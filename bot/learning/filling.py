"""Filling: what goes into fifteen minutes, the likeliest to be forgotten first; pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

_SIX: Final = 6


@dataclass(frozen=True, slots=True)
class DueCard:
    """A card that is to be asked again: how likely it is recalled now (0 to 1), and how long it takes in seconds."""

    card_id: int
    recall: float
    seconds: float


@dataclass(frozen=True, slots=True)
class NewSource:
    """An article or lesson with cards that were never asked: its reading (none where it was read before) and they."""

    source_id: int
    reading_seconds: float | None
    cards: tuple[tuple[int, float], ...]
    """Ids and seconds, in the order in which they are learned."""


@dataclass(frozen=True)
class Filled:
    """A sprint's content: pages to read, cards that come back, new cards; and how long it takes in seconds."""

    reads: tuple[int, ...] = ()
    due: tuple[int, ...] = ()
    new: tuple[int, ...] = ()
    seconds: float = 0.0
    passed_over: tuple[int, ...] = ()
    """Sources to be read whose turn it was and that were longer than what was left; none where one had gone first."""

    @property
    def cards(self) -> tuple[int, ...]:
        """All cards in the order in which they are asked: what was just read comes last, when it has had time to go."""
        return self.due + self.new

    def __bool__(self) -> bool:
        """Whether there is anything to learn."""
        return bool(self.reads or self.due or self.new)


@dataclass
class _Glass:
    size: float
    filled: float = 0.0
    reads: list[int] = field(default_factory=list)
    due: list[int] = field(default_factory=list)
    new: list[int] = field(default_factory=list)

    def takes(self, seconds: float) -> bool:
        return self.filled + seconds <= self.size

    @property
    def is_empty(self) -> bool:
        return not (self.reads or self.due or self.new)


def fill(
    due: Sequence[DueCard],
    new: Sequence[NewSource],
    *,
    seconds: float,
    new_cards: int,
    waiting: Collection[int] = (),
) -> Filled:
    """Fill a sprint: with what comes back first, then with new things in the order given, up to `new_cards` of them.

    The first of the sources `waiting`, which were passed over for days, goes before all: what comes back fills the
    rest, or waits for a day. A page longer than a whole sprint is read alone, in a sprint that has nothing else. One of
    six cards has one page to read, so that it takes fourteen clicks: other pages wait for a day.
    """
    glass = _Glass(seconds)
    first = next((source for source in new if source.source_id in waiting), None)
    goes_first = first is not None and _pour(glass, first, new_cards)
    for card in sorted(due, key=lambda each: (each.recall, each.card_id)):
        if glass.takes(card.seconds):
            glass.due.append(card.card_id)
            glass.filled += card.seconds
    passed_over = [
        source.source_id
        for source in new
        if not (goes_first and source is first) and not _pour(glass, source, new_cards - len(glass.new))
    ]
    while len(glass.due) + len(glass.new) == _SIX and len(glass.reads) > 1:
        _pour_out(glass, next(source for source in new if source.source_id == glass.reads[-1]))
    return Filled(
        tuple(glass.reads), tuple(glass.due), tuple(glass.new), glass.filled, () if goes_first else tuple(passed_over)
    )


def _pour(glass: _Glass, source: NewSource, left: int) -> bool:
    """Add a source's reading and as many of its cards as there is room for; the reading never without a card.

    Returns False where it is to be read and what is left of the sprint is too short for it.
    """
    reading = source.reading_seconds or 0.0
    if left <= 0 or not source.cards:
        return True
    if not (glass.is_empty or glass.takes(reading + source.cards[0][1])):
        return source.reading_seconds is None
    if source.reading_seconds is not None:
        glass.reads.append(source.source_id)
        glass.filled += reading
    for number, (card_id, seconds) in enumerate(source.cards[:left]):
        if number and not glass.takes(seconds):
            break
        glass.new.append(card_id)
        glass.filled += seconds
    return True


def _pour_out(glass: _Glass, source: NewSource) -> None:
    """Take a source's reading and its cards out again."""
    seconds = dict(source.cards)
    glass.reads.remove(source.source_id)
    glass.filled -= (source.reading_seconds or 0.0) + sum(seconds[card] for card in glass.new if card in seconds)
    glass.new = [card for card in glass.new if card not in seconds]
