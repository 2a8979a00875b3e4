"""A statement becomes a question that a person could have asked."""

import time

import pytest

from bot.knowledge.drafting.statements import is_question, put_as_question


@pytest.mark.parametrize(
    ("statement", "question"),
    [
        ("can't connect from home", "why can't I connect from home"),
        ("We cannot log in to Jira, it says wrong password", "why can't we log in to Jira"),
        ("I\u2019m unable to open the shared drive", "why can't I open the shared drive"),
        ("I can't find the holiday form", "where do I find the holiday form"),
        ("I need access to the staging database", "how do I get access to the staging database"),
        ("I want a second monitor because mine died", "how do I get a second monitor"),
        ("need help setting up my laptop", "how do I get help setting up my laptop"),
        ("please help me link my card", "how do I link my card"),
        ("Looking for a way to export reports", "how do I export reports"),
        ("My badge doesn't open the door", "why doesn't my badge open the door"),
        ("Confluence won't load", "why won't Confluence load"),
        ("The build fails with E1234", "why does the build fail with E1234"),
        ("The app says my account is closed", "why does the app say my account is closed"),
        ("The printer on the third floor is jammed", "why is the printer on the third floor jammed"),
        ("I have been charged twice", "why have I been charged twice"),
        ("I'm confused as to why my top-up did not go through", "why didn't my top-up go through"),
        ("I need to know why my badge got blocked", "why is it that my badge got blocked"),
        (
            "I bought a ticket and the seller hasn't received the money yet",
            "why hasn't the seller received the money yet",
        ),
        ("I'm getting a timeout in the staging deploy", "why am I getting a timeout in the staging deploy"),
        ("I have a problem with the scanner", "how do I solve a problem with the scanner"),
        ("cancel my transfer", "how do I cancel my transfer"),
        ("To unlock the parcel locker hold the staff badge against the lamp", "how do I unlock the parcel locker"),
        ("To reset the test password hold the red key for a minute", "how do I reset the test password"),
        ("To get VPN access, ask Chen in IT", "how do I get VPN access"),
        ("If you want to book the big room, call the reception", "how do I book the big room"),
        ("To add a user to the team open the console and click Add", "how do I add a user to the team"),
        ("In order to renew a badge you need a form from Bruno", "how do I renew a badge"),
        ("possible to change the address", "is it possible to change the address"),
        # What no rule fits is asked in a way that fits anything.
        ("I lost my badge", "what do I do if I lost my badge"),
        ("locked out of the HR portal", "what do I do if I am locked out of the HR portal"),
        ("VPN not working on Mac", "how do I fix: VPN not working on Mac"),
        ("When I push to main it fails", "how do I fix: when I push to main it fails"),
        ("Parental leave", "what should I know about this: Parental leave"),
    ],
)
def test_a_statement_is_put_as_a_question(statement: str, question: str) -> None:
    assert not is_question(statement)
    assert put_as_question(statement) == question
    assert is_question(question)


@pytest.mark.parametrize(
    ("statement", "question"),
    [
        ("the office is open on Friday, right", "is the office open on Friday"),
        ("You're allowed to expense lunch, yes", "are you allowed to expense lunch"),
        ("I have to sign the form, or not", "do I have to sign the form"),
    ],
)
def test_who_wants_a_yes_asks_for_it(statement: str, question: str) -> None:
    assert put_as_question(statement) == question
    assert put_as_question(statement.rpartition(",")[0], doubted=True) == question


@pytest.mark.parametrize(
    "asked",
    [
        "Who hands out vpn accounts", "is there a form for this", "any idea why the deploy fails",
        "In which room is it",
        "locked out of the HR system, how can I get a new password", "Do unused holidays expire in December",
        "My account is new why can I not top up", "if I leave early should I tell somebody",
    ],
)  # fmt: skip
def test_a_question_is_one_without_its_mark(asked: str) -> None:
    assert is_question(asked)


@pytest.mark.parametrize("piece", ["my the ", "I can't ", "so not ", "a, and i ", "why it ", "is is ", "-'./"])
def test_no_sentence_takes_long(piece: str) -> None:
    began = time.perf_counter()
    put_as_question(piece * 2_000, doubted=True)
    is_question(piece * 2_000)
    assert time.perf_counter() - began < 1
