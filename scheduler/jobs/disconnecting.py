"""The jobs of calendars that were disconnected: our blocks are taken out, the access is given back, its row goes."""

from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, Final

import structlog

from bot.learning_blocks import disconnecting
from bot.learning_blocks.jobs import DisconnectCalendar, DisconnectEverybody
from bot.learning_blocks.weeks import following_time
from bot.ports.calendar import Calendar, CalendarRefused, CalendarUnavailable, ChangedByOwner
from models.calendars import CalendarConnection
from scheduler.jobs import inviting
from scheduler.jobs.tools import Tools

log = structlog.get_logger(__name__)

PAUSES: Final = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=4))
"""Before each further try; after the last one the row goes, whatever still stands in the calendar."""


async def disconnect_everybody(tools: Tools, job: DisconnectEverybody) -> None:
    """Disconnect the calendars of a workspace that Thrice was removed from; not where it is back meanwhile."""
    async with tools.storage.look(job.workspace_id) as uow:
        within = following_time(await uow.calendars.how_many())
    is_more = True
    while is_more:
        async with tools.storage.begin(job.workspace_id) as uow:
            is_more = await disconnecting.end_some(uow, within=within, at=tools.clock())


async def disconnect_calendar(tools: Tools, job: DisconnectCalendar) -> None:
    """Do what can be done, then keep nothing. Its owner may connect it again meanwhile: then all stays."""
    is_last = job.tries >= len(PAUSES)
    # The access is given back also from a calendar that is gone, or could not be reached to the end.
    for step in (_take_out, _give_back):
        if not await _done(step(tools, job), job) and not is_last:
            await _again(tools, job)
            return
    async with tools.storage.begin(job.workspace_id) as uow:
        connection = await uow.calendars.kept(job.connection_id)
        if connection is not None and connection.ended_at is not None:
            await uow.delete(connection)


async def _done(step: Coroutine[Any, Any, None], job: DisconnectCalendar) -> bool:
    """Take a step; return false where it may help to try it again."""
    try:
        await step
    except CalendarUnavailable as trouble:
        log.info("calendar_not_left_yet", tries=job.tries, said=str(trouble))
        return False
    except CalendarRefused:
        # Whoever took the access or the calendar away has seen to this step as well.
        log.info("calendar_left_refused")
    return True


async def _give_back(tools: Tools, job: DisconnectCalendar) -> None:
    if await _ended(tools, job) is not None:
        await tools.calendars.give_back(job.workspace_id, job.connection_id)


async def _take_out(tools: Tools, job: DisconnectCalendar) -> None:
    connection = await _ended(tools, job)
    if connection is not None and connection.kind == "email":
        await inviting.take_back(tools, job.workspace_id, job.connection_id)
        return
    async with tools.storage.look(job.workspace_id) as uow:
        copies = await uow.calendars.copies_to_come(job.connection_id, tools.clock())
    calendar = await tools.calendars.open(job.workspace_id, job.connection_id) if copies else None
    for copy in copies:
        if calendar is None or await _ended(tools, job) is None:
            return
        await _remove(calendar, copy.uid)
        async with tools.storage.begin(job.workspace_id) as uow:
            await uow.calendars.forget_copy(copy.id)


async def _remove(calendar: Calendar, uid: str) -> None:
    try:
        # Also one that its owner changed: they want none of it there.
        await calendar.remove(uid, version=None)
    except ChangedByOwner:
        log.info("block_left_in_calendar")


async def _ended(tools: Tools, job: DisconnectCalendar) -> CalendarConnection | None:
    """The connection, unless its owner has connected it again meanwhile."""
    async with tools.storage.look(job.workspace_id) as uow:
        connection = await uow.calendars.kept(job.connection_id)
    return connection if connection is not None and connection.ended_at is not None else None


async def _again(tools: Tools, job: DisconnectCalendar) -> None:
    following = job.model_copy(update={"tries": job.tries + 1})
    async with tools.storage.begin(job.workspace_id) as uow:
        key = f"disconnect:{job.connection_id}:{tools.clock().timestamp()}:{following.tries}"
        await uow.enqueue(following, key=key, after=PAUSES[job.tries])
