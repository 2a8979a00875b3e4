"""Markdown of articles as HTML that is safe to show: nothing in it runs, loads, frames or looks like our own page."""

from collections.abc import Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

LONGEST = 200_000
"""Characters of a body that are shown."""

_TEXT = {"p", "br", "hr", "strong", "em", "s", "del", "code", "pre", "blockquote", "a"}
_STRUCTURE = {"h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}
_DEEPEST = 6


def render(markdown: str) -> Markup:
    """Return the HTML of a Markdown text; HTML written in it is shown as text, images as their description."""
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.add_render_rule("image", _description)
    tokens = parser.parse(markdown[:LONGEST].replace("\x00", ""))
    for token in tokens:
        _below_the_title(token)
    html = parser.renderer.render(tokens, parser.options, {})
    clean = nh3.clean(
        html,
        tags=_TEXT | _STRUCTURE,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener noreferrer",
    )
    return Markup(clean)  # noqa: S704 (this is what nh3 let through)


def _description(_renderer: object, tokens: Sequence[Token], place: int, _options: object, _environment: object) -> str:
    """Show an image as what it is said to show: fetching it would tell its host who reads."""
    return str(escape(tokens[place].content))


def _below_the_title(token: Token) -> None:
    """Make headings follow the page's own, which is the only one of the first level."""
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(int(token.tag[1:]) + (token.tag == 'h1'), _DEEPEST)}"
