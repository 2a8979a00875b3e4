"""What a card is before it is kept: pure values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Kind = Literal["recall", "cloze", "order", "choice"]

GAP: Final = "_____"
"""What stands in a cloze where its answer goes."""


@dataclass(frozen=True, slots=True)
class MadeCard:
    """A card as it was made of a passage.

    `key` names it among the cards of its passage, whatever its words are. `sentence` stands in the passage word for
    word, and so do `details["says"]` and `details["steps"]`: what the answer says besides.
    """

    kind: Kind
    key: str
    question: str
    answer: str
    sentence: str
    evidence: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    made_by: Literal["rules", "model"] = "rules"
