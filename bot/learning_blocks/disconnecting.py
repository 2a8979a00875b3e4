"""Disconnecting calendars: for their owner at once, while our blocks are taken out of them afterwards."""

from datetime import datetime, timedelta
from typing import Final

from bot.learning_blocks.jobs import DisconnectCalendar, DisconnectEverybody
from bot.workspaces.spreading import share
from models.calendars import CalendarConnection
from models.uow import UnitOfWork


async def end(uow: UnitOfWork, connection: CalendarConnection, *, at: datetime, after: timedelta | None = None) -> None:
    """Disconnect a calendar, which is left `after` some time.

    What lets us in is kept until our blocks are out of it, and no longer than some hours.
    """
    connection.ended_at, connection.sync_at = at, None
    job = DisconnectCalendar(workspace_id=uow.workspace_id, connection_id=connection.id)
    await uow.enqueue(job, key=f"disconnect:{connection.id}:{at.timestamp()}", after=after)
    uow.audit.note(connection.user_id, "calendar.disconnected", f"calendar:{connection.id}", at=at)


AT_ONCE: Final = 100
"""Calendars of one transaction."""


async def announce(uow: UnitOfWork, *, at: datetime) -> None:
    """Leave the job that disconnects everybody's calendars: Thrice was removed from the workspace."""
    job = DisconnectEverybody(workspace_id=uow.workspace_id)
    await uow.enqueue(job, key=f"disconnect_everybody:{uow.workspace_id}:{at.timestamp()}")


async def end_some(uow: UnitOfWork, *, within: timedelta, at: datetime) -> bool:
    """Disconnect some calendars of a workspace that Thrice was removed from; return whether there may be more.

    They are left one by one `within` some time, so that their providers bear it.
    """
    workspace = await uow.workspaces.get(uow.workspace_id)
    if workspace is None or workspace.uninstalled_at is None:
        return False
    found = await uow.calendars.some(AT_ONCE)
    for connection in found:
        await end(uow, connection, at=at, after=share(within, f"disconnect:{connection.id}"))
    return len(found) == AT_ONCE


async def end_all(uow: UnitOfWork, user_id: str, *, at: datetime) -> None:
    """Disconnect every calendar of a member."""
    for connection in await uow.calendars.of_member(user_id):
        await end(uow, connection, at=at)
