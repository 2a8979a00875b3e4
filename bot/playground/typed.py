"""What Slack's client makes of the text that a person types: entities, links and rich text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from .options import Json

_URL = re.compile(r"(?:https?://|mailto:)[^\s<>|`]+")
# The lengths are bounded so that no text of 40,000 characters keeps the playground busy for seconds.
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_EMOJI = re.compile(r":([a-z0-9_+'-]+(?:::skin-tone-\d)?):")
_CHANNEL = re.compile(r"#([^\s#.,;:!?()<>`]+)")
_STYLED = re.compile(r"([*_~])(?=[^\s*_~])([^\n]{0,300}?\S)\1(?![\w*_~])")
_BROADCASTS = ("here", "channel", "everyone")
_STYLE_NAMES = {"*": "bold", "_": "italic", "~": "strike"}


@dataclass(frozen=True)
class Names:
    """Who and what can be mentioned: lower-case visible names to ids."""

    people: Mapping[str, str]
    channels: Mapping[str, str]

    @cached_property
    def longest_first(self) -> tuple[str, ...]:
        """What can follow an @, so that "ada admin" is found before "ada"."""
        return tuple(sorted((*self.people, *_BROADCASTS), key=len, reverse=True))


@dataclass(frozen=True)
class Typed:
    """A message as it leaves the client: `text` with entities, and the same as blocks."""

    text: str
    blocks: list[Json]


def escape(text: str) -> str:
    """Slack's three escapes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def type_text(text: str, names: Names, *, block_id: str) -> Typed:
    """Turn what a person typed into what Slack's client sends."""
    elements: list[Json] = []
    parts: list[str] = []
    for kind, body in _paragraphs(text):
        if kind == "code":
            elements.append({"type": "rich_text_preformatted", "elements": [{"type": "text", "text": body}]})
            parts.append(f"```{escape(body)}```")
            continue
        inline = list(_inline(body, names))
        parts.append(_quoted(_as_text(inline)) if kind == "quote" else _as_text(inline))
        name = "rich_text_quote" if kind == "quote" else "rich_text_section"
        if inline:
            elements.append({"type": name, "elements": [each.element for each in inline]})
    if not elements:
        return Typed("", [])
    return Typed("\n".join(parts), [{"type": "rich_text", "block_id": block_id, "elements": elements}])


@dataclass(frozen=True)
class _Piece:
    """One inline element, and the same in the message's text."""

    element: Json
    text: str


def _paragraphs(text: str) -> Iterator[tuple[str, str]]:
    """Code fences, runs of quoted lines, and what stands between them, in order."""
    for index, chunk in enumerate(re.split(r"```\n?(.*?)\n?```\n?", text, flags=re.DOTALL)):
        if index % 2:
            yield "code", chunk
        elif chunk:
            yield from _quotes_and_sections(chunk)


def _quotes_and_sections(text: str) -> Iterator[tuple[str, str]]:
    lines = text[:-1].split("\n") if text.endswith("\n") else text.split("\n")
    run: list[str] = []
    run_kind = "section"
    for line in lines:
        kind = "quote" if line.startswith(">") else "section"
        if run and kind != run_kind:
            yield run_kind, "\n".join(run)
            run = []
        run_kind = kind
        run.append(line.removeprefix(">").removeprefix(" ") if kind == "quote" else line)
    if run:
        yield run_kind, "\n".join(run)


def _quoted(text: str) -> str:
    return "\n".join(f"&gt; {line}" for line in text.split("\n"))


def _as_text(pieces: list[_Piece]) -> str:
    return "".join(each.text for each in pieces)


def _inline(text: str, names: Names, style: Json | None = None) -> Iterator[_Piece]:
    """The inline elements of one paragraph; plain text in between is merged."""
    position = plain_from = 0
    while position < len(text):
        found = _entity_at(text, position, names, style)
        if found is None:
            position += 1
            continue
        pieces, end = found
        if plain_from < position:
            yield _plain(text[plain_from:position], style)
        yield from pieces
        position = plain_from = end
    if plain_from < len(text):
        yield _plain(text[plain_from:], style)


def _plain(text: str, style: Json | None) -> _Piece:
    return _Piece(_styled({"type": "text", "text": text}, style), escape(text))


def _styled(element: Json, style: Json | None) -> Json:
    return element | {"style": style} if style else element


def _entity_at(text: str, at: int, names: Names, style: Json | None) -> tuple[list[_Piece], int] | None:
    """The entity that begins at this place, and where it ends."""
    character = text[at]
    starts_word = at == 0 or not (text[at - 1].isalnum() or text[at - 1] == "_")
    if character == "`":
        return _code_at(text, at, style)
    if character == "@" and starts_word:
        return _mention_at(text, at, names, style)
    if character == "#" and starts_word:
        return _channel_at(text, at, names, style)
    if character == ":" and (emoji := _EMOJI.match(text, at)):
        return [_Piece(_styled({"type": "emoji", "name": emoji[1]}, style), emoji[0])], emoji.end()
    if character in _STYLE_NAMES and starts_word and (match := _STYLED.match(text, at)):
        inner = list(_inline(match[2], names, (style or {}) | {_STYLE_NAMES[character]: True}))
        marked = [_Piece(each.element, each.text) for each in inner]
        marked[0] = _Piece(marked[0].element, character + marked[0].text)
        marked[-1] = _Piece(marked[-1].element, marked[-1].text + character)
        return marked, match.end()
    return _link_at(text, at, style) if starts_word else None


def _code_at(text: str, at: int, style: Json | None) -> tuple[list[_Piece], int] | None:
    end = text.find("`", at + 1)
    inside = text[at + 1 : end]
    if end < 0 or not inside.strip() or "\n" in inside:
        return None
    element = {"type": "text", "text": inside, "style": (style or {}) | {"code": True}}
    return [_Piece(element, f"`{escape(inside)}`")], end + 1


def _mention_at(text: str, at: int, names: Names, style: Json | None) -> tuple[list[_Piece], int] | None:
    rest = text[at + 1 : at + 2 + len(names.longest_first[0])].lower()
    for name in names.longest_first:
        after = rest[len(name) : len(name) + 1]
        if not name or not rest.startswith(name) or after.isalnum() or after == "_":
            continue
        end = at + 1 + len(name)
        if name in names.people:
            user = names.people[name]
            return [_Piece(_styled({"type": "user", "user_id": user}, style), f"<@{user}>")], end
        return [_Piece(_styled({"type": "broadcast", "range": name}, style), f"<!{name}>")], end
    return None


def _channel_at(text: str, at: int, names: Names, style: Json | None) -> tuple[list[_Piece], int] | None:
    match = _CHANNEL.match(text, at)
    if match is None or match[1].lower() not in names.channels:
        return None
    name = match[1].lower()
    channel = names.channels[name]
    piece = _Piece(_styled({"type": "channel", "channel_id": channel}, style), f"<#{channel}|{name}>")
    return [piece], match.end()


def _link_at(text: str, at: int, style: Json | None) -> tuple[list[_Piece], int] | None:
    match = _URL.match(text, at)
    if match is not None:
        url = match[0].rstrip(".,;:!?'\"*_~")
        while url.endswith(")") and url.count(")") > url.count("("):
            url = url[:-1]
        piece = _Piece(_styled({"type": "link", "url": url}, style), f"<{escape(url)}>")
        return [piece], at + len(url)
    mail = _EMAIL.match(text, at)
    if mail is None:
        return None
    element = {"type": "link", "url": f"mailto:{mail[0]}", "text": mail[0]}
    return [_Piece(_styled(element, style), f"<mailto:{mail[0]}|{mail[0]}>")], mail.end()


_KEPT = re.compile(
    r"<(?:@[UW][A-Z0-9]+(?:\|[^<>]*)?|#C[A-Z0-9]+(?:\|[^<>]*)?|![^<>\s]+[^<>]*|[a-z]+:[^<>\s]+(?:\|[^<>]*)?)>"
)
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt);)")
_BARE_URL = re.compile(r"(?<![\w<|`/])https?://[^\s<>|`]+")


def normalise_app_text(text: str) -> str:
    """What Slack stores of a text that an app posted: entities kept, loose `&<>` escaped, addresses linked.

    Names such as `@here` or `@amina` stay what they are: text.
    """
    out: list[str] = []
    position = 0
    for entity in _KEPT.finditer(text):
        out += [_normalise_plain(text[position : entity.start()]), entity[0]]
        position = entity.end()
    out.append(_normalise_plain(text[position:]))
    return "".join(out)


def _normalise_plain(text: str) -> str:
    text = _BARE_AMPERSAND.sub("&amp;", text).replace("<", "&lt;")
    # A ">" at the start of a line is a quotation, and Slack stores that as an entity too.
    text = text.replace(">", "&gt;")
    return _BARE_URL.sub(_link, text)


def _link(match: re.Match[str]) -> str:
    url = match[0].rstrip(".,;:!?'\")*_~")
    return f"<{url}>{match[0][len(url) :]}"
