"""Work that the rules of learning leave for later; ids only, never anybody's words."""

from typing import ClassVar

from bot.ports.jobs import Job, Queue


class FollowSource(Job, frozen=True):
    """Bring the cards of an article or a lesson in line with it."""

    kind: ClassVar[str] = "follow_source"
    queue: ClassVar[Queue] = Queue.SLOW
    article_id: int | None = None
    lesson_id: int | None = None


class SendNudges(Job, frozen=True):
    """Bring some members of a workspace their nudge of the day."""

    kind: ClassVar[str] = "send_nudges"
    nudge_ids: tuple[int, ...]
