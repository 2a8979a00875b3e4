"""Questions inside a thread that asks already: those that stand for themselves, and all the others."""

import pytest

from bot.knowledge.detection import find_question
from bot.knowledge.second_questions import Said, asks_something_else

THREAD = [
    Said("amina", "How do I get VPN access? I can't reach the payroll portal from home."),
    Said("bo", "Ask Chen in IT, she hands out the accounts."),
]


def is_another(author: str, text: str) -> bool:
    found = find_question(text)
    return found is not None and asks_something_else(found, author, THREAD, {"amina"})


@pytest.mark.parametrize(
    ("author", "text"),
    [
        ("amina", "Thanks! By the way, where do I book a parking space for visitors?"),
        ("amina", "Great. And how do we order business cards for a new colleague?"),
        ("dana", "Sorry to barge in: how do I register a guest for lunch in the canteen?"),
    ],
)
def test_what_has_nothing_to_do_with_the_thread_is_a_question_of_its_own(author: str, text: str) -> None:
    assert is_another(author, text)


@pytest.mark.parametrize(
    ("author", "text"),
    [
        ("amina", "And how do I install the VPN client on a second laptop?"),
        ("amina", "Who approves the accounts while Chen is on parental leave?"),
        ("amina", "How long does it take until this shows up in the address book?"),
        ("amina", "Is there another form for contractors and freelancers?"),
        ("bo", "Where do I book a parking space for visitors?"),
        ("cy", "What's the operating system of the laptop, and which version of the client?"),
        ("cy", "Which browser and which language pack are installed on the machine?"),
        ("dana", "Where do you usually file travel expenses for the quarter?"),
        ("dana", "Did the office party go well yesterday evening?"),
    ],
)
def test_what_goes_on_about_the_thread_or_asks_back_is_none(author: str, text: str) -> None:
    assert not is_another(author, text)
