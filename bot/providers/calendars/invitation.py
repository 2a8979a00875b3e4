"""Invitations by e-mail (iTIP over SMTP), for calendars that nothing else reaches."""

import hashlib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, make_msgid
from typing import Final

from bot.config import CalendarSettings
from bot.errors import SettingsError
from bot.ports.calendar import CalendarRefused
from bot.ports.invitation import Invitation, Letter, Method
from bot.providers.calendars.mail_server import (
    DEADLINE,
    MailServer,
    Postbox,
    Sender,
    addressed,
    one_line,
    read_sender,
    read_server,
)

_NO_ADDRESS: Final = "That is no e-mail address that an invitation could go to. Give another: `/thrice focus`."


def made(settings: CalendarSettings) -> "EmailInvitations | None":
    """Return the way to send invitations; none where no mail server is named. Raises `SettingsError`."""
    if settings.smtp_url is None:
        return None
    if settings.smtp_from is None:
        raise SettingsError("THRICE_SMTP_URL is set, but THRICE_SMTP_FROM is not.")
    return EmailInvitations(read_server(settings.smtp_url.get_secret_value()), read_sender(settings.smtp_from))


class EmailInvitations:
    """`Invitations` through one mail server."""

    def __init__(
        self,
        server: MailServer,
        sender: Sender,
        *,
        tls: ssl.SSLContext | None = None,
        deadline: float = DEADLINE,
    ) -> None:
        self._sender = sender
        self._postbox = Postbox(server, tls=tls, deadline=deadline)

    async def send(self, invitation: Invitation) -> None:
        """Hand an invitation to the mail server."""
        await self._postbox.deliver(written(invitation, self._sender), self._sender.address, invitation.address)

    async def write(self, letter: Letter) -> None:
        """Hand a letter to the mail server, once."""
        message = _begun(letter.address, "", letter.subject, self._sender)
        message["Date"] = format_datetime(letter.sent_at)
        message["Message-ID"] = make_msgid(domain=_domain(self._sender))
        message.set_content(letter.text)
        await self._postbox.deliver(message, self._sender.address, letter.address)

    async def greet(self) -> None:
        """See whether the server takes us, without sending anything; raise `CalendarUnavailable` where it does not."""
        await self._postbox.greet()


def written(invitation: Invitation, sender: Sender) -> EmailMessage:
    """Return the message. It is the same at every try, its id included; raises `CalendarRefused` for a bad address."""
    # `icalendar` takes 7 MB, which only who sends an invitation needs to spend.
    from bot.providers.calendars.itip import calendar_text

    # Calendars take the subject for the title of what stands in them: it says no more than that.
    title = one_line(invitation.title)
    subject = f"Cancelled: {title}" if invitation.method is Method.CANCEL else title
    message = _begun(invitation.address, invitation.name, subject, sender)
    message["Date"] = format_datetime(invitation.sent_at)
    message["Message-ID"] = f"<{_digest(invitation)}@{_domain(sender)}>"
    message.set_content(_said(invitation))
    message.add_alternative(
        calendar_text(invitation, sender).decode(), subtype="calendar", params={"method": invitation.method.value}
    )
    # Its own choice would be another at each try.
    message.set_boundary(f"=_{_digest(invitation)}")
    return message


def _begun(address: str, name: str, subject: str, sender: Sender) -> EmailMessage:
    to = addressed(address, one_line(name))
    if to is None:
        raise CalendarRefused(_NO_ADDRESS)
    message = EmailMessage(policy=SMTP_POLICY)
    message["Subject"] = subject
    message["From"] = addressed(sender.address, sender.name)
    message["To"] = to
    # No machine answers it: what is out of office stays silent.
    message["Auto-Submitted"] = "auto-generated"
    return message


def _domain(sender: Sender) -> str:
    return sender.address.rpartition("@")[2]


def _digest(invitation: Invitation) -> str:
    """Return what is the same for the same version of the same block to the same person, and for nothing else."""
    instance = "" if invitation.instance is None else invitation.instance.isoformat()
    said = f"{invitation.method}|{invitation.uid}|{invitation.sequence}|{instance}|{invitation.address}"
    return hashlib.sha256(said.encode()).hexdigest()[:40]


def _said(invitation: Invitation) -> str:
    """Return the invitation in words, for those whose mail shows no calendars."""
    starts, ends = invitation.starts, invitation.ends
    until = f"{ends:%H:%M}" if ends.date() == starts.date() else f"{_day(ends)}, {ends:%H:%M}"
    when = f"{_day(starts)}, {starts:%H:%M} to {until} ({starts.tzinfo})"
    lines = [one_line(invitation.title), when + (", and again as the calendar says" if invitation.rule else "")]
    if invitation.method is Method.CANCEL:
        lines.append("This is cancelled.")
    return "\n".join([*lines, "", invitation.description, ""])


def _day(moment: datetime) -> str:
    return f"{moment:%A} {moment.day} {moment:%B %Y}"
