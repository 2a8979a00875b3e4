"""The mail server that letters are handed in to (SMTP, RFC 5321), and who sends them."""

import asyncio
import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from functools import partial
from typing import Final
from urllib.parse import unquote, urlsplit

from bot.errors import SettingsError
from bot.ports.calendar import CalendarRefused, CalendarUnavailable

DEADLINE: Final = 30.0
"""Seconds for one message, all of its steps together."""
_STEP: Final = 10.0
_PART: Final = r"[^\s@<>,;:\"()\[\]\\\x00-\x1f\x7f]+"
_ADDRESS: Final = re.compile(f"{_PART}@{_PART}")
_NO_SUCH_PERSON: Final = "Your mail server refuses invitations to your address. Give another: `/thrice focus`."


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed in. `wrapped`: in TLS from the first byte on; else by STARTTLS."""

    host: str
    port: int
    wrapped: bool
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def is_here(self) -> bool:
        """Whether it is on this machine."""
        return self.host in ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, and invites."""

    name: str
    address: str


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
    if addressed(address) is None or one_line(said) != said.strip():
        raise SettingsError("THRICE_SMTP_FROM: must be an e-mail address, such as Thrice <thrice@example.com>.")
    return Sender(one_line(name) or "Thrice", address)


def addressed(address: str, name: str = "") -> Address | None:
    """Return an address for a header; none where it is none, or more than one."""
    if len(address) > 254 or not _ADDRESS.fullmatch(address):
        return None
    try:
        return Address(name, addr_spec=address)
    except (ValueError, IndexError):
        return None


def one_line(text: str) -> str:
    """Return text without line breaks and other control characters, for where only one line may stand."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]", " ", text).split())


class Postbox:
    """Hands letters in to one mail server."""

    def __init__(self, server: MailServer, *, tls: ssl.SSLContext | None = None, deadline: float = DEADLINE) -> None:
        self._server = server
        self._tls = tls
        self._deadline = deadline

    async def deliver(self, message: EmailMessage, sender: str, address: str) -> None:
        """Hand a letter in. Raises as `bot.ports.invitation.Invitations.send` does."""
        talk = self._talk()
        try:
            await self._told(talk, partial(talk.deliver, message, sender, address))
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
