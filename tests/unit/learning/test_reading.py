"""Markdown read into sentences, steps and code, with what each cites."""

import time

import pytest

from bot.learning.reading import LONGEST, Role, read
from bot.learning.sentences import joined
from tests.unit.learning.pages import LINK, PAYDAY, VPN, cite, evidence


def texts(body: str) -> list[str]:
    return [sentence.text for section in read("Title", body).sections for sentence in section.sentences]


def test_a_rendered_draft_is_read_with_its_evidence() -> None:
    assert [section.role for section in VPN.sections] == [Role.ANSWER, Role.STEPS, Role.SOURCES]
    first, second = VPN.answer
    assert (first.text, first.evidence) == (
        "Request it in PeopleBox at https://it.example.",
        evidence(1),
    )
    assert second.evidence == evidence(2, 3)
    (steps,) = VPN.sections[1].procedures
    assert [step.text for step in steps] == [
        "Open the portal",
        'Choose "Network"',
        "Pick your manager as the approver",
    ]


def test_the_sides_of_a_disagreement_are_told_apart_and_told_by_nobody_else() -> None:
    assert [[s.text for s in side.sentences] for side in PAYDAY.sides] == [
        ["Payday is the 25th of every month."],
        ["It is the 28th."],
    ]
    assert all(section.role is not Role.DISAGREEMENT for section in PAYDAY.told)


def test_a_mark_counts_for_every_sentence_since_the_mark_before() -> None:
    (section,) = read("", f"Ask IT. Say who you are. {cite(1)} Wait a day. {cite(2)}").sections
    assert [(s.text, s.evidence) for s in section.sentences] == [
        ("Ask IT.", evidence(1)),
        ("Say who you are.", evidence(1)),
        ("Wait a day.", evidence(2)),
    ]


def test_a_mark_before_the_full_stop_leaves_no_hole() -> None:
    (section,) = read("", f"Ask IT [1]({LINK}001). Then wait.").sections
    assert [(s.text, s.evidence) for s in section.sentences] == [("Ask IT.", evidence(1)), ("Then wait.", ())]


def test_a_link_to_a_message_is_evidence_and_keeps_its_words() -> None:
    (section,) = read("", f"As [Ingrid said]({LINK}001) it is free. [Our wiki](https://wiki.example) too.").sections
    assert [(s.text, s.evidence) for s in section.sentences] == [
        ("As Ingrid said it is free.", evidence(1)),
        ("Our wiki too.", ()),
    ]


@pytest.mark.parametrize(
    ("body", "sentences"),
    [
        ("Use e.g. the blue one. Not the red.", ["Use e.g. the blue one.", "Not the red."]),
        ("Take form No. 7 to Dr. Who. No. Never.", ["Take form No. 7 to Dr. Who.", "No.", "Never."]),
        ("Run `a. b. c` first. then wait", ["Run a. b. c first.", "then wait"]),
        ("One line\nand the next", ["One line and the next"]),
        ("See https://a.example/b.c?d. Done!", ["See https://a.example/b.c?d.", "Done!"]),
        ("東京です。大阪です。", ["東京です。", "大阪です。"]),
        ("Old ~~is wrong~~ new", ["Old new"]),
        ("He said \"go.\" Then we went.", ['He said "go."', "Then we went."]),
    ],
)  # fmt: skip
def test_sentences_end_where_a_reader_says_they_do(body: str, sentences: list[str]) -> None:
    assert texts(body) == sentences


def test_places_of_code_are_places_in_the_sentence() -> None:
    (section,) = read("", "Wait. Then run  `make  clean` and `ls`.").sections
    second = section.sentences[1]
    assert [second.text[a:b] for a, b in second.code] == ["make clean", "ls"]


def test_a_block_of_code_belongs_to_the_sentence_before_it() -> None:
    (section,) = read("", f"Run this: {cite(1)}\n\n```\nmake clean\nmake\n```\n").sections
    assert [(s.text, s.is_code, s.evidence) for s in section.sentences] == [
        ("Run this:", False, evidence(1)),
        ("make clean\nmake", True, evidence(1)),
    ]
    assert joined(section.sentences) == "Run this:\nmake clean\nmake"


def test_an_item_keeps_its_code_and_its_inner_list() -> None:
    (section,) = read("", "1. Run\n\n   ```\n   ls\n   ```\n2. Look:\n   - here\n   - there\n").sections
    (steps,) = section.procedures
    assert [step.text for step in steps] == ["Run\nls", "Look:\nhere\nthere"]


def test_cells_of_tables_are_no_sentences() -> None:
    assert texts("| a | b |\n|---|---|\n| c d e | f |\n\nAfter it.") == ["After it."]


def test_what_stands_before_the_first_heading_answers_where_nothing_is_headed_so() -> None:
    assert [s.text for s in read("", "Ask IT.\n\n## More\n\nOr HR.").answer] == ["Ask IT."]
    assert [s.text for s in read("", "Hello.\n\n## short ANSWER\n\nAsk IT.").answer] == ["Ask IT."]


def test_a_passage_says_what_stands_in_it_word_for_word() -> None:
    assert VPN.says("your manager  approves it within two working days.")
    assert VPN.says('Choose "Network"')
    assert not VPN.says("Your manager approves it within three working days.")
    assert not VPN.says("Tomas: Slack message")
    assert not VPN.says("")


HOSTILE = {
    "brackets": "[" * LONGEST,
    "links": "[](" * LONGEST,
    "images": "![" * LONGEST,
    "stars": "**a" * LONGEST,
    "underscores": "_*" * LONGEST,
    "quotes": "> " * LONGEST,
    "items": "- " * LONGEST,
    "nested lists": "".join("  " * n + "- a. b.\n" for n in range(600)),
    "tables": "|a|b|\n|-|-|\n" + "|a|b|\n" * LONGEST,
    "full stops": "." * LONGEST,
    "short sentences": "`a`. " * LONGEST,
    "marks": f"A b. {cite(1)} " * LONGEST,
    "html": "<div onclick='x'><!--" * LONGEST,
    "headings": "## a?\n\nb c d\n\n" * LONGEST,
    "one word of a megabyte": "x" * 1_000_000,
    "controls": "\x00\x01\ud800\u202e" * LONGEST,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_any_text_is_read_in_bounded_time(name: str) -> None:
    began = time.process_time()
    read(HOSTILE[name][:100], HOSTILE[name])
    assert time.process_time() - began < 5, "the parser must never be given so much that it stops everybody else"
