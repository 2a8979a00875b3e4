"""Consents: who is away in a provider's window, so that what comes back from it is taken from that person alone."""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from bot.errors import BotError
from bot.learning_blocks.connection_secrets import ConnectionSecrets
from bot.ports.calendar_access import Consent
from bot.workspaces import signing_in
from bot.workspaces.secrets import WrongKey
from bot.workspaces.signing_in import LinkUsed, Purpose
from models.uow import UnitOfWork

LASTS: Final = timedelta(minutes=10)
_COLUMN: Final = "one_time_links.verifier"


class NotExpected(BotError):
    """Somebody comes back from a window who was not sent there, or too late, or again."""

    code = "not_expected"

    def __init__(self) -> None:
        super().__init__(
            "This took longer than ten minutes, was used already, or was begun by somebody else or in another browser."
            " Nothing was connected. Please begin again."
        )


async def begin(
    uow: UnitOfWork,
    user_id: str,
    kind: str,
    consent: Consent,
    *,
    session: str,
    secrets: ConnectionSecrets,
    at: datetime,
) -> None:
    """Remember who is sent to the window of a provider, by which browser session."""
    verifier = secrets.seal_detail(consent.verifier, uow.workspace_id, column=_COLUMN)
    details = {"kind": kind, "session": _hashed(session), "verifier": verifier}
    until = at + LASTS
    await signing_in.expect(uow, consent.state, user_id=user_id, purpose=Purpose.CALENDAR, until=until, details=details)


async def finish(
    uow: UnitOfWork,
    user_id: str,
    kind: str,
    state: str,
    *,
    session: str,
    secrets: ConnectionSecrets,
    at: datetime,
) -> str:
    """Return the verifier for what came back, once. Raises `NotExpected`; another person's is not used up by it."""
    try:
        sent = await signing_in.look_at(uow, state, purpose=Purpose.CALENDAR, now=at)
        is_theirs = (
            sent is not None
            and (sent.workspace_id, sent.user_id) == (uow.workspace_id, user_id)
            and (sent.details.get("kind"), sent.details.get("session")) == (kind, _hashed(session))
        )
        if sent is None or not is_theirs:
            raise NotExpected
        # Of two at once, one gets it.
        await signing_in.redeem(uow, state, purpose=Purpose.CALENDAR, now=at)
        return secrets.open_detail(sent.details["verifier"], uow.workspace_id, column=_COLUMN)
    except (LinkUsed, WrongKey):
        raise NotExpected from None


def _hashed(session: str) -> str:
    # 256 random bits; other than what the session itself is found by, so that this opens nothing.
    return hashlib.sha256(b"calendar:" + session.encode("utf-8", "replace")).hexdigest()
