"""Syncing: what a calendar's owner made of their blocks wins, and what is planned stands in it, each block once."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.learning_blocks import weeks
from bot.learning_blocks.policy import DESCRIPTION, TITLE
from bot.learning_blocks.schedule import WEEK, week_of
from bot.ports.calendar import BlockEvent, Changes, Protection, Standing
from bot.workspaces.local_time import zone_of
from models.blocks import Block, BlockMember
from models.calendars import BlockCopy, CalendarConnection
from models.uow import UnitOfWork

AHEAD: Final = WEEK * (weeks.WEEKS_AHEAD + 1)
LONG_GONE: Final = 5
"""Syncs in a row that failed, over half an hour: such a calendar is not waited for."""
FARTHEST: Final = timedelta(days=366)
"""Whoever moves a block farther than this does not want it in its week: calendars say any year, 1 and 9999 too."""


@dataclass(frozen=True, slots=True)
class Put:
    """A block to be written: made where `version` is None, else in the place of that version."""

    copy_id: int
    event: BlockEvent
    version: str | None


@dataclass(frozen=True, slots=True)
class Remove:
    """A block to be taken from the calendar."""

    copy_id: int
    uid: str
    version: str | None


@dataclass(frozen=True)
class Synced:
    """A connection and whose it is, as one unit of work holds them."""

    uow: UnitOfWork
    connection: CalendarConnection
    member: BlockMember
    at: datetime

    async def take_in(self, changes: Changes) -> list[Block]:
        """Take over what the owner did in the calendar.

        A block that they moved is moved. Returns the blocks that they deleted there: those are left out now, and they
        are to be asked about it once. What is not ours, or was taken away by us, is passed over.
        """
        known = {copy.uid: (copy, block) for copy, block in await self._copies()}
        gone = set(changes.gone)
        for found in changes.standing:
            if found.uid in known and not self._seen(*known[found.uid], found):
                gone.add(found.uid)
        if changes.is_whole:
            gone |= known.keys() - {found.uid for found in changes.standing}
        deleted = [self._deleted(*known[uid]) for uid in sorted(gone & known.keys())]
        self.connection.token = changes.token
        return [block for block in deleted if block is not None]

    async def next_write(self) -> Put | Remove | None:
        """Return the next thing to write, its row made before it is written; none where all is as it should be."""
        copies = await self._copies()
        for copy, block in copies:
            if (found := self._outdated(copy, block)) is not None:
                return found
        settled = {block.id for copy, block in copies if not _is_wanted_again(copy, block)}
        for block in await self.uow.blocks.weeks(self.member.user_id, week_of(self.at.date()) - WEEK):
            if block.id not in settled and self._belongs(block):
                return await self._make(block, [copy for copy, of in copies if of.id == block.id])
        return None

    async def noted(self, copy_id: int, put: Put | None, standing: Standing | None) -> Block | None:
        """Write down how a block stands in the calendar after a write.

        `put` None: it was taken away. `standing` None: its owner deleted it before it was written again; the block is
        returned then, as by `take_in`. One that stands at another time than was written was moved by its owner.
        """
        found = next((each for each in await self._copies() if each[0].id == copy_id), None)
        if found is None:
            return None
        copy, block = found
        if put is None:
            copy.state, copy.version = "removed", None
            return None
        copy.state, copy.starts_at, copy.ends_at = "standing", put.event.starts, put.event.ends
        if standing is None:
            return self._deleted(copy, block)
        copy.protection = put.event.protection.value
        return None if self._seen(copy, block, standing) else self._deleted(copy, block)

    async def _copies(self) -> list[tuple[BlockCopy, Block]]:
        return list(await self.uow.calendars.copies(self.connection.id))

    def _seen(self, copy: BlockCopy, block: Block, found: Standing) -> bool:
        """The owner's own change of an event wins; return false where they put it out of sight, as good as deleted."""
        if copy.state == "removed" or copy.version == found.version:
            return True
        if max(abs(moment - block.planned_at) for moment in (found.starts, found.ends)) > FARTHEST:
            return False
        was_moved = (copy.starts_at, copy.ends_at) != (found.starts, found.ends)
        copy.state, copy.version = "standing", found.version
        copy.starts_at, copy.ends_at = found.starts, found.ends
        if was_moved and block.state == "planned" and found.ends > found.starts:
            weeks.put_by_owner(block, found.starts, found.ends, at=self.at)
            self.member.changed_at = self.at
        return True

    def _deleted(self, copy: BlockCopy, block: Block) -> Block | None:
        """What its owner deleted is not made again unasked."""
        if copy.state != "standing":
            return None
        copy.state, copy.version = "deleted", None
        if block.state != "planned" or block.starts_at <= self.at:
            return None
        weeks.skip(block)
        self.member.changed_at = self.at
        return block

    def _outdated(self, copy: BlockCopy, block: Block) -> Put | Remove | None:
        if copy.state not in ("intended", "standing"):
            return None
        if not self._belongs(block):
            # What is over stays where it stands: it is the owner's own memory of that day.
            is_past = block.starts_at <= self.at and block.state not in ("skipped", "withdrawn")
            return None if is_past else Remove(copy.id, copy.uid, copy.version)
        wanted = (block.starts_at, block.ends_at, self.member.protection)
        if copy.state == "standing" and (copy.starts_at, copy.ends_at, copy.protection) == wanted:
            return None
        return Put(copy.id, self._event(copy.uid, block), copy.version)

    async def _make(self, block: Block, before: list[BlockCopy]) -> Put:
        for old in before:
            await self.uow.delete(old)
        await self.uow.flush()
        copy = BlockCopy(
            connection_id=self.connection.id,
            block_id=block.id,
            uid=uid_of(self.connection, block),
            version=None,
            starts_at=block.starts_at,
            ends_at=block.ends_at,
            protection=self.member.protection,
            state="intended",
        )
        self.uow.add(copy)
        await self.uow.flush()
        return Put(copy.id, self._event(copy.uid, block), None)

    def _belongs(self, block: Block) -> bool:
        return block.state in ("planned", "started") and self.at < block.starts_at <= self.at + AHEAD

    def _event(self, uid: str, block: Block) -> BlockEvent:
        there = zone_of(self.member.tz)
        return BlockEvent(
            uid=uid,
            starts=block.starts_at.astimezone(there),
            ends=block.ends_at.astimezone(there),
            title=TITLE,
            description=DESCRIPTION,
            protection=Protection(self.member.protection),
        )


def uid_of(connection: CalendarConnection, block: Block) -> str:
    """Return the identifier of a block in a calendar: the same for the same intent, another one once it was deleted
    there and is wanted again."""
    said = f"{connection.workspace_id}:{connection.id}:{block.id}:{block.sequence}"
    return base64.b32hexencode(hashlib.sha256(said.encode()).digest()[:20]).decode().lower()


def back_off(tries: int, asked: float | None = None) -> timedelta:
    """Return how long to wait after so many failures in a row: a minute, doubling up to six hours, or as asked."""
    wait = timedelta(minutes=min(2 ** max(0, min(tries, 12) - 1), 360))
    return max(wait, timedelta(seconds=asked)) if asked is not None else wait


def worth_asking(connections: Sequence[CalendarConnection]) -> list[CalendarConnection]:
    """Return the calendars in which meetings are looked for: not those that let nobody in.

    One that has not been reached for long keeps nobody from hearing of what stands in another.
    """
    alive = [each for each in connections if each.dead_at is None]
    return [each for each in alive if each.tries < LONG_GONE] or alive


def _is_wanted_again(copy: BlockCopy, block: Block) -> bool:
    """Whether a block that is not in the calendar is to be there after all, because its owner said so since."""
    return copy.state in ("deleted", "removed") and block.state == "planned"
