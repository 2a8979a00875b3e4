"""Writes a world as a standard Slack export, so that its history can be imported like any team's."""

import json
import zipfile
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from ..options import Json
from ..world.model import Channel
from ..world.world import World


def write_export(world: World, path: Path, *, with_private: bool = True) -> int:
    """Write `path` (a zip with users, channels and one file for each channel and day); return how many messages."""
    rooms = [
        room for room in world.channels.values() if room.type == "channel" or (with_private and room.type == "group")
    ]
    count = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "users.json", [world.show_person(person) for person in world.people.values()])
        for kind, name in (("channel", "channels.json"), ("group", "groups.json")):
            _put(archive, name, [_room_json(world, room) for room in rooms if room.type == kind])
        for room in rooms:
            for day, messages in sorted(_by_day(world, room).items()):
                _put(archive, f"{room.name}/{day}.json", messages)
                count += len(messages)
    return count


def _room_json(world: World, room: Channel) -> Json:
    shown = world.show_channel(room, world.bot.id)
    kept = ("id", "name", "created", "creator", "is_archived", "is_general", "topic", "purpose")
    return {key: shown[key] for key in kept} | {"members": list(room.members)}


def _by_day(world: World, room: Channel) -> dict[str, list[Json]]:
    days: dict[str, list[Json]] = defaultdict(list)
    for message in sorted(world.messages[room.id].values(), key=lambda each: each.ts):
        days[f"{datetime.fromtimestamp(float(message.ts), UTC):%Y-%m-%d}"].append(world.show(message))
    return days


def _put(archive: zipfile.ZipFile, name: str, content: object) -> None:
    archive.writestr(name, json.dumps(content, ensure_ascii=False, indent=1))
