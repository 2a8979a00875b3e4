"""Several names of one matter are one before they are compared, and what excludes each other is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.matching.names import excluding, in_one_wording, lines, named, stem


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("How do I request PTO?", "how do I request annual leave"),
        ("Where's the wireless network password?", "Where's the wifi passphrase"),
        ("how do I revert a rollout in prod", "How do I roll back a deployment in production?"),
        ("booking conference rooms", "reserving meeting rooms"),
    ],
)
def test_two_wordings_of_one_question_are_compared_as_one(one: str, other: str) -> None:
    assert in_one_wording(one) == in_one_wording(other) != one


def test_what_has_no_other_name_stays_as_it_was_said() -> None:
    assert in_one_wording("Where do bicycles sleep, then?") is None
    assert in_one_wording("") is None
    assert in_one_wording("Where do bikes sleep, then?") == "where do bicycle sleep then?"


def test_the_longest_name_counts() -> None:
    assert [piece.name for piece in named("company credit card")] == ["company card"]
    assert next(piece.name for piece in named("turn the channel's notifications off")) == "turn off"


@pytest.mark.parametrize(
    ("word", "expected"),
    [("bookings", "book"), ("booked", "book"), ("policies", "policy"), ("boxes", "box"), ("stopping", "stop"),
     ("installed", "instal"), ("creates", "creat"), ("creating", "creat"), ("access", "acces"), ("string", "string"),
     ("cancelling", "cancel"), ("off", "off"), ("add", "add")],
)  # fmt: skip
def test_endings_of_number_and_tense_come_off(word: str, expected: str) -> None:
    assert stem(word) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("How do I get access to Jira?", "How do I get access to Salesforce?"),
        ("Where do I park in Munich?", "Where do I park in Paris?"),
        ("how do I turn on notifications", "how do I turn notifications off"),
        ("How do I scale up the web tier?", "How do I scale down the web tier?"),
        ("What do I do before my first day?", "What do I do after my last day?"),
        ("how do I deploy to staging", "how do I deploy to production"),
    ],
)
def test_products_places_and_directions_exclude_each_other(one: str, other: str) -> None:
    assert excluding(one, other)
    assert excluding(other, one)
    assert not excluding(one, one)


def test_what_only_one_of_them_names_excludes_nothing() -> None:
    assert not excluding("How do I get access to Jira?", "Who grants access to the issue tracker?")
    assert not excluding("How do I move a page from Confluence to Notion?", "How do I move pages to Notion?")


def test_no_name_stands_for_two_matters() -> None:
    said = [name.strip() for line in lines("synonyms.txt") for name in line.split(",")]
    assert sorted(said) == sorted(set(said))


def test_every_line_of_what_excludes_has_two_sides() -> None:
    for line in lines("exclusive.txt"):
        sides = [side.strip() for side in line.split("|")]
        assert len(sides) >= 2
        assert all(sides)


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_can_be_compared(one: str, other: str) -> None:
    assert (in_one_wording(one) or "?").endswith("?")
    assert excluding(one, other) == excluding(other, one)
