"""Slack's message markup read into plain text that cannot mention, link or format: the form drafts keep.

Readable text has four conventions: a person is `@{U123}`, a labelled link is `label <https://…>`, code keeps
its backticks, and everything else is what the reader of the message saw. Emoji stay as `:name:`.
"""

import re
from collections.abc import Mapping
from typing import Final

FORMER_MEMBER: Final = "former member"
"""How somebody is called who was forgotten."""
SOMEONE: Final = "someone"
"""How somebody is called whom the chat does not know either."""

# Invisible characters that reorder text or that PostgreSQL and JSON refuse (NUL, lone surrogates).
_UNWANTED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_LINE_ENDS = re.compile(r"\r\n?|\x85|\u2028|\u2029")
_CODE = re.compile(r"(```.+?```|`[^`\n]+`)", re.DOTALL)
_ENTITY = re.compile(r"<([^<>\n]{1,4000})>")
_EMPHASIS = re.compile(r"(?<![\w*_/])([*_])(?=[^\s*_])([^*_\n]{0,400}?[^\s*_])\1(?![\w*_/])")
_STRUCK = re.compile(r"(?<![\w~/])~(?=[^\s~/])[^~\n]{0,400}?[^\s~]~(?![\w~/])")
_PERSON = re.compile(r"@\{([UW][A-Z0-9]*)\}")
ADDRESS = re.compile(r"https?://[^\s<>\"`|\\^{}]+", re.IGNORECASE)
_LOOKS_LIKE_ADDRESS = re.compile(r"://|^www\.|^[\w-]+(\.[\w-]+)*\.[a-z]{2,}(/|$)", re.IGNORECASE)
_BARE_HOST = re.compile(r"(?<![\w@./:-])(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^\s<>\"`]*)?", re.IGNORECASE)
_AFTER_ADDRESS = ".,;:!?'*~"
_OPENED_BY: Final = {")": "(", "]": "["}
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def readable(text: str) -> str:
    """Slack's markup as readable text. Apply it once, to what Slack sent: it is not idempotent."""
    pieces = _CODE.split(clean(text))
    return "".join(_code(piece) if n % 2 else _prose(piece) for n, piece in enumerate(pieces)).strip()


def clean(text: str) -> str:
    """Text without characters that hide, reorder or break: controls, direction marks, NUL, lone surrogates."""
    return _UNWANTED.sub("", _LINE_ENDS.sub("\n", text))


def squashed(text: str) -> str:
    """Text with every run of white space made one space: the form in which quotes are compared."""
    return " ".join(text.split())


def holds(message_text: str, quote: str) -> bool:
    """Whether the message, as Slack has it now, still says `quote` word for word."""
    wanted = squashed(quote)
    return bool(wanted) and wanted in squashed(readable(message_text))


def with_names(text: str, names: Mapping[str, str]) -> str:
    """Readable text with people's names instead of ids; whoever is not in `names` is someone."""
    return _PERSON.sub(lambda found: names.get(found[1]) or SOMEONE, text)


def people(text: str) -> tuple[str, ...]:
    """The user ids that readable text speaks of, each once."""
    return tuple(dict.fromkeys(_PERSON.findall(text)))


def rename_people(text: str, ids: Mapping[str, str]) -> str:
    """Readable text with each person's `@{id}` replaced by what `ids` gives for it, if it gives anything."""
    return _PERSON.sub(lambda found: ids.get(found[1], found[0]), text)


def addresses(text: str) -> tuple[str, ...]:
    """The web addresses in readable text, each once, without the punctuation of the sentence around them."""
    return tuple(dict.fromkeys(trimmed_address(found[0]) for found in ADDRESS.finditer(text)))


def every_address(text: str) -> frozenset[str]:
    """Whatever a program might turn into a link: web addresses, bare hosts such as `evil.example/x`, e-mail."""
    rest = ADDRESS.sub(" ", text)
    mails = _EMAIL.findall(rest)
    hosts = (trimmed_address(host) for host in _BARE_HOST.findall(_EMAIL.sub(" ", rest)))
    return frozenset(item.lower().rstrip("/") for item in (*addresses(text), *mails, *hosts))


def trimmed_address(address: str) -> str:
    """An address without trailing punctuation, and without a closing bracket that it never opened."""
    address = address.rstrip(_AFTER_ADDRESS)
    while address[-1:] in _OPENED_BY and address.count(address[-1]) > address.count(_OPENED_BY[address[-1]]):
        address = address[:-1].rstrip(_AFTER_ADDRESS)
    return address


def _prose(text: str) -> str:
    text = _ENTITY.sub(lambda found: _entity(found[1]), _STRUCK.sub("", text))
    return _unescaped(_EMPHASIS.sub(r"\2", text))


def _code(text: str) -> str:
    return _unescaped(_ENTITY.sub(lambda found: found[1].partition("|")[0], text))


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _entity(inside: str) -> str:
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return f"@{{{target[1:]}}}"
    if target.startswith("#"):
        return f"#{label}" if label else "a channel"
    if target.startswith("!"):
        # <!channel> and <!here> call a crowd and are no part of an answer. A date says something, and so does the
        # name of a group ("ask @oncall"): as words it calls nobody.
        return label if target.startswith(("!date^", "!subteam^")) else ""
    return _link(target, label)


def _link(target: str, label: str) -> str:
    scheme = target.partition(":")[0].lower()
    if scheme not in ("http", "https"):
        return label or (target.partition(":")[2] if scheme in ("mailto", "tel") else f"<{target}>")
    # A label that itself looks like an address may name another place than the one it leads to.
    if not label or _LOOKS_LIKE_ADDRESS.search(label.strip()):
        return target
    return f"{label} <{target}>"
