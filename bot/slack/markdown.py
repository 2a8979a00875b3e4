"""Our Markdown articles as Block Kit rich text, within Slack's limits; the whole is always on the page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.slack.blockkit import rich
from bot.slack.blockkit.rich import Element, Style

SHOWN: Final = 3_000
"""Characters of an article that a message shows, unless told otherwise."""
_PARTS_A_BLOCK: Final = 60
_WIDEST: Final = 40
"""Letters to which a column of a table is filled up."""
_STYLES: Final[dict[str, Style]] = {"strong": "bold", "em": "italic", "s": "strike"}


@dataclass(frozen=True)
class Shown:
    """An article as blocks; `complete` is false where it was longer than there was room for."""

    blocks: tuple[Element, ...]
    complete: bool


def blocks(
    body: str, *, limit: int = SHOWN, without_heading: str | None = None, without_section: str | None = None
) -> Shown:
    """Return `body` as rich text of at most `limit` characters, cut between paragraphs and list items.

    The heading `without_heading` is left out and what stands under it stays; the section `without_section` is left
    out with all that stands under it. Raw HTML shows as it is written.
    """
    reader = _Reader()
    tokens = _without(_parsed(body), without_heading, without_section)
    parts = [part for token in tokens for part in reader.read(token)]
    kept: list[Element] = []
    room = limit
    for part in parts:
        fitting = _fitted(part, room, first=not kept)
        if fitting is None:
            break
        kept.append(fitting)
        room -= rich.length(fitting)
        if fitting is not part:
            break
    complete = len(kept) == len(parts) and (not kept or kept[-1] is parts[-1])
    return Shown(tuple(_packed(kept)), complete)


def words(body: str) -> str:
    """Return an article's words alone, for notifications and previews."""
    inline = (token for token in _parsed(body) if token.type in ("inline", "fence", "code_block"))
    return " ".join(" ".join(_words_of(token).split()) for token in inline)


def _words_of(token: Token) -> str:
    if not token.children:
        return token.content
    return "".join(" " if child.type in ("softbreak", "hardbreak") else child.content for child in token.children)


def _parsed(body: str) -> list[Token]:
    return MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"]).parse(body)


def _without(tokens: Sequence[Token], heading: str | None, section: str | None) -> Iterator[Token]:
    skipping_level: str | None = None
    at = 0
    while at < len(tokens):
        token = tokens[at]
        # A heading inside a list or quote ends no section: what it stands in would be cut in two.
        if token.type == "heading_open" and token.level == 0:
            title = tokens[at + 1].content.strip()
            if skipping_level is not None and token.tag <= skipping_level:
                skipping_level = None
            if section is not None and title == section:
                skipping_level = token.tag
            if heading is not None and title == heading:
                at += 3
                continue
        if skipping_level is None:
            yield token
        at += 1


@dataclass
class _List:
    ordered: bool
    indent: int
    given: int = 0
    items: list[list[Element]] = field(default_factory=list)

    def flushed(self) -> Iterator[Element]:
        """Give the items collected so far; numbering goes on after them."""
        if self.items:
            yield rich.listing(self.items, ordered=self.ordered, indent=self.indent, offset=self.given)
            self.given += len(self.items)
            self.items = []


class _Reader:
    """Turns tokens into sections, lists, quotes and code. Slack's lists do not nest: deeper ones are indented."""

    def __init__(self) -> None:
        self._lists: list[_List] = []
        self._quotes = 0
        self._heading = False
        self._fresh = False
        self._rows: list[list[str]] | None = None

    def read(self, token: Token) -> Iterator[Element]:
        """Give what `token` completes."""
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if kind == "table" or self._rows is not None:
            yield from self._table(token)
            return
        match kind:
            case "heading":
                self._heading = token.nesting > 0
            case "blockquote":
                self._quotes += token.nesting
            case "bullet_list" | "ordered_list":
                yield from self._list(token, ordered=kind == "ordered_list")
            case "list_item":
                self._fresh = token.nesting > 0
            case "inline":
                yield from self._words(list(_inline(token.children or [], bold=self._heading)))
            case "fence" | "code_block":
                if self._lists:
                    yield from self._lists[-1].flushed()
                yield rich.preformatted(token.content)

    def _table(self, token: Token) -> Iterator[Element]:
        """Slack's rich text has no tables: one is drawn in letters of one width."""
        rows = self._rows or []
        match token.type:
            case "table_open":
                if self._lists:
                    yield from self._lists[-1].flushed()
                self._rows = []
            case "tr_open":
                rows.append([])
                self._rows = rows
            case "inline":
                rows[-1].append(_cell(token))
            case "table_close":
                self._rows = None
                yield rich.preformatted(_drawn(rows))

    def _list(self, token: Token, *, ordered: bool) -> Iterator[Element]:
        if self._lists:
            yield from self._lists[-1].flushed()
        if token.nesting < 0:
            self._lists.pop()
            return
        start = token.attrGet("start")
        given = max(0, int(start) - 1) if start is not None else 0
        self._lists.append(_List(ordered, len(self._lists), given))

    def _words(self, words: list[Element]) -> Iterator[Element]:
        if not self._lists:
            yield rich.quote(*words) if self._quotes else rich.section(*words)
        elif self._fresh or not self._lists[-1].items:
            self._lists[-1].items.append(words)
            self._fresh = False
        else:
            self._lists[-1].items[-1] += [rich.text("\n"), *words]


def _drawn(rows: Sequence[Sequence[str]]) -> str:
    """A table in letters of one width; its first row is the heading. What is wider than most moves the rest along."""
    widths = [min(_WIDEST, max(map(len, column))) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    rule = "  ".join("─" * width for width in widths)
    return "\n".join(line.rstrip() for line in (lines[0], rule, *lines[1:]))


def _cell(token: Token) -> str:
    """A cell as one line of words; where a link leads is written behind it, since nothing here can be clicked."""
    words, address = "", ""
    for child in token.children or ():
        if child.type == "link_open":
            address = str(child.attrGet("href") or "")
        elif child.type == "link_close":
            words += f" ({address})" if not words.endswith(address) else ""
        else:
            words += " " if child.type in ("softbreak", "hardbreak") else child.content
    return " ".join(words.split())


def _inline(tokens: Sequence[Token], *, bold: bool) -> Iterator[Element]:
    styles: list[Style] = ["bold"] if bold else []
    address: str | None = None
    label: list[str] = []
    for token in tokens:
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if kind in _STYLES:
            styles = _changed(styles, _STYLES[kind], on=token.nesting > 0)
        elif token.type == "link_open":
            address, label = str(token.attrGet("href") or ""), []
        elif token.type == "link_close":
            yield rich.link(address or "", "".join(label) or (address or ""), *_unique(styles))
            address = None
        else:
            words = "\n" if token.type == "hardbreak" else " " if token.type == "softbreak" else token.content
            if address is not None:
                label.append(words)
            elif words:
                code: list[Style] = ["code"] if token.type == "code_inline" else []
                yield rich.text(words, *_unique([*styles, *code]))


def _changed(styles: list[Style], style: Style, *, on: bool) -> list[Style]:
    if on:
        return [*styles, style]
    last = len(styles) - 1 - styles[::-1].index(style)
    return styles[:last] + styles[last + 1 :]


def _unique(styles: Sequence[Style]) -> list[Style]:
    return list(dict.fromkeys(styles))


def _fitted(part: Element, room: int, *, first: bool) -> Element | None:
    """Return `part` if there is room for it, else its beginning, else nothing."""
    if rich.length(part) <= room:
        return part
    if part["type"] == "rich_text_list":
        items: list[Element] = []
        for item in part["elements"]:
            room -= rich.length(item)
            if room < 0:
                break
            items.append(item)
        return {**part, "elements": items} if items else None
    if not first:
        return None
    return {**part, "elements": _clipped(part["elements"], room)}


def _clipped(elements: Sequence[Element], room: int) -> list[Element]:
    kept: list[Element] = []
    for element in elements:
        size = rich.length(element)
        if size > room:
            beginning = element.get("text", "")[: max(0, room - 1)].rstrip() if element["type"] == "text" else ""
            kept.append({**element, "text": beginning + "…"} if beginning else rich.text("…"))
            break
        kept.append(element)
        room -= size
    return kept


def _packed(parts: Sequence[Element]) -> Iterator[Element]:
    for start in range(0, len(parts), _PARTS_A_BLOCK):
        yield rich.block(*_spaced(parts[start : start + _PARTS_A_BLOCK]))


def _spaced(parts: Sequence[Element]) -> list[Element]:
    """Join paragraphs as Slack's own editor does: one section, with empty lines inside it.

    Two sections in a row would stand line under line, and how much a line end at the end of one counts is the
    client's affair.
    """
    spaced: list[Element] = []
    for part in parts:
        before = spaced[-1] if spaced else None
        if part["type"] != "rich_text_section":
            spaced.append(part)
        elif before is not None and before["type"] == "rich_text_section":
            gap = "\n" if _is_heading(before["elements"][-1:]) else "\n\n"
            spaced[-1] = rich.section(*before["elements"], rich.text(gap), *part["elements"])
        elif before is not None and _is_heading(part["elements"]):
            spaced.append(rich.section(rich.text("\n"), *part["elements"]))
        else:
            spaced.append(part)
    return spaced


def _is_heading(elements: Sequence[Element]) -> bool:
    return bool(elements) and all(element.get("style", {}).get("bold") for element in elements)
