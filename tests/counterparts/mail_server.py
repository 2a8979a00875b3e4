"""A mail server on loopback (`aiosmtpd`), with TLS and a password where a test wants them; it can be told to refuse."""

import asyncio
import ssl
import tempfile
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.clock import utc_now


@dataclass
class MailDouble:
    """What it took in, and what it says instead: `rcpt`, `data` and `auth` as SMTP writes answers."""

    user: str = ""
    password: str = ""
    rcpt: str | None = None
    data: str | None = None
    slow: float = 0.0
    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    was_encrypted: list[bool] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await asyncio.sleep(self.slow)
        if self.rcpt is not None:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.data is not None:
            return self.data
        assert isinstance(envelope.content, bytes)
        self.taken.append(BytesParser(EmailMessage, policy=default).parsebytes(envelope.content))
        self.recipients.append([str(address) for address in envelope.rcpt_tos])
        self.was_encrypted.append(session.ssl is not None or server.transport.get_extra_info("ssl_object") is not None)
        return "250 OK"

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, how: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode()) == (
            self.user,
            self.password,
        )
        return AuthResult(success=right, handled=False)


class _Speaking(SMTP):
    def hang_up(self) -> None:
        """End a talk that its client did not."""
        for transport in (self.transport, self._original_transport):
            if transport is not None:
                transport.abort()

    _original_transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._original_transport = self._original_transport or transport
        super().connection_made(transport)


@asynccontextmanager
async def mail_double(
    *, starttls: bool = False, wrapped: bool = False, host: str = "127.0.0.1", **options: Any
) -> AsyncIterator[MailDouble]:
    """Run it until the block ends."""
    double = MailDouble(**options)
    context = _certified() if starttls or wrapped else None

    talks: list[_Speaking] = []

    def speaks() -> SMTP:
        # It warns of a password without STARTTLS; that is what is tried here.
        with warnings.catch_warnings(action="ignore"):
            talk = _Speaking(
                double,
                hostname="mail.example.com",
                enable_SMTPUTF8=True,
                tls_context=context if starttls else None,
                authenticator=double.authenticate,
                auth_required=bool(double.user),
                auth_require_tls=False,
                loop=asyncio.get_running_loop(),
            )
        talks.append(talk)
        return talk

    server = await asyncio.get_running_loop().create_server(
        speaks, host, 0, ssl=context if wrapped else None, ssl_handshake_timeout=5 if wrapped else None
    )
    double.port = server.sockets[0].getsockname()[1]
    try:
        yield double
    finally:
        server.close()
        for talk in talks:
            talk.hang_up()
        await asyncio.sleep(0.05)


def trusting() -> ssl.SSLContext:
    """A context that trusts the double's certificate and nothing else."""
    return ssl.create_default_context(cadata=_pem()[0].decode())


_made: list[tuple[bytes, bytes]] = []


def _pem() -> tuple[bytes, bytes]:
    if not _made:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
        now = utc_now()
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        _made.append(
            (
                certificate.public_bytes(serialization.Encoding.PEM),
                key.private_bytes(serialization.Encoding.PEM, *form),
            )
        )
    return _made[0]


def _certified() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "both.pem"
        path.write_bytes(b"".join(_pem()))
        context.load_cert_chain(path)
    return context
