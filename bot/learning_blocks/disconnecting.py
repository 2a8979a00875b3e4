"""Disconnecting calendars: for their owner at once, while our blocks are taken out of them afterwards."""

from datetime import datetime

from bot.learning_blocks.jobs import DisconnectCalendar
from models.calendars import CalendarConnection
from models.uow import UnitOfWork


async def end(uow: UnitOfWork, connection: CalendarConnection, *, at: datetime) -> None:
    """Disconnect a calendar. What lets us in is kept until our blocks are out of it, and no longer than some hours."""
    connection.ended_at, connection.sync_at = at, None
    job = DisconnectCalendar(workspace_id=uow.workspace_id, connection_id=connection.id)
    await uow.enqueue(job, key=f"disconnect:{connection.id}:{at.timestamp()}")
    uow.audit.note(connection.user_id, "calendar.disconnected", f"calendar:{connection.id}", at=at)


async def end_all(uow: UnitOfWork, user_id: str, *, at: datetime) -> None:
    """Disconnect every calendar of a member."""
    for connection in await uow.calendars.of_member(user_id):
        await end(uow, connection, at=at)
