"""The job of a calendar that is reached by e-mail: what it does not know yet of its owner's blocks is sent to it."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from bot.learning_blocks import invited
from bot.learning_blocks.connection_secrets import ConnectionSecrets
from bot.learning_blocks.invited import NOTHING, Pending, invitation_of
from bot.learning_blocks.jobs import SendInvitations
from bot.ports.calendar import CalendarUnavailable
from models.calendars import CalendarConnection
from models.uow import UnitOfWork
from scheduler.jobs.tools import Tools
from scheduler.jobs.troubles import brought_in_step

MOST: Final = 60
"""Messages of one job: a series, and what is otherwise in six weeks of it, twice over."""

Next = Callable[[UnitOfWork], Awaitable[tuple[CalendarConnection, Pending] | None]]


async def send_invitations(tools: Tools, job: SendInvitations) -> None:
    """Send what is not known yet, one message after the other; nothing where nothing has changed."""
    send = partial(_send_all, tools, job.workspace_id, partial(_to_say, tools, job.connection_id))
    await brought_in_step(tools, job.workspace_id, job.connection_id, send)


async def take_back(tools: Tools, workspace_id: int, connection_id: int) -> None:
    """Take what is to come out of a calendar that was disconnected, unless it is connected again meanwhile.

    Raises `CalendarUnavailable` or `CalendarRefused`.
    """
    await _send_all(tools, workspace_id, partial(_to_take_back, tools, connection_id))


async def _send_all(tools: Tools, workspace_id: int, following: Next) -> None:
    for _ in range(MOST):
        async with tools.storage.begin(workspace_id) as uow:
            found = await following(uow)
            if found is None:
                return
            connection, pending = found
            person = await uow.members.get(connection.user_id)
            name = person.name if person is not None else ""
        await _send(tools, connection, pending, name)
        async with tools.storage.begin(workspace_id) as uow:
            await invited.was_sent(uow, pending)


async def _send(tools: Tools, connection: CalendarConnection, pending: Pending, name: str) -> None:
    if tools.calendars.invitations is None:
        raise CalendarUnavailable("email: no mail server is set up")
    mailbox = ConnectionSecrets(tools.block_views.feeds.box).mailbox(connection)
    message = invitation_of(pending.series, pending.word, address=mailbox.address, name=name)
    await tools.calendars.invitations.send(message)


async def _to_say(tools: Tools, connection_id: int, uow: UnitOfWork) -> tuple[CalendarConnection, Pending] | None:
    connection = await uow.calendars.get(connection_id)
    member = await uow.blocks.member(connection.user_id) if connection is not None else None
    if connection is None or member is None or connection.dead_at is not None or member.left_at is not None:
        return None
    at = tools.clock()
    plan = await invited.plan_of(uow, member, policy=tools.blocks, at=at)
    pending = await invited.next_word(uow, connection, plan, at=at)
    return (connection, pending) if pending is not None else None


async def _to_take_back(tools: Tools, connection_id: int, uow: UnitOfWork) -> tuple[CalendarConnection, Pending] | None:
    connection = await uow.calendars.kept(connection_id)
    if connection is None or connection.ended_at is None:
        return None
    pending = await invited.next_word(uow, connection, NOTHING, at=tools.clock())
    return (connection, pending) if pending is not None else None
