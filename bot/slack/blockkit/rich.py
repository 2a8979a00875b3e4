"""Rich text: the blocks in which people's words stand, because Slack reads no markup in them."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal

from bot.slack.limits import clip

Element = dict[str, Any]
Style = Literal["bold", "italic", "strike", "code"]

_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_WEB: Final = re.compile(r"https?://[^\s<>|\"`]+", re.IGNORECASE)
_ADDRESS_LIMIT: Final = 3_000
_LABEL_LIMIT: Final = 300


def text(words: str, *styles: Style) -> Element:
    """Return words, shown as they are; Slack takes no empty ones, so these become a space."""
    element: Element = {"type": "text", "text": _UNSHOWABLE.sub("", words) or " "}
    return _styled(element, styles)


def link(address: str, label: str = "", *styles: Style) -> Element:
    """Return a link; an address that is not one of the web gives its label as words. Long labels are cut."""
    label = clip(label, _LABEL_LIMIT)
    if not is_address(address):
        return text(label or clip(address, _LABEL_LIMIT), *styles)
    element: Element = {"type": "link", "url": address}
    if label:
        element["text"] = _UNSHOWABLE.sub("", label) or address
    return _styled(element, styles)


def is_address(address: str) -> bool:
    """Tell whether Slack takes `address` for a link."""
    return len(address) <= _ADDRESS_LIMIT and _WEB.fullmatch(address) is not None


def section(*elements: Element) -> Element:
    """Return a paragraph."""
    return {"type": "rich_text_section", "elements": list(elements) or [text(" ")]}


def quote(*elements: Element) -> Element:
    """Return what somebody said."""
    return {"type": "rich_text_quote", "elements": list(elements) or [text(" ")]}


def preformatted(code: str) -> Element:
    """Return code."""
    return {"type": "rich_text_preformatted", "elements": [text(code.rstrip("\n"))]}


def listing(items: Iterable[Sequence[Element]], *, ordered: bool = False, indent: int = 0, offset: int = 0) -> Element:
    """Return a list; `offset` is how many numbers were given before it."""
    element: Element = {
        "type": "rich_text_list",
        "style": "ordered" if ordered else "bullet",
        "elements": [section(*item) for item in items],
    }
    if indent:
        element["indent"] = min(indent, 8)
    if offset:
        element["offset"] = offset
    return element


def block(*parts: Element) -> Element:
    """Return a block of paragraphs, quotes, lists and code."""
    return {"type": "rich_text", "elements": list(parts) or [section()]}


def length(thing: Any) -> int:
    """Return the characters that count towards Slack's limit over all blocks."""
    if isinstance(thing, dict):
        own = sum(len(thing[name]) for name in ("text", "url") if isinstance(thing.get(name), str))
        return own + sum(length(value) for value in thing.values() if isinstance(value, dict | list | tuple))
    if isinstance(thing, list | tuple):
        return sum(length(value) for value in thing)
    return 0


def _styled(element: Element, styles: Sequence[Style]) -> Element:
    if styles:
        element["style"] = dict.fromkeys(styles, True)
    return element
