"""Cards as they are cared for: the menu beside one, the modal to edit it, and what its reviewer is asked and told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from bot.ports.chat import Block, Message, View
from bot.slack import limits, mrkdwn
from bot.slack.blockkit import parts, rich
from bot.slack.blockkit.ids import VALUE, Action, BlockId, Callback
from bot.slack.blockkit.phrases import counted
from bot.slack.blockkit.refs import CardAct, CardCareRef, CardRef

_SHOWN: Final = 1_500
_TITLE: Final = 200


@dataclass(frozen=True)
class CareView:
    """A card as its reviewer sees it. `url` is its page's; none for a lesson."""

    ref: CardRef
    question: str
    answer: str
    sentence: str
    title: str
    url: str | None = None
    wrong: int = 0
    unclear: int = 0
    """How many people say so."""
    people: int = 0
    """How many they are together: somebody may say both."""


@dataclass(frozen=True)
class MendedView:
    """A card after its reviewer looked."""

    ref: CardRef
    title: str
    outcome: Literal["kept", "retired", "restored"]


def menu(card_id: int, *, may_mend: bool) -> parts.Block:
    """Return the menu beside a card: report it; edit or retire it, for those who may."""
    choices: list[tuple[str, CardAct]] = [("This is wrong", "wrong"), ("This is unclear", "unclear")]
    if may_mend:
        choices += [("Edit this card", "edit"), ("Retire this card", "retire")]
    options = [parts.option(words, CardCareRef(card_id=card_id, act=act).pack()) for words, act in choices]
    return {"type": "overflow", "action_id": Action.CARD_CARE.value, "options": options}


def thanks(*, resting: bool) -> Message:
    """Return what somebody is told who reported a card."""
    then = (
        "It rests until its reviewer has looked." if resting else "Its reviewer is asked when a second person says so."
    )
    said = f"Thank you, I noted it. {then}"
    return Message(text=said, blocks=(parts.section(said),))


def reported(view: CareView) -> Message:
    """Return what a reviewer is asked about a reported card; its buttons are **Edit**, **Keep** and **Retire**."""
    says = [
        f"{counted(number, 'person says', 'people say')} that it is {what}"
        for number, what in ((view.wrong, "wrong"), (view.unclear, "unclear"))
        if number
    ]
    both = f" ({counted(view.people, 'person', 'people')} in all)" if view.people < view.wrong + view.unclear else ""
    said = " and ".join(says) or "somebody had doubts"
    opening = f"A card of yours was reported: {said}{both}. Would you look at it?"
    value = view.ref.pack()
    return Message(
        text=opening,
        blocks=(
            parts.section(opening),
            *_shown(view),
            *parts.small_print(
                "A card that two people call wrong is asked of nobody until you have looked." if view.wrong > 1 else ""
            ),
            parts.actions(
                parts.button("Edit", Action.CARD_EDIT, value=value, style="primary"),
                parts.button("Keep", Action.CARD_KEEP, value=value),
                parts.button("Retire", Action.CARD_RETIRE, value=value),
            ),
        ),
    )


def unclear(view: CareView, *, people: int) -> Message:
    """Return what a reviewer is told of a sentence that people were sure of and got wrong."""
    opening = (
        f"{counted(people, 'person', 'people')} were sure that they knew a card of your page, and the next time got it"
        " wrong. Perhaps the page says it so that it can be misread. This is the sentence:"
    )
    return Message(
        text=opening,
        blocks=(
            parts.section(opening),
            *_shown(view),
            *parts.small_print("I say this once for each version of a page."),
            parts.actions(parts.button("Edit the card", Action.CARD_EDIT, value=view.ref.pack())),
        ),
    )


def mended(view: MendedView) -> Message:
    """Return what stands in the place of a request once its reviewer has looked."""
    said = f"{_MENDED[view.outcome]} It is a card of {mrkdwn.escape(limits.clip(view.title, _TITLE)) or 'a lesson'}."
    action = Action.CARD_RESTORE if view.outcome == "retired" else Action.CARD_EDIT
    words = "Restore" if view.outcome == "retired" else "Edit"
    return Message(
        text=said,
        blocks=(parts.section(said), parts.actions(parts.button(words, action, value=view.ref.pack()))),
    )


_MENDED: Final = {
    "kept": "You kept this card as it is, so it is asked again.",
    "retired": "You retired this card: nobody is asked it any more.",
    "restored": "You restored this card: it is asked again.",
}


def edit_modal(ref: CardRef, question: str, answer: str, sentence: str) -> View:
    """Return the modal in which a card is put in other words."""
    return parts.modal(
        Callback.CARD_EDIT,
        "Edit the card",
        [
            parts.field(BlockId.CARD_QUESTION, "Question", parts.text_input(question, lines=True, longest=1_000)),
            parts.field(
                BlockId.CARD_ANSWER,
                "Answer",
                parts.text_input(answer, lines=True, longest=2_000),
                hint="Steps that are put in order stand one a line.",
            ),
            rich.block(rich.section(rich.text("It rests on this sentence of the page:")), rich.quote(_words(sentence))),
            *parts.small_print("Your words stay as long as that sentence does."),
        ],
        submit="Save",
        metadata=ref.pack(),
    )


def read_edit(values: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> tuple[str, str]:
    """Return the question and the answer that were written."""
    written = [str(values.get(where, {}).get(VALUE, {}).get("value") or "") for where in _FIELDS]
    return written[0], written[1]


_FIELDS: Final = (BlockId.CARD_QUESTION, BlockId.CARD_ANSWER)


def _shown(view: CareView) -> tuple[Block, ...]:
    named = limits.clip(view.title, _TITLE)
    title = rich.link(view.url, named, "bold") if view.url else rich.text(named, "bold")
    return (
        rich.block(
            rich.section(title),
            rich.section(rich.text("Question: ", "bold"), _words(view.question)),
            rich.section(rich.text("Answer: ", "bold"), _words(view.answer)),
            rich.quote(_words(view.sentence)),
        ),
    )


def _words(words: str) -> rich.Element:
    return rich.text(limits.clip(words, _SHOWN))
