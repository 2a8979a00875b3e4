"""Connections: a member connects a calendar, one of each kind, has it mended or replaced, and disconnects it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.errors import BotError
from bot.learning_blocks import disconnecting, invited, members
from bot.learning_blocks.connection_secrets import ConnectionSecrets, Secret
from bot.learning_blocks.jobs import LookForConflicts
from bot.learning_blocks.schedule import WEEK, week_of
from bot.learning_blocks.weeks import REMIND_BEFORE, WEEK_BEFORE
from bot.ports.calendar import CalendarRefused, CalendarSeen
from bot.ports.calendar_access import Left, Login, Mailbox
from bot.workspaces.local_time import zone_of
from models.blocks import BlockMember
from models.calendars import CalendarConnection
from models.uow import UnitOfWork

_LONGEST_NAME = 200


class NotConnected(BotError):
    """A calendar that is not connected (any more), or is somebody else's."""

    code = "not_connected"

    def __init__(self) -> None:
        super().__init__("This calendar is not connected any more.")


async def may_connect(uow: UnitOfWork, user_id: str) -> BlockMember:
    """Return a member who may connect calendars: a full one who takes part. Raises `NotTakingPart` or `NotAllowed`."""
    members.require_may_join(await uow.members.get(user_id))
    return await members.active(uow, user_id)


async def connect(
    uow: UnitOfWork,
    user_id: str,
    kind: str,
    secret: Secret,
    seen: CalendarSeen,
    *,
    secrets: ConnectionSecrets,
    at: datetime,
) -> CalendarConnection:
    """Keep a calendar that was tried, and have it synced. Raises as `may_connect` does.

    The same calendar again is let in anew, and keeps what stands in it; another one takes the place of the member's
    calendar of this kind.
    """
    # It locks the member's row, so that two tabs at once act in turn.
    await may_connect(uow, user_id)
    before = await uow.calendars.of_kind(user_id, kind)
    same = next((each for each in before if _is_same(each, secret, seen, secrets)), None)
    for each in before:
        if each is not same and each.ended_at is None:
            await disconnecting.end(uow, each, at=at)
    await uow.flush()
    if same is None:
        same = CalendarConnection(user_id=user_id, kind=kind, name=_name(seen), connected_at=at)
    same.sealed = secrets.seal(secret, uow.workspace_id)
    same.can_decline = seen.can_decline
    # The moment of letting us in anew tells one death of a connection from the next.
    same.connected_at = at
    same.dead_at, same.ended_at, same.tries, same.sync_at = None, None, 0, at
    uow.add(same)
    await uow.flush()
    uow.audit.note(user_id, "calendar.connected", f"calendar:{same.id}", at=at)
    if kind != "email":
        await _look_at_the_week(uow, same, at=at)
    return same


async def _look_at_the_week(uow: UnitOfWork, connection: CalendarConnection, *, at: datetime) -> None:
    """Have conflicts looked for with the blocks whose look a week ahead came before the calendar was there.

    Up to the reminder: shortly before a block no other time is offered, but its owner hears what is in the way.
    """
    for block in await uow.blocks.weeks(connection.user_id, week_of(at.date()) - WEEK):
        is_soon = block.starts_at - WEEK_BEFORE <= at < block.starts_at - REMIND_BEFORE
        if block.state == "planned" and is_soon:
            step = f"connected:{connection.id}:{int(at.timestamp())}"
            job = LookForConflicts(workspace_id=uow.workspace_id, block_id=block.id, sequence=block.sequence, step=step)
            await uow.enqueue(job, key=f"block:{block.id}:{block.sequence}:{step}")


async def disconnect(uow: UnitOfWork, user_id: str, connection_id: int, *, at: datetime) -> CalendarConnection:
    """Disconnect a member's own calendar. Raises `NotConnected`."""
    connection = await uow.calendars.get(connection_id)
    if connection is None or connection.user_id != user_id:
        raise NotConnected
    await disconnecting.end(uow, connection, at=at)
    return connection


async def held_by(uow: UnitOfWork, user_id: str, *, secrets: ConnectionSecrets, at: datetime) -> list[Left]:
    """Return what is needed to leave every calendar of somebody whose rows are about to be erased."""
    member = await uow.blocks.member(user_id)
    zone = zone_of(member.tz if member is not None else "UTC")
    found = []
    for connection in await uow.calendars.every_one_of(user_id):
        try:
            if connection.kind == "email":
                found.append(await _mailbox_held(uow, connection, secrets.mailbox(connection), zone, at))
                continue
            secret = secrets.login(connection) if connection.kind == "caldav" else secrets.tokens(connection)
        except CalendarRefused:
            continue
        uids = tuple(copy.uid for copy in await uow.calendars.copies_to_come(connection.id, at))
        found.append(Left(connection.kind, connection.name, secret, zone, uids))
    return found


async def _mailbox_held(
    uow: UnitOfWork, connection: CalendarConnection, mailbox: Mailbox, zone: ZoneInfo, at: datetime
) -> Left:
    person = await uow.members.get(connection.user_id)
    name = person.name if person is not None else ""
    messages = await invited.farewell(uow, connection, address=mailbox.address, name=name, at=at)
    return Left(connection.kind, connection.name, mailbox, zone, farewell=messages)


def _is_same(before: CalendarConnection, secret: Secret, seen: CalendarSeen, secrets: ConnectionSecrets) -> bool:
    """Whether it is the same calendar. Google's and Microsoft's are known by their owner's address, their name."""
    if not isinstance(secret, Login):
        return before.name == _name(seen)
    try:
        return secrets.login(before).calendar == secret.calendar
    except CalendarRefused:
        return False


def _name(seen: CalendarSeen) -> str:
    return seen.name.replace("\x00", "")[:_LONGEST_NAME]
