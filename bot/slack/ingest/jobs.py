"""Work that a stored event leaves."""

from typing import ClassVar

from bot.ports.jobs import Job


class DispatchEvent(Job, frozen=True):
    """Hand a stored event to the handlers."""

    kind: ClassVar[str] = "dispatch_event"
    event_id: str
