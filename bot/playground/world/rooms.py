"""Conversations open, fill, change their name and close."""

from collections.abc import Iterable

from ..errors import Refused
from ..options import Json
from . import talk
from .model import Channel, ChannelType, Person
from .world import World


def create_channel(
    world: World, name: str, by: Person, *, private: bool = False, members: Iterable[Person] = ()
) -> Channel:
    """A new public or private channel; its creator is in it. Raises `Refused` for a bad or taken name."""
    name = name.removeprefix("#")
    if not name or len(name) > 80 or name != name.lower() or any(c in name for c in " .,#@<>&"):
        raise Refused(f"{name!r} cannot be a channel's name: lower case, no spaces, at most 80 characters.")
    if world.channel_named(name) is not None:
        raise Refused(f"There is a channel called {name} already.", 409)
    channel = _open(world, "group" if private else "channel", name, by)
    channel.is_general = name == "general"
    if not private:
        body = _created_json(world, channel)
        event = {"type": "channel_created", "channel": body, "event_ts": world.stamps.next()}
        world.happened(event, channel, members_only=False)
    join(world, channel, by)
    for person in members:
        if person.id not in channel.members:
            join(world, channel, person, inviter=by)
    return channel


def _open(world: World, kind: ChannelType, name: str, by: Person) -> Channel:
    prefix = "D" if kind == "im" else "C"
    channel = Channel(world.ids.new(prefix), name, kind, world.now(), by.id, updated=world.now() * 1000)
    world.channels[channel.id] = channel
    world.changed("channel", channel=channel.id)
    return channel


_IN_CREATED = frozenset(
    {
        *("id", "name", "name_normalized", "created", "creator", "context_team_id"),
        *("is_channel", "is_group", "is_im", "is_mpim", "is_private", "is_archived", "is_general"),
        *("is_shared", "is_org_shared", "is_ext_shared", "is_pending_ext_shared"),
    }
)


def _created_json(world: World, channel: Channel) -> Json:
    shown = world.show_channel(channel, world.bot.id)
    return {key: value for key, value in shown.items() if key in _IN_CREATED} | {"is_frozen": False}


def open_direct(world: World, by: Person, others: Iterable[Person]) -> Channel:
    """The direct message between these people, made if there is none. Raises `Refused` for nobody."""
    members = list(dict.fromkeys([by.id, *(each.id for each in others)]))
    if len(members) < 2:
        raise Refused("A direct message needs somebody else.")
    found = world.direct_message(*members)
    if found is not None:
        return found
    kind: ChannelType = "im" if len(members) == 2 else "mpim"
    name = "" if kind == "im" else "mpdm-" + "--".join(world.people[m].name for m in members) + "-1"
    channel = _open(world, kind, name, by)
    channel.members = members
    return channel


def join(world: World, channel: Channel, person: Person, inviter: Person | None = None) -> None:
    """Put somebody into a channel, with the line in the channel and the event that Slack sends."""
    if person.id in channel.members:
        return
    channel.members.append(person.id)
    if person.team_id != world.team.id:
        channel.is_ext_shared = True
        channel.shared_team_ids = list(dict.fromkeys([*channel.shared_team_ids, person.team_id]))
    invited = {"inviter": inviter.id} if inviter else {}
    event = {
        "type": "member_joined_channel",
        "user": person.id,
        "channel": channel.id,
        "channel_type": "C" if channel.type == "channel" else "G",
        "team": person.team_id,
        **invited,
        "event_ts": world.stamps.next(),
    }
    world.happened(event, channel)
    text = f"<@{person.id}> has joined the channel"
    talk.announce(world, channel, person, "channel_join", text, inviter=invited.get("inviter"))
    world.changed("channel", channel=channel.id, user=person.id)


def leave(world: World, channel: Channel, person: Person, by: Person | None = None) -> None:
    """Take somebody out of a channel; the app itself learns it by `channel_left` or `group_left`."""
    if person.id not in channel.members:
        raise Refused(f"{person.real_name} is not in #{channel.name}.")
    if channel.is_general:
        raise Refused("Nobody leaves #general.")
    stamp = world.stamps.next()
    channel.members.remove(person.id)
    if person.id == world.bot.id:
        kind = "group_left" if channel.is_private else "channel_left"
        actor = (by or person).id
        event = {"type": kind, "channel": channel.id, "actor_id": actor, "event_ts": stamp}
        world.happened(event, channel, members_only=False)
    else:
        event = {
            "type": "member_left_channel",
            "user": person.id,
            "channel": channel.id,
            "channel_type": "C" if channel.type == "channel" else "G",
            "team": person.team_id,
            "event_ts": stamp,
        }
        world.happened(event, channel)
    talk.announce(world, channel, person, "channel_leave", f"<@{person.id}> has left the channel")
    world.changed("channel", channel=channel.id, user=person.id)


def rename(world: World, channel: Channel, name: str, by: Person) -> None:
    """Give a channel another name."""
    name = name.removeprefix("#")
    if world.channel_named(name) is not None:
        raise Refused(f"There is a channel called {name} already.", 409)
    old, channel.name = channel.name, name
    channel.previous_names.insert(0, old)
    channel.updated = world.now() * 1000
    body = {
        "id": channel.id,
        "name": name,
        "name_normalized": name,
        "created": channel.created,
        "is_channel": channel.type == "channel",
        "is_mpim": channel.type == "mpim",
    }
    kind = "group_rename" if channel.is_private else "channel_rename"
    event = {"type": kind, "channel": body, "event_ts": world.stamps.next()}
    world.happened(event, channel, members_only=channel.is_private)
    text = f'has renamed the channel from "{old}" to "{name}"'
    talk.announce(world, channel, by, "channel_name", text, old_name=old, name=name)
    world.changed("channel", channel=channel.id)


def archive(world: World, channel: Channel, by: Person, *, archived: bool = True) -> None:
    """Archive a channel, or bring it back."""
    if channel.is_archived == archived:
        raise Refused(f"#{channel.name} is {'archived already' if archived else 'not archived'}.")
    if channel.is_general:
        raise Refused("#general cannot be archived.")
    verb = "archive" if archived else "unarchive"
    if archived:
        talk.announce(world, channel, by, "channel_archive", f"<@{by.id}> archived the channel")
    channel.is_archived = archived
    event = {
        "type": f"{'group' if channel.is_private else 'channel'}_{verb}",
        "channel": channel.id,
        # Slack names the actor differently in this one event alone.
        "actor_id" if channel.is_private and not archived else "user": by.id,
        **({"is_moved": 0} if archived else {}),
        "event_ts": world.stamps.next(),
    }
    world.happened(event, channel, members_only=channel.is_private)
    world.changed("channel", channel=channel.id)


def set_topic(world: World, channel: Channel, text: str, by: Person, *, purpose: bool = False) -> None:
    """Change a channel's topic, or its purpose."""
    value = {"value": text, "creator": by.id, "last_set": world.now()}
    kind = "purpose" if purpose else "topic"
    setattr(channel, kind, value)
    sentence = f"<@{by.id}> set the channel {'description' if purpose else 'topic'}: {text}"
    talk.announce(world, channel, by, f"channel_{kind}", sentence, **{kind: text})
    world.changed("channel", channel=channel.id)
