"""What stands in the calendars that members connected, and who is in a meeting now: nobody is prompted out of one."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.learning_blocks.conflicts import busy_until
from bot.ports.calendar import CalendarRefused, CalendarUnavailable, Meeting
from scheduler.jobs.tools import Tools

log = structlog.get_logger(__name__)

AHEAD: Final = timedelta(hours=10)
"""How far meetings are looked at that follow each other."""
PATIENCE: Final = 20.0
"""Seconds for all calendars together: a nudge comes within two minutes of its time."""


async def who_is_in_a_meeting(tools: Tools, workspace_id: int, users: Sequence[str]) -> Mapping[str, datetime]:
    """Return until when those are in meetings who have connected a calendar that says so.

    A calendar that does not answer in time says nothing.
    """
    async with tools.storage.look(workspace_id) as uow:
        connected = [
            (user, connection.id)
            for user in users
            for connection in await uow.calendars.of_member(user)
            if connection.dead_at is None
        ]
    at = tools.clock()
    asked = [asyncio.create_task(meetings_if_known(tools, workspace_id, each, at, at + AHEAD)) for _, each in connected]
    if asked:
        await asyncio.wait(asked, timeout=PATIENCE)
    held: dict[str, list[Meeting]] = {}
    for (user, _), task in zip(connected, asked, strict=True):
        if task.done():
            held.setdefault(user, []).extend(task.result())
        else:
            task.cancel()
    return {user: until for user, meetings in held.items() if (until := busy_until(meetings, at)) is not None}


async def meetings_of(
    tools: Tools, workspace_id: int, connection_id: int, since: datetime, until: datetime
) -> list[Meeting]:
    """Return what stands in a connected calendar between two moments; nothing where it does not let us in any more.

    Raises `CalendarUnavailable`.
    """
    try:
        calendar = await tools.calendars.open(workspace_id, connection_id)
        return await calendar.meetings(since, until) if calendar is not None else []
    except CalendarRefused:
        # Its sync tells its owner, once.
        return []


async def meetings_if_known(
    tools: Tools, workspace_id: int, connection_id: int, since: datetime, until: datetime
) -> list[Meeting]:
    """Return what `meetings_of` returns; nothing where the calendar does not answer now."""
    try:
        return await meetings_of(tools, workspace_id, connection_id, since, until)
    except CalendarUnavailable:
        log.info("meetings_unknown", connection=connection_id)
        return []
