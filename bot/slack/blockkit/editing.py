"""The modal of a review: a draft's words to edit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.errors import BotError
from bot.knowledge.citations import shortened
from bot.ports.chat import View
from bot.slack import limits
from bot.slack.blockkit import parts
from bot.slack.blockkit.ids import VALUE, BlockId, Callback
from bot.slack.blockkit.refs import DraftRef

TITLE_LENGTH: Final = limits.HEADER_TEXT
_PART: Final = 2_400
"""Characters of the body in one box to begin with: Slack's box takes 3,000, and there has to be room to write."""
_MOST_PARTS: Final = 20

Values = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""`view["state"]["values"]` of a submitted modal."""


class NothingWritten(BotError):
    """A title or a text that is only white space. `field` is where it has to be said."""

    code = "nothing_written"

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Edited:
    """What a reviewer made of a draft."""

    title: str
    body_markdown: str


def edit_modal(ref: DraftRef, title: str, body_markdown: str) -> View:
    """Return the modal in which a draft is edited; a long body stands in several boxes, cut between paragraphs."""
    boxes = split_body(shortened(body_markdown))
    fields = [
        parts.field(
            _body_id(number),
            "Text" if len(boxes) == 1 else f"Text, part {number} of {len(boxes)}",
            parts.text_input(part, lines=True),
            hint="Markdown. A number such as [1] cites the source of that number: keep it with its sentence."
            if number == len(boxes)
            else "",
            optional=number > 1,
        )
        for number, part in enumerate(boxes, start=1)
    ]
    title_box = parts.text_input(title, longest=TITLE_LENGTH, example="How do I …?")
    heading = parts.field(BlockId.TITLE, "Title, as a question", title_box)
    return parts.modal(Callback.DRAFT_EDIT, "Edit the draft", [heading, *fields], submit="Save", metadata=ref.pack())


def read_edit(values: Values) -> Edited:
    """Return what was written; raise `NothingWritten` for an empty title or text."""
    title = " ".join(_written(values, BlockId.TITLE).split())
    parts_written = [_written(values, _body_id(number)).strip("\n") for number in range(1, _MOST_PARTS + 1)]
    body = "\n\n".join(part for part in parts_written if part.strip())
    if not title:
        raise NothingWritten(BlockId.TITLE, "A page needs a title.")
    if not body.strip():
        raise NothingWritten(BlockId.BODY, "A page needs a text.")
    return Edited(title[:TITLE_LENGTH], body + "\n")


def split_body(body: str) -> list[str]:
    """Return the body in parts that fit a box each, cut between paragraphs where they allow it.

    Joined by empty lines the parts are the body again, but for a paragraph longer than a box.
    """
    parts_made: list[str] = []
    for paragraph in body.strip("\n").split("\n\n"):
        for piece in _sliced(paragraph):
            if parts_made and len(parts_made[-1]) + 2 + len(piece) <= _PART:
                parts_made[-1] += "\n\n" + piece
            else:
                parts_made.append(piece)
    if len(parts_made) > _MOST_PARTS:
        raise TooLongToEdit
    return parts_made or [""]


class TooLongToEdit(BotError):
    """A page of more words than Slack's modals hold."""

    code = "too_long_to_edit"

    def __init__(self) -> None:
        super().__init__("This page is too long to edit in Slack. Please edit it in the wiki: `/thrice wiki`.")


def _body_id(number: int) -> str:
    return BlockId.BODY.value if number == 1 else f"{BlockId.BODY}.{number}"


def _written(values: Values, where: str) -> str:
    return str(values.get(where, {}).get(VALUE, {}).get("value") or "")


def _sliced(paragraph: str) -> list[str]:
    """A paragraph in pieces of a box at most, cut at line ends where there are any."""
    pieces: list[str] = []
    rest = paragraph
    while len(rest) > _PART:
        cut = max(rest.rfind("\n", 0, _PART), rest.rfind(" ", 0, _PART))
        cut = cut if cut > _PART // 2 else _PART
        pieces.append(rest[:cut])
        rest = rest[cut:].lstrip("\n ")
    return [*pieces, rest]
