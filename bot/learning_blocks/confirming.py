"""Confirming: an e-mail address is sent invitations once a member, signed in, came from a letter that went there."""

from datetime import datetime, timedelta
from typing import Final

from bot.errors import BotError, NotFound
from bot.learning_blocks import connections
from bot.learning_blocks.addresses import counted_as, plain
from bot.learning_blocks.connection_secrets import ConnectionSecrets
from bot.ports.calendar import CalendarSeen
from bot.ports.calendar_access import Mailbox
from bot.ports.invitation import Letter
from bot.workspaces import signing_in
from bot.workspaces.secrets import WrongKey
from bot.workspaces.signing_in import LinkUsed, Purpose
from models.calendars import CalendarConnection
from models.invitations import AddressTry
from models.uow import UnitOfWork

PATH: Final = "/wiki/calendar/confirm/"
LASTS: Final = timedelta(hours=12)
BY_MEMBER: Final = 5
TO_ADDRESS: Final = 3
WITHIN: Final = timedelta(days=1)
"""So many letters a member can ask for within this time, and so many go to one address, whoever asks."""
_COLUMN: Final = "one_time_links.address"


class TooManyTries(BotError):
    """More letters to addresses that are not confirmed than Thrice sends."""

    code = "too_many_tries"


class NotTheirs(BotError):
    """A link that was made for somebody else."""

    code = "not_theirs"

    def __init__(self) -> None:
        super().__init__(
            "Somebody else asked for this link, or you are signed in to another workspace. Nothing was changed. If you"
            " did not ask for it yourself, there is nothing to do."
        )


async def ask(
    uow: UnitOfWork, user_id: str, address: str, *, secrets: ConnectionSecrets, public_url: str, at: datetime
) -> Letter:
    """Return the letter that asks whoever reads the mail of an address; it goes there once, whatever comes of it.

    Raises `TooManyTries`, or as `connections.may_connect` does.
    """
    # It locks the member's row, so that tries at once are counted one after the other.
    await connections.may_connect(uow, user_id)
    await _count(uow, user_id, secrets.box.sign(f"address:{counted_as(address)}"), at)
    details = {"address": secrets.seal_detail(address, uow.workspace_id, column=_COLUMN)}
    token = signing_in.new_token()
    await signing_in.expect(uow, token, user_id=user_id, purpose=Purpose.ADDRESS, until=at + LASTS, details=details)
    person = await uow.members.get(user_id)
    team, _ = await uow.wiki.workspace()
    who = plain(person.name if person is not None else "") or "A member"
    return Letter(
        address, "Confirm your e-mail address for Thrice", _text(who, plain(team), public_url + PATH + token), at
    )


async def look(uow: UnitOfWork, user_id: str, token: str, *, secrets: ConnectionSecrets, at: datetime) -> str:
    """Return the address that a link is about, without using it up. Raises `NotFound`, `NotTheirs` or `LinkUsed`."""
    sent = await signing_in.look_at(uow, token, purpose=Purpose.ADDRESS, now=at)
    if sent is None:
        raise NotFound("There is no such link.")
    if (sent.workspace_id, sent.user_id) != (uow.workspace_id, user_id):
        raise NotTheirs
    try:
        return secrets.open_detail(sent.details["address"], uow.workspace_id, column=_COLUMN)
    except WrongKey:
        raise LinkUsed(Purpose.ADDRESS) from None


async def confirm(
    uow: UnitOfWork, user_id: str, token: str, *, secrets: ConnectionSecrets, at: datetime
) -> CalendarConnection:
    """Connect the address that a link is about. Raises as `look` and `connections.connect` do, and then it stands."""
    address = await look(uow, user_id, token, secrets=secrets, at=at)
    # Of two at once, one gets it.
    await signing_in.redeem(uow, token, purpose=Purpose.ADDRESS, now=at)
    seen = CalendarSeen(address)
    return await connections.connect(uow, user_id, "email", Mailbox(address), seen, secrets=secrets, at=at)


async def sweep(uow: UnitOfWork, *, now: datetime) -> None:
    """Forget the letters that do not count any more."""
    await uow.letters.forget_tries(now - WITHIN)


async def _count(uow: UnitOfWork, user_id: str, address_hash: str, at: datetime) -> None:
    since = at - WITHIN
    if await uow.letters.tries_by(user_id, since) >= BY_MEMBER:
        raise TooManyTries(
            f"You have asked for {BY_MEMBER} letters within a day, which is all that I send. Try tomorrow."
        )
    if await uow.letters.tries_to(address_hash, since) >= TO_ADDRESS:
        raise TooManyTries(
            f"This address was sent {TO_ADDRESS} letters within a day, which is all that I send to one. Use the link in"
            " the last of them, or try tomorrow."
        )
    uow.add(AddressTry(asked_by=user_id, address_hash=address_hash, at=at))
    await uow.flush()


def _text(who: str, team: str, link: str) -> str:
    asked = f"{who} ({team} in Slack)" if team else who
    return "\n".join(
        (
            f"{asked} asked Thrice to send the invitations to their learning blocks to this address.",
            "",
            f"If that was you, open this page within {LASTS // timedelta(hours=1)} hours, in the browser in which you",
            "asked for it, and press Confirm:",
            "",
            link,
            "",
            "If it was not you, there is nothing to do: without that, nothing more is sent to you.",
            "",
        )
    )
