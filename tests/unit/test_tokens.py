"""What is typed becomes plain tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.search.tokens import LONGEST_TOKEN, MOST_TERMS, MOST_TOKENS_A_TERM, terms, tokens


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ERR_CERT-4711", ["err", "cert", "4711"]),
        ("Café Zürich", ["cafe", "zurich"]),
        ("what's   up", ["what", "s", "up"]),
        ("東京 office", ["東", "京", "office"]),
        ('" OR 1=1 --', ["or", "1", "1"]),
        ("nul\x00byte \ud800", ["nul", "byte"]),
        ("ﬁle ²", ["file", "2"]),
        ("", []),
    ],
)
def test_a_text_becomes_words(typed: str, kept: list[str]) -> None:
    assert tokens(typed) == kept


def test_a_term_keeps_its_parts_together() -> None:
    assert terms("renew ERR_CERT-4711 renew ***") == ["renew", "err cert 4711"]


@given(st.text(st.characters(), max_size=300))
def test_whatever_is_typed_stays_small_and_plain(typed: str) -> None:
    found = terms(typed)
    assert len(found) <= MOST_TERMS
    for term in found:
        parts = term.split(" ")
        assert len(parts) <= MOST_TOKENS_A_TERM
        assert all(part.isalnum() and len(part) <= LONGEST_TOKEN for part in parts)
