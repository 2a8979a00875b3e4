"""The installed app as its manifest describes it: scopes, subscriptions, commands, shortcuts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .options import Json

_EVERY_SCOPE = [
    "app_mentions:read",
    "assistant:write",
    "bookmarks:read",
    "bookmarks:write",
    "canvases:read",
    "canvases:write",
    "channels:history",
    "channels:join",
    "channels:manage",
    "channels:read",
    "channels:write.invites",
    "chat:write",
    "chat:write.customize",
    "commands",
    "dnd:read",
    "emoji:read",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "groups:write",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "mpim:write",
    "pins:read",
    "pins:write",
    "reactions:read",
    "reactions:write",
    "team:read",
    "usergroups:read",
    "users.profile:read",
    "users:read",
    "users:read.email",
    "users:write",
]

_EVERY_EVENT = [
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_created",
    "channel_deleted",
    "channel_left",
    "channel_rename",
    "channel_unarchive",
    "dnd_updated_user",
    "group_archive",
    "group_left",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "reaction_added",
    "reaction_removed",
    "team_join",
    "tokens_revoked",
    "user_change",
]

_MESSAGE_SUBSCRIPTIONS = {
    "channel": "message.channels",
    "group": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}

# Slack sends these to every app that is installed, whether it subscribed or not.
_UNASKED = frozenset({"app_rate_limited", "url_verification"})


@dataclass(frozen=True)
class Command:
    """A slash command that the app registered."""

    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True)
class Shortcut:
    """A shortcut that the app registered; `kind` is `message` or `global`."""

    name: str
    callback_id: str
    kind: str


@dataclass(frozen=True)
class Manifest:
    """What the app asked for when it was installed."""

    name: str
    bot_name: str
    scopes: frozenset[str]
    subscriptions: frozenset[str]
    commands: tuple[Command, ...]
    shortcuts: tuple[Shortcut, ...]
    home_tab: bool
    messages_tab: bool
    redirect_urls: tuple[str, ...]

    def wants(self, event: Json, channel_type: str | None) -> bool:
        """Whether the app subscribed to this event."""
        kind = str(event["type"])
        if kind in _UNASKED:
            return True
        if kind == "message":
            kind = _MESSAGE_SUBSCRIPTIONS.get(channel_type or "channel", "message.channels")
        return kind in self.subscriptions


def read_manifest(document: Mapping[str, Any] | None) -> Manifest:
    """Read a manifest as Slack's schema has it; without one, an app that asked for everything."""
    document = document if document is not None else default_manifest()
    features = document.get("features", {})
    settings = document.get("settings", {})
    scopes = document.get("oauth_config", {}).get("scopes", {})
    home = features.get("app_home", {})
    name = document.get("display_information", {}).get("name", "Thrice")
    return Manifest(
        name=name,
        bot_name=features.get("bot_user", {}).get("display_name", name),
        scopes=frozenset([*scopes.get("bot", ()), *scopes.get("bot_optional", ())]),
        subscriptions=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
        commands=tuple(_command(each) for each in features.get("slash_commands", ())),
        shortcuts=tuple(
            Shortcut(each["name"], each["callback_id"], each["type"]) for each in features.get("shortcuts", ())
        ),
        home_tab=bool(home.get("home_tab_enabled", False)),
        messages_tab=bool(home.get("messages_tab_enabled", True)),
        redirect_urls=tuple(document.get("oauth_config", {}).get("redirect_urls", ())),
    )


def _command(entry: Mapping[str, Any]) -> Command:
    return Command(
        command=entry["command"],
        description=entry.get("description", ""),
        usage_hint=entry.get("usage_hint", ""),
        should_escape=bool(entry.get("should_escape", False)),
    )


def default_manifest() -> Json:
    """The manifest of an app that asked for every scope and event that the playground knows."""
    return {
        "display_information": {"name": "Thrice"},
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "bot_user": {"display_name": "thrice", "always_online": True},
            "slash_commands": [{"command": "/thrice", "description": "Ask, search, settings", "usage_hint": "help"}],
            "shortcuts": [
                {"name": "Save as knowledge", "type": "message", "callback_id": "save_as_knowledge"},
                {"name": "Ask anonymously", "type": "global", "callback_id": "ask_anonymously"},
            ],
        },
        "oauth_config": {"scopes": {"bot": list(_EVERY_SCOPE)}},
        "settings": {"event_subscriptions": {"bot_events": list(_EVERY_EVENT)}},
    }
