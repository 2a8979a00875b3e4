"""Which replies of a thread answer its question, and how well each is borne out.

A candidate is what one person said in a row. It scores for check marks, for thanks and "that worked" from the
asker right after, for being the last word of a thread that then fell silent, for steps, links, code and numbers;
it loses for "didn't work", for doubt and for laughter, and never leads once somebody corrected it. Bots never
answer. The asker answers only by announcing it ("found it: …"), and only where nobody else did.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.knowledge.drafting import cues
from bot.knowledge.drafting.comparing import Comparison
from bot.knowledge.drafting.passages import MAX_MESSAGE, Passage, passages
from bot.knowledge.drafting.slack_text import people, readable
from bot.knowledge.drafting.values import SourceMessage, Thread
from bot.knowledge.drafting.words import content, numbers, overlap, references

ENOUGH: Final = 1.1
"""The least score at which a candidate counts as an answer: something was said, and nothing speaks against it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person said in a row, the passages of it that say something, and how well it is supported."""

    thread: Thread
    author: str
    messages: tuple[SourceMessage, ...]
    passages: tuple[Passage, ...]
    score: float
    corrected: tuple[Passage, ...] = ()
    """What an earlier helper of the thread said and this one set right."""
    was_corrected: bool = False
    """Whether a later helper set this one right: it must not lead, however often it was marked."""

    @property
    def text(self) -> str:
        """All of it as one text, for comparing."""
        return "\n".join(passage.text for passage in self.passages)


@dataclass(slots=True)
class _Run:
    """A candidate while the thread is being read."""

    author: str
    own: bool = False
    closed: bool = False
    messages: list[SourceMessage] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    thanked: bool = False
    worked: bool = False
    failed: bool = False
    seconded: int = 0
    was_corrected: bool = False
    corrects: "_Run | None" = None


def is_person(message: SourceMessage) -> bool:
    """Whether a person wrote the message: apps, and Slack itself, never answer."""
    return not message.is_bot and bool(message.author) and not message.author.startswith(("B", "USLACK"))


def has_answer(thread: Thread) -> bool:
    """Whether anybody answered the thread's question."""
    return bool(answers(thread))


def answers(thread: Thread) -> tuple[Answer, ...]:
    """The candidates that count as answers, best first; of equals the later one."""
    runs = _Reading(thread).runs
    others = _scored(thread, [run for run in runs if not run.own])
    return others or _scored(thread, [run for run in runs if run.own])


def _scored(thread: Thread, runs: list[_Run]) -> tuple[Answer, ...]:
    told = [run for run in runs if run.passages]
    found = (_answer(thread, run, is_last=run is told[-1]) for run in told)
    return tuple(answer for answer in sorted(found, key=rank, reverse=True) if answer.score >= ENOUGH)


def rank(answer: Answer) -> tuple[bool, float, datetime]:
    """What answers are ordered by, the greatest first."""
    return (not answer.was_corrected, answer.score, answer.messages[-1].at)


def _answer(thread: Thread, run: _Run, *, is_last: bool) -> Answer:
    return Answer(
        thread=thread,
        author=run.author,
        messages=tuple(run.messages),
        passages=tuple(run.passages),
        score=round(_said(run) + _received(run, is_last=is_last), 2),
        corrected=tuple(run.corrects.passages) if run.corrects else (),
        was_corrected=run.was_corrected,
    )


def _said(run: _Run) -> float:
    """What the words themselves are worth, 0 to 3."""
    text = "\n".join(passage.text for passage in run.passages)
    steps = sum(passage.kind == "item" or cues.is_instructive(passage.quote) for passage in run.passages)
    exact = 0.5 * min(2, len(references(text))) + 0.25 * bool(numbers(text)) + 0.5 * (steps > 0)
    substance = min(1.0, len(content(text)) / 6)
    doubt = 0.5 * any(cues.hedges(passage.quote) for passage in run.passages)
    laughter = 1.0 * any(cues.laughs(message.text) for message in run.messages)
    return 1.0 + substance + min(1.0, exact) - doubt - laughter


def _received(run: _Run, *, is_last: bool) -> float:
    """What the others made of it: reactions, thanks, assent, contradiction, silence."""
    marked = sum(message.marks for message in run.messages)
    score = min(3.0, 1.5 + 0.5 * marked) if marked else 0.0
    score += 2.5 if run.worked else 1.5 if run.thanked else 0.0
    score += min(1.5, 0.75 * run.seconded)
    score += 1.0 if is_last and not run.failed else 0.0
    score += 0.5 if run.corrects else 0.0
    return score - 3.0 * run.failed


class _Reading:
    """Reads a thread from the top and gathers the runs, with what the others made of each."""

    def __init__(self, thread: Thread) -> None:
        self.runs: list[_Run] = []
        self._asker = thread.asker
        self._before = readable(thread.question.text)[:MAX_MESSAGE]
        self._compare = Comparison(self._before)
        for reply in thread.replies:
            if is_person(reply):
                self._hear(reply)

    def _hear(self, reply: SourceMessage) -> None:
        said = readable(reply.text)[:MAX_MESSAGE]
        told = passages(reply, self._before, self._asker)
        found = [passage for passage in told if cues.says_something(passage.quote)]
        # Who only orders a machine about assents to nothing either.
        if found or not cues.speaks_to_a_machine(said):
            hear = self._hear_asker if reply.author == self._asker else self._hear_helper
            hear(reply, said, found)
        self._before += "\n" + said

    def _hear_asker(self, reply: SourceMessage, said: str, found: list[Passage]) -> None:
        """The asker judges the answer before; or, with the right announcement, answers."""
        spoken_to = set(people(said))
        judged = self._latest(lambda run: not run.own and (not spoken_to or run.author in spoken_to))
        if judged:
            judged.closed = judged.failed = cues.failed(said)
            judged.worked |= cues.worked(said)
            judged.thanked |= cues.is_thanks(said) and not judged.failed
        own = self.runs[-1] if self.runs and self.runs[-1].own else None
        if found and (own or cues.answers_own_question(said)):
            self._extend(own or self._start(reply.author, own=True), reply, found)

    def _hear_helper(self, reply: SourceMessage, said: str, found: list[Passage]) -> None:
        last = self._latest(lambda run: not run.own)
        mine = self._latest(lambda run: run.author == reply.author)
        if mine and cues.takes_back(said):
            self._retract(mine, found, plainly=cues.withdraws(said))
        if not found:
            if last and last.author != reply.author and _assents(said):
                last.seconded += 1
        elif last and last is mine and not last.closed:
            self._extend(last, reply, found)
        else:
            run = self._start(reply.author)
            self._extend(run, reply, found)
            run.corrects = self._corrected_by(run, said)
            if run.corrects:
                run.corrects.was_corrected = True

    def _latest(self, wanted: Callable[[_Run], bool]) -> _Run | None:
        return next((run for run in reversed(self.runs) if wanted(run)), None)

    def _start(self, author: str, *, own: bool = False) -> _Run:
        self.runs.append(_Run(author, own=own))
        return self.runs[-1]

    def _extend(self, run: _Run, reply: SourceMessage, found: Iterable[Passage]) -> None:
        run.messages.append(reply)
        for passage in found:
            # "Port 443. Edit: it's 8443" in one message.
            if run.passages and run.passages[-1].message is reply and cues.takes_back(passage.quote):
                self._retract(run, [passage], plainly=cues.withdraws(passage.quote))
            run.passages.append(passage)

    def _retract(self, run: _Run, instead: list[Passage], *, plainly: bool) -> None:
        """Take out what its author withdrew: what the new words replace, or when said `plainly` the last message."""
        gone = [old for old in run.passages if any(self._replaces(new, old) for new in instead)]
        if not gone and plainly and run.passages:
            gone = [old for old in run.passages if old.message is run.passages[-1].message]
        run.passages = [old for old in run.passages if old not in gone]

    def _replaces(self, new: Passage, old: Passage) -> bool:
        alike = overlap(content(old.text), content(new.text)) >= 0.5
        return alike or self._compare.differ(old.text, new.text)

    def _corrected_by(self, run: _Run, said: str) -> _Run | None:
        """The answer of another person that this run sets right, if it does."""
        plainly, perhaps = cues.corrects(said), cues.replaces(said)
        if not (plainly or perhaps):
            return None
        others = [other for other in reversed(self.runs) if other.author != run.author and other.passages]
        for other in others:
            about_it = bool(_content(run) & _content(other))
            if not other.own and (about_it or (plainly and other is others[0])):
                return other
        return None


def _assents(said: str) -> bool:
    return cues.seconds(said) or cues.worked(said) or cues.is_thanks(said)


def _content(run: _Run) -> frozenset[str]:
    return frozenset[str]().union(*(content(passage.text) for passage in run.passages))
