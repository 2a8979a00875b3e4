"""Events: one router for everything that Slack tells us, a few lines for each kind.

Bolt runs only the first of two listeners of one event type, so there is one listener, and this table.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from slack_bolt.async_app import AsyncApp

from bot.knowledge import capture, following, review, saving
from bot.knowledge.heard import Heard
from bot.knowledge.jobs import ReadMembers, ReadThread, WelcomeChannel
from bot.knowledge.saving import CannotSave, Pointed
from bot.learning import learners
from bot.learning_blocks import disconnecting, quiet
from bot.learning_blocks import members as block_members
from bot.slack import reading
from bot.slack.interest import CHECK_MARKS, CONVERSIONS
from bot.slack.reading import is_direct_message
from bot.workspaces import channels, members
from bot.workspaces.acquaintance import find_channel, profile_of
from handlers import asking, home
from handlers.asking import Addressed
from handlers.door import Door

_A_SECOND: Final = timedelta(seconds=1)
_LATE = timedelta(seconds=5)
"""How late a question's event may come before its thread is read for replies that overtook it."""

_SPOKEN = (None, "thread_broadcast", "file_share", "me_message")


@dataclass(frozen=True)
class Told:
    """One event: where, what, and the id by which Slack would repeat it."""

    workspace_id: int
    team_id: str
    event_id: str
    event: Mapping[str, Any]
    bot_user_id: str
    at: datetime
    """When it happened, to the second."""


def register(app: AsyncApp, door: Door) -> None:
    """Listen to every event with the one router."""

    async def on_event(body: dict[str, Any]) -> None:
        workspace_id = await door.tenants.of(str(body.get("team_id")))
        event = body.get("event")
        if workspace_id is None or not isinstance(event, dict):
            return
        react = _ROUTES.get(str(event.get("type")))
        if react is None:
            return
        async with door.storage.look(workspace_id) as uow:
            workspace = await uow.workspaces.get(workspace_id)
        bot = workspace.bot_user_id if workspace is not None else ""
        event_id, at = str(body.get("event_id")), _moment(body.get("event_time"), door.clock())
        await react(door, Told(workspace_id, str(body["team_id"]), event_id, event, bot, at))

    app.event(re.compile(".*"))(on_event)


def _moment(seconds: object, now: datetime) -> datetime:
    """Return when Slack says that something happened; now, where it does not say."""
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) and 0 < seconds < 2**33 else now


async def on_message(door: Door, told: Told) -> None:
    """A message was said, edited or deleted."""
    event = told.event
    subtype = event.get("subtype")
    if subtype in CONVERSIONS:
        await on_channel_changed(door, told)
    elif subtype == "message_changed":
        await _edited(door, told, event.get("message") or {})
    elif subtype == "message_deleted":
        await _deleted(door, told, str(event.get("deleted_ts")))
    elif subtype in _SPOKEN and isinstance(event.get("user"), str) and not event.get("bot_id"):
        await door.meet(told.workspace_id, event["user"])
        if is_direct_message(event):
            await _asked_directly(door, told)
        elif event.get("channel_type") != "mpim":
            await _heard(door, told)
        elif f"<@{told.bot_user_id}>" in (event.get("text") or ""):
            await asking.answer_a_mention(door, _addressed(told))


async def _heard(door: Door, told: Told) -> None:
    event = told.event
    heard = Heard(
        channel_id=event["channel"],
        ts=event["ts"],
        thread_ts=event.get("thread_ts") or event["ts"],
        author=event["user"],
        text=event.get("text") or "",
    )
    new = await find_channel(door.storage, door.chat, told.workspace_id, heard.channel_id, clock=door.clock)
    async with door.storage.begin(told.workspace_id) as uow:
        if new:
            await uow.enqueue(
                WelcomeChannel(workspace_id=told.workspace_id, channel_id=heard.channel_id, inviter=None),
                key=f"welcome:found:{told.event_id}",
            )
        question = await capture.hear(uow, heard, await door.policy_in(uow))
        if question is not None and door.clock() - heard.at > _LATE:
            # Slack tries again after minutes where we were not there: people may have answered meanwhile.
            await uow.enqueue(
                ReadThread(workspace_id=told.workspace_id, channel_id=heard.channel_id, thread_ts=heard.thread_ts),
                key=f"thread:{heard.channel_id}:{heard.ts}",
            )


async def _asked_directly(door: Door, told: Told) -> None:
    event = told.event
    if event["user"] == told.bot_user_id:
        return
    await asking.answer_in_person(door, _addressed(told))


async def _edited(door: Door, told: Told, message: Mapping[str, Any]) -> None:
    channel, ts = str(told.event.get("channel")), str(message.get("ts"))
    if message.get("subtype") == "tombstone":
        await _deleted(door, told, ts)
        return
    async with door.storage.begin(told.workspace_id) as uow:
        await following.edited(
            uow,
            channel,
            ts,
            message.get("text") or "",
            policy=await door.policy_in(uow),
            at=door.clock(),
            occasion=told.event_id,
        )


async def _deleted(door: Door, told: Told, ts: str) -> None:
    async with door.storage.begin(told.workspace_id) as uow:
        await following.deleted(
            uow,
            str(told.event.get("channel")),
            ts,
            policy=await door.policy_in(uow),
            at=door.clock(),
            occasion=told.event_id,
        )


async def on_mention(door: Door, told: Told) -> None:
    """Somebody addressed Thrice in a channel: they get an answer or a reason."""
    event = told.event
    if not isinstance(event.get("user"), str) or event.get("bot_id"):
        return
    await door.meet(told.workspace_id, event["user"])
    if "edited" not in event:
        # Slack tells of the message as well, perhaps later: whether it is a question must be known by now.
        await _heard(door, told)
    await asking.answer_a_mention(door, _addressed(told))


def _addressed(told: Told) -> Addressed:
    event = told.event
    return Addressed(
        workspace_id=told.workspace_id,
        user_id=event["user"],
        text=event.get("text") or "",
        channel_id=event["channel"],
        ts=event["ts"],
        thread_ts=event.get("thread_ts"),
        edited="edited" in event,
    )


async def on_reaction_added(door: Door, told: Told) -> None:
    """A reaction saves a message, or marks an answer that worked."""
    event, item = told.event, told.event.get("item") or {}
    user = event.get("user")
    if item.get("type") != "message" or not isinstance(user, str) or user == told.bot_user_id:
        return
    await door.meet(told.workspace_id, user)
    async with door.storage.begin(told.workspace_id) as uow:
        member = await uow.members.get(user)
        if member is None or member.is_bot:
            return
        policy = await door.policy_in(uow)
        if event.get("reaction") in CHECK_MARKS:
            await capture.mark(uow, item["channel"], item["ts"], by=1, occasion=told.event_id)
        if event.get("reaction") == policy.save_reaction:
            try:
                await saving.save(
                    uow,
                    Pointed(item["channel"], item["ts"]),
                    by=user,
                    how="reaction",
                    at=door.clock(),
                    occasion=told.event_id,
                )
            except CannotSave:
                return  # a reaction is not addressed to Thrice: no receipt is the answer


async def on_reaction_removed(door: Door, told: Told) -> None:
    """A reaction taken back takes back what it did."""
    event, item = told.event, told.event.get("item") or {}
    user = event.get("user")
    if item.get("type") != "message" or not isinstance(user, str) or user == told.bot_user_id:
        return
    async with door.storage.begin(told.workspace_id) as uow:
        policy = await door.policy_in(uow)
        if event.get("reaction") in CHECK_MARKS:
            await capture.mark(uow, item["channel"], item["ts"], by=-1, occasion=told.event_id)
        if event.get("reaction") == policy.save_reaction:
            await saving.take_back(
                uow, Pointed(item["channel"], item["ts"]), by=user, at=door.clock(), occasion=told.event_id
            )


async def on_member_joined(door: Door, told: Told) -> None:
    """Thrice, or somebody, came into a channel."""
    event = told.event
    channel, user = str(event.get("channel")), str(event.get("user"))
    async with door.storage.begin(told.workspace_id) as uow:
        if user != told.bot_user_id:
            await channels.member_came(uow, channel, user)
            return
        inviter = event.get("inviter")
        await channels.joined(uow, channel, inviter=inviter, at=door.clock())
        await uow.enqueue(
            WelcomeChannel(workspace_id=told.workspace_id, channel_id=channel, inviter=inviter),
            key=f"welcome:{told.event_id}",
        )


async def on_member_left(door: Door, told: Told) -> None:
    """Thrice, or somebody, left a channel or was removed from it."""
    channel, user = str(told.event.get("channel")), told.event.get("user")
    async with door.storage.begin(told.workspace_id) as uow:
        if user is None or user == told.bot_user_id:
            await channels.left(uow, channel, at=door.clock())
        else:
            await channels.member_went(uow, channel, str(user))
            await review.step_back(uow, str(user), channel, at=door.clock(), occasion=told.event_id)


async def on_channel_gone(door: Door, told: Told) -> None:
    """A channel was archived or deleted, or Thrice was removed from it."""
    async with door.storage.begin(told.workspace_id) as uow:
        await channels.left(uow, str(told.event.get("channel")), at=door.clock())


async def on_channel_changed(door: Door, told: Told) -> None:
    """A channel was renamed, shared or brought back: read again what it is."""
    channel = told.event.get("channel")
    channel_id = str(channel.get("id") if isinstance(channel, dict) else channel)
    async with door.storage.begin(told.workspace_id) as uow:
        if await uow.channels.get(channel_id) is not None:
            await uow.enqueue(
                ReadMembers(workspace_id=told.workspace_id, channel_id=channel_id), key=f"read:{told.event_id}"
            )


async def on_user_change(door: Door, told: Told) -> None:
    """Somebody's name, zone, rights or membership changed."""
    user, at = told.event.get("user") or {}, door.clock()
    async with door.storage.begin(told.workspace_id) as uow:
        if await uow.members.get(str(user.get("id"))) is not None:
            found = reading.member(user, home_team=told.team_id)
            member = await members.met(uow, profile_of(found), at=at)
            await quiet.heard(uow, member.user_id, found.status, at=told.at)
            await learners.follow_zone(uow, member, at=at)
            await block_members.follow(uow, member, policy=door.blocks, at=at)


async def on_home_opened(door: Door, told: Told) -> None:
    """Somebody opened the App Home."""
    if told.event.get("tab", "home") == "home":
        await door.meet(told.workspace_id, str(told.event.get("user")))
        await home.show(door, told.workspace_id, str(told.event.get("user")))


async def on_uninstalled(door: Door, told: Told) -> None:
    """The workspace removed Thrice: its tokens and what lets us into calendars go, what was captured waits for a
    re-installation or an erasure."""
    async with door.storage.begin(told.workspace_id) as uow:
        installation = await uow.workspaces.token(told.workspace_id)
        if installation is not None and told.at + _A_SECOND <= installation.installed_at:
            return  # Slack told us late, or again: Thrice was installed anew since
        await uow.workspaces.uninstalled(told.workspace_id, at=door.clock())
        await disconnecting.announce(uow, at=door.clock())
        await uow.quiet.forget_all()
    door.forget_team(told.workspace_id, told.team_id)
    await door.look_again()


async def on_tokens_revoked(door: Door, told: Told) -> None:
    """Tokens were taken back: members' own, or the bot's, without which there is nothing that Thrice can do here."""
    tokens = told.event.get("tokens") or {}
    if tokens.get("bot"):
        await on_uninstalled(door, told)
        return
    async with door.storage.begin(told.workspace_id) as uow:
        for user in tokens.get("oauth") or ():
            await quiet.lose(uow, str(user), at=door.clock(), happened_at=told.at)


_ROUTES: dict[str, Callable[[Door, Told], Awaitable[None]]] = {
    "message": on_message,
    "app_mention": on_mention,
    "reaction_added": on_reaction_added,
    "reaction_removed": on_reaction_removed,
    "member_joined_channel": on_member_joined,
    "member_left_channel": on_member_left,
    "channel_left": on_channel_gone,
    "group_left": on_channel_gone,
    "channel_archive": on_channel_gone,
    "group_archive": on_channel_gone,
    "channel_deleted": on_channel_gone,
    "group_deleted": on_channel_gone,
    "channel_unarchive": on_channel_changed,
    "group_unarchive": on_channel_changed,
    "channel_rename": on_channel_changed,
    "group_rename": on_channel_changed,
    "channel_shared": on_channel_changed,
    "channel_unshared": on_channel_changed,
    "user_change": on_user_change,
    "app_home_opened": on_home_opened,
    "app_uninstalled": on_uninstalled,
    "tokens_revoked": on_tokens_revoked,
}

ROUTED = frozenset(_ROUTES)
"""The event types that Thrice listens to; the manifest subscribes to exactly these."""
