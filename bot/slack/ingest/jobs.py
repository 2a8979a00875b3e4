"""Work that a stored event leaves."""

from typing import ClassVar

from bot.ports.jobs import Job, Queue


class DispatchEvent(Job, frozen=True):
    """Hand a stored event to the handlers."""

    kind: ClassVar[str] = "dispatch_event"
    queue: ClassVar[Queue] = Queue.EVENTS
    event_id: str
    place: str = ""
    """The channel that it happened in, or nothing: events of one place are handed on in their order."""
