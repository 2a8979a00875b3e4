"""How well matching and detection do on labelled files, measured with the code that serves."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.errors import BotError
from bot.knowledge.detection import find_question, plain
from bot.knowledge.matching import Closeness, Gates, Neighbour, Newcomer, embed_questions
from bot.knowledge.matching.grouping import LEAST_LIKENESS, NEIGHBOURS, PlacementRules, place
from bot.knowledge.matching.parting import parted
from bot.knowledge.rule_of_three import TWO_PEOPLE, fires
from bot.ports.embedder import Embedder
from models.search.vectors import VectorMatrix

ONCE = "-"
"""The topic of what was asked once only."""

CHAT_LENGTH = 60
"""Words. A longer text is a post with a title and a body, not a chat message: it is compared whole."""

PARTING_OF_PAIRS = 0.5
"""The part that partings play in a ranking of pairs. Whole, as for topics, they part too many that mean the same."""

NOT_SMALL = 1_000
"""Questions in a workspace where no gate is loose any more."""

_NTH = ("first", "second", "third")
_START = datetime(2020, 1, 1, tzinfo=UTC)
_BATCH = 64

Progress = Callable[[int, int], None]
"""Is told how many of how many lines are done."""


class BadData(BotError):
    """A line that is not what it should be; the sentence names the file and the line."""

    code = "bad_data"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, and whether they mean the same."""

    same: bool
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Line:
    """Something asked: its true topic (`-` for none), who asked and what."""

    topic: str
    person: str
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """A message, and whether it asks (or is worth capturing)."""

    true: bool
    text: str


def read_pairs(path: Path) -> list[Pair]:
    """Read `1|0 <tab> text <tab> text` lines; raise `BadData`."""
    return [Pair(_flag(path, n, cells[0]), cells[1], cells[2]) for n, cells in _rows(path, 3, "1|0, text, text")]


def read_stream(path: Path) -> list[Line]:
    """Read `topic <tab> person <tab> text` lines; raise `BadData`."""
    return [Line(*cells) for _, cells in _rows(path, 3, "topic, person, text")]


def read_said(path: Path) -> list[Said]:
    """Read `1|0 <tab> text` lines; raise `BadData`."""
    return [Said(_flag(path, n, cells[0]), cells[1]) for n, cells in _rows(path, 2, "1|0, text")]


async def judge_pairs(pairs: Sequence[Pair], embedder: Embedder, progress: Progress) -> dict[str, float | int]:
    """Measure how well likeness tells pairs that mean the same from others."""
    scores: list[float] = []
    for start in range(0, len(pairs), _BATCH):
        batch = pairs[start : start + _BATCH]
        ones, others = [_meant(pair.one) for pair in batch], [_meant(pair.other) for pair in batch]
        vectors = await _embedded([*ones, *others], embedder)
        for row, (one, other) in enumerate(zip(ones, others, strict=True)):
            likeness = float(vectors[row] @ vectors[len(batch) + row])
            posts = _is_post(one) or _is_post(other)
            scores.append(likeness if posts else likeness - PARTING_OF_PAIRS * parted(one, other))
        progress(min(start + _BATCH, len(pairs)), len(pairs))
    precision, recall = precision_and_recall([pair.same for pair in pairs], scores)
    return {
        "average_precision": round(average_precision(precision, recall), 4),
        "recall_at_precision_95": round(
            max((r for p, r in zip(precision, recall, strict=True) if p >= 0.95), default=0.0), 4
        ),
        "pairs": len(pairs),
    }


def judge_questions(said: Sequence[Said], *, capture: bool, progress: Progress) -> dict[str, float]:
    """Measure detection: "is a question", or with `capture` "is worth capturing"."""
    right = found = true = 0
    for number, one in enumerate(said, start=1):
        question = find_question(one.text)
        claimed = question is not None and (question.worth_capturing or not capture)
        found, true, right = found + claimed, true + one.true, right + (claimed and one.true)
        progress(number, len(said))
    precision, recall = _share(right, found), _share(right, true)
    return {"precision": precision, "recall": recall, "f1": round(_harmonic(precision, recall), 4)}


@dataclass
class Stream:
    """A workspace of one public channel, in memory, that questions arrive in one after another."""

    embedder: Embedder
    draft_after: int = 3
    window: timedelta = timedelta.max
    same_asker: timedelta = timedelta(0)
    fired: list[tuple[int, ...]] = field(default_factory=list)
    """The line numbers (from 0) of the questions in each topic when it fired."""

    measure: Closeness | None = None
    """May be shared between workspaces, to get it ready once; without it one is made."""

    def __post_init__(self) -> None:
        self._matrix = VectorMatrix(self.embedder.dimensions)
        self._measure = self.measure or Closeness(self.embedder)
        self._by = PlacementRules(Gates(), draft_after=self.draft_after, same_asker=self.same_asker)
        self._asked: dict[int, Newcomer] = {}
        self._topic: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}
        self._done: set[int] = set()

    async def ask(
        self, number: int, person: str, gist: str, vector: NDArray[np.float32], *, captured: bool = True
    ) -> None:
        """Place one question and note whether its topic fires by it.

        The loose gate of a small workspace is for what serving would have captured. What else a file says was asked
        (commands, bare titles) is judged as in a large one.
        """
        at = _START + timedelta(seconds=number)
        question = Newcomer(number, gist, vector, person, "C", str(number), at)
        near = self._matrix.search(vector, [0], NEIGHBOURS, LEAST_LIKENESS)
        placement = await place(
            question,
            [self._neighbour(ref, score) for ref, score in near],
            questions=len(self._matrix) if captured else max(len(self._matrix), NOT_SMALL),
            measure=self._measure,
            by=self._by,
        )
        self._asked[number] = question
        self._matrix.put(number, 0, vector)
        if placement.topic is not None:
            self._enter(placement.topic, number)
        elif placement.founded_with:
            for ref in (*placement.founded_with, number):
                self._enter(number, ref)

    def _neighbour(self, ref: int, score: float) -> Neighbour:
        asked = self._asked[ref]
        return Neighbour(
            ref,
            asked.gist,
            asked.vector,
            asked.asker,
            "C",
            asked.thread_ts,
            asked.asked_at,
            self._topic.get(ref),
            score,
        )

    def _enter(self, topic: int, number: int) -> None:
        self._topic[number] = topic
        members = self._members.setdefault(topic, [])
        members.append(number)
        if topic not in self._done and fires([self._asked[ref] for ref in members], self) is not None:
            self._done.add(topic)
            self.fired.append(tuple(members))


async def judge_stream(
    lines: Sequence[Line], embedder: Embedder, progress: Progress, *, draft_after: int = 3
) -> dict[str, float | int]:
    """Measure drafts: how many topics fired, how many of them rightly, and how many true ones did."""
    stream = Stream(embedder, draft_after)
    for start in range(0, len(lines), _BATCH):
        batch = lines[start : start + _BATCH]
        vectors = await embed_questions(embedder, [meaning(line.text) for line in batch])
        for number, (line, vector) in enumerate(zip(batch, vectors, strict=True), start=start):
            question = find_question(line.text)
            # The file says that these were asked, so nothing is left uncaptured but what asks for a passing state.
            if question is None or question.kind != "status":
                captured = question is not None and question.worth_capturing
                await stream.ask(number, line.person, meaning(line.text), vector, captured=captured)
        progress(min(start + _BATCH, len(lines)), len(lines))
    return judged(lines, stream.fired, draft_after=draft_after)


def judged(lines: Sequence[Line], fired: Sequence[Sequence[int]], *, draft_after: int = 3) -> dict[str, float | int]:
    """Compare what fired with the true topics. Right is a draft with `draft_after` occurrences of one true topic."""
    truly = (_true_topic([lines[n] for n in numbers], draft_after) for numbers in fired)
    right = [topic for topic in truly if topic is not None]
    people: dict[str, set[str]] = {}
    times = Counter(line.topic for line in lines if line.topic != ONCE)
    for line in lines:
        people.setdefault(line.topic, set()).add(line.person)
    wanted = {topic for topic, count in times.items() if count >= draft_after and len(people[topic]) >= TWO_PEOPLE}
    return {
        "drafts": len(fired),
        "precision": _share(len(right), len(fired)),
        "recall": _share(len(wanted & set(right)), len(wanted)),
    }


def meaning(text: str) -> str:
    """What matching compares of a message: the gist of the question in it, else all of it, as plain text."""
    question = find_question(text)
    return question.gist if question is not None else plain(text).strip()


def _meant(text: str) -> str:
    whole = plain(text).strip()
    return whole if _is_post(whole) else meaning(text)


async def _embedded(texts: Sequence[str], embedder: Embedder) -> NDArray[np.float32]:
    """Vectors of what was meant; posts as they are."""
    vectors = await embed_questions(embedder, texts)
    posts = [row for row, text in enumerate(texts) if _is_post(text)]
    vectors[posts] = await embedder.embed([texts[row] for row in posts])
    return vectors


def _is_post(text: str) -> bool:
    return len(text.split()) > CHAT_LENGTH


def precision_and_recall(labels: Sequence[bool], scores: Sequence[float]) -> tuple[list[float], list[float]]:
    """Precision and recall at every distinct score, from the highest down; pairs of one score come in together."""
    order = np.argsort(-np.asarray(scores), kind="stable")
    ranked, truth = np.asarray(scores)[order], np.asarray(labels, dtype=bool)[order]
    right = np.cumsum(truth)
    last = np.flatnonzero(np.append(np.diff(ranked) != 0, True))
    total = max(1, int(right[-1]))
    return [float(right[i] / (i + 1)) for i in last], [float(right[i] / total) for i in last]


def average_precision(precision: Sequence[float], recall: Sequence[float]) -> float:
    """The area under the precision-recall steps."""
    before = [0.0, *recall[:-1]]
    return sum(p * (r - b) for p, r, b in zip(precision, recall, before, strict=True))


def _true_topic(asked: Sequence[Line], draft_after: int) -> str | None:
    """The one true topic of all these, if they are occurrences enough."""
    topics = Counter(line.topic for line in asked if line.topic != ONCE)
    topic, times = topics.most_common(1)[0] if topics else (ONCE, 0)
    return topic if times >= draft_after and times == len(asked) else None


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _flag(path: Path, number: int, cell: str) -> bool:
    if cell not in ("0", "1"):
        raise BadData(f"{path}, line {number}: begins with {cell[:20]!r} where 1 or 0 is expected.")
    return cell == "1"


def _rows(path: Path, columns: int, what: str) -> Iterable[tuple[int, list[str]]]:
    """The lines of a file with their numbers (from 1), cut at tabs; empty lines at its end are none."""
    try:
        text = path.read_text("utf-8-sig")  # some editors begin a file with a mark that is no part of its first line
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise BadData(f"{path}, line {line}: is not UTF-8 text.") from None
    rows = text.split("\n")
    while rows and not rows[-1].strip():
        rows.pop()
    if not rows:
        raise BadData(f"{path}, line 1: the file is empty.")
    for number, row in enumerate(rows, start=1):
        cells = row.removesuffix("\r").split("\t")
        if len(cells) != columns:
            raise BadData(f"{path}, line {number}: has {len(cells)} columns where {columns} are expected ({what}).")
        if empty := [_NTH[n] for n, cell in enumerate(cells) if not cell.strip()]:
            raise BadData(f"{path}, line {number}: its {empty[0]} column is empty.")
        yield number, cells
