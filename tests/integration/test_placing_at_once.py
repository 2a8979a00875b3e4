"""Two that place questions at once, an import beside the live app, find one topic for what means the same."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Literal

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import text

from bot.clock import utc_now
from bot.knowledge import drafts
from bot.knowledge.capture import as_message, as_question
from bot.knowledge.drafting.drafter import Drafter
from bot.knowledge.heard import Heard
from bot.knowledge.importing.placing import CERTAIN, Placer
from bot.knowledge.topics import Placing
from models.channels import Channel
from models.engine import make_engine
from models.search.matrices import Matrices
from models.uow import Storage
from tests.support.embedding import WordEmbedder
from tests.support.importing import POLICY, workspace_in
from tests.support.subjects import subjects

SUBJECTS = subjects()[:8]
ASKED = 4
HELD = replace(POLICY, uncertain_cards_per_week=0)


class SlowToStart(WordEmbedder):
    """Embeds a question at once, and the many texts that comparing begins with only when it may."""

    def __init__(self) -> None:
        self.is_asked, self.may_go_on = asyncio.Event(), asyncio.Event()

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if len(texts) > ASKED * 10:
            self.is_asked.set()
            await self.may_go_on.wait()
        return await super().embed(texts)


class Replica:
    """One process's part in placing: its own connections, its own vectors in memory."""

    def __init__(self, database_url: str, embedder: WordEmbedder | None = None) -> None:
        self.storage = Storage(make_engine(database_url))
        self.embedder = embedder if embedder is not None else WordEmbedder()
        self.matrices = Matrices(self.storage, model_id=self.embedder.model_id, dimensions=self.embedder.dimensions)
        self.placing = Placing(self.matrices, self.embedder)
        self.drafter = Drafter(None)

    async def imports(self, workspace_id: int) -> None:
        """Place whatever waits, as an import does."""
        placer = Placer(self.storage, self.embedder, self.placing, self.drafter, policy=POLICY)
        async for _ in placer.place(workspace_id):
            pass

    async def lives(self, workspace_id: int, question_ids: Sequence[int]) -> None:
        """Place questions one by one, as they are asked."""
        for question_id in question_ids:
            async with self.storage.look(workspace_id) as uow:
                question = await uow.questions.get(question_id)
            assert question is not None
            [vector] = await self.embedder.embed([question.gist])
            await self.placing.catch_up(workspace_id)
            async with self.storage.begin(workspace_id) as uow:
                await self.placing.place(uow, question_id, vector, policy=POLICY, at=utc_now(), live=False)

    async def drafts(self, workspace_id: int, topic_id: int) -> bool:
        """Draft the article of a topic; tell whether this was who did it."""
        async with self.storage.look(workspace_id) as uow:
            task = await drafts.task_for_topic(uow, topic_id)
        assert task is not None
        draft = await self.drafter.draft(task.threads, budget=None)
        async with self.storage.begin(workspace_id) as uow:
            return await drafts.keep_for_topic(uow, task, draft, policy=HELD, at=utc_now(), sure=CERTAIN) is not None


@pytest.fixture
async def replicas(database_url: str) -> AsyncIterator[tuple[Replica, Replica]]:
    pair = Replica(database_url), Replica(database_url)
    yield pair
    for replica in pair:
        await replica.storage.close()


async def everything_is_asked(storage: Storage) -> tuple[int, list[int]]:
    """Have each subject asked by four people, each answered; return the workspace and the questions, as asked."""
    workspace_id = await workspace_in(storage)
    began = (utc_now() - timedelta(days=1)).timestamp()
    async with storage.begin(workspace_id) as uow:
        channel = Channel(channel_id="C1", name="help", is_private=False, joined_at=utc_now())
        uow.add(channel)
        await uow.flush()
        questions = []
        for times in range(ASKED):
            for number, subject in enumerate(SUBJECTS):
                ts = f"{began + times * 1000 + number * 10:.6f}"
                question = Heard("C1", ts, ts, f"U{times}", subject.asked(times + 1))
                answer = Heard("C1", f"{float(ts) + 1:.6f}", ts, "UANSWERS", subject.answer)
                row = as_question(question, channel)
                assert row is not None
                uow.add(as_message(question), as_message(answer), row)
                questions.append(row)
        await uow.flush()
        return workspace_id, [row.id for row in questions]


async def somebody_waits(storage: Storage) -> bool:
    """Tell whether a transaction waits for another; SQLite does not say."""
    if storage.engine.dialect.name == "sqlite":
        return True
    async with storage.look() as uow:
        return bool(await uow.session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


@pytest.mark.parametrize("how", ["imports", "lives"])
async def test_what_somebody_is_placing_at_this_moment_is_waited_for(
    replicas: tuple[Replica, Replica], how: Literal["imports", "lives"]
) -> None:
    one, other = replicas
    workspace_id, asked = await everything_is_asked(one.storage)
    first, second, third, fourth = asked[:: len(SUBJECTS)]
    await one.lives(workspace_id, [first, second])
    [vector] = await one.embedder.embed([SUBJECTS[0].question])
    async with one.storage.begin(workspace_id) as uow:
        placed = await one.placing.place(uow, third, vector, policy=POLICY, at=utc_now(), live=False)
        assert placed is not None
        assert placed.topic_id is not None
        meanwhile = asyncio.create_task(
            other.imports(workspace_id) if how == "imports" else other.lives(workspace_id, [fourth])
        )
        while not await somebody_waits(one.storage):
            assert not meanwhile.done()
    await meanwhile
    async with one.storage.look(workspace_id) as uow:
        assert {q.topic_id for q in await uow.questions.many([first, second, third, fourth])} == {placed.topic_id}


async def test_events_are_stored_while_what_comparing_takes_is_loaded(database_url: str) -> None:
    embedder = SlowToStart()
    replica = Replica(database_url, embedder)
    workspace_id, asked = await everything_is_asked(replica.storage)
    placing = asyncio.create_task(replica.lives(workspace_id, asked[:: len(SUBJECTS)]))
    async with asyncio.timeout(30):
        await embedder.is_asked.wait()
        stored = await replica.storage.in_bulk(lambda _: "stored", first=True)
    assert stored == "stored"
    assert not placing.done(), "it still waits for the embedder, and nobody waits for it"
    embedder.may_go_on.set()
    await placing
    await replica.storage.close()


async def test_an_import_beside_the_live_app_makes_one_topic_of_one_question(
    replicas: tuple[Replica, Replica],
) -> None:
    importing, live = replicas
    workspace_id, asked = await everything_is_asked(importing.storage)
    await asyncio.gather(importing.imports(workspace_id), live.lives(workspace_id, asked[::-1]))
    async with live.storage.look(workspace_id) as uow:
        placed = [question.topic_id for question in await uow.questions.many(asked)]
    assert None not in placed
    assert [len(set(placed[number :: len(SUBJECTS)])) for number in range(len(SUBJECTS))] == [1] * len(SUBJECTS)
    for replica in replicas:
        await replica.placing.catch_up(workspace_id)
        assert replica.matrices.count(workspace_id, "question") == len(asked), "nothing was committed past its look"


async def test_two_that_draft_one_topic_make_one_article(replicas: tuple[Replica, Replica]) -> None:
    one, other = replicas
    workspace_id, asked = await everything_is_asked(one.storage)
    await one.imports(workspace_id)
    async with one.storage.look(workspace_id) as uow:
        topics = sorted({q.topic_id for q in await uow.questions.many(asked) if q.topic_id is not None})
    made = [
        await asyncio.gather(one.drafts(workspace_id, topic), other.drafts(workspace_id, topic)) for topic in topics
    ]
    assert all(sorted(pair) == [False, True] for pair in made)
