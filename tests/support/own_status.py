"""A person's status and notifications on one sheet of paper, with a hand that can be killed at any moment."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.learning_blocks import quiet_rule as rule
from bot.learning_blocks.quiet_rule import Span
from bot.learning_blocks.quieting import Page, Quiet, bring_about
from bot.ports.chat import Status
from bot.ports.own_status import Shown


class Killed(BaseException):
    """The process dies here."""


class Person:
    """What everybody sees of somebody; a status and a pause end by themselves."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._status: Status | None = None
        self._paused: datetime | None = None

    @property
    def shown(self) -> Shown:
        now, status = self._clock(), self._status
        ended = status is not None and status.ends_at is not None and status.ends_at <= now
        paused = self._paused if self._paused is not None and self._paused > now else None
        return Shown(None if ended else status, paused)

    def shows(self, status: Status | None) -> None:
        """Set or clear the status."""
        self._status = status

    def pauses(self, until: datetime | None) -> None:
        """Pause notifications, or end the pause."""
        self._paused = until


class Thrice:
    """Brings a person's status in line; `dies_after` so many further steps that leave a trace."""

    def __init__(self, person: Person, clock: Callable[[], datetime]) -> None:
        self.person = person
        self._clock = clock
        self.blocks: list[Span] = []
        self.kept: Quiet | None = None
        self.dies_after: int | None = None
        self.effects: list[str] = []

    async def runs(self) -> None:
        """Do what is due; may die in between."""
        await bring_about(self, self, self._clock)

    def hears(self, status: Status | None) -> None:
        """Be told by the chat of somebody's own change."""
        if self.kept is not None:
            held = rule.heard(self.kept.status, status, self._clock(), since=datetime.min.replace(tzinfo=UTC))
            self.kept = Quiet(held, self.kept.pause, self.kept.until)

    def _step(self) -> None:
        if self.dies_after is not None:
            self.dies_after -= 1
            if self.dies_after < 0:
                self.dies_after = None
                raise Killed

    # The book

    async def read(self) -> Page:
        blocks = [_Timed(*span) for span in self.blocks]
        return Page(rule.running(blocks, self._clock()), self.kept)

    async def write(self, kept: Quiet | None) -> None:
        self._step()
        self.kept = kept
        self._step()

    # The hand

    async def look(self) -> Shown:
        return self.person.shown

    async def show(self, status: Status | None) -> None:
        self._step()
        self.person.shows(status)
        self.hears(status)
        self.effects.append(f"show {status.text if status else 'nothing'}")
        self._step()

    async def pause(self, minutes: int) -> datetime:
        self._step()
        until = self._clock() + timedelta(minutes=minutes)
        self.person.pauses(until)
        self.effects.append("pause")
        self._step()
        return until

    async def end_pause(self) -> None:
        self._step()
        self.person.pauses(None)
        self.effects.append("end pause")
        self._step()


class _Timed:
    def __init__(self, starts_at: datetime, ends_at: datetime) -> None:
        self.starts_at, self.ends_at = starts_at, ends_at
