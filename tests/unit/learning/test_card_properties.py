"""What holds for cards of any text whatever."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.learning.cards.rules import LONGEST_ANSWER, MOST, make
from bot.learning.cards.standing import stands, what_it_says
from bot.learning.cards.values import GAP
from bot.learning.reading import read
from tests.unit.learning.pages import LINK

WORDS = st.sampled_from(
    (
        *(
            "ask",
            "open",
            "press",
            "wait",
            "takes",
            "costs",
            "before",
            "after",
            "the",
            "in",
            "at",
            "for",
            "of",
            "manager",
        ),
        *(
            "portal",
            "form",
            "Berlin",
            "PeopleBox",
            "VPN",
            "IT",
            "NAV-219",
            "#infra",
            "25th",
            "15:00",
            "Friday",
            "`make`",
        ),
        *(
            "$40",
            "https://it.example/vpn",
            "a@b.example",
            "not",
            '"Network"',
            "5",
            "minutes",
            "30",
            "days",
            "I",
            "think",
        ),
        *("today", "<b>x</b>", "~~old~~", "**bold**", "_it_"),
    )
)
SENTENCES = st.builds(
    lambda words, end, marks: " ".join(words) + end + "".join(f" [\\[{n}\\]]({LINK}{n:03})" for n in marks),
    st.lists(WORDS, min_size=1, max_size=14),
    st.sampled_from([".", "!", "?", ":", ""]),
    st.lists(st.integers(1, 9), max_size=2, unique=True),
)
BLOCKS = st.one_of(
    SENTENCES,
    st.builds("## {}".format, st.sampled_from(["Short answer", "Steps", "Where people disagree", "Sources", "Why?"])),
    st.builds(
        lambda items: "\n".join(f"{n}. {item}" for n, item in enumerate(items, 1)), st.lists(SENTENCES, max_size=8)
    ),
    st.builds(lambda items: "\n".join(f"- {item}" for item in items), st.lists(SENTENCES, max_size=4)),
    st.builds("**{}:**".format, st.sampled_from(["Noor", "former member"])),
    st.builds("```\n{}\n```".format, st.text(max_size=20)),
    st.text(max_size=40),
)
BODIES = st.one_of(st.lists(BLOCKS, max_size=12).map("\n\n".join), st.text(max_size=300))
TITLES = st.one_of(st.sampled_from(["How do I get VPN access?", "Deploying", ""]), SENTENCES, st.text(max_size=40))


@settings(max_examples=150, deadline=None)
@given(TITLES, BODIES)
def test_any_text_gives_a_few_cards_that_stand_on_it(title: str, body: str) -> None:
    passage = read(title, body)
    cards = make(passage)
    assert len(cards) <= MOST
    assert len({card.key for card in cards}) == len(cards)
    for card in cards:
        assert stands(card, passage)
        assert card.question.strip()
        assert card.answer.strip()
        assert len(card.answer) <= 2 * LONGEST_ANSWER


@settings(max_examples=150, deadline=None)
@given(TITLES, BODIES)
def test_a_gap_is_never_in_the_question_and_fills_its_sentence(title: str, body: str) -> None:
    for card in make(read(title, body)):
        if card.kind == "cloze":
            assert card.question.count(GAP) == 1
            assert card.answer.casefold() not in card.question.replace(GAP, "\n").casefold()
            asked = card.question.split("\n")[-1]
            assert asked.replace(GAP, card.answer) == card.sentence
            assert asked.replace(GAP, "").strip(" .!\"'"), "a sentence that is nothing but its gap asks for everything"


@settings(max_examples=100, deadline=None)
@given(TITLES, BODIES)
def test_no_evidence_is_lost_and_none_is_made_up(title: str, body: str) -> None:
    passage = read(title, body)
    cited: dict[str, list[set[str]]] = {}
    for section in passage.sections:
        for sentence in section.sentences:
            cited.setdefault(sentence.text, []).append(set(sentence.evidence))
        for step in (step for steps in section.procedures for step in steps):
            cited.setdefault(step.text, []).append({link for s in step.sentences for link in s.evidence})
    everything = set().union(*(links for found in cited.values() for links in found))
    for card in make(passage):
        assert set(card.evidence) <= everything
        for said in what_it_says(card):
            assert any(links <= set(card.evidence) for links in cited[said]), "what a card says keeps its sources"


@settings(max_examples=50, deadline=None)
@given(TITLES, BODIES)
def test_the_same_text_gives_the_same_cards(title: str, body: str) -> None:
    assert make(read(title, body)) == make(read(title, body))
