"""`response_url`s: five messages within half an hour, into the place where something was done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..blocks.reading import read_attachments, read_blocks
from ..errors import SlackError
from ..options import Json
from ..typed import normalise_app_text
from ..world import talk
from ..world.model import Channel, Message, Person
from ..world.world import World

_MOST_USES = 5


@dataclass
class _Address:
    """One response URL: for whom, where, and from which message."""

    person: Person
    channel: Channel
    message: Message | None
    made: float
    uses: int = 0


class ResponseUrls:
    """The response URLs handed out."""

    def __init__(self, world: World, base_url: Callable[[], str]) -> None:
        self._world = world
        self._base_url = base_url
        self._made: dict[str, _Address] = {}

    def new(self, person: Person, channel: Channel, message: Message | None = None) -> str:
        """A URL through which the app may answer what this person did here (to this message)."""
        world = self._world
        key = world.ids.secret(24)
        self._made[key] = _Address(person, channel, message, world.options.clock())
        return f"{self._base_url()}/response/{key}"

    def take(self, key: str, body: Json) -> None:
        """Act on what the app posted. Raises `SlackError` as Slack refuses."""
        address = self._made.get(key)
        if address is None:
            raise SlackError("invalid_url")
        lifetime = self._world.options.pace.response_url_seconds
        if self._world.options.clock() - address.made > lifetime:
            raise SlackError("expired_url")
        if address.uses >= _MOST_USES:
            raise SlackError("used_url")
        address.uses += 1
        self._act(address, body)

    def _act(self, address: _Address, body: Json) -> None:
        world, original = self._world, address.message
        if body.get("delete_original"):
            if original is not None:
                self._remove(address.channel, original)
            return
        if original is not None and body.get("replace_original", False):
            self._replace(address, original, body)
            return
        answer(world, address.person, address.channel, body)

    def _remove(self, channel: Channel, original: Message) -> None:
        world = self._world
        if original.only_for is not None:
            if original in world.ephemeral:
                talk.take_down(world, original)
        elif world.message(channel, original.ts) is not None:
            talk.delete(world, channel, original)

    def _replace(self, address: _Address, original: Message, body: Json) -> None:
        world = self._world
        content = _content(world, body)
        if original.only_for is None:
            talk.edit(world, address.channel, original, world.bot, **content)
            return
        if original not in world.ephemeral:
            return
        for key, value in content.items():
            setattr(original, key, value)
        world.changed("ephemeral", channel=original.channel, ts=original.ts, user=original.only_for)


def _content(world: World, body: Json) -> Json:
    blocks = read_blocks(body.get("blocks"), world.ids)
    attachments = read_attachments(body.get("attachments"), world.ids)
    text = body.get("text") or ""
    if not (text or blocks or attachments):
        raise SlackError("no_text")
    return {"text": normalise_app_text(str(text)), "blocks": blocks, "attachments": attachments}


def answer(world: World, person: Person, channel: Channel, body: Any) -> Message:
    """Show the app's immediate or later answer: to one person, or with `in_channel` to all."""
    content = _content(world, body)
    thread_ts = body.get("thread_ts")
    message = Message(
        ts=world.stamps.next(),
        channel=channel.id,
        user=world.bot.id,
        bot_id=world.bot_id,
        thread_ts=str(thread_ts) if thread_ts else None,
        team=world.team.id,
        by_app=True,
        **content,
    )
    if body.get("response_type") == "in_channel":
        talk.put(world, channel, message)
        return message
    return talk.show_only_to(world, person, message)
