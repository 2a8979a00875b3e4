"""Work that the rules of learning blocks leave for later; ids only, never anybody's words."""

from typing import ClassVar

from bot.ports.jobs import Job, Queue


class SyncCalendar(Job, frozen=True):
    """Bring a member's connected calendar and their blocks in line with each other."""

    kind: ClassVar[str] = "sync_calendar"
    queue: ClassVar[Queue] = Queue.SLOW
    connection_id: int


class AskOfDeleted(Job, frozen=True):
    """Ask a member, once, whether a block that they deleted in their calendar is to be left out."""

    kind: ClassVar[str] = "ask_of_deleted"
    block_id: int
    sequence: int


class SendInvitations(Job, frozen=True):
    """Send a member's calendar that is reached by e-mail what it does not know yet of their blocks."""

    kind: ClassVar[str] = "send_invitations"
    queue: ClassVar[Queue] = Queue.SLOW
    connection_id: int


class LookForConflicts(Job, frozen=True):
    """Look which meetings take the time of a member's block."""

    kind: ClassVar[str] = "look_for_conflicts"
    queue: ClassVar[Queue] = Queue.SLOW
    block_id: int
    sequence: int
    step: str


class TakeBackTold(Job, frozen=True):
    """Delete what a channel was told in the name of somebody who wants to be forgotten."""

    kind: ClassVar[str] = "take_back_told"
    channel_id: str
    ts: str


class TellOfMonth(Job, frozen=True):
    """Tell a curator what came of a month's learning time, in sum."""

    kind: ClassVar[str] = "tell_of_month"
    user_id: str
    year: int
    month: int


class ChooseOnDuty(Job, frozen=True):
    """Choose who of a channel stays on duty in a week's block; `week` is its Monday, as `2026-11-23`."""

    kind: ClassVar[str] = "choose_on_duty"
    week: str


class TellOfDuty(Job, frozen=True):
    """Tell a member that they stay on duty in the others' block, and when theirs is."""

    kind: ClassVar[str] = "tell_of_duty"
    block_id: int
    sequence: int
    channel_id: str


class PlanBlocks(Job, frozen=True):
    """Plan the next weeks of some members of a workspace."""

    kind: ClassVar[str] = "plan_blocks"
    user_ids: tuple[str, ...]


class TellOfLapse(Job, frozen=True):
    """Tell a member what of their learning time lapses with a month, as `2026-11`."""

    kind: ClassVar[str] = "tell_of_lapse"
    queue: ClassVar[Queue] = Queue.SLOW
    user_id: str
    month: str


class TellOfRule(Job, frozen=True):
    """Tell a member when their block is by another rule; `week` is the Monday of the first week that changed."""

    kind: ClassVar[str] = "tell_of_rule"
    user_id: str
    week: str


class RemindOfBlock(Job, frozen=True):
    """Tell a member that their block begins soon, with something worth doing in it."""

    kind: ClassVar[str] = "remind_of_block"
    block_id: int
    sequence: int


class EndBlock(Job, frozen=True):
    """Ask a member what they learned in the block that has ended, and count it."""

    kind: ClassVar[str] = "end_block"
    block_id: int
    sequence: int


class DisconnectEverybody(Job, frozen=True):
    """Disconnect every calendar of a workspace that Thrice was removed from."""

    kind: ClassVar[str] = "disconnect_everybody"
    queue: ClassVar[Queue] = Queue.SLOW


class AskWhatWasLearned(Job, frozen=True):
    """Ask a member what they learned, or whether their block took place, a little after those who lead were asked."""

    kind: ClassVar[str] = "ask_what_was_learned"
    block_id: int
    sequence: int


class DisconnectCalendar(Job, frozen=True):
    """Take our blocks out of a calendar that was disconnected, give the access back, and keep nothing of it."""

    kind: ClassVar[str] = "disconnect_calendar"
    connection_id: int
    tries: int = 0


class KeepQuiet(Job, frozen=True):
    """Bring a member's status and Do Not Disturb in line with their blocks; `place` is the member's id."""

    kind: ClassVar[str] = "keep_quiet"
    queue: ClassVar[Queue] = Queue.MEMBERS
    place: str


class TellOfLostConsent(Job, frozen=True):
    """Tell a member that their consent to quiet during blocks is worth nothing any more."""

    kind: ClassVar[str] = "tell_of_lost_consent"
    user_id: str
    consent_id: int
