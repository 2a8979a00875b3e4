"""conversations.*: opening, joining, filling, naming and closing channels."""

from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import Refused, SlackError
from ..options import Json
from ..world import rooms
from ..world.model import Channel, Person
from .method import Call, Methods

methods = Methods()

_MANAGE = ("channels:manage", "groups:write", "im:write", "mpim:write")
_INVITE = ("channels:manage", "channels:write.invites", "groups:write", "groups:write.invites", "mpim:write")


@contextmanager
def _refused_as(code: str) -> Iterator[None]:
    """Say with Slack's code what a rule of the workspace refuses."""
    try:
        yield
    except Refused as error:
        raise SlackError(code) from error


def _named(call: Call, *, open_ones_only: bool = True) -> Channel:
    channel = call.channel()
    if channel.type not in ("channel", "group"):
        raise SlackError("method_not_supported_for_channel_type")
    if open_ones_only and channel.is_archived:
        raise SlackError("is_archived")
    return channel


def _own(call: Call) -> Channel:
    channel = _named(call)
    if call.world.bot.id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _users(call: Call) -> list[Person]:
    keys = [u.strip() for u in call.text("users").split(",") if u.strip()]
    people = [call.world.people.get(key) for key in keys]
    found = [p for p in people if p is not None]
    if len(found) != len(keys):
        raise SlackError("user_not_found")
    return found


def _show(call: Call, channel: Channel) -> Json:
    return {"channel": call.world.show_channel(channel, call.world.bot.id)}


@methods.add("conversations.open", scopes=_MANAGE, tier=3, optional="channel prevent_creation return_im users")
def open_direct(call: Call) -> Json:
    """Open a direct message with one person or up to eight."""
    world = call.world
    if call.args.get("channel"):
        channel = call.channel()
        existing = True
    else:
        people = _users(call)
        if not people:
            raise SlackError("users_list_not_supplied")
        if len(people) > 8:
            raise SlackError("too_many_users")
        call.need("im:write" if len(people) == 1 else "mpim:write")
        if any(p.deleted for p in people):
            raise SlackError("user_disabled")
        if any(p.is_bot for p in people):
            raise SlackError("cannot_dm_bot")
        existing = world.direct_message(world.bot.id, *(p.id for p in people)) is not None
        if not existing and call.flag("prevent_creation"):
            raise SlackError("channel_not_found")
        channel = rooms.open_direct(world, world.bot, people)
    shown = _show(call, channel)["channel"] if call.flag("return_im") else {"id": channel.id}
    return {"channel": shown} | ({"no_op": True, "already_open": True} if existing else {})


@methods.add("conversations.join", scopes=["channels:join"], tier=3, required="channel")
def join(call: Call) -> Json:
    """Join a public channel."""
    channel = _named(call)
    if channel.is_private:
        raise SlackError("method_not_supported_for_channel_type")
    if call.world.bot.id in channel.members:
        warned = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
        return _show(call, channel) | warned
    rooms.join(call.world, channel, call.world.bot)
    return _show(call, channel)


@methods.add("conversations.leave", scopes=_MANAGE, tier=3, required="channel")
def leave(call: Call) -> Json:
    """Leave a channel."""
    channel = _named(call)
    if channel.is_general:
        raise SlackError("cant_leave_general")
    if call.world.bot.id not in channel.members:
        return {"not_in_channel": True}
    rooms.leave(call.world, channel, call.world.bot)
    return {}


@methods.add("conversations.invite", scopes=_INVITE, tier=3, required="channel users", optional="force")
def invite(call: Call) -> Json:
    """Invite people to a channel that the app is in."""
    channel, people = _own(call), _users(call)
    if not people:
        raise SlackError("no_user")
    if call.world.bot in people:
        raise SlackError("cant_invite_self")
    if any(p.id in channel.members for p in people):
        raise SlackError("already_in_channel")
    for person in people:
        rooms.join(call.world, channel, person, inviter=call.world.bot)
    return _show(call, channel)


@methods.add("conversations.kick", scopes=_MANAGE, tier=3, required="channel", optional="user")
def kick(call: Call) -> Json:
    """Take somebody out of a channel."""
    channel, person = _own(call), call.person()
    if person.id == call.world.bot.id:
        raise SlackError("cant_kick_self")
    if channel.is_general:
        raise SlackError("cant_kick_from_general")
    with _refused_as("not_in_channel"):
        rooms.leave(call.world, channel, person, by=call.world.bot)
    return {}


@methods.add("conversations.create", scopes=_MANAGE, tier=2, required="name", optional="is_private team_id")
def create(call: Call) -> Json:
    """Make a public or private channel; the app is in it."""
    world, name, private = call.world, call.text("name"), call.flag("is_private")
    call.need("groups:write" if private else "channels:manage")
    if world.channel_named(name) is not None:
        raise SlackError("name_taken")
    if len(name) > 80:
        raise SlackError("invalid_name_maxlength")
    with _refused_as("invalid_name_specials"):
        return _show(call, rooms.create_channel(world, name, world.bot, private=private))


@methods.add("conversations.rename", scopes=_MANAGE, tier=2, required="channel name")
def rename(call: Call) -> Json:
    """Rename a channel."""
    channel = _own(call)
    with _refused_as("name_taken"):
        rooms.rename(call.world, channel, call.text("name"), call.world.bot)
    return _show(call, channel)


@methods.add("conversations.archive", scopes=_MANAGE, tier=2, required="channel")
def archive(call: Call) -> Json:
    """Archive a channel."""
    channel = _named(call, open_ones_only=False)
    with _refused_as("cant_archive_general" if channel.is_general else "already_archived"):
        rooms.archive(call.world, channel, call.world.bot)
    return {}


@methods.add("conversations.unarchive", scopes=_MANAGE, tier=2, required="channel")
def unarchive(call: Call) -> Json:
    """Bring an archived channel back."""
    with _refused_as("not_archived"):
        rooms.archive(call.world, _named(call, open_ones_only=False), call.world.bot, archived=False)
    return {}


_TOPIC = ("channels:manage", "channels:write.topic", "groups:write", "groups:write.topic")


@methods.add("conversations.setTopic", scopes=_TOPIC, tier=2, required="channel topic")
def set_topic(call: Call) -> Json:
    """Change a channel's topic."""
    channel = _own(call)
    rooms.set_topic(call.world, channel, call.text("topic"), call.world.bot)
    return _show(call, channel)


@methods.add("conversations.setPurpose", scopes=_TOPIC, tier=2, required="channel purpose")
def set_purpose(call: Call) -> Json:
    """Change a channel's purpose."""
    channel = _own(call)
    rooms.set_topic(call.world, channel, call.text("purpose"), call.world.bot, purpose=True)
    return _show(call, channel)


@methods.add("conversations.close", scopes=_MANAGE, tier=2, required="channel")
def close(call: Call) -> Json:
    """Close a direct message; what was said in it stays."""
    channel = call.channel()
    if channel.type not in ("im", "mpim"):
        raise SlackError("method_not_supported_for_channel_type")
    return {}


@methods.add("conversations.mark", scopes=_MANAGE, tier=3, required="channel ts")
def mark(call: Call) -> Json:
    """Set the app's own reading mark."""
    channel = call.own_channel()
    call.world.read[call.world.bot.id, channel.id] = call.text("ts")
    return {}
