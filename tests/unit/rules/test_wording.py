"""A verdict on two questions holds for others put in the same words."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.wording import digest, echoed, plain


@dataclass(frozen=True)
class Asked:
    id: int
    gist: str


def test_capitals_and_signs_are_no_words() -> None:
    assert plain("  How do I get *VPN* access?! ") == "how do i get vpn access"
    assert digest("How do I get VPN access?") == digest("how do I get vpn access")
    assert digest("How do I get VPN access?") != digest("How do I lose VPN access?")


def test_the_same_words_are_told_apart_as_before() -> None:
    vpn, door, again, other = (
        Asked(1, "VPN access?"),
        Asked(2, "Door access?"),
        Asked(3, "vpn access"),
        Asked(4, "Cake?"),
    )
    pairs = echoed([vpn, door, again, other], {frozenset((1, 2))})
    assert pairs == {frozenset((1, 2)), frozenset((3, 2))}


def test_two_in_the_same_words_are_not_told_apart_from_each_other() -> None:
    assert not echoed([Asked(1, "VPN access?"), Asked(2, "vpn access")], {frozenset((1, 2))})


@given(st.text())
def test_any_text_has_a_digest(text: str) -> None:
    assert len(digest(text)) == 32
