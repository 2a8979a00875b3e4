"""Snippets and the kinds of words in a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.search import _codes, _names
from bot.knowledge.snippets import plain_text, snippet

BODY = """## Short answer

Ask **IT** in the [portal](https://it.example.com) [\\[1\\]](https://acme.slack.com/archives/C1/p1).

1. Run `vpnctl login`.

```
export VPN=1
```

| Who | How long |
|---|---|
| Bo | a day |

## Sources

1. Bo: [Slack message](https://acme.slack.com/archives/C1/p1)
"""


def test_a_body_is_read_as_people_read_it() -> None:
    assert plain_text(BODY) == "Ask IT in the portal. Run vpnctl login. export VPN=1 Who How long Bo a day"


def test_a_short_text_is_shown_whole() -> None:
    assert snippet("Ask IT.", ["vpn"]) == "Ask IT."


def test_a_long_text_is_shown_around_what_was_searched_for() -> None:
    text = f"{'before ' * 100}here is the ERR_CERT 4711 error{' after' * 100}"
    shown = snippet(text, ["err cert", "4711"], words=12)
    assert shown.startswith("… before")
    assert "ERR_CERT 4711 error" in shown
    assert shown.endswith("after …")
    assert len(shown.split()) == 14


def test_a_text_without_the_words_is_shown_from_its_beginning() -> None:
    assert snippet("one two three four", ["vpn"], words=2) == "one two …"


@given(st.text(max_size=400), st.lists(st.text(max_size=10), max_size=4), st.integers(1, 40))
def test_a_snippet_is_never_longer_than_asked(text: str, wanted: list[str], words: int) -> None:
    shown = snippet(text, wanted, words=words)
    assert len(shown.split()) <= words + 2
    assert "\n" not in shown


@pytest.mark.parametrize(
    ("query", "codes", "names"),
    [
        ("what does ERR_CERT_4711 mean", ["ERR_CERT_4711"], []),
        ("book a room on the 3rd floor", [], []),
        ("who runs db-07.example.com?", ["db-07.example.com?"], []),
        ("How do I get VPN access for Grafana? Thanks", [], ["VPN", "Grafana?"]),
        ("HOW DO I GET VPN ACCESS", [], []),
        ("error ECONNREFUSED on GitHub", ["ECONNREFUSED"], ["ECONNREFUSED", "GitHub"]),
        ("two-factor on-call and/or", [], []),
        ("ticket 48213, v2.3", ["48213,", "v2.3"], []),
    ],
)
def test_codes_and_names_are_told_from_words(query: str, codes: list[str], names: list[str]) -> None:
    assert _codes(query) == codes
    assert _names(query) == names
