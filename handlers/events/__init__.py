"""Events: one router for everything that Slack tells us, a few lines for each kind.

Bolt runs only the first of two listeners of one event type, so there is one listener, and this table.
"""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from slack_bolt.async_app import AsyncApp

from handlers.door import Door
from handlers.events.installation import on_tokens_revoked, on_uninstalled
from handlers.events.messages import on_mention, on_message
from handlers.events.people import on_home_opened, on_user_change
from handlers.events.reactions import on_reaction_added, on_reaction_removed
from handlers.events.rooms import on_channel_changed, on_channel_gone, on_member_joined, on_member_left
from handlers.events.told import Told


def register(app: AsyncApp, door: Door) -> None:
    """Listen to every event with the one router."""

    async def on_event(body: dict[str, Any]) -> None:
        workspace_id = await door.tenants.of(str(body.get("team_id")))
        event = body.get("event")
        if workspace_id is None or not isinstance(event, dict):
            return
        react = _ROUTES.get(str(event.get("type")))
        if react is None:
            return
        async with door.storage.look(workspace_id) as uow:
            workspace = await uow.workspaces.get(workspace_id)
        bot = workspace.bot_user_id if workspace is not None else ""
        event_id, at = str(body.get("event_id")), _moment(body.get("event_time"), door.clock())
        await react(door, Told(workspace_id, str(body["team_id"]), event_id, event, bot, at))

    app.event(re.compile(".*"))(on_event)


def _moment(seconds: object, now: datetime) -> datetime:
    """Return when Slack says that something happened; now, where it does not say."""
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) and 0 < seconds < 2**33 else now


_ROUTES: dict[str, Callable[[Door, Told], Awaitable[None]]] = {
    "message": on_message,
    "app_mention": on_mention,
    "reaction_added": on_reaction_added,
    "reaction_removed": on_reaction_removed,
    "member_joined_channel": on_member_joined,
    "member_left_channel": on_member_left,
    "channel_left": on_channel_gone,
    "group_left": on_channel_gone,
    "channel_archive": on_channel_gone,
    "group_archive": on_channel_gone,
    "channel_deleted": on_channel_gone,
    "group_deleted": on_channel_gone,
    "channel_unarchive": on_channel_changed,
    "group_unarchive": on_channel_changed,
    "channel_rename": on_channel_changed,
    "group_rename": on_channel_changed,
    "channel_shared": on_channel_changed,
    "channel_unshared": on_channel_changed,
    "user_change": on_user_change,
    "app_home_opened": on_home_opened,
    "app_uninstalled": on_uninstalled,
    "tokens_revoked": on_tokens_revoked,
}

ROUTED = frozenset(_ROUTES)
"""The event types that Thrice listens to; the manifest subscribes to exactly these."""
