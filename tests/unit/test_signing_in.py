"""Which page is shown after signing in."""

import pytest

from bot.workspaces.signing_in import HOME, first_page


@pytest.mark.parametrize("wanted", ["/wiki", "/wiki/12", "/wiki/12/history", "/wiki?q=vpn+access", "/wiki/tags/a%20b"])
def test_a_page_of_the_wiki_is_shown(wanted: str) -> None:
    assert first_page({"next": wanted}) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        *(
            "//evil.example/wiki",
            "https://evil.example/wiki",
            "/wiki//evil.example",
            "/wiki\\evil",
            "/wikix",
            "/wiki\n",
        ),
        *("/wiki/../metrics", "/wiki/a\r\nSet-Cookie: b=c", "/wiki/\x00", "javascript:alert(1)", "/wiki/" + "a" * 600),
        *("", 12, None),
    ],
)
def test_anything_else_shows_the_front_page(wanted: object) -> None:
    assert first_page({"next": wanted}) == HOME
    assert first_page({}) == HOME
