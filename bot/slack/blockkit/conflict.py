"""What is said of meetings that take a learning block's time."""

from dataclasses import dataclass
from datetime import datetime

from bot.ports.chat import Block, Message
from bot.slack.blockkit import parts, rich
from bot.slack.blockkit.ids import Action
from bot.slack.blockkit.phrases import counted
from bot.slack.blockkit.refs import BlockRef, OtherTimeRef
from bot.slack.limits import clip

_LISTED = 5
MOVES = (Action.BLOCK_MOVE_TO_FIRST, Action.BLOCK_MOVE_TO_SECOND, Action.BLOCK_MOVE_TO_THIRD)
"""A row of buttons needs a different id for each."""


@dataclass(frozen=True)
class MeetingView:
    """A meeting: its title (none where it is private), and when it is, as text. `is_own`: it is the member's own."""

    title: str | None
    when: str
    is_own: bool = False


@dataclass(frozen=True)
class ConflictView:
    """A block and what takes its time. `others`: other times of that week, as text, with the moments that they mean."""

    ref: BlockRef
    when: str
    protection: str
    meetings: tuple[MeetingView, ...]
    others: tuple[tuple[str, datetime], ...] = ()


def message(view: ConflictView) -> Message:
    """Return what is said, by how far the block is protected."""
    opening = f"{_count(view)} your learning block ({view.when})."
    blocks: list[Block] = [parts.section(f"*{opening}*"), rich.block(rich.listing(_lines(view)))]
    if view.protection == "hard" and not all(each.is_own for each in view.meetings):
        blocks += _hard(view)
    elif view.others and view.protection != "soft":
        blocks.append(parts.section("These times of that week are free for it:"))
    offers = zip(MOVES, view.others, strict=False) if view.protection != "soft" else ()
    buttons = [_offer(action, view.ref, *other) for action, other in offers]
    move = parts.button("Another time…", Action.BLOCK_MOVE, value=view.ref.pack())
    skip = parts.button("Not this week", Action.BLOCK_SKIP, value=view.ref.pack())
    blocks.append(parts.actions(*buttons, move, skip))
    return Message(text=opening, blocks=(*blocks, *parts.small_print("If you do nothing, your block stays as it is.")))


def _count(view: ConflictView) -> str:
    takes = "takes time of" if len(view.meetings) == 1 else "take time of"
    return f"{counted(len(view.meetings), 'meeting')} {takes}"


def _lines(view: ConflictView) -> list[list[rich.Element]]:
    lines = [
        [rich.text(clip(" ".join((each.title or "").split()), 150) or "Private", "bold"), rich.text(_when(each))]
        for each in view.meetings[:_LISTED]
    ]
    more = len(view.meetings) - len(lines)
    return [*lines, [rich.text(f"and {counted(more, 'more', 'more')}")]] if more else lines


def _when(meeting: MeetingView) -> str:
    return f", {meeting.when} (your own)" if meeting.is_own else f", {meeting.when}"


def _hard(view: ConflictView) -> list[Block]:
    """A polite text to paste, for meetings of others: I decline for nobody, and no calendar what was there before."""
    free = "\n".join(f"• {words}" for words, _ in view.others)
    text = "Thank you for the invitation. I keep this time free for learning. Could we meet at another time?"
    if free:
        text += f" These suit me:\n{free}"
    return [parts.section("To paste, if you like:"), rich.block(rich.preformatted(text))]


def _offer(action: Action, ref: BlockRef, words: str, moment: datetime) -> parts.Block:
    value = OtherTimeRef(block_id=ref.block_id, starts=int(moment.timestamp())).pack()
    return parts.button(f"Move to {words}", action, value=value)
