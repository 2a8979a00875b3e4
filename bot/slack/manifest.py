"""The app as Slack is told of it: what it may do, what it hears, and where it is reached."""

from typing import Any, Final

from bot.slack.blockkit.help import COMMAND, ENTRIES
from bot.slack.blockkit.ids import GlobalShortcut, MessageShortcut

SCOPES: Final[dict[str, str]] = {
    "app_mentions:read": "answers whoever mentions Thrice, also where it is switched off",
    "channels:history": "hears questions and answers in public channels that it was invited to",
    "channels:read": "knows such a channel's name, and that it is public",
    "chat:write": "posts, and shows messages to one person",
    "commands": "takes /thrice and the two shortcuts",
    "dnd:read": "sees who wants to be left alone, and brings no learning prompt then",
    "groups:history": "hears questions and answers in private channels that it was invited to",
    "groups:read": "knows who is in such a private channel: nobody else may read what was asked there",
    "im:history": "hears what is asked of it in a direct message",
    "im:write": "sends review cards and receipts as direct messages",
    "mpim:history": "hears what is asked of it in a direct message among several",
    "reactions:read": "sees the reaction that saves a message, and the check mark on an answer that worked",
    "reactions:write": "gives the receipt on a saved message",
    "users:read": "knows names, time zones, and who is a guest, a bot or an admin",
}
"""Each scope of the bot's token, and what it is for."""

USER_SCOPES: Final[dict[str, str]] = {
    "dnd:read": "sees whether you have paused your notifications, so that it never shortens your own pause",
    "dnd:write": "pauses your notifications during your learning block, and ends the pause with it",
    "users.profile:read": "sees your status, so that it can be put back",
    "users.profile:write": "sets your status during your learning block, and puts yours back afterwards",
}
"""Each scope of a member's own token, which nobody has to give: who wants quiet during their blocks is asked then."""

EVENTS: Final = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "channel_rename",
    "channel_shared",
    "channel_unarchive",
    "channel_unshared",
    "group_archive",
    "group_deleted",
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
    "tokens_revoked",
    "user_change",
)
"""The events that Thrice asks for; `message.*` all arrive as `message`."""

EVENT_TYPES: Final = frozenset(event.partition(".")[0] for event in EVENTS)
"""The `type` of each of them, as it stands in a payload."""

PATH: Final = "/slack/events"
"""Where all of Slack's requests go."""
REDIRECT_PATH: Final = "/slack/oauth_redirect"
CONSENT_PATH: Final = f"{REDIRECT_PATH}/quiet"
"""Where Slack sends members back whom it asked for quiet: below what the app names, so it need not name it too."""

_NAME: Final = "Thrice"
_DESCRIPTION: Final = "Ask it three times and it becomes a page: drafted from real answers, approved by a person."


def manifest(url: str, *, socket_mode: bool = False) -> dict[str, Any]:
    """Return the manifest of an app that is reached at `url`, or that calls Slack itself (Socket Mode)."""
    at = {} if socket_mode else {"request_url": url.rstrip("/") + PATH}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {"name": _NAME, "description": _DESCRIPTION, "background_color": "#1f3a34"},
        "features": _features({} if socket_mode else {"url": url.rstrip("/") + PATH}),
        "oauth_config": {
            **({} if socket_mode else {"redirect_urls": [url.rstrip("/") + REDIRECT_PATH]}),
            # Slack wants an optional scope named twice. Whoever installs the app need not grant these.
            "scopes": {"bot": list(SCOPES), "user": list(USER_SCOPES), "user_optional": list(USER_SCOPES)},
        },
        "settings": {
            "event_subscriptions": {**at, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **at},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }


def _features(at: dict[str, str]) -> dict[str, Any]:
    usage = " | ".join(entry.usage.partition(" your ")[0] for entry in ENTRIES.values())
    return {
        # Direct messages come through the messages tab. `agent_view` would replace it by a panel of chats, each a
        # thread of its own: more than questions and cards need, and it would want another scope.
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": _NAME, "always_online": True},
        "shortcuts": [
            {
                "name": "Save as knowledge",
                "type": "message",
                "callback_id": MessageShortcut.SAVE_AS_KNOWLEDGE.value,
                "description": "Keep this message with its thread, searchable",
            },
            {
                "name": "Ask anonymously",
                "type": "global",
                "callback_id": GlobalShortcut.ASK_ANONYMOUSLY.value,
                "description": "Thrice posts your question; who asked is stored nowhere",
            },
        ],
        "slash_commands": [
            {
                "command": COMMAND,
                **at,
                "description": "Answers from your team's pages, search, settings, help",
                "usage_hint": usage,
                "should_escape": False,
            }
        ],
    }
