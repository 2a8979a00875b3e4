"""What is asked of a CalDAV server, in XML."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from xml.sax.saxutils import escape

_HEAD: Final = '<?xml version="1.0" encoding="utf-8"?>\n'
_NAMES: Final = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:cs="http://calendarserver.org/ns/"'

COLLECTION: Final = (
    "<d:resourcetype/><d:displayname/><d:current-user-privilege-set/><d:current-user-principal/>"
    "<c:calendar-home-set/><c:supported-calendar-component-set/>"
)
PRINCIPAL: Final = "<c:calendar-home-set/><c:calendar-user-address-set/>"
ETAG: Final = "<d:getetag/>"


def propfind(properties: str) -> bytes:
    """Ask for properties."""
    return _whole("d:propfind", f"<d:prop>{properties}</d:prop>")


def sync(token: str | None) -> bytes:
    """Ask what changed since a token (RFC 6578); for everything where there is none."""
    return _whole(
        "d:sync-collection",
        f"<d:sync-token>{escape(token or '')}</d:sync-token><d:sync-level>1</d:sync-level><d:prop>{ETAG}</d:prop>",
    )


def multiget(paths: Sequence[str]) -> bytes:
    """Ask for objects by their paths."""
    hrefs = "".join(f"<d:href>{escape(path)}</d:href>" for path in paths)
    return _whole("c:calendar-multiget", f"<d:prop>{ETAG}<c:calendar-data/></d:prop>{hrefs}")


def between(since: datetime, until: datetime) -> bytes:
    """Ask for the events of a time, as they were written: expanding series is for whoever bounds it."""
    span = f'start="{since.astimezone(UTC):%Y%m%dT%H%M%SZ}" end="{until.astimezone(UTC):%Y%m%dT%H%M%SZ}"'
    return _whole(
        "c:calendar-query",
        f'<d:prop>{ETAG}<c:calendar-data/></d:prop><c:filter><c:comp-filter name="VCALENDAR">'
        f'<c:comp-filter name="VEVENT"><c:time-range {span}/></c:comp-filter></c:comp-filter></c:filter>',
    )


def _whole(name: str, inner: str) -> bytes:
    return f"{_HEAD}<{name} {_NAMES}>{inner}</{name}>".encode()
