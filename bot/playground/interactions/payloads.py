"""The bodies that Slack sends to the app for commands, clicks, shortcuts and views."""

from ..delivery.outbox import VERIFICATION_TOKEN
from ..options import Json
from ..world.model import Channel, Message, Person, View
from ..world.world import World

_SHORTCUTS = frozenset({"shortcut", "message_action"})
"""These do not say which app they are for."""


def head(world: World, person: Person, kind: str, trigger_id: str) -> Json:
    """What all interactive payloads have in common."""
    body: Json = {
        "type": kind,
        "user": _user(person, kind),
        "token": VERIFICATION_TOKEN,
        "trigger_id": trigger_id,
        "team": {"id": world.team.id, "domain": world.team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    if kind not in _SHORTCUTS:
        body["api_app_id"] = world.app_id
    return body


def _user(person: Person, kind: str) -> Json:
    """Slack spells the user a little differently in each kind of payload."""
    names = {"shortcut": ("username",), "message_action": ("name",)}.get(kind, ("username", "name"))
    return {"id": person.id, **dict.fromkeys(names, person.name), "team_id": person.team_id}


def channel_of(channel: Channel) -> Json:
    """A channel as interactive payloads name it."""
    names = {"im": "directmessage", "group": "privategroup", "mpim": channel.name}
    return {"id": channel.id, "name": names.get(channel.type, channel.name)}


def command(world: World, person: Person, channel: Channel, *, name: str, text: str, trigger_id: str) -> Json:
    """The form fields of a slash command (`response_url` is added by the caller)."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": world.team.id,
        "team_domain": world.team.domain,
        "channel_id": channel.id,
        "channel_name": channel_of(channel)["name"],
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": text,
        "api_app_id": world.app_id,
        "is_enterprise_install": "false",
        "trigger_id": trigger_id,
    }


def from_message(world: World, channel: Channel, message: Message) -> Json:
    """Where a click in a message came from. Ephemeral messages do not carry their content."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.only_for is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    body: Json = {"container": container, "channel": channel_of(channel), "state": {"values": {}}}
    if message.only_for is None:
        body["message"] = world.show(message)
    return body


def from_view(world: World, view: View) -> Json:
    """Where a click in a modal or the Home tab came from."""
    return {"container": {"type": "view", "view_id": view.id}, "view": world.show_view(view)}


def shortcut_message(world: World, channel: Channel, message: Message) -> Json:
    """What a message shortcut adds."""
    return {"channel": channel_of(channel), "message_ts": message.ts, "message": world.show(message)}
