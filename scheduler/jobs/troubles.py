"""What becomes of a connected calendar that does not serve: it is tried again later, or its owner is told once."""

from collections.abc import Awaitable, Callable

import structlog

from bot.learning_blocks import syncing
from bot.ports.calendar import CalendarRefused, CalendarUnavailable
from bot.slack.blockkit import block as shown
from scheduler.jobs.in_person import tell
from scheduler.jobs.tools import Tools

log = structlog.get_logger(__name__)


async def brought_in_step(
    tools: Tools, workspace_id: int, connection_id: int, bring: Callable[[], Awaitable[None]]
) -> bool:
    """Bring a calendar in step with what is planned, and note how that went; return whether it is in step."""
    try:
        await bring()
    except CalendarUnavailable as trouble:
        await _put_off(tools, workspace_id, connection_id, trouble)
        return False
    except CalendarRefused as refused:
        await _call_dead(tools, workspace_id, connection_id, str(refused))
        return False
    await _in_step(tools, workspace_id, connection_id)
    return True


async def _put_off(tools: Tools, workspace_id: int, connection_id: int, trouble: CalendarUnavailable) -> None:
    """Have a calendar that does not serve now tried again, later each time."""
    log.info("calendar_unavailable", connection=connection_id)
    async with tools.storage.begin(workspace_id) as uow:
        if (connection := await uow.calendars.get(connection_id)) is not None:
            connection.tries += 1
            connection.sync_at = tools.clock() + syncing.back_off(connection.tries, trouble.after)


async def _call_dead(tools: Tools, workspace_id: int, connection_id: int, said: str) -> None:
    """Tell its owner once that they have to mend a connection, and leave the calendar alone until then."""
    log.warning("calendar_refused", connection=connection_id)
    async with tools.storage.begin(workspace_id) as uow:
        connection = await uow.calendars.get(connection_id)
        if connection is None or connection.dead_at is not None:
            return
        if (until := await uow.blocks.held_until(connection.user_id, tools.clock())) is not None:
            # Nobody is told of it in their learning block: it is tried again, and told, when that has ended.
            connection.sync_at = until
            return
        user_id, name, since = connection.user_id, connection.name, connection.connected_at
    # First told, then left alone: whoever cannot be told now is told when the job or the next sync runs into it again.
    message = shown.dead_connection(name, said)
    await tell(tools, workspace_id, user_id, message, key=f"dead:{connection_id}:{since.timestamp()}")
    async with tools.storage.begin(workspace_id) as uow:
        connection = await uow.calendars.get(connection_id)
        if connection is not None and connection.connected_at == since:
            connection.dead_at, connection.sync_at = tools.clock(), None


async def _in_step(tools: Tools, workspace_id: int, connection_id: int) -> None:
    """Note that a calendar shows what is planned."""
    async with tools.storage.begin(workspace_id) as uow:
        if (connection := await uow.calendars.get(connection_id)) is not None:
            connection.tries, connection.synced_at = 0, tools.clock()
