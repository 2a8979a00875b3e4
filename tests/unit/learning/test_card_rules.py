"""The rules by which cards are made, one by one; docs/learning-cards.md tells them in the same order."""

import pytest

from bot.learning.cards.rules import LONGEST_ANSWER, MOST, make
from bot.learning.cards.standing import stands
from bot.learning.cards.values import MadeCard
from bot.learning.reading import read
from tests.unit.learning.pages import PAYDAY, VPN, VPN_BODY, VPN_TITLE, cite, evidence


def made(title: str, body: str) -> dict[str, MadeCard]:
    return {card.key.split(":")[0]: card for card in reversed(make(read(title, body)))}


def cloze(sentence: str, title: str = "What is to be known?") -> tuple[str, str] | None:
    """The question without its title and the answer of the one cloze of a sentence."""
    cards = [card for card in make(read(title, sentence)) if card.kind == "cloze"]
    return (cards[0].question.split("\n", 1)[1], cards[0].answer) if cards else None


def test_a_page_becomes_recall_order_cloze_and_choice_best_first() -> None:
    cards = make(VPN)
    assert [card.kind for card in cards] == ["recall", "order", "cloze", "cloze", "choice"]
    assert len({card.key for card in cards}) == len(cards) <= MOST


def test_the_title_asks_for_the_short_answer() -> None:
    card = make(VPN)[0]
    assert card.question == VPN_TITLE
    assert card.answer == (
        "Request it in PeopleBox at https://it.example.\nYour manager approves it within two working days."
    )
    assert card.sentence == "Request it in PeopleBox at https://it.example."
    assert card.details == {"says": ["Your manager approves it within two working days."]}
    assert card.evidence == evidence(1, 2, 3)


def test_a_title_that_asks_nothing_becomes_a_prompt() -> None:
    assert made("VPN access", VPN_BODY)["recall"].question == "Recall: VPN access"


def test_a_part_of_a_lesson_is_asked_by_the_lessons_title_and_only_the_first_for_its_answer() -> None:
    first = made("How are refunds made? (1 of 2)", "Ask Rosa in billing for the form.")
    assert first["recall"].question == "How are refunds made?"
    assert first["cloze"].question.startswith("How are refunds made?\n")
    later = made("How are refunds made? (2 of 2)", "The amount is paid out within 14 days.")
    assert set(later) == {"cloze"}, "what goes on in the middle is not what the title asks for"
    assert later["cloze"].question == "How are refunds made?\nThe amount is paid out within _____ days."


def test_a_long_answer_is_cut_between_sentences() -> None:
    body = " ".join(f"Sentence number {n} says one more thing about it." for n in range(60))
    answer = made("What is it?", body)["recall"].answer
    assert len(answer) <= LONGEST_ANSWER
    assert answer.endswith("about it.")


def test_what_passes_by_or_was_removed_is_no_answer() -> None:
    body = "Staging is down today. Press the button (link removed) there. Thanks! Ask the release bot."
    assert made("How do I deploy?", body)["recall"].answer == "Ask the release bot."


def test_an_article_that_says_what_is_missing_gives_no_card() -> None:
    assert make(read("How?", "## What is missing\n\nNobody has replied in 3 threads within 5 days.")) == ()


def test_three_to_seven_steps_are_put_in_order() -> None:
    card = made(VPN_TITLE, VPN_BODY)["order"]
    assert card.question == VPN_TITLE
    assert card.details["steps"] == ["Open the portal", 'Choose "Network"', "Pick your manager as the approver"]
    assert card.answer == '1. Open the portal\n2. Choose "Network"\n3. Pick your manager as the approver'
    assert card.evidence == evidence(1, 2)


@pytest.mark.parametrize(
    "steps",
    [
        ["Open it", "Close it"],
        [f"Do thing {n}" for n in range(8)],
        ["Open it", "Open it", "Close it"],
        ["Open it by key", "Or open it by code", "Go in"],
        ["Open it", "x" * 300, "Close it"],
    ],
)
def test_other_lists_have_no_order_to_ask_for(steps: list[str]) -> None:
    body = "## Steps\n\n" + "\n".join(f"{n}. {step}" for n, step in enumerate(steps, start=1))
    cards = made("How do I get in?", body)
    assert "order" not in cards
    assert cards["recall"].answer.startswith(steps[0]), "steps that are no order are the answer to the title"


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("Run `make clean` in the folder.", "Run _____ in the folder.", "make clean"),
        ("Write to travel@acme.example before you book.", "Write to _____ before you book.", "travel@acme.example"),
        ("Open https://it.example/vpn and log in.", "Open https://_____/vpn and log in.", "it.example"),
        ("Ask the people in #infra for a role.", "Ask the people in _____ for a role.", "#infra"),
        ("A taxi home costs $40 at most.", "A taxi home costs _____ at most.", "$40"),
        ("Hotels cost 120 EUR at most there.", "Hotels cost _____ EUR at most there.", "120"),
        ("The deployment takes about four minutes.", "The deployment takes about _____ minutes.", "four"),
        ("Lower the idle probe to 30 minutes.", "Lower the idle probe to _____ minutes.", "30"),
        ("The canteen closes at 14:30 for everybody.", "The canteen closes at _____ for everybody.", "14:30"),
        ("Submit the report before the 25th of it.", "Submit the report before the _____ of it.", "25th"),
        ("Vacation days end on March 31 at last.", "Vacation days end on _____ at last.", "March 31"),
        ("Releases are cut on Thursday after lunch.", "Releases are cut on _____ after lunch.", "Thursday"),
        ('Then press "Run workflow" and wait.', 'Then press "_____" and wait.', "Run workflow"),
        ("The payslips are in PeopleBox every month.", "The payslips are in _____ every month.", "PeopleBox"),
        ("PeopleBox holds the payslips of everybody.", "_____ holds the payslips of everybody.", "PeopleBox"),
        ("The guest card lies at the desk in Berlin.", "The guest card lies at the desk in _____.", "Berlin"),
        ("Ask IT for the guest card.", "Ask _____ for the guest card.", "IT"),
        ("The bug is tracked as NAV-219 by now.", "The bug is tracked as _____ by now.", "NAV-219"),
        ("Die Freigabe dauert 3 Stunden.", "Die Freigabe dauert _____ Stunden.", "3"),
    ],
)
def test_a_fact_becomes_a_gap(sentence: str, question: str, answer: str) -> None:
    assert cloze(sentence) == (question, answer)


@pytest.mark.parametrize(
    "sentence",
    [
        "Open the door and then walk in.",  # no fact
        "`make clean`",  # nothing else
        "Wait 5 minutes.",  # too short to be asked
        "I think that it takes 5 minutes.",
        "It was on the 25th, not sure though.",
        "The VPN server is down until 15:00.",
        "Today the canteen closes at 14:30.",
        "Did you try it on the 25th of March?",
        "Welcome Priya! Hope this helps with PeopleBox.",
        "Press <b>Run</b> and wait for 5 minutes.",
        "Ask former member before 15:00 in the office.",
        "Open (link removed) and wait for 5 minutes there.",
        "Wait for 5 minutes, and then 5 minutes more.",  # the rest gives it away
        " ".join(["Word"] * 41) + " takes 5 minutes.",
    ],
)
def test_other_sentences_are_left_alone(sentence: str) -> None:
    assert cloze(sentence) is None


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("How do I use PeopleBox?", "The payslips are in PeopleBox every month."),
        ("What does the Access Portal do?", "Everything starts in the Access Portals of ours."),
        ("Is it 30 minutes?", "The idle probe waits for 30 minutes."),
    ],
)
def test_a_gap_that_the_title_gives_away_is_none(title: str, sentence: str) -> None:
    assert cloze(sentence, title) is None


def test_one_fact_is_asked_once() -> None:
    cards = make(read("What is where?", "The payslips are in PeopleBox. The bank data is also in PeopleBox."))
    assert [card.answer for card in cards if card.kind == "cloze"] == ["PeopleBox"]


def test_a_key_survives_other_words_around_its_fact() -> None:
    before = made("When?", f"Submit the report before the 25th. {cite(1)}")["cloze"]
    after = made("Until when?", f"Reports are to be submitted before the 25th of the month. {cite(2)}")["cloze"]
    assert before.key == after.key
    assert before.key != made("When?", "Submit the report before the 26th.")["cloze"].key


def test_a_short_answer_to_a_question_is_offered_among_others() -> None:
    card = made(VPN_TITLE, VPN_BODY)["choice"]
    assert card.details == {"right": "Request it in PeopleBox at https://it.example."}
    assert card.answer == card.sentence == card.details["right"]
    assert "choice" not in made("VPN access", VPN_BODY), "where nothing is asked there is nothing to choose"
    assert "choice" not in made("How?", "It is described " + "at great length " * 20 + "elsewhere.")


def test_where_people_disagree_both_sides_are_asked_for() -> None:
    first = make(PAYDAY)[0]
    assert first.question == "What do people say who disagree on this? When is payday?"
    assert first.answer == "People disagree here:\n• Payday is the 25th of every month.\n• It is the 28th."
    assert first.evidence == evidence(1, 3)


def test_where_people_disagree_no_card_asks_for_one_side() -> None:
    rest = make(PAYDAY)[1:]
    assert [card.answer for card in rest] == ["PeopleBox"], "what nobody contradicts is still asked"


def test_a_lesson_asks_what_its_headings_ask() -> None:
    cards = make(
        read(
            "Saving messages",
            "In this lesson you learn to save.\n\n## How do I take it back?\n\nTake the reaction back.\n\n"
            "## Limits\n\nThe receipt comes within 15 seconds.",
        )
    )
    assert [(card.kind, card.question) for card in cards] == [
        ("recall", "How do I take it back?"),
        ("cloze", "Saving messages: Limits\nThe receipt comes within _____ seconds."),
    ]


def test_what_a_card_says_stands_in_its_passage_and_in_no_other() -> None:
    for card in make(VPN):
        assert stands(card, VPN)
        assert not stands(card, read(VPN_TITLE, "## Short answer\n\nAsk IT."))


def test_a_card_falls_with_any_sentence_of_its_answer() -> None:
    recall = make(VPN)[0]
    assert not stands(recall, read(VPN_TITLE, VPN_BODY.replace("two working", "three working")))
    assert stands(recall, read("Another title", VPN_BODY))


def test_an_order_falls_with_the_order() -> None:
    order = make(VPN)[1]
    swapped = VPN_BODY.replace("Open the portal", "X").replace('Choose "Network"', "Open the portal")
    assert not stands(order, read(VPN_TITLE, swapped.replace("1. X", '1. Choose "Network"')))
