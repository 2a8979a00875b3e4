"""chat.*: the app's messages."""

import re
from typing import Any

from ..blocks.reading import read_attachments, read_blocks, read_json
from ..errors import SlackError
from ..options import Json
from ..typed import normalise_app_text
from ..world import rooms, talk
from ..world.model import Channel, Message
from .method import Call, Methods

methods = Methods()

_UPDATE_LONGEST = 4000
_METADATA_LARGEST = 8000
_TS = re.compile(r"\d+\.\d+")
_LOOKS = "icon_emoji icon_url link_names markdown_text parse text thread_ts username"
_CONTENT = f"as_user attachments blocks {_LOOKS}"


def _target(call: Call) -> Channel:
    """Where `chat.postMessage` goes: a conversation, a name, or a user, whose direct message it opens."""
    world, key = call.world, call.text("channel")
    person = world.people.get(key)
    if person is not None:
        if person.is_bot:
            raise SlackError("cannot_dm_bot")
        if not world.manifest.messages_tab:
            raise SlackError("messages_tab_disabled")
        return rooms.open_direct(world, world.bot, [person])
    channel = call.channel(by_name=True)
    _writable(call, channel)
    return channel


def _writable(call: Call, channel: Channel) -> None:
    if channel.is_archived:
        raise SlackError("is_archived")
    in_it = call.world.bot.id in channel.members
    if not in_it and (channel.is_private or "chat:write.public" not in call.services.tokens.scopes):
        raise SlackError("not_in_channel")


def _content(call: Call, *, longest: int = talk.LONGEST_TEXT) -> Json:
    """Text, blocks and attachments as they will be stored."""
    ids = call.world.ids
    text = call.text("text")
    if call.args.get("markdown_text"):
        if text or call.args.get("blocks"):
            raise SlackError("markdown_text_conflict")
        text = call.text("markdown_text")
        longest = 12_000
    blocks = read_blocks(call.args.get("blocks"), ids)
    attachments = read_attachments(call.args.get("attachments"), ids)
    if not (text.strip() or blocks or attachments):
        raise SlackError("no_text")
    if len(text) > longest:
        raise SlackError("msg_too_long")
    return {"text": normalise_app_text(text), "blocks": blocks, "attachments": attachments}


def _metadata(call: Call) -> Json | None:
    raw = call.args.get("metadata")
    if raw is None or raw == "":
        return None
    try:
        metadata = read_json(raw)
    except ValueError:
        raise SlackError("invalid_metadata_format") from None
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    if metadata == {}:
        return {}
    if not isinstance(metadata.get("event_type"), str) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if len(str(metadata)) > _METADATA_LARGEST:
        raise SlackError("metadata_too_large")
    return metadata


def _thread(call: Call, channel: Channel) -> str | None:
    """The root of the thread to answer in; a ts that no message has makes a message outside any thread."""
    ts = call.args.get("thread_ts")
    if not ts:
        return None
    if not _TS.fullmatch(str(ts)):
        raise SlackError("invalid_thread_ts")
    root = call.world.message(channel, str(ts))
    return None if root is None else root.thread_ts or root.ts


def _compose(call: Call, channel: Channel, **fields: Any) -> Message:
    """A message by the app. Its own name or icon make it a `bot_message`, as in Slack."""
    world = call.world
    custom = {k: call.args[k] for k in ("username", "icon_emoji", "icon_url") if call.args.get(k)}
    if custom:
        call.need("chat:write.customize")
    icons = {k.removeprefix("icon_"): v for k, v in custom.items() if k != "username"}
    return Message(
        ts=world.stamps.next(),
        channel=channel.id,
        user=None if custom else world.bot.id,
        subtype="bot_message" if custom else None,
        username=custom.get("username"),
        icons=icons or None,
        bot_id=world.bot_id,
        team=world.team.id,
        by_app=True,
        **fields,
    )


@methods.add(
    "chat.postMessage",
    scopes=["chat:write"],
    required="channel",
    optional=f"{_CONTENT} current_draft_last_updated_ts metadata mrkdwn reply_broadcast unfurl_links unfurl_media",
)
def post_message(call: Call) -> Json:
    """Post a message to a conversation or, given a user, to the direct message with them."""
    world = call.world
    channel = _target(call)
    content, metadata = _content(call), _metadata(call)
    call.services.limits.count_message(channel.id)
    broadcast = call.flag("reply_broadcast")
    message = _compose(
        call, channel, thread_ts=_thread(call, channel), metadata=metadata, broadcast=broadcast, **content
    )
    talk.put(world, channel, message)
    shown = world.show(message) | ({"metadata": metadata} if metadata else {})
    return {"channel": channel.id, "ts": message.ts, "message": shown}


@methods.add("chat.postEphemeral", scopes=["chat:write"], tier=4, required="channel user", optional=_CONTENT)
def post_ephemeral(call: Call) -> Json:
    """Show a message to one member of a conversation."""
    world = call.world
    channel = call.channel(by_name=True)
    if channel.is_archived:
        raise SlackError("is_archived")
    if world.bot.id not in channel.members:
        raise SlackError("not_in_channel")
    person = world.people.get(call.text("user"))
    if person is None or person.id not in channel.members or person.deleted:
        raise SlackError("user_not_in_channel")
    content = _content(call)
    message = _compose(call, channel, thread_ts=_thread(call, channel), **content)
    talk.show_only_to(world, person, message)
    return {"message_ts": message.ts}


@methods.add(
    "chat.update",
    scopes=["chat:write"],
    tier=3,
    required="channel ts",
    optional="as_user attachments blocks file_ids link_names markdown_text metadata parse reply_broadcast text "
    "unfurled_attachments",
)
def update(call: Call) -> Json:
    """Change one of the app's own messages; blocks and attachments that are not given stay."""
    world = call.world
    channel = call.channel()
    message = call.message(channel)
    if not message.by_app:
        raise SlackError("cant_update_message")
    if channel.is_archived:
        raise SlackError("is_inactive")
    content = _content(call, longest=_UPDATE_LONGEST)
    kept = {k: v for k, v in content.items() if k == "text" or call.args.get(k) is not None}
    metadata = _metadata(call)
    if metadata is not None:
        kept["metadata"] = metadata or None
    talk.edit(world, channel, message, world.bot, **kept)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": world.show(message)}


@methods.add("chat.delete", scopes=["chat:write"], tier=3, required="channel ts", optional="as_user")
def delete(call: Call) -> Json:
    """Delete one of the app's own messages."""
    channel = call.channel()
    message = call.message(channel)
    if not message.by_app:
        raise SlackError("cant_delete_message")
    talk.delete(call.world, channel, message)
    return {"channel": channel.id, "ts": message.ts}


@methods.add("chat.getPermalink", required="channel message_ts")
def get_permalink(call: Call) -> Json:
    """The address of a message."""
    channel = call.channel()
    message = call.message(channel, "message_ts")
    address = f"https://{call.world.team.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        address += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": address}
