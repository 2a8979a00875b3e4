"""The learning block of a week: its buttons before, in and after it, and the modal in which it is moved."""

from datetime import UTC, date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.errors import NotFound
from bot.learning_blocks import accounting, members, weeks
from bot.learning_blocks.weeks import CannotMove, NoSuchBlock
from bot.ports.chat import Message
from bot.slack.block_words import said_block, said_end
from bot.slack.blockkit import block as shown
from bot.slack.blockkit import errors, inputs
from bot.slack.blockkit import focus_modals as modals
from bot.slack.blockkit.conflict import MOVES
from bot.slack.blockkit.ids import Action, BlockId, Callback
from bot.slack.blockkit.refs import BlockRef, MoveRef, OtherTimeRef, PartRef
from bot.workspaces.audience import reader_of
from bot.workspaces.local_time import BadTimes, moment, parsed_time, zone_of
from handlers import home
from handlers.clicks import Click, React, answer_in_place, on_click
from handlers.door import Door
from handlers.replies import answered, in_window


def register(app: AsyncApp, door: Door) -> None:
    """Listen to the buttons and the modal."""
    on_block(app, door, Action.BLOCK_SKIP, _skip)
    on_block(app, door, Action.BLOCK_TAKE_BACK, _take_back)
    on_block(app, door, Action.BLOCK_START, _start)
    on_click(app, door, Action.BLOCK_READ, _read)
    on_block(app, door, Action.BLOCK_HELD, _held)
    on_block(app, door, Action.BLOCK_LOST, _lost)
    on_block(app, door, Action.BLOCK_MOVE, _open_move)
    for action in MOVES:
        on_block(app, door, action, _move_to)

    async def on_moved(body: dict[str, Any], ack: AsyncAck) -> None:
        await _submitted(door, body, ack)

    app.view(Callback.BLOCK_MOVE.value)(on_moved)


def on_block(app: AsyncApp, door: Door, action: Action, react: React) -> None:
    """Listen to a button of a message about one block: once that is gone, why takes the place of its buttons too."""

    async def while_it_is_there(door: Door, click: Click) -> Message | None:
        try:
            return await react(door, click)
        except NoSuchBlock as gone:
            return errors.refusal(str(gone))

    on_click(app, door, action, while_it_is_there, replaces=True)


async def skip(door: Door, workspace_id: int, user_id: str, ref: BlockRef) -> Message:
    """Leave a member's block out, this once."""
    at = door.clock()
    async with door.storage.begin(workspace_id) as uow:
        block = await weeks.mine(uow, user_id, ref.block_id, at=at)
        member = await members.active(uow, user_id)
        weeks.skip(block)
        await weeks.touched(uow, member, at=at)
        when = said_block(block, member.tz)
    await home.show(door, workspace_id, user_id)
    return shown.skipped(ref, when)


async def _skip(door: Door, click: Click) -> Message:
    return await skip(door, click.workspace_id, click.user_id, BlockRef.unpack(click.value))


async def _take_back(door: Door, click: Click) -> Message:
    """Have a block after all that was left out; while it runs the reminder, with **Start**, takes the place of that."""
    ref, at = BlockRef.unpack(click.value), door.clock()
    async with door.storage.begin(click.workspace_id) as uow:
        block = await weeks.mine(uow, click.user_id, ref.block_id, at=at)
        member = await members.active(uow, click.user_id)
        weeks.take_back(block, at=at)
        await weeks.touched(uow, member, at=at)
        if block.starts_at <= at:
            learning = door.learning.in_workspace(await uow.workspaces.get(click.workspace_id))
            view = await door.block_views.reminder(uow, block, member, learning=learning, at=at)
            said = shown.reminder(view)
        else:
            said = shown.moved(await door.block_views.moved(uow, block, member))
    await home.show(door, click.workspace_id, click.user_id)
    return said


async def _start(door: Door, click: Click) -> Message:
    ref, at = BlockRef.unpack(click.value), door.clock()
    async with door.storage.begin(click.workspace_id) as uow:
        block = await weeks.mine(uow, click.user_id, ref.block_id, at=at)
        member = await members.active(uow, click.user_id)
        accounting.start(block)
        learning = door.learning.in_workspace(await uow.workspaces.get(click.workspace_id))
        agenda = await door.block_views.agenda(uow, click.user_id, learning=learning, at=at)
        ends = said_end(at, block.ends_at, member.tz)
    return shown.started(ends, agenda)


async def _read(door: Door, click: Click) -> None:
    """Open a part of a course, if it is still there for this person."""
    source_id = PartRef.unpack(click.value).source_id
    async with door.storage.look(click.workspace_id) as uow:
        part = await uow.curriculum.material(await reader_of(uow, click.user_id), source_id)
        course = await uow.curriculum.course_of(source_id)
    if part is None or course is None:
        raise NotFound("This part is not in its course any more. `/thrice learn courses` shows what there is.")
    await door.chat.open_view(
        click.workspace_id, click.trigger_id, shown.reading(part.title, course, part.body_markdown)
    )


async def _held(door: Door, click: Click) -> Message:
    ref = BlockRef.unpack(click.value)
    async with door.storage.begin(click.workspace_id) as uow:
        block = await accounting.ended(uow, click.user_id, ref.block_id)
        accounting.say(block, kept=True)
        written = None if block.learned is None else shown.written_down(block.learned, block.channel)
    return written or shown.held(ref)


async def _lost(door: Door, click: Click) -> Message:
    ref = BlockRef.unpack(click.value)
    async with door.storage.begin(click.workspace_id) as uow:
        accounting.say(await accounting.ended(uow, click.user_id, ref.block_id), kept=False)
    return shown.lost()


async def open_move(door: Door, workspace_id: int, user_id: str, trigger_id: str, ref: MoveRef) -> None:
    """Open the window in which a member moves a block."""
    async with door.storage.look(workspace_id) as uow:
        block = await weeks.mine(uow, user_id, ref.block_id, at=door.clock())
        there = block.starts_at.astimezone(zone_of((await members.active(uow, user_id)).tz))
    await door.chat.open_view(workspace_id, trigger_id, modals.move(ref, there.date(), f"{there:%H:%M}"))


async def _open_move(door: Door, click: Click) -> None:
    ref = MoveRef(block_id=BlockRef.unpack(click.value).block_id, answer=click.response_url or "")
    await open_move(door, click.workspace_id, click.user_id, click.trigger_id, ref)


async def _move_to(door: Door, click: Click) -> Message:
    """Move a block to a time that was offered for it."""
    ref, at = OtherTimeRef.unpack(click.value), door.clock()
    async with door.storage.begin(click.workspace_id) as uow:
        block = await weeks.mine(uow, click.user_id, ref.block_id, at=at)
        member = await members.active(uow, click.user_id)
        await weeks.move(uow, member, block, datetime.fromtimestamp(ref.starts, UTC), at=at)
        view = await door.block_views.moved(uow, block, member)
    await home.show(door, click.workspace_id, click.user_id)
    return shown.moved(view)


async def _submitted(door: Door, body: dict[str, Any], ack: AsyncAck) -> None:
    where = BlockId.BLOCK_TIME

    async def run() -> None:
        nonlocal where
        try:
            await _move(door, body)
        except CannotMove as refused:
            where = BlockId.BLOCK_SINCE if refused.field == "day" else where
            raise

    refusal = await answered(run)
    await (ack() if refusal is None else ack(response_action="errors", errors={where.value: in_window(refusal)}))


async def _move(door: Door, body: dict[str, Any]) -> None:
    workspace_id, user_id, at = await door.workspace_of(body), str(body["user"]["id"]), door.clock()
    ref, values = MoveRef.unpack(body["view"]["private_metadata"]), body["view"]["state"]["values"]
    async with door.storage.begin(workspace_id) as uow:
        block = await weeks.mine(uow, user_id, ref.block_id, at=at)
        member = await members.active(uow, user_id)
        await weeks.move(uow, member, block, _moment(values, member.tz), at=at)
        view, sequence = await door.block_views.moved(uow, block, member), block.sequence
    await home.show(door, workspace_id, user_id)
    key = f"moved:{ref.block_id}:{sequence}"
    await answer_in_place(door, ref.answer, (workspace_id, user_id), shown.moved(view), key=key)


def _moment(values: inputs.Values, zone: str) -> datetime:
    """The moment that was picked, in somebody's zone. Raises `CannotMove` for one that is not there."""
    try:
        day = date.fromisoformat(str(inputs.chosen(values, BlockId.BLOCK_SINCE).get("selected_date") or ""))
        found = moment(
            zone, day, parsed_time(str(inputs.chosen(values, BlockId.BLOCK_TIME).get("selected_time") or ""))
        )
    except (ValueError, BadTimes):
        raise CannotMove("Choose a day and a time.") from None
    if found is None:
        raise CannotMove("That day does not exist in your time zone.")
    return found
