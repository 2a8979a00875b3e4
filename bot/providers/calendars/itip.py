"""Invitations as iCalendar writes them (RFC 5546): one event with its zone, its guest and its reminder. Pure."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vCalAddress, vRecur, vText

from bot.ports.calendar import Protection
from bot.ports.invitation import Invitation, Method
from bot.providers.calendars.mail_server import Sender, one_line
from bot.workspaces.vtimezone import vtimezone


def calendar_text(invitation: Invitation, sender: Sender) -> bytes:
    """Return the invitation as a calendar."""
    calendar = Calendar()
    calendar.add("prodid", "-//Thrice//Learning blocks//EN")
    calendar.add("version", "2.0")
    calendar.add("method", invitation.method.value)
    for zone in _zones(invitation):
        calendar.add_component(vtimezone(zone, invitation.starts))
    calendar.add_component(_event(invitation, sender))
    return bytes(calendar.to_ical())


def _zones(invitation: Invitation) -> list[ZoneInfo]:
    """Return the zones that times of the invitation are in, but UTC, which needs no definition."""
    moments = (invitation.starts, invitation.ends, invitation.instance, *invitation.left_out)
    zones = {moment.tzinfo for moment in moments if moment is not None}
    return sorted((zone for zone in zones if isinstance(zone, ZoneInfo) and zone.key != "UTC"), key=lambda z: z.key)


def _event(invitation: Invitation, sender: Sender) -> Event:
    event = Event()
    event.add("uid", invitation.uid)
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", invitation.sent_at)
    event.add("dtstart", invitation.starts)
    event.add("dtend", invitation.ends)
    event.add("summary", one_line(invitation.title))
    event.add("organizer", _person(sender.name, sender.address))
    guest = _person(invitation.name, invitation.address)
    # Nobody reads an answer: whoever does not want the block says so in Slack, or deletes it.
    guest.params["RSVP"] = vText("FALSE")
    guest.params["PARTSTAT"] = vText("NEEDS-ACTION")
    event.add("attendee", guest)
    if invitation.instance is not None:
        event.add("recurrence-id", invitation.instance)
    if invitation.rule is not None:
        event.add("rrule", vRecur.from_ical(invitation.rule))
        for start in invitation.left_out:
            event.add("exdate", start)
    if invitation.method is Method.CANCEL:
        event.add("status", "CANCELLED")
        return event
    event.add("status", "CONFIRMED")
    event.add("description", invitation.description)
    is_free = invitation.protection is Protection.SOFT
    event.add("transp", "TRANSPARENT" if is_free else "OPAQUE")
    event.add("x-microsoft-cdo-busystatus", "FREE" if is_free else "BUSY")
    if invitation.remind_minutes > 0:
        event.add_component(_alarm(invitation))
    return event


def _alarm(invitation: Invitation) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", one_line(invitation.title))
    alarm.add("trigger", timedelta(minutes=-invitation.remind_minutes))
    return alarm


def _person(name: str, address: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    # A quotation mark would end the value, and there is no way to write one inside.
    person.params["CN"] = vText(one_line(name).replace('"', "'") or address)
    return person
