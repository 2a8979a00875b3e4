"""Topics: a captured question finds its topic, and what follows: an answer, a word to the asker, a draft."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from bot.knowledge import answering, matching, moving, review, telling
from bot.knowledge.articles import says_something
from bot.knowledge.evidence import is_anonymous
from bot.knowledge.jobs import ConsiderDraft
from bot.knowledge.matching import Closeness, Gates, Judged, Labelled, Neighbour
from bot.knowledge.matching.answers import PHRASINGS
from bot.knowledge.matching.grouping import LEAST_LIKENESS, NEIGHBOURS, Pair, PlacementRules
from bot.knowledge.neighbours import neighbour as as_neighbour
from bot.knowledge.neighbours import newcomer as as_newcomer
from bot.knowledge.phrasings import published
from bot.knowledge.rule_of_three import fires, occurrences_of
from bot.knowledge.vectors import to_bytes
from bot.knowledge.wording import echoed
from bot.ports.embedder import Embedder
from bot.workspaces.audience import Reader, reader_of
from bot.workspaces.policy import Policy
from models.articles import Article
from models.questions import Question, Topic, Verdict
from models.search.matrices import Matrices, Near
from models.uow import UnitOfWork

_MEASURED_AT_ONCE = 20
"""New verdicts measured with one placement: each costs some milliseconds."""


@dataclass(frozen=True)
class Placed:
    """Where a question went, and how many occurrences its topic has by now."""

    topic_id: int | None
    occurrences: int
    fired: bool = False
    """Whether this question made the rule of three hold."""


class Placing:
    """Places questions into topics, with the workspace's vectors in memory."""

    def __init__(self, matrices: Matrices, embedder: Embedder, gates: Gates | None = None) -> None:
        self._matrices = matrices
        self._model_id = embedder.model_id
        self._measure = Closeness(embedder)
        self._gates = gates if gates is not None else Gates()

    @property
    def answer_gate(self) -> float:
        """The confidence from which an answer is shown unasked."""
        return matching.RIGHT_AT_THE_GATE

    async def get_ready(self) -> None:
        """Load what the first question would otherwise wait for."""
        await self._measure.get_ready()

    async def catch_up(self, workspace_id: int) -> None:
        """Load what comparing takes, and learn of other replicas' vectors.

        To be called before a unit of work begins: in one, the inbox would wait for it too, and Slack with the inbox.
        """
        await self.get_ready()
        await self._matrices.refresh(workspace_id)

    async def _take_turn(self, uow: UnitOfWork) -> None:
        """Be the only one that places in this workspace until the unit of work ends, and know what others placed."""
        await uow.questions.take_turn()
        await self._matrices.refresh(uow.workspace_id)

    async def place(
        self,
        uow: UnitOfWork,
        question_id: int,
        vector: NDArray[np.float32],
        *,
        policy: Policy,
        at: datetime,
        live: bool,
        quietly: bool = False,
    ) -> Placed | None:
        """Place a question into a topic, and leave what follows as jobs; with `live` false no job is left at all,
        and with `quietly` the asker is not told.

        A question that was placed before keeps its place, unless an edit changed what it asks. None for one that is
        gone.
        """
        await self._take_turn(uow)
        question = await uow.questions.get(question_id)
        if question is None:
            return None
        is_new = question.placed_at is None
        before = self._matrices.vector(uow.workspace_id, "question", question.id)
        if is_new or moving.asks_otherwise(before, vector, has_place=question.topic_id is not None):
            rules, rows = await self._rules(uow, policy), await self._rows_around(uow, [question], [vector])
            await self._find_place(uow, question, vector, policy=policy, rules=rules, at=at, rows=rows)
        await uow.vectors.put(
            "question", question.id, audience=question.audience, model_id=self._model_id, vector=to_bytes(vector)
        )
        self._matrices.learn(uow.workspace_id, "question", question.id, question.audience, vector)
        placed = await self._consider(uow, question, policy=policy, at=at, live=live)
        if live and not quietly:
            told = await self._speak(uow, question, vector, placed, policy=policy, at=at)
            if is_new and not told:
                await telling.answer_a_mention(uow, question)
        return placed

    async def place_many(
        self,
        uow: UnitOfWork,
        vectors: Mapping[int, NDArray[np.float32]],
        *,
        policy: Policy,
    ) -> None:
        """Place questions, given by their ids, in the order in which they were asked, each as of then.

        The same as `place` with `live` false, with what they share read once and their vectors kept at the end:
        nobody is told, no job is left.
        """
        await self._take_turn(uow)
        rules = await self._rules(uow, policy)
        questions = await uow.questions.many(vectors)
        rows = await self._rows_around(uow, questions, [vectors[q.id] for q in questions])
        for question in questions:
            vector = vectors[question.id]
            if question.placed_at is None:
                at = question.asked_at
                await self._find_place(uow, question, vector, policy=policy, rules=rules, at=at, rows=rows)
            self._matrices.learn(uow.workspace_id, "question", question.id, question.audience, vector)
            await self._consider(uow, question, policy=policy, at=question.asked_at, live=False)
        kept = [(q.id, q.audience, to_bytes(vectors[q.id])) for q in questions]
        await uow.vectors.put_many("question", kept, model_id=self._model_id)

    async def _rules(self, uow: UnitOfWork, policy: Policy) -> PlacementRules:
        """Return what placing goes by in this workspace: its gates stand where its people's verdicts put them."""
        verdicts = await uow.questions.verdicts()
        await self._measure_new(uow, [v for v in verdicts if v.above is None][:_MEASURED_AT_ONCE])
        clicks = Counter((v.by, v.at) for v in verdicts)
        labelled = [Labelled(v.above, v.same, 1 / clicks[v.by, v.at]) for v in verdicts if v.above is not None]
        return PlacementRules(
            gates=matching.refit(self._gates, labelled),
            draft_after=policy.draft_after,
            same_asker=policy.same_asker,
            apart=frozenset(Pair((v.question_a, v.question_b)) for v in verdicts if not v.same),
        )

    async def _measure_new(self, uow: UnitOfWork, verdicts: Sequence[Verdict]) -> None:
        """Measure how close the pairs of new verdicts are; one whose question has no vector here is left for later."""
        if not verdicts:
            return
        asked = {q.id: q for q in await uow.questions.many({i for v in verdicts for i in (v.question_a, v.question_b)})}
        known = {
            i: (q.gist or q.text, vector)
            for i, q in asked.items()
            if (vector := self._matrices.vector(uow.workspace_id, "question", i)) is not None
        }
        measurable = [v for v in verdicts if v.question_a in known and v.question_b in known]
        judged = [Judged(known[v.question_a], known[v.question_b], v.same, (v.by, v.at)) for v in measurable]
        questions = self._matrices.count(uow.workspace_id, "question")
        found = await matching.labelled(judged, questions=questions, gates=self._gates, measure=self._measure)
        for verdict, label in zip(measurable, found, strict=True):
            verdict.above = label.above

    async def _find_place(
        self,
        uow: UnitOfWork,
        question: Question,
        vector: NDArray[np.float32],
        *,
        policy: Policy,
        rules: PlacementRules,
        at: datetime,
        rows: Mapping[int, Question],
    ) -> None:
        neighbours = self._neighbours(uow.workspace_id, question, vector, rows)
        newcomer = as_newcomer(question, vector)
        rules = replace(rules, apart=frozenset(rules.apart) | echoed([newcomer, *neighbours], rules.apart))
        placement = await matching.place(
            newcomer,
            neighbours,
            questions=self._matrices.count(uow.workspace_id, "question"),
            measure=self._measure,
            by=rules,
        )
        if question.topic_id is not None and question.topic_id != placement.topic:
            await moving.leave_topic(uow, question, policy=policy, at=at)
        if placement.topic is not None:
            question.topic_id = placement.topic
        elif placement.founded_with:
            topic = Topic(audience=question.audience, title="", confidence=placement.confidence, created_at=at)
            uow.add(topic)
            await uow.flush()
            for member in (question, *await uow.questions.many(placement.founded_with)):
                member.topic_id = topic.id
        question.placed_at = at

    async def _rows_around(
        self, uow: UnitOfWork, questions: Sequence[Question], vectors: Sequence[NDArray[np.float32]]
    ) -> dict[int, Question]:
        """Return the rows of some questions and of all that stand near them.

        One may become a neighbour of the next as they are placed; nobody else's becomes one meanwhile.
        """
        near = {
            neighbour.ref
            for question, vector in zip(questions, vectors, strict=True)
            for neighbour in self._near(uow.workspace_id, [question.audience], vector, NEIGHBOURS + 1)
        }
        return {row.id: row for row in (*await uow.questions.many(near), *questions)}

    def _neighbours(
        self, workspace_id: int, question: Question, vector: NDArray[np.float32], rows: Mapping[int, Question]
    ) -> list[Neighbour]:
        """Return what stands near a question, nearest first.

        Of topics that were dismissed too: who asks again joins them in silence, and founds no new topic beside them.
        """
        found = []
        for neighbour in self._near(workspace_id, [question.audience], vector, NEIGHBOURS + 1):
            row = rows.get(neighbour.ref)
            held = self._matrices.vector(workspace_id, "question", neighbour.ref)
            if row is None or row is question or held is None or row.audience != question.audience:
                continue
            found.append(as_neighbour(row, held, neighbour.score))
        return found

    async def _consider(
        self, uow: UnitOfWork, question: Question, *, policy: Policy, at: datetime, live: bool
    ) -> Placed:
        """Apply the rule of three to the question's topic."""
        topic = await uow.questions.topic(question.topic_id) if question.topic_id is not None else None
        if topic is None:
            return Placed(None, 0)
        asked = await uow.questions.of_topic(topic.id)
        occurrences = occurrences_of(asked, policy)
        fired = topic.fired_at is None and fires(asked, policy) is not None
        if fired:
            topic.fired_at, topic.waiting = at, True
        if topic.waiting and topic.dismissed_at is None and live:
            await uow.enqueue(
                ConsiderDraft(workspace_id=uow.workspace_id, topic_id=topic.id),
                key=f"consider:{topic.id}:{topic.fired_at}:question:{question.id}",
            )
        if live and not fired and any(question.id == occurrence.questions[0] for occurrence in occurrences):
            await review.asked_again(uow, topic.id, question.id)
        return Placed(topic.id, len(occurrences), fired)

    async def _speak(
        self,
        uow: UnitOfWork,
        question: Question,
        vector: NDArray[np.float32],
        placed: Placed,
        *,
        policy: Policy,
        at: datetime,
    ) -> bool:
        """Offer the published answer if there is a sure one; else say that others asked before.

        Returns whether the asker is told anything.
        """
        if not is_anonymous(question.asker):
            reader = await reader_of(uow, question.asker)
            gist = question.gist or question.text
            best = await self.best_answer(uow, reader, gist, vector, asked_in=question.audience, but=question.id)
            if best is not None:
                article, confidence = best
                if _was_placed_before(question, article):
                    # A job that runs again after a crash: its asker was told, and the page is linked in the thread.
                    return False
                await answering.offer(uow, article, question, confidence=confidence, at=at)
                return True
        topic = await uow.questions.topic(placed.topic_id) if placed.topic_id is not None else None
        if topic is None or topic.fired_at is None or topic.dismissed_at is not None:
            return False
        if await uow.articles.live_topics([topic.audience]) & {topic.id}:
            return False
        return await telling.tell_askers(uow, topic, question, fired=placed.fired, policy=policy)

    async def best_answer(
        self,
        uow: UnitOfWork,
        reader: Reader,
        gist: str,
        vector: NDArray[np.float32],
        *,
        asked_in: str | None = None,
        but: int | None = None,
    ) -> tuple[Article, float] | None:
        """Return the published article that answers, of those that `reader` may read, if it is sure enough.

        Of those that are, one of the audience that the question is `asked_in` comes first, then a public one: whoever
        shares it there shares what everybody there may read.
        """
        if not reader.audiences:
            return None
        near = self._near(uow.workspace_id, sorted(reader.audiences), vector, PHRASINGS * 4)
        live, phrasings = await published(uow, reader, near, gist, asked_in=asked_in, but=but)
        if not phrasings:
            return None
        fit = await matching.best_answer(
            gist, vector, phrasings[:PHRASINGS], known=len(phrasings), measure=self._measure, gates=self._gates
        )
        if fit is None:
            return None
        article = live[fit.article]
        return (article, fit.confidence) if await says_something(uow, article) else None

    def _near(self, workspace_id: int, audiences: Sequence[str], vector: NDArray[np.float32], k: int) -> list[Near]:
        return self._matrices.nearest_now(workspace_id, ["question"], audiences, vector, k, minimum=LEAST_LIKENESS)


def _was_placed_before(question: Question, article: Article) -> bool:
    """Tell whether a question had found its place before the article was published, or confirmed."""
    placed, verified = question.placed_at, article.verified_at
    return placed is not None and verified is not None and placed < verified
