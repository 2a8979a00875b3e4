"""Slack's JSON shapes of people, channels, messages and views, as its Web API and events show them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ..options import Json
from .model import Channel, Message, Person, Team, View

# What somebody said; every other subtype is a line that Slack wrote, or an app under another name.
_SAID = (None, "thread_broadcast")
_SIZES = (24, 32, 48, 72, 192, 512)


def person_json(person: Person, *, now: float, include_locale: bool = True) -> Json:
    """A user as `users.info`, `users.list` and `user_change` show it."""
    body: Json = {
        "id": person.id,
        "team_id": person.team_id,
        "name": person.name,
        "deleted": person.deleted,
        "profile": profile_json(person, now=now) | {"team": person.team_id},
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": person.updated,
        "who_can_share_contact_card": "EVERYONE",
        "is_email_confirmed": not person.is_bot,
    }
    if person.is_stranger:
        body["is_stranger"] = True
    # Slack leaves these out for people who are gone and, roles apart, for those of other workspaces.
    if not person.deleted:
        body |= {
            "color": person.color,
            "real_name": person.real_name,
            "tz": person.tz,
            "tz_label": _zone_label(person.tz, now),
            "tz_offset": zone_offset(person.tz, now),
            "is_admin": person.is_admin or person.is_owner,
            "is_owner": person.is_owner,
            "is_primary_owner": False,
            "is_restricted": person.is_restricted or person.is_ultra_restricted,
            "is_ultra_restricted": person.is_ultra_restricted,
        }
    if include_locale:
        body["locale"] = person.locale
    return body


def profile_json(person: Person, *, now: float) -> Json:
    """The profile inside a user; a status that has ended is not in it."""
    ended = 0 < person.status_expiration <= now
    first, _, last = person.real_name.partition(" ")
    body: Json = {
        "title": "",
        "phone": "",
        "skype": "",
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.display_name,
        "display_name_normalized": person.display_name,
        "status_text": "" if ended else person.status_text,
        "status_text_canonical": "",
        "status_emoji": "" if ended else person.status_emoji,
        "status_emoji_display_info": [],
        "status_expiration": 0 if ended else person.status_expiration,
        "avatar_hash": f"g{person.id[-8:].lower()}",
        "first_name": first,
        "last_name": last,
    }
    body |= {f"image_{size}": f"https://secure.gravatar.com/avatar/{person.id}?s={size}" for size in _SIZES}
    if person.email:
        body["email"] = person.email
    if person.bot_id:
        body |= {"bot_id": person.bot_id, "always_active": True}
    return body


def zone_offset(tz: str, now: float) -> int:
    """Seconds east of Greenwich at that moment."""
    offset = datetime.fromtimestamp(now, ZoneInfo(tz)).utcoffset() or timedelta()
    return int(offset.total_seconds())


def _zone_label(tz: str, now: float) -> str:
    return datetime.fromtimestamp(now, ZoneInfo(tz)).tzname() or tz


def channel_json(channel: Channel, team: Team, *, viewer: str, num_members: bool = False) -> Json:
    """A conversation as `conversations.info` and `conversations.list` show it to one user."""
    if channel.type == "im":
        return _im_json(channel, team, viewer)
    body: Json = {
        "id": channel.id,
        "name": channel.name,
        "is_channel": channel.type == "channel",
        "is_group": channel.type in ("group", "mpim"),
        "is_im": False,
        "is_mpim": channel.type == "mpim",
        "is_private": channel.is_private,
        "created": channel.created,
        "creator": channel.creator,
        "is_archived": channel.is_archived,
        "is_general": channel.is_general,
        "unlinked": 0,
        "name_normalized": channel.name,
        "is_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "is_ext_shared": channel.is_ext_shared,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "pending_connected_team_ids": [],
        "shared_team_ids": [team.id, *channel.shared_team_ids],
        "context_team_id": team.id,
        "updated": channel.updated,
        "is_member": viewer in channel.members,
        "topic": dict(channel.topic),
        "purpose": dict(channel.purpose),
        "previous_names": list(channel.previous_names),
    }
    if num_members:
        body["num_members"] = len(channel.members)
    return body


def _im_json(channel: Channel, team: Team, viewer: str) -> Json:
    other = next((each for each in channel.members if each != viewer), viewer)
    return {
        "id": channel.id,
        "created": channel.created,
        "is_archived": False,
        "is_im": True,
        "is_org_shared": False,
        "context_team_id": team.id,
        "updated": channel.updated,
        "user": other,
        "is_user_deleted": False,
        "priority": 0,
    }


def thread_json(replies: list[Message]) -> Json:
    """What a root message says of its thread."""
    if not replies:
        return {}
    users = list(dict.fromkeys(each.user or "" for each in replies))
    return {
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "latest_reply": replies[-1].ts,
        "reply_users": users[:5],
        "is_locked": False,
        "subscribed": False,
    }


def message_json(message: Message, replies: list[Message], *, parent: Message | None, bot_profile: Json) -> Json:
    """A message as `conversations.history` and message events show it, without its channel."""
    body: Json = {"type": "message"}
    if message.subtype:
        body["subtype"] = message.subtype
    if message.user:
        body["user"] = message.user
    body |= {"text": message.text, "ts": message.ts}
    optional = {
        "client_msg_id": message.client_msg_id,
        "team": message.team if message.subtype in _SAID else None,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "edited": message.edited,
        "inviter": message.inviter,
        "username": message.username,
        "icons": message.icons,
        "bot_id": message.bot_id,
    }
    body |= {key: value for key, value in optional.items() if value}
    if message.by_app and message.subtype in _SAID:
        body |= {"app_id": bot_profile["app_id"], "bot_profile": bot_profile}
    if replies or message.thread_ts:
        body["thread_ts"] = message.thread_ts or message.ts
    if message.is_reply and parent is not None and parent.user:
        body["parent_user_id"] = parent.user
    reactions = [{"name": k, "users": list(v), "count": len(v)} for k, v in message.reactions.items()]
    if reactions:
        body["reactions"] = reactions
    return body | thread_json(replies) | message.extra


def view_json(view: View, *, team: Team, app_id: str, bot_id: str) -> Json:
    """A view as the `views.*` methods answer with it and as interactions carry it."""
    body = view.body
    full: Json = {
        "id": view.id,
        "team_id": team.id,
        "type": view.type,
        "blocks": body.get("blocks", []),
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": body.get("callback_id", ""),
        "state": {"values": view.state},
        "hash": view.hash,
        "title": body.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
        "clear_on_close": body.get("clear_on_close", False),
        "notify_on_close": body.get("notify_on_close", False),
        "close": body.get("close"),
        "submit": body.get("submit"),
        "previous_view_id": view.previous_view_id,
        "root_view_id": view.root_view_id,
        "app_id": app_id,
        "external_id": view.external_id,
        "app_installed_team_id": team.id,
        "bot_id": bot_id,
    }
    if view.type == "modal":
        full["submit_disabled"] = body.get("submit_disabled", False)
    return full
