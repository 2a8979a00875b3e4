"""A sprint: one message that shows a step at a time: read, recall, grade, done."""

from dataclasses import dataclass
from typing import Final

from bot.ports.chat import Block, Message
from bot.slack import markdown, mrkdwn
from bot.slack.blockkit import parts, rich
from bot.slack.blockkit.answers import SHORT_ANSWER, SOURCES
from bot.slack.blockkit.ids import Action
from bot.slack.blockkit.nudge import TITLE, UsedView, used_question
from bot.slack.blockkit.phrases import counted, gap_after
from bot.slack.blockkit.refs import SprintRef
from bot.slack.limits import clip

_BODY: Final = 6_000
_QUESTION: Final = 1_500
_ANSWER: Final = 3_000
_LINE: Final = 400
_EVIDENCE: Final = 4
PICKS: Final = (Action.SPRINT_PICK_A, Action.SPRINT_PICK_B, Action.SPRINT_PICK_C)
_LETTERS: Final = "ABCDEFGH"


@dataclass(frozen=True)
class Progress:
    """Where a sprint is: the step of so many, and about how many minutes are left."""

    step: int
    steps: int
    minutes: int


@dataclass(frozen=True)
class ReadView:
    """A page or lesson to read before it is asked about. `url`: its page; none for a lesson."""

    ref: SprintRef
    progress: Progress
    title: str
    body_markdown: str
    url: str | None = None


@dataclass(frozen=True)
class CardView:
    """A card that is asked. `lines` are steps to put in order, or choices of which one is right (`picks`)."""

    ref: SprintRef
    progress: Progress
    question: str
    lines: tuple[str, ...] = ()
    picks: bool = False


@dataclass(frozen=True)
class AnswerView:
    """The same card with its answer. `picked` and `right` count choices from 0."""

    ref: SprintRef
    progress: Progress
    question: str
    answer: tuple[str, ...]
    ordered: bool = False
    picked: str | None = None
    was_right: bool | None = None
    evidence: tuple[str, ...] = ()
    source_title: str = ""
    source_url: str | None = None
    care: parts.Block | None = None
    """The menu by which a card is reported or mended."""


@dataclass(frozen=True)
class DoneView:
    """A sprint that is over. `use` is what it was about; none where nothing was asked."""

    cards: int
    minutes: int
    again: int
    use: str | None = None
    use_url: str | None = None
    next_time: str | None = None
    streak: str = ""
    hides_amounts: bool = False
    used: UsedView | None = None
    """What the nudge asked about, in whose place the sprint began."""


StepView = ReadView | CardView | AnswerView | DoneView


def message(view: StepView) -> Message:
    """Return a sprint's message as it stands at a step."""
    match view:
        case ReadView():
            return _read(view)
        case CardView():
            return _asked(view)
        case AnswerView():
            return _answered(view)
        case DoneView():
            return _done(view)


def _read(view: ReadView) -> Message:
    shown = markdown.blocks(view.body_markdown, limit=_BODY, without_heading=SHORT_ANSWER, without_section=SOURCES)
    more = "" if shown.complete or view.url is None else f"There is more on {mrkdwn.link(view.url, 'the page')}."
    return Message(
        text=f"Read: {mrkdwn.escape(clip(view.title, TITLE))}",
        blocks=(
            *_heading("Read", view.progress),
            rich.block(rich.section(rich.text(clip(view.title, TITLE), "bold"))),
            *shown.blocks,
            *parts.small_print(more),
            parts.actions(parts.button("Next", Action.SPRINT_NEXT, value=view.ref.pack(), style="primary")),
        ),
    )


def _asked(view: CardView) -> Message:
    value = view.ref.pack()
    if view.picks:
        buttons = [
            parts.button(_LETTERS[at], action, value=value) for at, action in enumerate(PICKS[: len(view.lines)])
        ]
        heading = "Which one is right?"
    else:
        buttons = [parts.button("Show answer", Action.SPRINT_SHOW, value=value, style="primary")]
        heading = "Put these in order" if view.lines else "Try to recall"
    lines = [
        rich.section(rich.text(f"{_LETTERS[at]}  ", "bold"), rich.text(clip(line, _LINE)))
        for at, line in enumerate(view.lines)
    ]
    return Message(
        text=f"{heading}: {mrkdwn.escape(clip(view.question, _QUESTION))}",
        blocks=(
            *_heading(heading, view.progress),
            rich.block(rich.section(rich.text(clip(view.question, _QUESTION), "bold"))),
            *([rich.block(*lines)] if lines else []),
            parts.actions(*buttons),
        ),
    )


def _answered(view: AnswerView) -> Message:
    value = view.ref.pack()
    grades = (
        ("Again", Action.SPRINT_AGAIN), ("Hard", Action.SPRINT_HARD),
        ("Good", Action.SPRINT_GOOD), ("Easy", Action.SPRINT_EASY),
    )  # fmt: skip
    buttons = [parts.button(words, action, value=value) for words, action in grades]
    lines = [[rich.text(clip(line, _LINE))] for line in view.answer]
    answer = (
        rich.listing(lines, ordered=True)
        if view.ordered
        else rich.section(rich.text(clip("\n".join(view.answer), _ANSWER)))
    )
    return Message(
        text=f"Answer: {mrkdwn.escape(clip(' '.join(view.answer), _ANSWER))}",
        blocks=(
            *_heading("Answer", view.progress),
            rich.block(rich.section(rich.text(clip(view.question, _QUESTION), "bold"))),
            *_verdict(view),
            rich.block(answer),
            *parts.small_print(_from(view)),
            parts.actions(*buttons, *([view.care] if view.care is not None else [])),
        ),
    )


def _verdict(view: AnswerView) -> list[Block]:
    if view.was_right is None:
        return []
    said = "Right." if view.was_right else f"Not quite. You picked: {clip(view.picked or '', _LINE)}"
    return [rich.block(rich.section(rich.text(said)))]


def _from(view: AnswerView) -> str:
    title = f"“{clip(view.source_title, TITLE)}”"
    page = mrkdwn.link(view.source_url, title) if view.source_url else mrkdwn.escape(title)
    messages = [mrkdwn.link(address, f"message {n}") for n, address in enumerate(view.evidence[:_EVIDENCE], start=1)]
    sources = [page, *messages] if view.source_title else messages
    told = f"From {', '.join(sources)}. " if sources else ""
    return f"{told}How well did you know it?"


def _done(view: DoneView) -> Message:
    blocks: list[Block] = [parts.section(" ".join(filter(None, ("*Done for today.*", *_did(view)))))]
    if view.use:
        use = f"“{clip(view.use, TITLE)}”"
        title = rich.link(view.use_url, use, "bold") if view.use_url else rich.text(use, "bold")
        blocks.append(
            rich.block(
                rich.section(
                    rich.text("Use it today: ", "bold"), title,
                    rich.text(f"{gap_after(view.use)}Where at work do you need this next? Do it once, or tell it to a"),
                    rich.text(" colleague. In a few days I ask whether you could."),
                )
            )
        )  # fmt: skip
    if view.used is not None:
        blocks += used_question(view.used)
    following = f"Next time: {view.next_time}." if view.next_time else ""
    return Message(
        text="Done for today.", blocks=(*blocks, *parts.small_print(" ".join(filter(None, (view.streak, following)))))
    )


def _did(view: DoneView) -> tuple[str, str]:
    """What was done, and what of it comes back."""
    if view.hides_amounts and view.cards:
        return "", "What you did not know comes back soon." if view.again else ""
    done = f"{counted(view.cards, 'card')} in {counted(view.minutes, 'minute')}." if view.cards else "Nothing was left."
    return done, f"{counted(view.again, 'card')} will come back soon." if view.again else ""


def _heading(what: str, progress: Progress) -> tuple[Block, ...]:
    left = f"{progress.step} of {progress.steps}, about {counted(progress.minutes, 'minute')} left"
    return parts.small_print(f"*{what}*  ·  {left}")
