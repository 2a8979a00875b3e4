"""A draft put together from people's own sentences: what Thrice writes without a language model.

The best supported answer gives the short answer and the steps; what others said alike is added as evidence, what
they said differently is shown beside it. Nothing is rephrased.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from bot.knowledge.drafting import cues
from bot.knowledge.drafting.answers import Answer, answers, is_person
from bot.knowledge.drafting.answers import rank as answer_rank
from bot.knowledge.drafting.comparing import Comparison
from bot.knowledge.drafting.passages import Passage
from bot.knowledge.drafting.titles import title_of
from bot.knowledge.drafting.values import Draft, Side, Statement, Thread, Title, main_author
from bot.knowledge.drafting.words import content, marks, overlap

SHORT: Final = 3
"""Sentences that the short answer holds at most; code and a list come on top."""
MAX_STEPS: Final = 20
MAX_EVIDENCE: Final = 4
MAX_SIDES: Final = 3
MAX_PER_THREAD: Final = 4
MAX_ANSWERS: Final = 20
_SUPPORTS: Final = 0.55
"""Share of the best score that another answer needs before it adds sentences of its own."""
UNTITLED: Final = "Untitled question"


def draft(title: Title | None, threads: Sequence[Thread]) -> Draft:
    """The extractive draft from all threads in which the question was asked. CPU-bound, no I/O.

    `title` is kept if given (a reviewer's wording); else the clearest phrasing asked becomes the title.
    Where nothing answers, `missing` says what is missing and the rest is empty.
    """
    title = title or title_of(threads) or Title(UNTITLED, None)
    empty = Draft(title=title.text, title_from=title.source)
    compare = Comparison(title.text)
    ranked = ranked_answers(threads, compare)
    if not ranked:
        return replace(empty, missing=what_is_missing(threads))
    sides = _sides(ranked, compare)
    refuted = [statement.text for side in sides[1:] for statement in side.statements]
    steps = _steps(ranked, compare)
    made = replace(
        empty,
        answer=_short_answer(ranked, steps, refuted, compare),
        steps=tuple(_statement(passage, ranked, compare) for passage in steps),
        sides=sides,
    )
    return replace(made, main_author=main_author(made))


def ranked_answers(threads: Sequence[Thread], compare: Comparison) -> list[Answer]:
    """The best answers of all threads, best first: an answer that another thread repeats is worth more."""
    told = (answer for thread in threads for answer in answers(thread)[:MAX_PER_THREAD])
    # Every answer is compared with every other: a bound keeps the hundredth thread from costing a minute.
    found = sorted(told, key=answer_rank, reverse=True)[:MAX_ANSWERS]
    agreeing = [_agreeing_threads(answer, found, compare) for answer in found]
    raised = [
        replace(answer, score=answer.score + min(1.5, 0.75 * agree))
        for answer, agree in zip(found, agreeing, strict=True)
    ]
    return sorted(raised, key=answer_rank, reverse=True)


def what_is_missing(threads: Sequence[Thread]) -> str:
    """A sentence for the reviewer that says why these threads hold no answer."""
    replies = [(thread, reply) for thread in threads for reply in thread.replies if is_person(reply)]
    where = "the thread" if len(threads) == 1 else f"any of the {len(threads)} threads"
    if not replies:
        return f"Nobody has replied in {where} yet."
    if all(reply.author == thread.asker for thread, reply in replies):
        return f"Nobody but the asker has written in {where} yet."
    if any(cues.failed(reply.text) for thread, reply in replies if reply.author == thread.asker):
        return "What was suggested did not help the asker, and nothing else was suggested."
    return f"No reply in {where} says what the answer is: only questions back, greetings or promises to look."


def _agreeing_threads(answer: Answer, found: Iterable[Answer], compare: Comparison) -> int:
    return len(
        {
            other.thread.question.ref
            for other in found
            if other.thread is not answer.thread and _agree(answer, other, compare)
        }
    )


def _agree(one: Answer, other: Answer, compare: Comparison) -> bool:
    pairs = [(a.text, b.text) for a in one.passages for b in other.passages]
    return any(compare.alike(a, b) for a, b in pairs) and not any(compare.differ(a, b) for a, b in pairs)


def _statement(
    passage: Passage, ranked: Iterable[Answer], compare: Comparison, opposed: Container[Passage] = ()
) -> Statement:
    """The passage as a statement; what others said alike is further evidence, at most one piece a message.

    `opposed` holds the passages of the other side: they are no evidence for this one.
    """
    evidence = {passage.message.ref: passage.evidence()}
    for answer in ranked:
        for other in answer.passages:
            fits = other not in opposed and compare.alike(passage.text, other.text)
            if fits and len(evidence) < MAX_EVIDENCE:
                evidence.setdefault(other.message.ref, other.evidence())
    return Statement(passage.text, tuple(evidence.values()))


# --- the short answer -------------------------------------------------------------------------------------------


def _short_answer(
    ranked: Sequence[Answer], steps: Sequence[Passage], refuted: Sequence[str], compare: Comparison
) -> tuple[Statement, ...]:
    best = ranked[0]
    told = [passage for passage in best.passages if passage not in steps and not _only_announces(passage, steps)]
    chosen = sorted(sorted(told, key=lambda p: _weight(p, ranked, compare), reverse=True)[:SHORT], key=told.index)
    for answer in ranked[1:]:
        for passage in answer.passages if answer.score >= _SUPPORTS * best.score else ():
            room = len(chosen) < SHORT and passage not in steps and not _only_announces(passage, steps)
            if room and _adds(passage, [*chosen, *steps], refuted, compare):
                chosen.append(passage)
    return tuple(_statement(passage, ranked, compare) for passage in chosen)


def _only_announces(passage: Passage, steps: Sequence[Passage]) -> bool:
    """Whether a sentence such as "You need to:" says nothing without the list that follows it."""
    return bool(steps) and passage.text.endswith(":") and len(content(passage.text)) < 4


def _weight(passage: Passage, ranked: Sequence[Answer], compare: Comparison) -> float:
    text = passage.text
    said_again = sum(compare.alike(text, p.text) for a in ranked[1:] for p in a.passages)
    return (
        1.0 * bool(marks(text))
        + 1.0 * cues.is_instructive(passage.quote)
        + 0.5 * min(2, said_again)
        + 1.0 * overlap(content(text), compare.asked)
        + 0.1 * min(8, len(content(text)))
        - 0.5 * cues.hedges(passage.quote)
    )


def _adds(passage: Passage, chosen: Sequence[Passage], refuted: Sequence[str], compare: Comparison) -> bool:
    """Whether a sentence of another answer is new, to the point and in conflict with nothing."""
    text, asked = passage.text, compare.asked
    if any(compare.differ(text, other.text) for other in chosen):
        return False
    if any(compare.alike(text, other) or squashed_equal(text, other) for other in refuted):
        return False
    known = frozenset().union(*(content(other.text) | marks(other.text) for other in chosen))
    useful = bool(marks(text)) or cues.is_instructive(passage.quote) or bool(content(text) & asked)
    return useful and len((content(text) | marks(text)) - known - asked) >= 2


def squashed_equal(one: str, other: str) -> bool:
    """Whether two texts differ in white space and case alone."""
    return one.lower().split() == other.lower().split()


# --- steps ------------------------------------------------------------------------------------------------------


def _steps(ranked: Sequence[Answer], compare: Comparison) -> list[Passage]:
    """The list or the run of orders of the best answer, else of the next that is good and not against it."""
    best = ranked[0]
    for answer in ranked:
        if answer.score < _SUPPORTS * best.score:
            break
        opposed = any(compare.differ(a.text, b.text) for a in best.passages for b in answer.passages)
        found = _listed(answer) or _ordered(answer)
        if found and (answer is best or not opposed):
            return found[:MAX_STEPS]
    return []


def _listed(answer: Answer) -> list[Passage]:
    items = [passage for passage in answer.passages if passage.kind == "item"]
    return items if len(items) >= 2 else []


def _ordered(answer: Answer) -> list[Passage]:
    """Three orders in a row: told as sentences, meant as steps."""
    run: list[Passage] = []
    longest: list[Passage] = []
    for passage in answer.passages:
        follows = cues.is_imperative(passage.text) or (run and passage.kind == "code")
        run = [*run, passage] if follows else []
        longest = max(longest, run, key=len)
    return longest if len(longest) >= 3 else []


# --- disagreement -----------------------------------------------------------------------------------------------


def _sides(ranked: Sequence[Answer], compare: Comparison) -> tuple[Side, ...]:
    """The best answer's side first; empty where nobody contradicts it."""
    best = ranked[0]
    ours: set[Passage] = set()
    others: list[list[Passage]] = []
    for told, corrected in _contradictors(ranked):
        pairs = [(a, b) for a in best.passages for b in told if compare.differ(a.text, b.text)]
        if corrected and not pairs:
            pairs = [(best.passages[0], told[0])]
        if pairs:
            ours |= {a for a, _ in pairs}
            _join(others, list(dict.fromkeys(b for _, b in pairs)), compare)
    if not others:
        return ()
    sides = [[passage for passage in best.passages if passage in ours], *others[: MAX_SIDES - 1]]
    return tuple(_side(side, sides, ranked, compare) for side in sides)


def _contradictors(ranked: Sequence[Answer]) -> Iterator[tuple[tuple[Passage, ...], bool]]:
    """What was said besides the best answer, and whether the best answer says that it corrects it."""
    corrected = ranked[0].corrected
    if corrected:
        yield corrected, True
    for answer in ranked[1:]:
        if not set(answer.passages) & set(corrected):
            yield answer.passages, False


def _side(
    side: Sequence[Passage], sides: Sequence[Sequence[Passage]], ranked: Sequence[Answer], compare: Comparison
) -> Side:
    opposed = {passage for other in sides if other is not side for passage in other}
    return Side.of(tuple(_statement(passage, ranked, compare, opposed) for passage in side[:2]))


def _join(sides: list[list[Passage]], told: list[Passage], compare: Comparison) -> None:
    """Put passages to the side that says the same, else make them a side of their own."""
    for side in sides:
        if any(compare.alike(a.text, b.text) for a in side for b in told):
            return
    sides.append(told)
