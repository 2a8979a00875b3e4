"""People are away: Do Not Disturb (until a moment, and every night), a status that ends, another time zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ..errors import Refused
from ..options import Json
from . import folk
from .model import Nights, Person
from .world import World

_NEVER: Json = {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}


def pause_notifications(world: World, person: Person, until: int | None) -> None:
    """Do Not Disturb from now until a moment; None ends it."""
    if until is not None and until <= world.now():
        raise Refused("Notifications can be paused until a later moment only.")
    person.paused = None if until is None else (world.now(), until)
    _tell(world, person)


def keep_nights(world: World, person: Person, nights: Nights | None) -> None:
    """Do Not Disturb between two local times of every day; None switches the schedule off."""
    person.nights = nights
    _tell(world, person)


def set_status(world: World, person: Person, emoji: str, text: str, until: int = 0) -> None:
    """Show a status beside the name, until a moment (0: without an end); without emoji and text there is none."""
    if until and until <= world.now():
        raise Refused("A status ends at a later moment only.")
    if len(text) > 100:
        raise Refused("A status has at most 100 characters.")
    bare = emoji.strip(":")
    # Slack gives a status without an emoji a speech balloon.
    shown = f":{bare or 'speech_balloon'}:" if bare or text else ""
    folk.change_person(world, person, {"status_emoji": shown, "status_text": text, "status_expiration": until})


def do_not_disturb(person: Person, now: int) -> Json:
    """What `dnd.info` and `dnd.teamInfo` say of somebody: the session that is on, else the next one.

    As for other people than oneself: that it was by hand (`snooze_…`) is told to nobody else.
    """
    sessions = [person.paused] if person.paused is not None and person.paused[1] > now else []
    if person.nights is not None:
        sessions.append(_night(person.nights, person.tz, now))
    if not sessions:
        return dict(_NEVER)
    begins, ends = min(sessions, key=lambda session: (session[0] > now, session[0]))
    return {"dnd_enabled": True, "next_dnd_start_ts": begins, "next_dnd_end_ts": ends}


def _night(nights: Nights, tz: str, now: int) -> tuple[int, int]:
    """The night that has not ended yet: the one that is on, or the next."""
    zone = ZoneInfo(tz)
    today = datetime.fromtimestamp(now, UTC).astimezone(zone).date()
    for day in (today - timedelta(days=1), today, today + timedelta(days=1)):
        begins, ends = _at(day, nights.begins, zone), _at(day, nights.ends, zone)
        if ends <= begins:
            ends = _at(day + timedelta(days=1), nights.ends, zone)
        if ends > now:
            return begins, ends
    raise AssertionError("one of three nights in a row ends after the present moment")


def _at(day: date, there: time, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, there, zone).timestamp())


def _tell(world: World, person: Person) -> None:
    status = do_not_disturb(person, world.now())
    stamp = world.stamps.next()
    world.happened({"type": "dnd_updated_user", "user": person.id, "dnd_status": status, "event_ts": stamp})
    world.changed("person", user=person.id)
