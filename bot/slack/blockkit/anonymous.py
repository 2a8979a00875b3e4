"""Asking anonymously: the modal, and the question as Thrice posts it."""

from dataclasses import dataclass
from typing import Final

from bot.errors import BotError
from bot.ports.chat import Message, View
from bot.slack import markdown, mrkdwn
from bot.slack.blockkit import parts, rich
from bot.slack.blockkit.answers import SHORT_ANSWER, SOURCES
from bot.slack.blockkit.editing import Values
from bot.slack.blockkit.ids import VALUE, BlockId, Callback
from bot.slack.limits import clip

_LONGEST: Final = 2_000


class NothingAsked(BotError):
    """A question of white space only, or one for no channel. `field` is where it has to be said."""

    code = "nothing_asked"

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class PageView:
    """A page that answers what was asked."""

    title: str
    url: str
    body_markdown: str


@dataclass(frozen=True)
class Asked:
    """What is to be asked, and where."""

    channel_id: str
    text: str


def modal() -> View:
    """Return the modal."""
    where: parts.Block = {
        "type": "conversations_select",
        "placeholder": parts.plain("A channel that I am in", 150),
        "default_to_current_conversation": True,
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    question = parts.text_input(lines=True, longest=_LONGEST, example="How do I …?")
    told = "I post your question under my own name. Who asked is stored nowhere, so answers come in the thread only."
    return parts.modal(
        Callback.QUESTION_ASK_ANONYMOUSLY,
        "Ask anonymously",
        [
            parts.section(told),
            parts.field(BlockId.CHANNEL, "Where", where),
            parts.field(BlockId.QUESTION, "Your question", question),
        ],
        submit="Ask",
    )


def read(values: Values) -> Asked:
    """Return what was asked; raise `NothingAsked` where there is no question or no channel."""
    channel = values.get(BlockId.CHANNEL, {}).get(VALUE, {}).get("selected_conversation")
    text = str(values.get(BlockId.QUESTION, {}).get(VALUE, {}).get("value") or "").strip()
    if not isinstance(channel, str) or not channel:
        raise NothingAsked(BlockId.CHANNEL, "Choose a channel to ask in.")
    if not text:
        raise NothingAsked(BlockId.QUESTION, "Write your question.")
    return Asked(channel, text)


def question(text: str) -> Message:
    """Return the question as it is posted; `text` stands there as it was written, and mentions nobody."""
    return Message(
        text=f"Somebody asks: {mrkdwn.escape(clip(text, 1_000))}",
        blocks=(
            rich.block(
                rich.section(rich.text("Somebody asks:", "italic")), rich.quote(rich.text(clip(text, _LONGEST)))
            ),
            *parts.small_print("Asked through *Ask anonymously*. Please answer in the thread."),
        ),
    )


def posted(channel_id: str, answer: PageView | None = None) -> View:
    """Return what the modal turns into, with the page that answers where there is one.

    A message would be a record of who asked: none is sent.
    """
    told = f"Your question is in {mrkdwn.channel(channel_id)}, without your name."
    blocks: list[parts.Block] = [parts.section(told), *(_answer(answer) if answer is not None else ())]
    return parts.modal(Callback.QUESTION_ASK_ANONYMOUSLY, "Ask anonymously", blocks)


def _answer(page: PageView) -> tuple[parts.Block, ...]:
    shown = markdown.blocks(page.body_markdown, without_heading=SHORT_ANSWER, without_section=SOURCES)
    return (
        parts.divider(),
        rich.block(rich.section(rich.text("This has an answer: "), rich.link(page.url, page.title, "bold"))),
        *(dict(block) for block in shown.blocks),
        *parts.small_print("" if shown.complete else f"There is more on {mrkdwn.link(page.url, 'the page')}."),
    )
