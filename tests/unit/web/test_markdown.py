"""Markdown becomes HTML in which nothing runs."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.markdown import render

HARMLESS = {"p", "br", "hr", "strong", "em", "s", "del", "code", "pre", "blockquote", "a", "ul", "ol", "li"} | {
    *("h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td")
}


class Elements(HTMLParser):
    """Collects the elements of a page with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def assert_harmless(html: str) -> None:
    for tag, attributes in Elements(html).found:
        assert tag in HARMLESS
        assert set(attributes) <= {"href", "title", "rel", "start"}
        assert re.match(r"(?i)(https?|mailto):|[/#?.\w]|$", attributes.get("href") or "")
        assert not re.match(r"(?i)\s*(javascript|data|vbscript|file):", attributes.get("href") or "")


def test_what_people_write_is_shown() -> None:
    html = render("# Top\n\nAsk **IT**: `vpn`\n\n1. one\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n~~old~~")
    for part in ("<h2>Top</h2>", "<strong>IT</strong>", "<code>vpn</code>", "<li>one</li>", "<td>2</td>", "<s>old</s>"):
        assert part in html


def test_headings_stay_below_the_pages_own() -> None:
    assert [tag for tag, _ in Elements(render("# a\n## b\n###### c\n\nd\n===")).found if tag[0] == "h"] == [
        "h2",
        "h2",
        "h6",
        "h2",
    ]


@pytest.mark.parametrize(
    "hostile",
    [
        *(
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
        ),
        *(
            "[x](data:text/html;base64,PHNjcmlwdD4=)",
            "<javascript:alert(1)>",
            "[x]: javascript:alert(1)\n\n[x]",
            "[x](vbscript:x)",
        ),
        *("![x](https://evil.example/pixel.png)", "<iframe src=//evil.example>", "<a href='x' onclick=alert(1)>x</a>"),
        *('[x](https://a.example/"onmouseover=alert(1))', "<svg/onload=alert(1)>", "[x](&#106;avascript:alert(1))"),
        *("```html\n<script>alert(1)</script>\n```", "`<b onclick=x>`", "[x](java\tscript:alert(1))", "\x00<script>"),
        *(
            "<!-- <script> -->",
            "&lt;script&gt;",
            "[x](<javascript:alert(1)>)",
            "<style>*{}</style>",
            "[x](\u0001javascript:alert(1))",
        ),
    ],
)
def test_hostile_markdown_does_nothing(hostile: str) -> None:
    assert_harmless(render(hostile))


def test_an_image_is_only_what_it_is_said_to_show() -> None:
    assert render("see ![a <b>chart</b>](https://evil.example/p.png)") == "<p>see a &lt;b&gt;chart&lt;/b&gt;</p>\n"


def test_links_lead_out_without_telling_where_from() -> None:
    assert 'rel="nofollow noopener noreferrer"' in render("[x](https://a.example)")


PIECES = [
    *("<", ">", '"', "'", "[", "](", ")", "javascript:", "data:", "https://a", "`", "*", "|", "\n", "script", "!["),
    *("<img onerror=", "&#x3c;"),
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40).map("".join))
def test_whatever_is_written_does_nothing(written: str) -> None:
    assert_harmless(render(written))


def test_deep_nesting_and_great_length_are_shown_somehow() -> None:
    for endless in (
        ">" * 10_000,
        "- " * 5_000,
        "[" * 10_000,
        "*a " * 20_000,
        "`" * 10_000,
        "| a " * 3_000 + "\n" + "|-" * 3_000,
    ):
        assert_harmless(render(endless))
