"""Learning blocks: `/thrice focus` in all its forms, the settings of whoever takes part, and the curator's rule."""

from dataclasses import replace
from datetime import date
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.errors import NotAllowed, NotFound
from bot.learning_blocks import connections, exceptions, members
from bot.learning_blocks.addresses import BadAddress
from bot.learning_blocks.members import Wanted
from bot.learning_blocks.rules import set_rule
from bot.learning_blocks.schedule import BadRule, Rule
from bot.ports.calendar import Protection
from bot.ports.chat import Message
from bot.slack.block_words import said_rule
from bot.slack.blockkit import focus as shown
from bot.slack.blockkit import focus_modals as modals
from bot.slack.blockkit import help as helping
from bot.slack.blockkit import links
from bot.slack.blockkit.ids import Action, BlockId, Callback
from bot.slack.blockkit.refs import AnswerRef, BlockRef, MoveRef, RuleRef
from bot.slack.learning_views import said_day
from bot.workspaces.curators import is_workspace_curator
from bot.workspaces.local_time import BadTimes, parsed_time
from bot.workspaces.signing_in import Purpose, create_link
from handlers import blocks, home
from handlers.clicks import Click, answer_in_place, on_click
from handlers.door import Door, Said
from handlers.replies import answered, in_window

_NO_MESSAGE = AnswerRef()
_SETTINGS_FIELDS = {
    "days": BlockId.WORKING_DAYS,
    "hours": BlockId.DAY_ENDS,
    "minute": BlockId.DAY_ENDS,
    "country": BlockId.COUNTRY,
}
_RULE_FIELDS = {
    "day": BlockId.BLOCK_DAY,
    "time": BlockId.BLOCK_TIME,
    "minute": BlockId.BLOCK_TIME,
    "length": BlockId.BLOCK_LENGTH,
    "every": BlockId.BLOCK_EVERY,
    "since": BlockId.BLOCK_SINCE,
    "covered": BlockId.BLOCK_COVERED,
}
"""Where in the modals the sentence stands that says what is wrong."""


def register(app: AsyncApp, door: Door) -> None:
    """Listen to the buttons and the modals."""
    on_click(app, door, Action.BLOCK_JOIN, _join_by_click, replaces=True)
    on_click(app, door, Action.BLOCK_LEAVE, _leave_by_click, replaces=True)
    on_click(app, door, Action.BLOCK_NEW_ADDRESS, _new_address, replaces=True)
    on_click(app, door, Action.BLOCK_CONNECT, _connect_by_click)
    on_click(app, door, Action.BLOCK_SETTINGS, _open_settings)
    on_click(app, door, Action.BLOCK_RULE, _open_rule)

    async def on_settings(body: dict[str, Any], ack: AsyncAck) -> None:
        await _settings_saved(door, body, ack)

    async def on_rule(body: dict[str, Any], ack: AsyncAck) -> None:
        await _rule_saved(door, body, ack)

    app.view(Callback.BLOCK_SETTINGS.value)(on_settings)
    app.view(Callback.BLOCK_RULE.value)(on_rule)


async def focus(door: Door, said: Said) -> Message | None:
    """`/thrice focus`, and with `join`, `leave`, `move`, `skip`, `connect`, `settings` or `rule` after it."""
    match said.words.lower().split():
        case []:
            return await _shown(door, said.workspace_id, said.user_id)
        case ["join"]:
            return await _join(door, said.workspace_id, said.user_id)
        case ["leave" | "stop"]:
            return await _leave(door, said.workspace_id, said.user_id)
        case ["move"]:
            ref = MoveRef(block_id=(await _next(door, said)).block_id)
            await blocks.open_move(door, said.workspace_id, said.user_id, said.trigger_id, ref)
            return None
        case ["skip"]:
            return await blocks.skip(door, said.workspace_id, said.user_id, await _next(door, said))
        case ["connect"]:
            return await _connect(door, said.workspace_id, said.user_id)
        case ["settings"]:
            await _show_settings(door, said.workspace_id, said.user_id, said.trigger_id)
            return None
        case ["rule"]:
            await _show_rule(door, said.workspace_id, said.user_id, said.trigger_id)
            return None
    return helping.of("focus")


async def _next(door: Door, said: Said) -> BlockRef:
    """The block that a member means who names none: their next one. Raises `NotTakingPart` or `NotFound`."""
    async with door.storage.look(said.workspace_id) as uow:
        await members.active(uow, said.user_id)
        block = await uow.blocks.next(said.user_id, door.clock())
    if block is None:
        raise NotFound("No learning block is planned for you. `/thrice focus` shows how things stand.")
    return BlockRef(block_id=block.id)


async def _shown(door: Door, workspace_id: int, user_id: str, opening: str = "") -> Message:
    async with door.storage.look(workspace_id) as uow:
        view = await door.block_views.focus(uow, user_id, at=door.clock())
    return shown.message(replace(view, opening=opening))


async def _join(door: Door, workspace_id: int, user_id: str) -> Message:
    at = door.clock()
    async with door.storage.begin(workspace_id) as uow:
        before = await uow.blocks.member(user_id)
        new = before is None or before.left_at is not None
        await members.join(uow, user_id, policy=door.blocks, feeds=door.block_views.feeds, at=at)
    async with door.storage.look(workspace_id) as uow:
        view = await door.block_views.focus(uow, user_id, at=at)
    await home.show(door, workspace_id, user_id)
    return shown.joined(view) if new else shown.message(view)


async def _join_by_click(door: Door, click: Click) -> Message:
    return await _join(door, click.workspace_id, click.user_id)


async def _leave(door: Door, workspace_id: int, user_id: str) -> Message:
    async with door.storage.begin(workspace_id) as uow:
        await members.leave(uow, user_id, at=door.clock())
    await home.show(door, workspace_id, user_id)
    return shown.left()


async def _leave_by_click(door: Door, click: Click) -> Message:
    return await _leave(door, click.workspace_id, click.user_id)


async def _connect(door: Door, workspace_id: int, user_id: str) -> Message:
    """A private link, once, to the page on which calendars are connected: passwords are not for Slack."""
    async with door.storage.begin(workspace_id) as uow:
        await connections.may_connect(uow, user_id)
        details = {"next": "/wiki/calendar"}
        path = await create_link(uow, user_id=user_id, purpose=Purpose.WIKI, now=door.clock(), details=details)
    return links.calendar(f"{door.views.public_url}{path}")


async def _connect_by_click(door: Door, click: Click) -> Message:
    return await _connect(door, click.workspace_id, click.user_id)


async def _new_address(door: Door, click: Click) -> Message:
    async with door.storage.begin(click.workspace_id) as uow:
        door.block_views.feeds.renew(await members.active(uow, click.user_id), click.workspace_id)
        uow.audit.note(click.user_id, "block_feed.renewed", f"member:{click.user_id}", at=door.clock())
    await home.show(door, click.workspace_id, click.user_id)
    opening = "Your feed has a new address; the old one does not work any more."
    return await _shown(door, click.workspace_id, click.user_id, opening)


async def _open_settings(door: Door, click: Click) -> None:
    ref = AnswerRef(answer=click.response_url or "")
    await _show_settings(door, click.workspace_id, click.user_id, click.trigger_id, ref)


async def _show_settings(
    door: Door, workspace_id: int, user_id: str, trigger_id: str, ref: AnswerRef = _NO_MESSAGE
) -> None:
    async with door.storage.look(workspace_id) as uow:
        view = await door.block_views.settings(uow, await members.active(uow, user_id))
    await door.chat.open_view(workspace_id, trigger_id, modals.settings(view, ref))


async def _open_rule(door: Door, click: Click) -> None:
    await _show_rule(door, click.workspace_id, click.user_id, click.trigger_id, click.response_url or "")


async def _show_rule(door: Door, workspace_id: int, user_id: str, trigger_id: str, answer: str = "") -> None:
    async with door.storage.look(workspace_id) as uow:
        person = await uow.members.get(user_id)
        if not is_workspace_curator(person):
            members.require_may_join(person)
            raise NotAllowed("Only a workspace curator can set the rule of the learning block. Ask an admin.")
        view = await door.block_views.rule(uow, at=door.clock())
    view = replace(view, ref=RuleRef(seen=view.ref.seen, answer=answer))
    await door.chat.open_view(workspace_id, trigger_id, modals.rule(view))


async def _settings_saved(door: Door, body: dict[str, Any], ack: AsyncAck) -> None:
    where = BlockId.PROTECTION

    async def run() -> None:
        nonlocal where
        try:
            await _change(door, body)
        except BadTimes as refused:
            where = _SETTINGS_FIELDS[refused.field]
            raise
        except BadAddress:
            where = BlockId.EXCEPTION_ADDRESSES
            raise

    refusal = await answered(run)
    await (ack() if refusal is None else ack(response_action="errors", errors={where.value: in_window(refusal)}))


async def _change(door: Door, body: dict[str, Any]) -> None:
    workspace_id, user_id, at = await door.workspace_of(body), str(body["user"]["id"]), door.clock()
    chosen = modals.read_settings(body["view"]["state"]["values"])
    wanted = Wanted(
        protection=Protection(chosen.protection) if chosen.protection in shown.PROTECTIONS else None,
        days=chosen.days,
        hours=_hours(chosen),
        country=chosen.country,
    )
    async with door.storage.begin(workspace_id) as uow:
        await members.change(uow, user_id, wanted, policy=door.blocks, at=at)
        people, unknown = chosen.exceptions, frozenset[str]()
        if people is not None:
            unknown = await exceptions.choose(uow, user_id, people=people, addresses=chosen.addresses)
    await home.show(door, workspace_id, user_id)
    reply = await _shown(door, workspace_id, user_id, shown.saved(sorted(unknown)))
    reply = replace(reply, mentions=unknown)
    address = AnswerRef.unpack(body["view"]["private_metadata"] or "{}").answer
    key = f"focus:{user_id}:{at.timestamp()}"
    await answer_in_place(door, address, (workspace_id, user_id), reply, key=key)


def _hours(chosen: modals.ChosenSettings) -> tuple[int, int] | tuple[()]:
    if not chosen.begins and not chosen.ends:
        return ()
    if not chosen.begins or not chosen.ends:
        raise BadTimes("hours", "Choose both, when your working day begins and when it ends, or neither.")
    return parsed_time(chosen.begins), parsed_time(chosen.ends) or 24 * 60


async def _rule_saved(door: Door, body: dict[str, Any], ack: AsyncAck) -> None:
    where = BlockId.BLOCK_DAY

    async def run() -> None:
        nonlocal where
        try:
            await _set_rule(door, body)
        except (BadRule, BadTimes) as refused:
            where = _RULE_FIELDS[refused.field]
            raise

    refusal = await answered(run)
    await (ack() if refusal is None else ack(response_action="errors", errors={where.value: in_window(refusal)}))


async def _set_rule(door: Door, body: dict[str, Any]) -> None:
    workspace_id, user_id, at = await door.workspace_of(body), str(body["user"]["id"]), door.clock()
    ref = RuleRef.unpack(body["view"]["private_metadata"])
    chosen = modals.read_rule(body["view"]["state"]["values"])
    try:
        since = date.fromisoformat(chosen.since)
    except ValueError:
        raise BadRule("since", "Choose the day from which it holds.") from None
    rule = Rule(chosen.weekday, parsed_time(chosen.time), chosen.minutes, chosen.every, since, covered=chosen.covered)
    async with door.storage.begin(workspace_id) as uow:
        await set_rule(uow, user_id, rule, seen=ref.seen, at=at)
    await home.show(door, workspace_id, user_id)
    said = f"The learning block is {said_rule(rule)}, from {said_day(since)} on. Members' calendars and feeds follow."
    reply = await _shown(door, workspace_id, user_id, said) if ref.answer else Message(text=said)
    key = f"rule:{rule.since}:{at.timestamp()}"
    await answer_in_place(door, ref.answer, (workspace_id, user_id), reply, key=key)
