"""Rotating the secret key: how members' sealed secrets stand to the keys, and sealing them anew with the first."""

from collections import Counter
from dataclasses import dataclass

from bot.learning_blocks import connection_secrets, feed_secrets, quiet_secrets
from bot.workspaces.secrets import SecretBox, WrongKey
from models.uow import Storage, UnitOfWork


@dataclass(frozen=True)
class SealedFound:
    """How many connected calendars, feeds and consents to quiet there are, by which key opens them."""

    current: int = 0
    """Opened by the first key."""
    older: int = 0
    """Opened by another key of the list."""
    closed: int = 0
    """Opened by none: calendars have to be connected and consents given again, and feeds need a new address."""


async def sealed_found(storage: Storage, box: SecretBox) -> SealedFound:
    """Look which keys members' secrets need; nothing is changed."""
    async with storage.look() as uow:
        return await _go_through(uow, box)


async def renew_sealed(storage: Storage, box: SecretBox) -> SealedFound:
    """Seal with the first key whatever another one opened; returns how they stood before."""
    found = await sealed_found(storage, box)
    if not found.older:
        return found
    async with storage.begin() as uow:
        return await _go_through(uow, box)


async def _go_through(uow: UnitOfWork, box: SecretBox) -> SealedFound:
    found: Counter[str] = Counter()
    for member in await uow.sealed.feeds():
        place = (str(member.workspace_id), feed_secrets.COLUMN)
        member.feed_sealed = _renewed(box, member.feed_sealed, *place, found)
    for connection in await uow.sealed.connections():
        place = (str(connection.workspace_id), connection_secrets.COLUMN)
        connection.sealed = _renewed(box, connection.sealed, *place, found)
    for consent in await uow.sealed.consents():
        place = (str(consent.workspace_id), quiet_secrets.COLUMN)
        consent.sealed = _renewed(box, consent.sealed, *place, found)
    return SealedFound(found["current"], found["older"], found["closed"])


def _renewed(box: SecretBox, sealed: bytes, workspace: str, column: str, found: Counter[str]) -> bytes:
    """Return a secret sealed with the first key, or as it is; count by which key it opens."""
    try:
        renewed = box.renewed(sealed, workspace=workspace, column=column)
    except WrongKey:
        found["closed"] += 1
        return sealed
    found["older" if renewed is not None else "current"] += 1
    return renewed or sealed
