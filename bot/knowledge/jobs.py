"""Work that the rules of knowledge leave for later; ids only, never anybody's words."""

from typing import ClassVar

from bot.ports.jobs import Job, Queue


class PlaceQuestion(Job, frozen=True):
    """Find out which topic a captured question belongs to, and what follows from that."""

    kind: ClassVar[str] = "place_question"
    queue: ClassVar[Queue] = Queue.MATCHING
    question_id: int
    quietly: bool = False
    """Whether nobody is to be told: it was asked long ago."""


class ReadThread(Job, frozen=True):
    """Hear the replies of a thread that were said before its question came to us."""

    kind: ClassVar[str] = "read_thread"
    queue: ClassVar[Queue] = Queue.SLOW
    channel_id: str
    thread_ts: str


class ConsiderDraft(Job, frozen=True):
    """See whether a topic whose rule holds has an answer by now, and draft its article."""

    kind: ClassVar[str] = "consider_draft"
    queue: ClassVar[Queue] = Queue.SLOW
    topic_id: int


class DraftFromNote(Job, frozen=True):
    """Draft an article from a message that several people saved."""

    kind: ClassVar[str] = "draft_from_note"
    queue: ClassVar[Queue] = Queue.SLOW
    note_id: int


class TellAsker(Job, frozen=True):
    """Tell the asker of a topic privately that others asked before, with their answers."""

    kind: ClassVar[str] = "tell_asker"
    question_id: int
    topic_id: int
    ordinal: int


class ShowAnswer(Job, frozen=True):
    """Show a published article privately to somebody who asked."""

    kind: ClassVar[str] = "show_answer"
    offer_id: int


class AnswerMention(Job, frozen=True):
    """Answer somebody whose captured question addressed Thrice, where nothing else is said to them."""

    kind: ClassVar[str] = "answer_mention"
    question_id: int


class SendReviewCard(Job, frozen=True):
    """Bring a review to its reviewer."""

    kind: ClassVar[str] = "send_review_card"
    review_id: int


class RefreshReviewCard(Job, frozen=True):
    """Redraw a review's card as things stand now: closed, passed on, or with a newer text."""

    kind: ClassVar[str] = "refresh_review_card"
    review_id: int


class LinkThread(Job, frozen=True):
    """Reply in a source thread with the article's link, once."""

    kind: ClassVar[str] = "link_thread"
    article_id: int
    channel_id: str
    thread_ts: str


class PublishToWikis(Job, frozen=True):
    """Bring an article's newest published revision to every configured wiki."""

    kind: ClassVar[str] = "publish_to_wikis"
    queue: ClassVar[Queue] = Queue.SLOW
    article_id: int
    revision: int


class KeepArticleVector(Job, frozen=True):
    """Embed an article's title and short answer, so that search finds it by meaning."""

    kind: ClassVar[str] = "keep_article_vector"
    article_id: int
    revision: int


class KeepNote(Job, frozen=True):
    """Fetch what was saved, with its thread, and make it searchable."""

    kind: ClassVar[str] = "keep_note"
    note_id: int


class GiveReceipt(Job, frozen=True):
    """Make the receipt on a saved message agree with whether it is saved."""

    kind: ClassVar[str] = "give_receipt"
    channel_id: str
    ts: str


class WelcomeChannel(Job, frozen=True):
    """Read a channel that Thrice was invited to, and say there that it captures."""

    kind: ClassVar[str] = "welcome_channel"
    channel_id: str
    inviter: str | None


class LookAround(Job, frozen=True):
    """Find the channels that Thrice was invited to while nothing of it was running."""

    kind: ClassVar[str] = "look_around"


class ReadMembers(Job, frozen=True):
    """Read who is in a private channel."""

    kind: ClassVar[str] = "read_members"
    channel_id: str


class PassReviewOn(Job, frozen=True):
    """Pass a review that nobody answered to the next in line."""

    kind: ClassVar[str] = "pass_review_on"
    review_id: int


class ConfirmForgetting(Job, frozen=True):
    """Tell a person, in a direct message, that they were forgotten."""

    kind: ClassVar[str] = "confirm_forgetting"
    user_id: str
    occasion: str


class UnlinkFromWikis(Job, frozen=True):
    """Withdraw an article from every configured wiki."""

    kind: ClassVar[str] = "unlink_from_wikis"
    queue: ClassVar[Queue] = Queue.SLOW
    article_id: int
    revision: int
