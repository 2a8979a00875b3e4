"""What is said: messages, threads, edits, deletions, reactions, and ephemeral messages."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..errors import Refused
from ..options import Json
from ..typed import type_text
from .model import Channel, Message, Person
from .world import World

SLACKBOT = "USLACKBOT"
LONGEST_TEXT = 40_000
_WITH_TEAM = frozenset({"channel_join", "channel_leave", "channel_name", "channel_archive"})


def say(
    world: World,
    channel: Channel,
    person: Person,
    text: str,
    *,
    thread_ts: str | None = None,
    blocks: Sequence[Json] | None = None,
    broadcast: bool = False,
    at: float | None = None,
) -> Message:
    """Post what a person typed; `at` (seconds since the epoch) puts it into the past, without events."""
    if channel.is_archived:
        raise Refused(f"#{channel.name} is archived.")
    if len(text) > LONGEST_TEXT:
        raise Refused(f"A message has at most {LONGEST_TEXT:,} characters.")
    typed = type_text(text, world.names_for(person), block_id=world.ids.short())
    if not typed.text.strip() and not blocks:
        raise Refused("There is nothing to send.")
    message = Message(
        ts=world.stamps.next(at),
        channel=channel.id,
        user=person.id,
        text=typed.text,
        blocks=list(blocks) if blocks else typed.blocks,
        thread_ts=_thread_of(world, channel, thread_ts),
        client_msg_id=world.ids.client(),
        team=person.team_id,
        broadcast=broadcast,
    )
    put(world, channel, message, silently=at is not None)
    world.read[person.id, channel.id] = max(message.ts, world.read.get((person.id, channel.id), ""))
    return message


def _thread_of(world: World, channel: Channel, thread_ts: str | None) -> str | None:
    """The root of the thread that a reply goes to: a reply to a reply stays in its thread."""
    if thread_ts is None:
        return None
    root = world.message(channel, thread_ts)
    if root is None:
        raise Refused("There is no such message to reply to.", 404)
    return root.thread_ts or root.ts


def put(world: World, channel: Channel, message: Message, *, silently: bool = False) -> None:
    """Put a message into a channel and tell the app and those who watch."""
    if message.broadcast and message.is_reply:
        message.subtype = message.subtype or "thread_broadcast"
        root = world.message(channel, message.thread_ts or "")
        message.extra = {"root": world.show(root)} if root else {}
    world.keep(message)
    root = world.message(channel, message.thread_ts) if message.thread_ts else None
    if root is not None and root.thread_ts is None:
        root.thread_ts = root.ts
    world.changed("message", channel=channel.id, ts=message.ts, user=message.user)
    if silently:
        return
    world.happened(_event_of(world, channel, message), channel)
    mentioned = f"<@{world.bot.id}>" in message.text or f"<@{world.bot.id}|" in message.text
    said_by_person = not message.by_app and message.subtype in (None, "thread_broadcast")
    if mentioned and said_by_person and channel.type != "im":
        world.happened(_mention_of(world, channel, message), channel)


def _event_of(world: World, channel: Channel, message: Message) -> Json:
    body = world.show(message)
    body.pop("app_id", None)
    if message.metadata:
        body["metadata"] = message.metadata
    if message.subtype == "thread_broadcast":
        body = {key: value for key, value in body.items() if key not in ("team", "parent_user_id")}
    elif message.subtype in _WITH_TEAM:
        body["team"] = message.team
    return body | {"channel": channel.id, "event_ts": message.ts, "channel_type": channel.type}


def _mention_of(world: World, channel: Channel, message: Message) -> Json:
    body = _event_of(world, channel, message) | {"type": "app_mention"}
    for unwanted in ("channel_type", "subtype", "root", "parent_user_id"):
        body.pop(unwanted, None)
    return body


def announce(
    world: World, channel: Channel, person: Person, subtype: str, text: str, *, inviter: str | None = None, **extra: Any
) -> None:
    """Put one of Slack's own lines ("has joined the channel") into a channel."""
    if channel.type in ("im", "mpim"):
        return
    message = Message(
        ts=world.stamps.next(),
        channel=channel.id,
        user=person.id,
        text=text,
        subtype=subtype,
        inviter=inviter,
        team=person.team_id,
        extra=extra,
    )
    put(world, channel, message)


def edit(world: World, channel: Channel, message: Message, by: Person, **fields: Any) -> None:
    """Change a message (`text`, `blocks`, `attachments`, `metadata`) and tell the app what it was before."""
    before = _inside(world, message)
    for key, value in fields.items():
        setattr(message, key, value)
    message.edited = {"user": by.id, "ts": f"{world.stamps.next().split('.')[0]}.000000"}
    _message_changed(world, channel, message, before)


def retype(world: World, channel: Channel, message: Message, person: Person, text: str) -> None:
    """Let a person edit their own message."""
    if message.user != person.id or message.by_app or message.subtype not in (None, "thread_broadcast"):
        raise Refused("One can only edit one's own messages.", 403)
    typed = type_text(text, world.names_for(person), block_id=world.ids.short())
    if not typed.text.strip():
        raise Refused("There is nothing to send.")
    edit(world, channel, message, person, text=typed.text, blocks=typed.blocks)


def _inside(world: World, message: Message) -> Json:
    """A message as a `message_changed` event carries it."""
    body = world.show(message)
    body.pop("app_id", None)
    return body


def _message_changed(world: World, channel: Channel, message: Message, before: Json) -> None:
    stamp = world.stamps.next()
    event = {
        "type": "message",
        "subtype": "message_changed",
        "message": _inside(world, message),
        "previous_message": before,
        "channel": channel.id,
        "hidden": True,
        "ts": stamp,
        "event_ts": stamp,
        "channel_type": channel.type,
    }
    world.happened(event, channel)
    world.changed("message", channel=channel.id, ts=message.ts, user=message.user)


def delete(world: World, channel: Channel, message: Message) -> None:
    """Delete a message. A root with replies leaves Slack's tombstone; the last reply takes it away."""
    before = _inside(world, message)
    if not message.is_reply and world.replies(channel.id, message.ts):
        tombstone = _tombstone(message)
        world.keep(tombstone)
        _message_changed(world, channel, tombstone, before)
        return
    _remove(world, channel, message, before)
    root = world.message(channel, message.thread_ts) if message.is_reply and message.thread_ts else None
    if root is None or world.replies(channel.id, root.ts):
        return
    if root.subtype == "tombstone":
        _remove(world, channel, root, _inside(world, root))
    else:
        root.thread_ts = None


def _tombstone(message: Message) -> Message:
    return Message(
        ts=message.ts,
        channel=message.channel,
        user=SLACKBOT,
        text="This message was deleted.",
        subtype="tombstone",
        thread_ts=message.ts,
        extra={"hidden": True},
    )


def _remove(world: World, channel: Channel, message: Message, before: Json) -> None:
    world.drop(message)
    stamp = world.stamps.next()
    event = {
        "type": "message",
        "subtype": "message_deleted",
        "previous_message": before,
        "channel": channel.id,
        "hidden": True,
        "deleted_ts": message.ts,
        "ts": stamp,
        "event_ts": stamp,
        "channel_type": channel.type,
    }
    world.happened(event, channel)
    world.changed("message", channel=channel.id, ts=message.ts)


def react(world: World, message: Message, person: Person, name: str) -> bool:
    """Add somebody's reaction; whether it is new."""
    users = message.reactions.setdefault(name, [])
    if person.id in users:
        return False
    users.append(person.id)
    _tell_of_reaction(world, message, person, name, kind="reaction_added")
    return True


def unreact(world: World, message: Message, person: Person, name: str) -> bool:
    """Take somebody's reaction back; whether it was there."""
    users = message.reactions.get(name, [])
    if person.id not in users:
        return False
    users.remove(person.id)
    if not users:
        del message.reactions[name]
    _tell_of_reaction(world, message, person, name, kind="reaction_removed")
    return True


def _tell_of_reaction(world: World, message: Message, person: Person, name: str, *, kind: str) -> None:
    channel = world.channels[message.channel]
    event = {
        "type": kind,
        "user": person.id,
        "reaction": name,
        "item": {"type": "message", "channel": channel.id, "ts": message.ts},
        "item_user": message.user or "",
        "event_ts": world.stamps.next(),
    }
    world.happened(event, channel)
    world.changed("reaction", channel=channel.id, ts=message.ts, user=person.id)


def show_only_to(world: World, person: Person, message: Message) -> Message:
    """Put up an ephemeral message; it is in no history and the app gets no event of it."""
    message = replace(message, only_for=person.id)
    world.ephemeral.append(message)
    world.changed("ephemeral", channel=message.channel, ts=message.ts, user=person.id)
    return message


def take_down(world: World, message: Message) -> None:
    """Take an ephemeral message away."""
    world.ephemeral.remove(message)
    world.changed("ephemeral", channel=message.channel, ts=message.ts, user=message.only_for)
