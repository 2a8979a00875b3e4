"""Invitations by e-mail (iTIP over SMTP), for calendars that nothing else reaches."""

import asyncio
import hashlib
import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, parseaddr
from functools import partial
from typing import Final
from urllib.parse import unquote, urlsplit

from bot.config import CalendarSettings
from bot.errors import SettingsError
from bot.ports.calendar import CalendarRefused, CalendarUnavailable
from bot.ports.invitation import Invitation, Method
from bot.providers.calendars.itip import Sender, calendar_text, one_line

DEADLINE: Final = 30.0
"""Seconds for one message, all of its steps together."""
_STEP: Final = 10.0
_PART: Final = r"[^\s@<>,;:\"()\[\]\\\x00-\x1f\x7f]+"
_ADDRESS: Final = re.compile(f"{_PART}@{_PART}")
_NO_ADDRESS: Final = "That is no e-mail address that an invitation could go to. Give another: `/thrice focus`."
_NO_SUCH_PERSON: Final = "Your mail server refuses invitations to your address. Give another: `/thrice focus`."


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where invitations are handed in. `wrapped`: in TLS from the first byte on; else by STARTTLS."""

    host: str
    port: int
    wrapped: bool
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def is_here(self) -> bool:
        """Whether it is on this machine."""
        return self.host in ("localhost", "127.0.0.1", "::1")


def read_server(url: str) -> MailServer:
    """Return the server of `THRICE_SMTP_URL`; raise `SettingsError` that does not repeat the password in it."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
        parts = urlsplit("")
    if parts.scheme not in ("smtp", "smtps") or not host or parts.path.strip("/") or parts.query or parts.fragment:
        raise SettingsError("THRICE_SMTP_URL: must be like smtp://user:password@mail.example.com:587 or smtps://….")
    wrapped = parts.scheme == "smtps"
    user, password = (None if part is None else unquote(part) for part in (parts.username, parts.password))
    return MailServer(host, port or (465 if wrapped else 587), wrapped, user or None, password)


def read_sender(said: str) -> Sender:
    """Return the sender of `THRICE_SMTP_FROM`; raise `SettingsError` where that is no address."""
    name, address = parseaddr(said)
    if _addressed(address) is None or one_line(said) != said.strip():
        raise SettingsError("THRICE_SMTP_FROM: must be an e-mail address, such as Thrice <thrice@example.com>.")
    return Sender(one_line(name) or "Thrice", address)


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
        self._server = server
        self._sender = sender
        self._tls = tls
        self._deadline = deadline

    async def send(self, invitation: Invitation) -> None:
        """Hand an invitation to the mail server."""
        message = written(invitation, self._sender)
        talk = self._talk()
        try:
            await self._told(talk, partial(talk.deliver, message, self._sender.address, invitation.address))
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()), (0, b""))[0]
            if 500 <= code < 600:
                raise CalendarRefused(_NO_SUCH_PERSON) from None
            raise CalendarUnavailable(f"smtp: recipient {code}") from None

    async def greet(self) -> None:
        """See whether the server takes us, without sending anything; raise `CalendarUnavailable` where it does not."""
        talk = self._talk()
        await self._told(talk, talk.greet)

    def _talk(self) -> "_Talk":
        return _Talk(self._server, self._tls or ssl.create_default_context(), min(_STEP, self._deadline))

    async def _told(self, talk: "_Talk", what: Callable[[], None]) -> None:
        try:
            async with asyncio.timeout(self._deadline):
                await asyncio.to_thread(what)
        except TimeoutError:
            talk.hang_up()
            raise CalendarUnavailable("smtp: no answer in time") from None
        except smtplib.SMTPRecipientsRefused:
            raise
        except smtplib.SMTPResponseException as refused:
            raise CalendarUnavailable(f"smtp: {type(refused).__name__} {refused.smtp_code}") from None
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise CalendarUnavailable(f"smtp: {type(error).__name__}") from None


def written(invitation: Invitation, sender: Sender) -> EmailMessage:
    """Return the message. It is the same at every try, its id included; raises `CalendarRefused` for a bad address."""
    to = _addressed(invitation.address, one_line(invitation.name))
    if to is None:
        raise CalendarRefused(_NO_ADDRESS)
    message = EmailMessage(policy=SMTP_POLICY)
    title = one_line(invitation.title)
    message["Subject"] = f"Cancelled: {title}" if invitation.method is Method.CANCEL else title
    message["From"] = Address(sender.name, addr_spec=sender.address)
    message["To"] = to
    message["Date"] = format_datetime(invitation.sent_at)
    message["Message-ID"] = _message_id(invitation, sender)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_said(invitation))
    message.add_alternative(
        calendar_text(invitation, sender).decode(), subtype="calendar", params={"method": invitation.method.value}
    )
    # Its own choice would be another at each try.
    message.set_boundary(f"=_{_digest(invitation)}")
    return message


class _Talk:
    """One conversation with a mail server, in a thread of its own."""

    def __init__(self, server: MailServer, tls: ssl.SSLContext, step: float) -> None:
        self._server = server
        self._tls = tls
        self._step = step
        self._client: smtplib.SMTP | None = None

    def deliver(self, message: EmailMessage, sender: str, address: str) -> None:
        with self._known() as client:
            client.send_message(message, sender, [address])

    def greet(self) -> None:
        with self._known() as client:
            client.noop()

    @contextmanager
    def _known(self) -> Iterator[smtplib.SMTP]:
        """Open a conversation in which the server knows who we are."""
        with self._opened() as client:
            self._client = client
            if not self._server.wrapped:
                self._to_tls(client)
            if self._server.user is not None:
                client.login(self._server.user, self._server.password or "")
            yield client

    def hang_up(self) -> None:
        """End a conversation that nobody waits for any more, so that its thread ends too."""
        if self._client is not None and self._client.sock is not None:
            with suppress(OSError):
                self._client.sock.shutdown(socket.SHUT_RDWR)

    def _opened(self) -> smtplib.SMTP:
        host, port = self._server.host, self._server.port
        if self._server.wrapped:
            return smtplib.SMTP_SSL(host, port, timeout=self._step, context=self._tls)
        return smtplib.SMTP(host, port, timeout=self._step)

    def _to_tls(self, client: smtplib.SMTP) -> None:
        client.ehlo()
        if client.has_extn("starttls"):
            client.starttls(context=self._tls)
            client.ehlo()
        elif self._server.user is not None and not self._server.is_here:
            # Whoever sits in between can leave STARTTLS out; a password is not said aloud for that.
            raise smtplib.SMTPNotSupportedError("no STARTTLS")


def _message_id(invitation: Invitation, sender: Sender) -> str:
    return f"<{_digest(invitation)}@{sender.address.rpartition('@')[2]}>"


def _digest(invitation: Invitation) -> str:
    """Return what is the same for the same version of the same block to the same person, and for nothing else."""
    instance = "" if invitation.instance is None else invitation.instance.isoformat()
    said = f"{invitation.method}|{invitation.uid}|{invitation.sequence}|{instance}|{invitation.address}"
    return hashlib.sha256(said.encode()).hexdigest()[:40]


def _addressed(address: str, name: str = "") -> Address | None:
    """Return an address for a header; none where it is none, or more than one."""
    if len(address) > 254 or not _ADDRESS.fullmatch(address):
        return None
    try:
        return Address(name, addr_spec=address)
    except (ValueError, IndexError):
        return None


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
