"""On real public Slack channels there is little to draft, and matching says little."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.knowledge.detection import find_question
from bot.knowledge.evaluation import Stream
from bot.knowledge.matching import embed_questions
from bot.knowledge.second_questions import Said, asks_something_else
from bot.providers.embedders.local import LocalEmbedder

REAL = Path(__file__).parents[3].parent / "shared" / "data" / "slack_chatterjee" / "data"
_MESSAGE = re.compile(
    r'<message conversation_id="(?P<conversation>.*?)">\s*<ts>.*?</ts>\s*<user>(?P<user>.*?)</user>\s*'
    r"<text>(?P<text>.*?)</text>",
    re.S,
)


def messages(team: str) -> Iterator[tuple[str, str, str]]:
    """What was said in a team: in which conversation, by whom, and with what words, as Slack encodes them."""
    for path in sorted((REAL / team).glob("*/*.xml")):
        for found in _MESSAGE.finditer(path.read_text("utf-8", "replace")):
            yield f"{path}:{found['conversation']}", found["user"], html.unescape(found["text"])


def captured(team: str) -> Iterator[tuple[str, str, bool]]:
    """Who asked what, each conversation taken for a thread; and whether it is the thread's second question."""
    said: dict[str, list[Said]] = {}
    askers: dict[str, set[str]] = {}
    for thread, person, text in messages(team):
        question = find_question(text)
        if question is not None and question.worth_capturing:
            if thread not in said:
                askers[thread] = {person}
                yield person, question.gist, False
            elif thread in askers and asks_something_else(question, person, said[thread], askers[thread]):
                askers[thread].add(person)
                yield person, question.gist, True
        said.setdefault(thread, []).append(Said(person, text))


@pytest.mark.slow
@pytest.mark.skipif(not REAL.exists(), reason="the real Slack channels are not beside this repository")
@pytest.mark.parametrize("team", ["elmlang", "racket"])
async def test_at_most_ten_cards_in_a_thousand_questions(team: str, capsys: pytest.CaptureFixture[str]) -> None:
    embedder = LocalEmbedder()
    stream = Stream(embedder)
    asked: list[str] = []
    seconds: list[str] = []
    for person, gist, is_second in captured(team):
        [vector] = await embed_questions(embedder, [gist])
        await stream.ask(len(asked), person, gist, vector)
        asked.append(gist)
        seconds += [gist] if is_second else []
    assert len(asked) > 500
    with capsys.disabled():
        print(f"\n{team}: {len(stream.fired)} cards of {len(asked)} captured questions")  # noqa: T201 - to be read
        for members in stream.fired:
            print("   ", " | ".join(asked[n][:110] for n in members))  # noqa: T201 - to be read
        print(f"{len(seconds)} second questions:", *(f"\n    {gist[:110]}" for gist in seconds))  # noqa: T201
    # Every card counts here, right or wrong: nobody labelled these channels.
    assert len(stream.fired) <= len(asked) * 10 / 1_000
    assert len(seconds) <= len(asked) / 20, "hardly any question in a thread asks something else"
