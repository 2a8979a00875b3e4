"""Bench: detection, embedding, search and placement; and how matching does on labelled data, where that is at hand.

`python -m tests.bench.matching` prints the figures.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable

import numpy as np
import psutil

from bot.knowledge.detection import find_question
from bot.knowledge.evaluation import Stream
from bot.knowledge.matching import embed_questions
from bot.knowledge.matching.neutral import neutral_questions
from bot.providers.embedders.local import LocalEmbedder
from models.search.vectors import VectorMatrix
from tests.bench import streams
from tests.scenarios_data.blocks import blocks

CHATTER = (
    "good morning everyone :wave:",
    "Deployed 4.12.1 to staging, watching the dashboards for an hour before production.",
    "The build is green again: it was the cache key, see <https://ci.example.com/runs/8841|run 8841>.",
    "I'll take the 14:00 with the customer, you can have the afternoon off :tada:",
    "When I ran it locally it worked, so what we see must come from the proxy in front of it.",
)
HELD = 100_000


def detection() -> None:
    """Microseconds a message, for chatter and for questions."""
    for name, messages in (("chatter", CHATTER), ("questions", neutral_questions())):
        started, turns = time.process_time(), 4_000 // len(messages)
        for _ in range(turns):
            for message in messages:
                find_question(message)
        each = (time.process_time() - started) / (turns * len(messages))
        print(f"detection, {name}: {each * 1e6:.0f} us a message")


async def embedding(embedder: LocalEmbedder) -> None:
    """Texts a second on one core, and what a giant one costs."""
    texts = [text for name in ("trios", "near_misses") for block in blocks(name) for text in block]
    await embedder.embed(texts[:1])
    await _rate("embedding, questions", len(texts), lambda: embedder.embed(texts))
    await _rate("embedding, 40,000 characters", 20, lambda: embedder.embed(["word " * 8_000] * 20))


async def _rate(name: str, count: int, work: Callable[[], Awaitable[object]]) -> None:
    began, busy = time.perf_counter(), time.process_time()
    await work()
    passed, busy = time.perf_counter() - began, time.process_time() - busy
    print(f"{name}: {count / busy:.0f} a second of one core, {count / passed:.0f} a second on the clock")


def search() -> None:
    """Exact search in 100,000 vectors, and what they take in memory."""
    chance = np.random.default_rng(7)
    before = psutil.Process().memory_info().rss
    matrix = VectorMatrix(384)
    for ref in range(HELD):
        vector = chance.standard_normal(384).astype(np.float32)
        matrix.put(ref, ref % 20, vector / np.float32(np.linalg.norm(vector)))
    held = psutil.Process().memory_info().rss - before
    print(f"matrix: {HELD:,} vectors in {held / 1e6:.0f} MB ({held / (HELD * 384 * 4):.2f} of their bare size)")
    query = matrix.get(5)
    assert query is not None
    for name, groups in (("all groups", range(20)), ("one group of twenty", range(1))):
        busy = time.process_time()
        for _ in range(20):
            matrix.search(query, groups, 32, 0.2)
        print(f"search, {name}: {(time.process_time() - busy) / 20 * 1e3:.1f} ms of one core")


async def placement(embedder: LocalEmbedder) -> None:
    """Questions a second, embedded and placed among those before."""
    stream = Stream(embedder)
    questions = list(neutral_questions())
    await stream.ask(0, "U0", questions[0], (await embed_questions(embedder, questions[:1]))[0])

    async def ask_all() -> None:
        for number, text in enumerate(questions[1:], start=1):
            [vector] = await embed_questions(embedder, [text])
            await stream.ask(number, f"U{number % 9}", text, vector)

    await _rate("embedded and placed", len(questions) - 1, ask_all)


async def quality(embedder: LocalEmbedder) -> None:
    """Precision and recall of drafts in streams mixed from labelled intents and titles asked once."""
    noise = streams.titles()
    for name, labelled in (("clinc150", streams.clinc150()), ("banking77", streams.banking77())):
        mix = streams.Mix(name, (streams.mixed(labelled, noise, 1_000, random.Random(1)),))
        print(await streams.measured(mix, embedder))


async def main() -> None:
    """Print every figure."""
    embedder = LocalEmbedder()
    detection()
    await embedding(embedder)
    await placement(embedder)
    search()
    if streams.DATA.exists():
        await quality(embedder)


if __name__ == "__main__":
    asyncio.run(main())
