"""Work that the rules of learning leave for later; ids only, never anybody's words."""

from typing import ClassVar

from bot.ports.jobs import Job, Queue


class FollowSource(Job, frozen=True):
    """Bring the cards of an article or a lesson in line with it."""

    kind: ClassVar[str] = "follow_source"
    article_id: int | None = None
    lesson_id: int | None = None


class MakeCards(Job, frozen=True):
    """Have a language model make the cards of an article or a lesson."""

    kind: ClassVar[str] = "make_cards"
    queue: ClassVar[Queue] = Queue.SLOW
    article_id: int | None = None
    lesson_id: int | None = None


class SendNudges(Job, frozen=True):
    """Bring some members of a workspace their nudge of the day."""

    kind: ClassVar[str] = "send_nudges"
    nudge_ids: tuple[int, ...]


class RemindOfBudget(Job, frozen=True):
    """Tell some learners of a workspace what they have left of their learning budget before it lapses."""

    kind: ClassVar[str] = "remind_of_budget"
    learner_ids: tuple[int, ...]


class SendRecords(Job, frozen=True):
    """Send some learning records of a workspace to the record store."""

    kind: ClassVar[str] = "send_records"
    queue: ClassVar[Queue] = Queue.SLOW
    record_ids: tuple[int, ...]


class OptimiseSpacing(Job, frozen=True):
    """Fit FSRS's weights to what a workspace's people answered."""

    kind: ClassVar[str] = "optimise_spacing"
    queue: ClassVar[Queue] = Queue.SLOW


class TellOfReportedCard(Job, frozen=True):
    """Ask a card's reviewer to look at it: people say that it is wrong or unclear."""

    kind: ClassVar[str] = "tell_of_reported_card"
    card_id: int


class TellOfUnclearPage(Job, frozen=True):
    """Tell a page's reviewer of the sentence that several people were sure of and got wrong."""

    kind: ClassVar[str] = "tell_of_unclear_page"
    card_id: int
    revision: int
