"""Puts the cast and the history into a playground's world, silently: as history, not as events."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from ..world import folk, rooms, talk
from ..world.model import Channel, Message, Person
from ..world.world import World
from .cast import CHANNELS, PEOPLE, TEAM_DOMAIN, TEAM_NAME, Room, Someone
from .transcript import Said, history


@dataclass(frozen=True)
class Seeded:
    """What was put in: handles and channel names with their ids, and the messages by their keys."""

    people: dict[str, Person]
    channels: dict[str, Channel]
    messages: dict[str, Message]


def seed(world: World) -> Seeded:
    """Fill a fresh world with Northwind Robotics.

    The workspace's first owner becomes Ingrid and its #general theirs. Messages carry past time stamps, the app
    (which is in no channel yet: see `bring_in_the_app`) hears of nothing, and everybody has read everything.
    """
    now = datetime.fromtimestamp(world.now(), UTC)
    with _unheard(world):
        world.team.name, world.team.domain = TEAM_NAME, TEAM_DOMAIN
        people = {someone.name: _settle(world, someone) for someone in PEOPLE}
        said = history(now)
        opened = min(each.at for each in said).timestamp() - 86_400
        channels = {room.name: _open(world, room, people, opened) for room in CHANNELS}
        messages: dict[str, Message] = {}
        for each in said:
            messages[each.key] = _say(world, each, channels[each.channel], people, messages)
        _mark_read(world, channels.values())
    return Seeded(people, channels, messages)


def bring_in_the_app(world: World, seeded: Seeded) -> list[Channel]:
    """Have the app invited to the channels where it is wanted, by whoever made them; the app is told as by Slack."""
    wanted = [(seeded.channels[room.name], seeded.people[room.created_by]) for room in CHANNELS if room.has_app]
    for channel, inviter in wanted:
        rooms.join(world, channel, world.bot, inviter=inviter)
    return [channel for channel, _ in wanted]


@contextmanager
def _unheard(world: World) -> Iterator[None]:
    """Keep what is done meanwhile from the app: it happened before the app came."""
    installed, world.installed = world.installed, False
    try:
        yield
    finally:
        world.installed = installed


def _settle(world: World, someone: Someone) -> Person:
    owner = next((person for person in world.people.values() if person.is_owner), None)
    fields = {"real_name": someone.real_name, "display_name": someone.display_name, "tz": someone.tz}
    if someone.is_owner and owner is not None:
        folk.change_person(world, owner, {"name": someone.name, "is_admin": True} | fields)
        person = owner
    else:
        roles = {
            "is_admin": someone.is_admin,
            "is_owner": someone.is_owner,
            "is_guest": someone.is_guest,
            "is_stranger": someone.is_stranger,
        }
        person = folk.add_person(world, someone.name, **fields, **roles)
    person.color = someone.color
    return person


def _open(world: World, room: Room, people: dict[str, Person], opened: float) -> Channel:
    creator = people[room.created_by]
    channel = world.channel_named(room.name)
    if channel is None:
        channel = rooms.create_channel(world, room.name, creator, private=room.is_private)
    for name in _members(room):
        rooms.join(world, channel, people[name])
    rooms.set_topic(world, channel, room.topic, creator)
    channel.created, channel.creator = int(opened), creator.id
    # Slack's own lines ("has joined") would all carry this very second, below weeks of chatter.
    world.messages[channel.id].clear()
    return channel


def _members(room: Room) -> tuple[str, ...]:
    everybody = tuple(each.name for each in PEOPLE if not (each.is_guest or each.is_stranger))
    return (*(room.members or everybody), *room.guests)


def _say(world: World, said: Said, channel: Channel, people: dict[str, Person], before: dict[str, Message]) -> Message:
    thread_ts = before[said.thread].ts if said.thread else None
    message = talk.say(world, channel, people[said.person], said.text, thread_ts=thread_ts, at=said.at.timestamp())
    for name, who in said.reactions.items():
        for person in who:
            talk.react(world, message, people[person], name)
    return message


def _mark_read(world: World, channels: Iterable[Channel]) -> None:
    for channel in channels:
        last = max(world.messages[channel.id], default="")
        for person in channel.members:
            world.read[person, channel.id] = last
