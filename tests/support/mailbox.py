"""A calendar that understands invitations (RFC 5546), as its owner looks at it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import icalendar
import recurring_ical_events

from bot.ports.invitation import Invitation, Method
from bot.providers.calendars.itip import calendar_text
from bot.providers.calendars.mail_server import Sender

SENDER = Sender("Thrice", "thrice@example.com")


@dataclass
class _Held:
    sequence: int
    series: Any
    one: dict[datetime, Any] = field(default_factory=dict)


@dataclass
class Mailbox:
    """Takes in what it is sent. `keeps`: a series that is sent anew leaves what is known of single ones as it was."""

    keeps: bool
    held: dict[str, _Held] = field(default_factory=dict)

    def takes(self, invitation: Invitation) -> None:
        """Read a message; one that is not newer than what is there changes nothing, as with a real one."""
        self.reads(calendar_text(invitation, SENDER))

    def opens(self, message: EmailMessage) -> None:
        """Read a mail as it arrived."""
        [part] = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
        self.reads(part.get_content().encode())

    def reads(self, text: bytes) -> None:
        """Read what a message says to calendars."""
        calendar: Any = icalendar.Calendar.from_ical(text)
        event: Any
        [event] = calendar.walk("VEVENT")
        held = self.held.get(str(event["UID"]))
        if held is not None and event["SEQUENCE"] <= held.sequence:
            return
        instance = event["RECURRENCE-ID"].dt.astimezone(UTC) if "RECURRENCE-ID" in event else None
        if held is None:
            assert calendar["METHOD"] == Method.REQUEST.value
            assert instance is None, "one of a series of which nothing is known"
            self.held[str(event["UID"])] = _Held(event["SEQUENCE"], event)
            return
        held.sequence = event["SEQUENCE"]
        if instance is not None:
            held.one[instance] = event
        else:
            held.series = event
            if not self.keeps:
                held.one.clear()

    def shows(self, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
        """Return what stands between two moments and begins there."""
        found = [span for held in self.held.values() for span in _shown(held, since, until)]
        return sorted(span for span in found if since < span[0] < until)


def _shown(held: _Held, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    if str(held.series["STATUS"]) == "CANCELLED":
        return []
    alone = icalendar.Calendar()
    alone.add("version", "2.0")
    alone.add_component(held.series)
    regular = [_span(e) for e in recurring_ical_events.of(alone).between(since - timedelta(days=2), until)]
    single = [_span(e) for e in held.one.values() if str(e["STATUS"]) != "CANCELLED"]
    return [span for span in regular if span[0] not in held.one] + single


def _span(event: Any) -> tuple[datetime, datetime]:
    starts, ends = event["DTSTART"].dt, event["DTEND"].dt
    return starts.astimezone(UTC), ends.astimezone(UTC)
