"""What a question wants done, and what kind of answer it asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.matching.deeds import ask_for_different_things, asks_for, deeds, want_different_deeds
from bot.knowledge.matching.parting import parted


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("How do I renew my VPN certificate?", "renew"),
        ("what's the process for cancelling a booking", "end"),
        ("is there a way to export the report?", "export"),
        ("who grants access to the archive?", "acquire"),
        ("how do I turn the alerts off", "end"),
        ("where do I hand my laptop back", "return"),
        ("how do I get my leave approved", "approve"),
        ("how do I get the broken chair fixed", "repair"),
        ("how do I get the build to rerun", "run"),
        ("how do I get the projector working", "repair"),
        ("I'm trying to restore a snapshot", "revert"),
        ("the release is broken, what's the way to revert it", "revert"),
    ],
)
def test_the_verb_behind_what_asks_is_the_deed(asked: str, kind: str) -> None:
    assert kind in deeds(asked)


@pytest.mark.parametrize("said", ["", "lunch", "What's the wifi password for guests?", "where are the logs"])
def test_without_a_known_verb_there_is_none(said: str) -> None:
    assert deeds(said) == frozenset()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("How do I reset the device?", "How do I delete the device?"),
        ("How do I delete the device?", "How do I connect to the device?"),
        ("How do I get VPN access?", "How do I revoke somebody's VPN access?"),
        ("How do I get VPN access?", "How do I renew my VPN certificate?"),
        ("How do I book a room?", "how can I cancel a room"),
        ("How do I back up the wiki?", "How do I restore the wiki?"),
    ],
)
def test_different_deeds_on_one_thing_part(one: str, other: str) -> None:
    assert want_different_deeds(one, other)
    assert parted(one, other) == parted(other, one) > 0.3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("How do I get VPN access?", "who hands out vpn accounts?"),
        ("How do I request time off?", "what's the procedure for getting annual leave approved?"),
        ("How do I reset my password?", "how can I get a new password?"),
        ("How do I get approval for a discount?", "who signs off on a discount?"),
        ("How do I change my password?", "How do I reset my password?"),
        ("Where is the printer?", "How do I delete a print job?"),
    ],
)
def test_deeds_that_may_be_said_for_each_other_do_not(one: str, other: str) -> None:
    assert not want_different_deeds(one, other)
    assert parted(one, other) == 0


def test_an_amount_a_reason_and_a_way_are_different_answers() -> None:
    way, amount, reason = "How do I park here?", "How much is parking?", "Why is parking closed?"
    assert ask_for_different_things(way, amount)
    assert ask_for_different_things(way, reason)
    assert ask_for_different_things(amount, reason)
    assert not ask_for_different_things("How long do we keep logs?", "After how many days are logs deleted?")
    assert not ask_for_different_things("How often do we rotate keys, and how do I do it?", "How do I rotate keys?")
    assert asks_for("the form for parking") == frozenset()


@given(st.text(alphabet="how do i get to turn off it back ?'", max_size=300))
def test_any_text_has_deeds_or_none(text: str) -> None:
    assert isinstance(deeds(text), frozenset)
    assert isinstance(asks_for(text), frozenset)
