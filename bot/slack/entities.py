"""Slack's markup in what people wrote, taken apart: mentions, channels, links and code, for wherever it is shown."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from bot.slack.blockkit import rich

SOMEONE: Final = "@someone"
"""How a person is named whose name is not known here."""
_A_CHANNEL: Final = "#a-channel"

_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_PIECES = re.compile(r"```(?P<pre>.+?)```|`(?P<code>[^`\n]+)`|<(?P<entity>[^<>\n]{1,4000})>", re.DOTALL)
_SPECIAL = re.compile(r"([\\`*_\[\]|~$#<>&!])")
_CROWDS: Final = {"channel": "@channel", "here": "@here", "everyone": "@everyone"}


@dataclass(frozen=True)
class Piece:
    """A stretch of a message. `target` is a person's id, or the address of a link."""

    kind: Literal["text", "code", "pre", "person", "channel", "link"]
    text: str
    target: str = ""


def pieces(raw: str) -> tuple[Piece, ...]:
    """Return what Slack sent as pieces, with its escapes undone. Calls to a crowd become words (`@channel`)."""
    clean = _UNWANTED.sub("", raw.replace("\r\n", "\n"))
    return tuple(piece for piece in _split(clean) if piece.text)


def plain(raw: str, names: Mapping[str, str]) -> str:
    """Return the words that a reader of the message saw; `names` by user id, others are `@someone`."""
    return "".join(_in_words(piece, names) for piece in pieces(raw))


def markdown(raw: str, names: Mapping[str, str]) -> str:
    """Return the message as Markdown that shows the same words, with its links and code."""
    return "".join(_in_markdown(piece, names) for piece in pieces(raw))


def elements(raw: str, names: Mapping[str, str], *, limit: int) -> list[rich.Element]:
    """Return the message as pieces of rich text, at most `limit` characters of it. Nobody is mentioned by them."""
    found: list[rich.Element] = []
    for piece in pieces(raw):
        if limit <= 0:
            found.append(rich.text("…"))
            break
        words = _in_words(piece, names)
        shown = words if len(words) <= limit else words[:limit].rstrip() + "…"
        limit -= len(words)
        found.append(_in_rich_text(piece, shown))
    return found


def _split(text: str) -> Iterator[Piece]:
    at = 0
    for match in _PIECES.finditer(text):
        yield Piece("text", _unescaped(text[at : match.start()]))
        at = match.end()
        if (code := match["pre"]) is not None:
            yield Piece("pre", _unescaped(_bare(code)).strip("\n"))
        elif (code := match["code"]) is not None:
            yield Piece("code", _unescaped(_bare(code)))
        else:
            yield _entity(match["entity"])
    yield Piece("text", _unescaped(text[at:]))


def _entity(inside: str) -> Piece:
    target, _, label = inside.partition("|")
    label = _unescaped(label)
    if target.startswith("@"):
        return Piece("person", f"@{label}" if label else SOMEONE, target[1:])
    if target.startswith("#"):
        return Piece("channel", f"#{label}" if label else _A_CHANNEL, target[1:])
    if target.startswith("!"):
        name = target[1:].partition("^")[0]
        return Piece("text", label or _CROWDS.get(name, ""))
    address = _unescaped(target)
    if address.lower().startswith(("http://", "https://")):
        return Piece("link", label or address, address)
    return Piece("text", label or address.removeprefix("mailto:").removeprefix("tel:"))


def _bare(code: str) -> str:
    """Code in which Slack turned addresses into links, as it was typed."""
    return re.sub(r"<([^<>\n|]{1,4000})(?:\|([^<>\n]*))?>", lambda m: m[2] or m[1], code)


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _in_words(piece: Piece, names: Mapping[str, str]) -> str:
    match piece.kind:
        case "person":
            name = names.get(piece.target)
            return f"@{name}" if name else piece.text
        case "link" if piece.text != piece.target:
            return f"{piece.text} ({piece.target})"
        case _:
            return piece.text


def _in_markdown(piece: Piece, names: Mapping[str, str]) -> str:
    match piece.kind:
        case "pre":
            fence = "`" * max(3, _longest_run(piece.text) + 1)
            return f"\n{fence}\n{piece.text}\n{fence}\n"
        case "code":
            fence = "`" * (_longest_run(piece.text) + 1)
            return f"{fence}{piece.text}{fence}"
        case "link":
            label = _SPECIAL.sub(r"\\\1", piece.text)
            return f"[{label}]({piece.target.replace('(', '%28').replace(')', '%29')})"
        case _:
            return _SPECIAL.sub(r"\\\1", _in_words(piece, names))


def _longest_run(code: str) -> int:
    return max((len(run) for run in re.findall(r"`+", code)), default=0)


def _in_rich_text(piece: Piece, words: str) -> rich.Element:
    match piece.kind:
        case "code" | "pre":
            return rich.text(words, "code")
        case "link":
            label = piece.text if len(piece.text) <= len(words) else words
            return rich.link(piece.target, "" if label == piece.target else label)
        case "person" | "channel":
            return rich.text(words, "bold")
        case _:
            return rich.text(words)
