"""Which kept card a made one is, and which wrong answers are plausible."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.learning.cards.choices import plausible
from bot.learning.cards.pairing import free_key, pair
from bot.learning.cards.rules import make
from bot.learning.cards.values import MadeCard
from bot.learning.reading import read


@dataclass
class Kept:
    kind: str
    key: str
    answer: str
    sentence: str
    question: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    made_by: str = "rules"
    edited_by: str | None = None


def kept(card: MadeCard, **changed: Any) -> Kept:
    said = {
        "answer": card.answer, "sentence": card.sentence, "details": dict(card.details), "key": card.key,
        "question": card.question, "made_by": card.made_by,
    }  # fmt: skip
    return Kept(kind=card.kind, **{**said, **changed})


def made(body: str, title: str = "What is to be known?") -> list[MadeCard]:
    return list(make(read(title, body)))


def survive(before: str, after: str) -> list[str]:
    """The kinds of cards that are the same after an edit."""
    return [new.kind for old, new in pair([kept(card) for card in made(before)], made(after)) if old is not None]


STEPS = "## Steps\n\n1. Open the box\n2. Press the red button\n3. Close the box again\n"


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ("Ask IT for the guest card.", "Ask IT for the guest card.", ["recall", "cloze", "choice"]),
        ("Ask IT for the guest card.", "Please ask IT for a guest card first.", ["recall", "cloze", "choice"]),
        ("Ask IT for the guest card.", "Never ask IT for the guest card.", []),
        ("It takes about 5 minutes there.", "It takes about 6 minutes there.", []),
        (
            "The monthly payslips are in PeepleBox.",
            "The monthly payslips are in PeopleBox.",
            ["recall", "cloze", "choice"],
        ),
        ("The payslips are in PeopleBox now.", "The holidays are not in PeopleBox.", []),
        ("Submit it before the 25th to Noor.", "Trains leave early on the 25th for all.", []),
        (STEPS, STEPS.replace("Press the red button", "Press its red button"), ["order"]),
        (STEPS, STEPS + "4. Go home\n", []),
        (STEPS, STEPS.replace("Open", "Shake").replace("Close", "Open"), []),
    ],
)
def test_small_edits_keep_a_card_and_other_facts_make_another(before: str, after: str, kinds: list[str]) -> None:
    assert survive(before, after) == kinds


def test_each_kept_card_is_one_card_at_most() -> None:
    cards = made("Ask IT for the guest card.")
    found = pair([kept(cards[0])], [cards[0], cards[0]])
    assert [old is not None for old, _ in found] == [True, False]


def test_a_card_in_other_words_is_known_by_its_sentence() -> None:
    card = next(card for card in made("Ask IT for the guest card.") if card.kind == "recall")
    [(old, _)] = pair([kept(card, answer="quite other words", edited_by="U1")], [card])
    assert old is not None


SAID = "Approval of a new laptop takes two working days."
BY_MODEL = MadeCard(
    "choice", "choice:1", "How long does approval of a laptop take?", "two working days", SAID, made_by="model"
)
BY_RULES = MadeCard("recall", "recall:2", "How long does the approval of a laptop take?", SAID, SAID)


def test_what_another_maker_asks_of_the_same_sentence_in_nearly_the_same_words_is_the_same_card() -> None:
    for old, new in ((BY_MODEL, BY_RULES), (BY_RULES, BY_MODEL)):
        [(found, _)] = pair([kept(old)], [new])
        assert found is not None


@pytest.mark.parametrize(
    "changed",
    [
        {"sentence": "Approval takes two working days."},
        {"question": "Who approves a new laptop?"},
        {"question": "How long does approval of 2 laptops take?"},
        {"answer": "a new laptop takes three"},
        {"details": {"says": ["Then it is ordered."]}},
        {"kind": "cloze"},
        {"edited_by": "U1"},
        {"made_by": "rules"},
    ],
)
def test_what_another_maker_asks_otherwise_is_learned_afresh(changed: dict[str, Any]) -> None:
    old = kept(BY_MODEL)
    for name, value in changed.items():
        setattr(old, name, value)
    [(found, _)] = pair([old], [BY_RULES])
    assert found is None


def test_a_card_without_words_is_nobodys() -> None:
    card = made("Ask IT for the guest card.")[0]
    assert pair([kept(card, answer="", sentence="", details={})], [card]) == [(None, card)]


def test_a_key_that_is_taken_gets_a_number() -> None:
    assert free_key("order", []) == "order"
    assert free_key("order", ["order", "order~2"]) == "order~3"
    card = made(STEPS)[0]
    [(old, _)] = pair([kept(card, key=f"{card.key}~2")], [card])
    assert old is not None


RIGHT = "Request it in the portal before noon."


def test_wrong_answers_look_like_the_right_one() -> None:
    answers = [
        "No.",
        "Order it at the reception desk.",
        "See https://wiki.example/a-very-long-page-about-quite-another-thing-that-nobody-asked-for",
    ]
    assert plausible(RIGHT, answers)[0] == "Order it at the reception desk."


@pytest.mark.parametrize("answer", [RIGHT, "Request it before noon in the portal!", RIGHT.upper()])
def test_an_answer_that_says_the_same_is_not_wrong(answer: str) -> None:
    assert plausible(RIGHT, [answer]) == []


def test_an_answer_with_a_fact_of_the_right_one_is_not_wrong() -> None:
    assert plausible("It is port 8443.", ["Use 8443 for everything here."]) == []


def test_two_wrong_answers_say_two_things() -> None:
    twins = ["Order it at the reception desk.", "Order it at the reception desk first."]
    assert len(plausible(RIGHT, twins)) == 1
