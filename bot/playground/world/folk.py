"""People come, change and go."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..errors import Refused
from ..options import Json
from .model import Person
from .rooms import join
from .world import World

_COLORS = ("4bbe2e", "9f69e7", "e7392d", "3c989f", "674b1b", "e96699", "e0a729", "684b6c", "5b89d5", "2b6836")
_CHANGEABLE = frozenset(
    [
        "name",
        "real_name",
        "display_name",
        "tz",
        "is_admin",
        "is_owner",
        "deleted",
        "email",
        "locale",
        "is_restricted",
        "is_ultra_restricted",
        "status_emoji",
        "status_text",
        "status_expiration",
    ]
)


def add_person(world: World, name: str, **fields: object) -> Person:
    """Let somebody join the workspace (and #general, except guests and strangers).

    `fields`: `real_name`, `display_name`, `tz`, `email`, `locale`, `is_admin`, `is_owner`,
    `is_guest` (multi-channel guest), `is_ultra_restricted` (single-channel guest), `is_stranger`
    (someone from another workspace, with `team_id`).
    """
    if any(each.name == name for each in world.people.values()):
        raise Refused(f"There is somebody called {name} already.", 409)
    stranger = bool(fields.pop("is_stranger", False))
    guest = bool(fields.pop("is_guest", False))
    real_name = str(fields.pop("real_name", "") or name.replace(".", " ").replace("_", " ").title())
    team_id = str(fields.pop("team_id", "") or (world.ids.new("T") if stranger else world.team.id))
    person = Person(
        id=world.ids.new("U"),
        team_id=team_id,
        name=name,
        real_name=real_name,
        display_name=str(fields.pop("display_name", "") or name),
        color=_COLORS[len(world.people) % len(_COLORS)],
        is_stranger=stranger,
        updated=world.now(),
    )
    _set(person, fields)
    person.is_restricted = person.is_restricted or guest or person.is_ultra_restricted
    world.people[person.id] = person
    if not stranger:
        body = _in_event(world, person)
        stamp = world.stamps.next()
        world.happened({"type": "team_join", "user": body, "cache_ts": world.now(), "event_ts": stamp})
    world.changed("person", user=person.id)
    general = world.channel_named("general")
    if general is not None and not (stranger or person.is_restricted):
        join(world, general, person)
    return person


def change_person(world: World, person: Person, fields: Json) -> None:
    """Change what is known of somebody (also `deleted`), and tell the app with `user_change`."""
    _set(person, dict(fields))
    person.updated = world.now()
    stamp = world.stamps.next()
    body = _in_event(world, person)
    world.happened({"type": "user_change", "user": body, "cache_ts": world.now(), "event_ts": stamp})
    world.changed("person", user=person.id)


def _in_event(world: World, person: Person) -> Json:
    """A user as events show them: with the profile's own fields, which `users.info` leaves out."""
    body = world.show_person(person)
    body["profile"] |= {"fields": {}}
    return body


def _set(person: Person, fields: dict[str, object]) -> None:
    unknown = set(fields) - _CHANGEABLE
    if unknown:
        raise Refused(f"A person has no {', '.join(sorted(unknown))}.")
    if "tz" in fields:
        try:
            ZoneInfo(str(fields["tz"]))
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise Refused(f"There is no time zone {fields['tz']}.") from error
    for key, value in fields.items():
        if type(value) is not type(getattr(person, key)):
            raise Refused(f"{key} cannot be {value!r}.")
        setattr(person, key, value)
