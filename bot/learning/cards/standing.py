"""Standing: whether what a card says still stands in its passage, word for word."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot.learning.reading import Passage


class Said(Protocol):
    """A card, made or kept: what it says of its passage."""

    @property
    def sentence(self) -> str:
        """The sentence that it rests on."""

    @property
    def details(self) -> Mapping[str, Any]:
        """What its answer says besides: `says`, `steps` or `right`."""


def what_it_says(card: Said) -> list[str]:
    """Return the sentences and steps that a card took from its passage."""
    details = card.details
    more = [*_texts(details.get("says")), *_texts(details.get("steps"))]
    return [card.sentence, *more]


def stands(card: Said, passage: Passage, *, by_hand: bool = False) -> bool:
    """Tell whether a passage still says all that a card says, steps in their order.

    Of a card that somebody put in other words (`by_hand`) only its sentence counts.
    """
    said = [card.sentence] if by_hand else what_it_says(card)
    if not all(passage.says(text) for text in said):
        return False
    steps = _texts(card.details.get("steps"))
    return by_hand or not steps or _in_order(steps, passage)


def _in_order(steps: Sequence[str], passage: Passage) -> bool:
    return any(
        [step.text for step in procedure] == list(steps)
        for section in passage.sections
        for procedure in section.procedures
    )


def _texts(value: object) -> list[str]:
    return [str(text) for text in value] if isinstance(value, list | tuple) else []
