"""Answers of a WebDAV server (207 Multi-Status, and errors in XML) read piece by piece, within bounds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from bot.providers.calendars.reading.wire import MOST_BYTES

DAV: Final = "DAV: "
CALDAV: Final = "urn:ietf:params:xml:ns:caldav "
_MOST_ELEMENTS: Final = 300_000
"""That are held at a time; those of resources that are not kept do not count."""
_MOST_RESPONSES: Final = 20_000
_DEEPEST: Final = 40
_LONGEST_TOKEN: Final = 2_000_000
MOST_KEPT: Final = 4_000
"""Letters of a name of the server's own, a token or a version, that we keep."""
_RESPONSE: Final = f"{DAV}response"


class Malformed(Exception):
    """It is no XML, or XML of a kind that no honest server sends."""


@dataclass(slots=True)
class Element:
    """An element with its name (`DAV: href`), the values of its attributes, its text and what stands in it."""

    name: str
    attributes: tuple[str, ...] = ()
    parts: list[str] = field(default_factory=list)
    children: "list[Element]" = field(default_factory=list)
    size: int = 0

    @property
    def text(self) -> str:
        """Its own text; empty where it was longer than anything that we read."""
        return "".join(self.parts).strip()

    def child(self, name: str) -> "Element | None":
        """Return its first child of that name."""
        return next((each for each in self.children if each.name == name), None)

    def below(self, *names: str) -> "Element | None":
        """Return what is found by going down those names."""
        found: Element | None = self
        for name in names:
            found = found.child(name) if found is not None else None
        return found

    def said(self, *names: str) -> str:
        """Return the text that is found by going down those names; empty where there is none."""
        found = self.below(*names)
        return found.text if found is not None else ""


@dataclass(frozen=True, slots=True)
class Resource:
    """What the server says of one address: a status, and the properties that it has."""

    href: str
    status: int
    properties: dict[str, Element]

    def said(self, name: str, *below: str) -> str:
        """Return the text of a property; empty where it has none."""
        found = self.properties.get(name)
        return found.said(*below) if found is not None else ""


class Multistatus:
    """Takes an answer in pieces, and keeps the resources whose address `keep` says yes to.

    `is_cut` says that it held more than we read; `is_truncated`, that the server did not tell all (RFC 6578, 3.6).
    """

    def __init__(self, keep: Callable[[str], bool] | None = None) -> None:
        self.resources: list[Resource] = []
        self.root: Element | None = None
        self.is_cut = False
        self.is_truncated = False
        self._keep = keep
        self._stack: list[Element] = []
        self._elements = 0
        self._before = 0
        self._fed = 0
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._begins
        parser.EndElementHandler = self._ends
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        self._parser = parser

    def feed(self, piece: bytes, *, is_last: bool = False) -> None:
        """Take the next piece; raise `Malformed` where this cannot become an answer any more."""
        self._fed += len(piece)
        try:
            self._parser.Parse(piece, is_last)
            # Each piece of one endless tag would have all before it read again.
            if self._fed - self._parser.CurrentByteIndex > _LONGEST_TOKEN:
                raise Malformed("a tag without an end")
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise Malformed(type(error).__name__) from None
        if is_last and self.root is None:
            raise Malformed("nothing")

    @property
    def sync_token(self) -> str | None:
        """The token to ask with the next time; none where it is longer than anything that is worth keeping."""
        said = self.root.said(f"{DAV}sync-token") if self.root is not None else ""
        return said if 0 < len(said) <= MOST_KEPT else None

    def _begins(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if len(self._stack) == 1:
            self._before = self._elements - 1
        if len(self._stack) >= _DEEPEST or self._elements > _MOST_ELEMENTS:
            raise Malformed("too much of it")
        element = Element(name, tuple(attributes.values()))
        if self._stack:
            self._stack[-1].children.append(element)
        else:
            self.root = element
        self._stack.append(element)

    def _ends(self, name: str) -> None:
        element = self._stack.pop()
        if name == _RESPONSE and len(self._stack) == 1:
            # One response after the other becomes a resource, so that a long answer is never held as a whole.
            self._stack[0].children.pop()
            self._take(_resource(element))

    def _take(self, resource: Resource) -> None:
        is_kept = self._keep is None or self._keep(resource.href)
        if resource.status == 507:
            self.is_truncated = True
        elif is_kept and len(self.resources) >= _MOST_RESPONSES:
            self.is_cut = True
        elif is_kept:
            self.resources.append(resource)
            return
        self._elements = self._before

    def _text(self, text: str) -> None:
        if not self._stack:
            return
        element = self._stack[-1]
        element.size += len(text)
        if element.size > MOST_BYTES:
            element.parts.clear()
        else:
            element.parts.append(text)

    def _refuse(self, *_: object) -> None:
        raise Malformed("a document type")


def _resource(response: Element) -> Resource:
    properties: dict[str, Element] = {}
    for propstat in response.children:
        status = _status(propstat.said(f"{DAV}status"), 200)
        props = propstat.child(f"{DAV}prop")
        if propstat.name == f"{DAV}propstat" and props is not None and 200 <= status < 300:
            properties.update({each.name: each for each in props.children})
    status = _status(response.said(f"{DAV}status"), 200)
    return Resource(response.said(f"{DAV}href"), status, properties)


def _status(line: str, otherwise: int) -> int:
    """Return the number in `HTTP/1.1 404 Not Found`."""
    number = line.split(" ")[1] if line.count(" ") else ""
    return int(number) if len(number) == 3 and number.isascii() and number.isdigit() else otherwise
