"""Slack's answers as our values: parsed once, at the door, with whatever is missing taken as the safer case."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.ports.chat import ChannelInfo, ChatMessage, MemberInfo, Reaction, Status

Json = Mapping[str, Any]


def is_direct_message(event: Json) -> bool:
    """Tell whether a message event is of a direct message; one that does not say tells by its channel's id."""
    kind = event.get("channel_type")
    return kind == "im" or (kind is None and str(event.get("channel", "")).startswith("D"))


def member(user: Json, *, home_team: str | None = None) -> MemberInfo:
    """Return what a `user` object says, seen from the team `home_team`."""
    profile = user.get("profile") or {}
    team_id = user.get("team_id") or None
    stranger = bool(user.get("is_stranger")) or bool(home_team and team_id and team_id != home_team)
    name = profile.get("display_name") or profile.get("real_name") or user.get("real_name") or user.get("name") or ""
    return MemberInfo(
        id=str(user.get("id", "")),
        name=str(name),
        tz=user.get("tz") or None,
        is_admin=bool(user.get("is_admin")),
        is_owner=bool(user.get("is_owner")) or bool(user.get("is_primary_owner")),
        is_bot=bool(user.get("is_bot")) or user.get("id") == "USLACKBOT",
        is_guest=bool(user.get("is_restricted")) or bool(user.get("is_ultra_restricted")),
        is_stranger=stranger,
        team_id=team_id,
        deleted=bool(user.get("deleted")),
        status=status(profile),
    )


def status(profile: Json) -> Status | None:
    """Return what a `profile` object says of a status."""
    emoji, text = str(profile.get("status_emoji") or "").strip(":"), str(profile.get("status_text") or "")
    return Status(emoji, text, _moment(profile.get("status_expiration"))) if emoji or text else None


def left_alone(users: Json, *, now: datetime) -> dict[str, datetime]:
    """Return until when those want to be left alone who do so now, of what `dnd.teamInfo` says of some people."""
    found = {}
    for user, said in users.items():
        begins, ends = _moment(said.get("next_dnd_start_ts")), _moment(said.get("next_dnd_end_ts"))
        if said.get("dnd_enabled") and begins is not None and ends is not None and begins <= now < ends:
            found[str(user)] = ends
    return found


def paused(said: Json) -> datetime | None:
    """Return until when somebody paused notifications by hand, of what `dnd.info` says to themselves."""
    if not said.get("snooze_enabled"):
        return None
    if said.get("snooze_is_indefinite"):
        return datetime.max.replace(tzinfo=UTC)
    return _moment(said.get("snooze_endtime"))


def _moment(seconds: object) -> datetime | None:
    """A moment as Slack counts it; 0, and what is no such thing, is none."""
    if not isinstance(seconds, int | float) or not 0 < seconds < 2**35:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def channel(found: Json) -> ChannelInfo:
    """Return what a `channel` object says; one that does not say whether it is private counts as private."""
    direct = bool(found.get("is_im")) or bool(found.get("is_mpim"))
    return ChannelInfo(
        id=str(found.get("id", "")),
        name=str(found.get("name") or ""),
        is_private=direct or bool(found.get("is_private", True)),
        is_shared=bool(found.get("is_ext_shared")) or bool(found.get("is_pending_ext_shared")),
        is_archived=bool(found.get("is_archived")),
        is_member=bool(found.get("is_member")),
        is_direct=direct,
    )


def message(found: Json, channel_id: str) -> ChatMessage:
    """Return what a `message` object of a history says."""
    ts = str(found.get("ts", ""))
    return ChatMessage(
        channel=channel_id,
        ts=ts,
        thread_ts=str(found.get("thread_ts") or ts),
        user=found.get("user") or None,
        text=str(found.get("text") or ""),
        is_bot=bool(found.get("bot_id")) or found.get("subtype") == "bot_message",
        subtype=found.get("subtype") or None,
        team_id=found.get("user_team") or found.get("team") or None,
        reactions=tuple(
            Reaction(str(r.get("name", "")), tuple(r.get("users") or ()), int(r.get("count") or 0))
            for r in found.get("reactions") or ()
        ),
    )
