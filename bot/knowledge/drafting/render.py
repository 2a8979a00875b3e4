"""A draft as Markdown: every sentence carries its sources, and nothing that a person typed can format or link."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from bot.knowledge.drafting.slack_text import ADDRESS, FORMER_MEMBER, addresses, trimmed_address, with_names
from bot.knowledge.drafting.values import Draft, Evidence, MessageRef, Side, Statement

REMOVED_LINK: Final = "(link removed)"

_BLOCK = re.compile(r"```\n?(.+?)\n?```", re.DOTALL)
_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_LINK = re.compile(rf"<({ADDRESS.pattern})>|({ADDRESS.pattern})", re.IGNORECASE)
_SPECIAL = re.compile(r"([\\`*_\[\]|~$])")
_LINE_START = re.compile(r"^(\s*(?:\d{1,9}(?=[.)]))?)([#+=.)-])")
_REFERENCE = re.compile(r"&(?=#?\w+;)")
"""An ampersand that begins a character reference, such as `&copy;`: in an address it would stand for the character.
Any other is left as it is, so that a permalink can be found in the text."""
_SLACK_CALL = re.compile(r"<(?=!(?:channel|here|everyone|subteam|group)|[@#][A-Z0-9])", re.IGNORECASE)


def render(draft: Draft, names: Mapping[str, str]) -> str:
    """The body of the page, without its title.

    `names` gives display names by user id; whoever is not in it is a "former member". Only addresses that stand
    in a statement's own evidence stay links; any other is replaced by "(link removed)".
    """
    cites = {source.ref: n for n, source in enumerate(draft.sources(), start=1)}
    parts = [
        _section("Short answer", [_paragraph(statement, cites, names) for statement in draft.answer]),
        _section("Steps", [_steps(draft.steps, cites, names)] if draft.steps else []),
        _section("Where people disagree", [_side(side, cites, names) for side in draft.sides]),
        _section("What is missing", [escape(draft.missing)] if draft.missing else []),
        _section("Sources", [_sources(draft.sources(), names)] if cites else []),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def sentence(statement: Statement, names: Mapping[str, str]) -> str:
    """A statement's words as `render` shows them, without its sources and its code."""
    allowed = frozenset(address for item in statement.evidence for address in addresses(item.quote))
    prose = " ".join(_BLOCK.sub(" ", statement.text).split())
    return _inline(prose, allowed, names)


def escape(text: str) -> str:
    """Text as Markdown that shows exactly this text: no formatting, HTML, link or Slack mention comes of it."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _LINE_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", safe))


def _section(heading: str, blocks: Sequence[str]) -> str:
    return "\n\n".join([f"## {heading}", *blocks]) if blocks else ""


def _paragraph(statement: Statement, cites: Mapping[MessageRef, int], names: Mapping[str, str]) -> str:
    return _cited(statement, cites, names, indent="")


def _steps(steps: Sequence[Statement], cites: Mapping[MessageRef, int], names: Mapping[str, str]) -> str:
    items = []
    for n, step in enumerate(steps, start=1):
        mark = f"{n}. "
        items.append(mark + _cited(step, cites, names, indent=" " * len(mark)))
    return "\n".join(items)


def _side(side: Side, cites: Mapping[MessageRef, int], names: Mapping[str, str]) -> str:
    who = " and ".join(dict.fromkeys(escape(names.get(author) or FORMER_MEMBER) for author in side.authors))
    said = "\n".join("- " + _cited(statement, cites, names, indent="  ") for statement in side.statements)
    return f"**{who}:**\n\n{said}"


def _sources(sources: Sequence[Evidence], names: Mapping[str, str]) -> str:
    lines = []
    for n, source in enumerate(sources, start=1):
        author = escape(names.get(source.author) or FORMER_MEMBER)
        lines.append(f"{n}. {author}: {_link('Slack message', source.permalink)}")
    return "\n".join(lines)


def _cited(statement: Statement, cites: Mapping[MessageRef, int], names: Mapping[str, str], *, indent: str) -> str:
    """The statement's words, then its sources, then its code, indented to stay in its list item."""
    refs = dict.fromkeys(item.ref for item in statement.evidence)
    links = {item.ref: item.permalink for item in statement.evidence}
    marks = " ".join(_link(f"[{cites[ref]}]", links[ref], nested=True) for ref in refs)
    fences = [_fence(block) for block in _BLOCK.findall(statement.text)]
    shown = f"{sentence(statement, names)} {marks}".strip()
    return "\n\n".join([shown, *(indent + fence.replace("\n", f"\n{indent}") for fence in fences)])


def _inline(text: str, allowed: frozenset[str], names: Mapping[str, str]) -> str:
    pieces = _SPAN.split(text)
    return "".join(_span(piece) if n % 2 else _prose(piece, allowed, names) for n, piece in enumerate(pieces))


def _prose(text: str, allowed: frozenset[str], names: Mapping[str, str]) -> str:
    shown, at = "", 0
    for found in _LINK.finditer(text):
        address = trimmed_address(found[1] or found[2])
        link = _link(address, address) if address in allowed else REMOVED_LINK
        shown += _within(with_names(text[at : found.start()], names), begins=not at)
        shown += f"({link})" if found[1] else link
        at = found.end() if found[1] else found.start() + len(address)
    return shown + _within(with_names(text[at:], names), begins=not at)


def _within(text: str, *, begins: bool) -> str:
    """`escape` for a piece of a line; what means something only where a line begins is left alone elsewhere."""
    return escape(text) if begins else escape("x" + text)[1:]


def _link(label: str, address: str, *, nested: bool = False) -> str:
    """A Markdown link; only the label if the address is no web address. `nested` labels are ours."""
    shown = label if nested else _within(label, begins=False)
    if not address.lower().startswith(("https://", "http://")):
        return shown
    target = re.sub(r"[^!#-&*-;=?-Z_a-z~\u0080-\U0010ffff]", lambda odd: f"%{ord(odd[0]):02X}", address)
    return f"[{shown}]({_REFERENCE.sub('&amp;', target)})"


def _span(code: str) -> str:
    code = _SLACK_CALL.sub("<\u200b", code)
    return f"`{code}`"


def _fence(code: str) -> str:
    code = _SLACK_CALL.sub("<\u200b", code)
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{code}\n{fence}"
