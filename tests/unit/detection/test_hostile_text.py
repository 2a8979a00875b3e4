"""Detection takes any string, in a time that its length bounds."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.detection import find_question

PIECES = [
    "?",
    "how ",
    "can ",
    "you ",
    "is ",
    "any",
    "one ",
    "\0",
    "\ud800",
    "\u202e",
    "```",
    "`",
    "<",
    ">",
    "<@U1>",
    "&gt;",
]
PIECES += ["http://", ":", ":a:", "*", "_", ".", "\n", "é", "漢", "🎉", " ", "what's", "sorry for ", ", ", "please "]


@given(st.lists(st.sampled_from(PIECES), max_size=80).map("".join) | st.text(st.characters(), max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    question = find_question(text)
    if question is not None:
        assert question.text.strip()
        assert question.gist.strip()
        assert "<@" not in question.text
        assert not any("\ud800" <= char <= "\udfff" or char == "\0" for char in question.text)


REPEATED = [
    "a",
    "?",
    "how ",
    "is it ",
    "any ",
    "`",
    "<",
    "<@",
    "&gt;",
    ":a",
    "*_",
    ". ",
    "can you please ",
    "hi ",
    "\n>",
]
REPEATED += ["sorry for ", "anyone else ", "how many of the ", "is the thing in the ", "who is the ", "did the ", " "]
REPEATED += ["\u202e", "漢", "\ud800"]


@pytest.mark.parametrize("unit", REPEATED)
def test_forty_thousand_characters_cost_little(unit: str) -> None:
    text = (unit * 40_000)[:40_000]
    started = time.process_time()
    find_question(text)
    find_question(f"How do I {text}?")
    # About 10 ms here; a backtracking pattern would take minutes.
    assert time.process_time() - started < 1.0
