"""Bench: drafts among noise, on data that others labelled and on our own trios put into one workspace.

`python -m tests.bench.streams` prints the figures of docs/matching.md; it takes a quarter of an hour on one core.
Needs the data beside this repository.
"""

import asyncio
import csv
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge.evaluation import Line, judge_stream
from bot.ports.embedder import Embedder
from bot.providers.embedders.local import LocalEmbedder
from tests.scenarios_data.blocks import blocks

DATA = Path(__file__).parents[2].parent / "shared" / "data"
SEEDS = (1, 2, 3, 4, 5, 6)
NOISE = (0, 300, 1_200, 3_000)

Labelled = Sequence[tuple[str, str]]
"""Texts, each with its topic."""


@dataclass(frozen=True)
class Mix:
    """Streams of one kind, one for each seed."""

    name: str
    streams: tuple[list[Line], ...]


def mixes() -> Iterator[Mix]:
    """Every kind of stream that is measured."""
    noise = titles()
    for name, labelled in (("clinc150", clinc150()), ("banking77", banking77())):
        for many in NOISE:
            yield Mix(
                f"{name}, {many:,} titles", tuple(mixed(labelled, noise, many, random.Random(seed)) for seed in SEEDS)
            )
    for half in ("dev", "held_out"):
        for many in NOISE[:2]:
            yield Mix(
                f"{half} trios, {many:,} titles",
                tuple(one_workspace(half, noise, many, random.Random(seed)) for seed in SEEDS),
            )


def mixed(labelled: Labelled, noise: Sequence[str], many: int, chance: random.Random) -> list[Line]:
    """Forty topics asked three to six times, forty asked once, and so much noise, in any order."""
    by_topic: dict[str, list[str]] = {}
    for text, topic in labelled:
        by_topic.setdefault(topic, []).append(text)
    topics = sorted(by_topic)
    chance.shuffle(topics)
    asked = [(t, text) for t in topics[:40] for text in chance.sample(by_topic[t], chance.randint(3, 6))]
    asked += [("-", chance.choice(by_topic[t])) for t in topics[40:80]]
    return _in_any_order([*asked, *(("-", title) for title in chance.sample(noise, many))], chance)


def one_workspace(half: str, noise: Sequence[str], many: int, chance: random.Random) -> list[Line]:
    """All trios and near misses of one half in one workspace; the near misses are noise."""
    asked = [(f"trio {n}", text) for n, block in enumerate(blocks(f"{half}_trios")) for text in block]
    asked += [("-", text) for block in blocks(f"{half}_near_misses") for text in block]
    return _in_any_order([*asked, *(("-", title) for title in chance.sample(noise, many))], chance)


def _in_any_order(asked: list[tuple[str, str]], chance: random.Random) -> list[Line]:
    chance.shuffle(asked)
    return [Line(topic, f"U{number % 40}", text.replace("\t", " ")) for number, (topic, text) in enumerate(asked)]


def titles() -> list[str]:
    """Titles of Stack Overflow: questions of engineers, most of them asked once."""
    path = DATA / "stackoverflow_short/rawText/title_StackOverflow.txt"
    return [title for title in path.read_text("utf-8", "replace").splitlines() if title.strip()]


def clinc150() -> Labelled:
    """Queries with their intents."""
    return [(text, topic) for text, topic in json.loads((DATA / "clinc150/train_val.json").read_text("utf-8"))["train"]]


def banking77() -> Labelled:
    """Customers' questions with their intents."""
    with (DATA / "banking77/train.csv").open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["category"]) for row in csv.DictReader(file)]


async def measured(mix: Mix, embedder: Embedder) -> str:
    """One line: drafts, the share of them that is right, and the mean share of topics found."""
    found = [await judge_stream(stream, embedder, lambda *_: None) for stream in mix.streams]
    drafts = sum(one["drafts"] for one in found)
    right = sum(one["drafts"] * one["precision"] for one in found)
    recall = sum(one["recall"] for one in found) / len(found)
    return f"{mix.name}: {drafts:.0f} drafts, precision {right / max(drafts, 1):.2f}, recall {recall:.2f}"


async def main(embedder: Embedder) -> None:
    """Print a line for each kind of stream."""
    for mix in mixes():
        print(await measured(mix, embedder), flush=True)


if __name__ == "__main__":
    asyncio.run(main(LocalEmbedder()))
