"""reactions.* and pins.*: marks on messages."""

import re

from ..errors import SlackError
from ..options import Json
from ..world import talk
from ..world.model import Channel, Message
from .method import Call, Methods

methods = Methods()

_NAME = re.compile(r"[a-z0-9_+'-]+(?:::skin-tone-[2-6])?")


def _marked(call: Call) -> tuple[Channel, Message]:
    if not call.args.get("channel") or not call.args.get("timestamp"):
        raise SlackError("no_item_specified")
    channel = call.own_channel()
    if channel.is_archived:
        raise SlackError("is_archived")
    if not re.fullmatch(r"\d+\.\d+", call.text("timestamp")):
        raise SlackError("bad_timestamp")
    return channel, call.message(channel, "timestamp")


def _name(call: Call) -> str:
    name = call.text("name").strip(":")
    if not _NAME.fullmatch(name):
        raise SlackError("invalid_name")
    return name


@methods.add("reactions.add", scopes=["reactions:write"], tier=3, required="channel name timestamp")
def add(call: Call) -> Json:
    """Add the app's reaction to a message."""
    _, message = _marked(call)
    if not talk.react(call.world, message, call.world.bot, _name(call)):
        raise SlackError("already_reacted")
    return {}


@methods.add(
    "reactions.remove",
    scopes=["reactions:write"],
    tier=2,
    required="name",
    optional="channel file file_comment timestamp",
)
def remove(call: Call) -> Json:
    """Take the app's reaction back."""
    _, message = _marked(call)
    if not talk.unreact(call.world, message, call.world.bot, _name(call)):
        raise SlackError("no_reaction")
    return {}


@methods.add(
    "reactions.get",
    scopes=["reactions:read"],
    tier=3,
    optional="channel file file_comment full timestamp",
)
def get(call: Call) -> Json:
    """A message with its reactions."""
    channel, message = _marked(call)
    return {"type": "message", "channel": channel.id, "message": call.world.show(message)}


@methods.add("pins.add", scopes=["pins:write"], tier=2, required="channel", optional="timestamp")
def pin(call: Call) -> Json:
    """Pin a message."""
    channel, message = _marked(call)
    if message.ts in channel.pins:
        raise SlackError("already_pinned")
    channel.pins.append(message.ts)
    return {}


@methods.add("pins.remove", scopes=["pins:write"], tier=2, required="channel", optional="timestamp")
def unpin(call: Call) -> Json:
    """Take a pin away."""
    channel, message = _marked(call)
    if message.ts not in channel.pins:
        raise SlackError("no_pin")
    channel.pins.remove(message.ts)
    return {}
