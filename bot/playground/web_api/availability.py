"""users.profile.*, dnd.*: what stands beside a name, who wants to be left alone, and changing one's own."""

import json

from ..errors import SlackError
from ..options import Json
from ..world import availability, shapes
from ..world.availability import do_not_disturb
from ..world.model import Person
from .method import Call, Methods
from .users import without_email

methods = Methods()

_OF_STATUS = {"status_text": str, "status_emoji": str, "status_expiration": int}
_LONGEST_SNOOZE = 60 * 24 * 365


@methods.add("users.profile.get", scopes=["users.profile:read"], tier=4, optional="include_labels user", caller="both")
def get_profile(call: Call) -> Json:
    """A user's profile: a person's token needs not say whose, if it is their own."""
    if not call.args.get("user") and call.caller is call.world.bot:
        raise SlackError("user_not_found")
    person = call.person() if call.args.get("user") else call.caller
    return {"profile": _profile(call, person)}


def _profile(call: Call, person: Person) -> Json:
    shown = {"profile": shapes.profile_json(person, now=call.world.now()) | {"fields": {}}}
    profile: Json = without_email(call, shown)["profile"]
    return profile


@methods.add(
    "users.profile.set", scopes=["users.profile:write"], tier=3, optional="name profile user value", caller="user"
)
def set_profile(call: Call) -> Json:
    """Change one's own status; of other fields the playground knows none that can be changed."""
    wanted = _wanted(call)
    person = call.caller
    if call.text("user", person.id) != person.id:
        raise SlackError("not_admin")
    text, emoji = wanted.get("status_text", person.status_text), wanted.get("status_emoji", person.status_emoji)
    until = wanted.get("status_expiration", person.status_expiration)
    if len(text) > 100:
        raise SlackError("too_long")
    # Slack takes a moment that has passed for a status that has ended.
    if until and until <= call.world.now():
        text, emoji, until = "", "", 0
    availability.set_status(call.world, person, emoji, text, until if text or emoji else 0)
    return {"username": person.name, "profile": _profile(call, person)}


def _wanted(call: Call) -> Json:
    """The fields to set. Raises `invalid_profile`, `profile_set_failed`."""
    given = call.args.get("profile")
    if given is None and call.args.get("name"):
        given = {call.text("name"): call.args.get("value")}
    try:
        fields = json.loads(given) if isinstance(given, str) else given
    except ValueError:
        raise SlackError("invalid_profile") from None
    if not isinstance(fields, dict):
        raise SlackError("invalid_profile")
    if not fields or any(not isinstance(value, _OF_STATUS.get(name, ())) for name, value in fields.items()):
        raise SlackError("profile_set_failed")
    return fields


@methods.add("dnd.info", scopes=["dnd:read"], tier=3, optional="team_id user", caller="both")
def info(call: Call) -> Json:
    """Whether somebody (default: whose token it is) is in Do Not Disturb, or when they are next."""
    person = call.person() if call.args.get("user") else call.caller
    own = _snooze(person, call.world.now()) if person is call.caller and not person.is_bot else {}
    return do_not_disturb(person, call.world.now()) | own


def _snooze(person: Person, now: int) -> Json:
    """What only somebody themselves is told: that they paused notifications by hand, and until when."""
    ends = person.paused[1] if person.paused is not None and person.paused[1] > now else 0
    return {"snooze_enabled": bool(ends), "snooze_endtime": ends, "snooze_remaining": max(0, ends - now)}


@methods.add("dnd.setSnooze", scopes=["dnd:write"], tier=2, required="num_minutes", caller="user")
def set_snooze(call: Call) -> Json:
    """Pause one's notifications for so many minutes from now."""
    try:
        minutes = int(call.text("num_minutes"))
    except ValueError:
        raise SlackError("missing_duration") from None
    if minutes < 1:
        raise SlackError("snooze_failed")
    if minutes > _LONGEST_SNOOZE:
        raise SlackError("too_long")
    now = call.world.now()
    availability.pause_notifications(call.world, call.caller, now + 60 * minutes)
    return _snooze(call.caller, now) | {"snooze_is_indefinite": False}


@methods.add("dnd.endSnooze", scopes=["dnd:write"], tier=2, caller="user")
def end_snooze(call: Call) -> Json:
    """Let one's notifications come again."""
    now = call.world.now()
    if not _snooze(call.caller, now)["snooze_enabled"]:
        raise SlackError("snooze_not_active")
    availability.pause_notifications(call.world, call.caller, None)
    return do_not_disturb(call.caller, now) | {"snooze_enabled": False}


@methods.add("dnd.teamInfo", scopes=["dnd:read"], tier=2, required="users", optional="team_id")
def team_info(call: Call) -> Json:
    """Whether these people, at most fifty, are in Do Not Disturb, or when they are next."""
    people = call.world.people
    asked = [user.strip() for user in call.text("users").split(",") if user.strip()]
    if not asked:
        raise SlackError("no_users_provided")
    if len(asked) > 50:
        raise SlackError("invalid_arguments", "[ERROR] users: no more than 50 items allowed")
    return {"users": {user: do_not_disturb(people[user], call.world.now()) for user in asked if user in people}}
