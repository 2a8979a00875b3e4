"""Signing in: one-time links that Slack carries, and the browser sessions that they open."""

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from bot.errors import BotError
from models.signing_in import OneTimeLink, WebSession
from models.uow import UnitOfWork

LINK_LASTS = timedelta(minutes=5)
SESSION_LASTS = timedelta(days=30)
HOME = "/wiki"

_NEXT = re.compile(r"/wiki(/[A-Za-z0-9_~.%-]+)*(\?[A-Za-z0-9_~.%=&+-]*)?")
_LONGEST_NEXT = 500
_KEEP_EXPIRED = timedelta(days=2)


class Purpose(StrEnum):
    """What a one-time link is for."""

    WIKI = "wiki"
    """Signs the member in."""
    EXPORT = "export"
    """Hands the member a file with what Thrice holds of theirs."""
    CALENDAR = "calendar"
    """Brings the member back from the window in which a calendar's provider asked them. No link: a state (`expect`)."""
    QUIET = "quiet"
    """Brings the member back from Slack's window, in which they allow quiet during their blocks. A state too."""
    ADDRESS = "address"
    """Confirms that an e-mail address is the member's: it comes in a letter there, and works for them alone."""


_PATHS = {Purpose.WIKI: "/wiki/sign-in/", Purpose.EXPORT: "/export/"}
_COMMANDS = {
    Purpose.WIKI: "/thrice wiki",
    Purpose.EXPORT: "/thrice export me",
    Purpose.CALENDAR: "/thrice focus connect",
    Purpose.QUIET: "/thrice focus",
    Purpose.ADDRESS: "/thrice focus connect",
}

LEADS_TO: Final = {"/wiki/calendar": "/thrice focus connect"}
"""Pages of the wiki that a command of their own leads to, with that command."""


class LinkUsed(BotError):
    """A one-time link that was used already, or has expired."""

    code = "link_used"

    def __init__(self, purpose: Purpose, details: Mapping[str, Any] | None = None) -> None:
        how = _COMMANDS[purpose]
        right_there = LEADS_TO.get(str((details or {}).get("next")))
        also = f", or for the page that this one led to: {right_there}" if right_there else ""
        super().__init__(f"This link has been used or has expired; ask for a new one: {how}{also}")


@dataclass(frozen=True)
class SignedIn:
    """Who a browser belongs to."""

    workspace_id: int
    user_id: str


@dataclass(frozen=True)
class Redeemed:
    """What a one-time link stood for."""

    workspace_id: int
    user_id: str
    details: Mapping[str, Any]


async def create_link(
    uow: UnitOfWork,
    *,
    user_id: str,
    purpose: Purpose,
    now: datetime,
    details: Mapping[str, Any] | None = None,
) -> str:
    """Make a link that works once, for five minutes; return its path.

    `details` come back when it is redeemed. For `WIKI`, `{"next": "/wiki/12"}` names the page to show first.
    Whoever holds the path is taken for `user_id`: it goes to that person alone and into no log.
    """
    token = new_token()
    await uow.members.get_or_add(user_id)
    await expect(uow, token, user_id=user_id, purpose=purpose, until=now + LINK_LASTS, details=details or {})
    return f"{_PATHS[purpose]}{token}"


def new_token() -> str:
    """Return a fresh secret of 256 bits."""
    return secrets.token_urlsafe(32)


async def expect(
    uow: UnitOfWork, token: str, *, user_id: str, purpose: Purpose, until: datetime, details: Mapping[str, Any]
) -> None:
    """Have a secret that somebody is to come back with work once, until a moment; `details` come back with it."""
    uow.signing_in.add(
        OneTimeLink(
            token_hash=_hashed(token),
            workspace_id=uow.workspace_id,
            user_id=user_id,
            purpose=purpose.value,
            details=dict(details),
            expires_at=until,
        )
    )
    await uow.flush()


async def look_at(uow: UnitOfWork, token: str, *, purpose: Purpose, now: datetime) -> Redeemed | None:
    """Return what a link stands for without using it up; none and `LinkUsed` as `redeem` has them."""
    link = await uow.signing_in.link(_hashed(token), purpose=purpose.value)
    if link is None:
        return None
    if link.used_at is not None or link.expires_at <= now:
        raise LinkUsed(purpose)
    return Redeemed(link.workspace_id, link.user_id, dict(link.details))


async def redeem(uow: UnitOfWork, token: str, *, purpose: Purpose, now: datetime) -> Redeemed | None:
    """Use a link up and return what it stood for; none where there never was such a link.

    Raises `LinkUsed` for a second use and for one that comes too late. Needs no workspace.
    """
    link = await uow.signing_in.use_up(_hashed(token), purpose=purpose.value, now=now)
    if link is not None:
        return Redeemed(link.workspace_id, link.user_id, dict(link.details))
    spent = await uow.signing_in.link(_hashed(token), purpose=purpose.value)
    if spent is not None:
        raise LinkUsed(purpose, spent.details)
    return None


async def open_session(uow: UnitOfWork, who: Redeemed, *, now: datetime) -> str:
    """Sign a browser in for 30 days; return the 256-bit secret that its cookie holds and nobody else keeps."""
    secret = secrets.token_urlsafe(32)
    uow.signing_in.add(
        WebSession(
            token_hash=_hashed(secret),
            workspace_id=who.workspace_id,
            user_id=who.user_id,
            created_at=now,
            expires_at=now + SESSION_LASTS,
        )
    )
    await uow.flush()
    return secret


async def session_of(uow: UnitOfWork, cookie: str | None, *, now: datetime) -> SignedIn | None:
    """Return whom a cookie stands for; none for a wrong or ended one. Needs no workspace.

    A member's sessions end when Slack says that the member is deleted, and with `/thrice forget me`.
    """
    if not cookie:
        return None
    found = await uow.signing_in.standing(_hashed(cookie), now=now)
    return SignedIn(found.workspace_id, found.user_id) if found is not None else None


async def close_session(uow: UnitOfWork, cookie: str) -> None:
    """Sign one browser out."""
    await uow.signing_in.end(_hashed(cookie))


async def close_sessions_of(uow: UnitOfWork, user_id: str) -> None:
    """Sign a person out everywhere and take back the links that were not used."""
    await uow.signing_in.end_all_of(uow.workspace_id, user_id)


async def sweep(uow: UnitOfWork, *, now: datetime) -> None:
    """Forget links and sessions that expired two days ago: until then a late click gets a reason."""
    await uow.signing_in.sweep(now - _KEEP_EXPIRED)


def first_page(details: Mapping[str, Any]) -> str:
    """Return the page to show after signing in: the one that the link names, if it is one of the wiki's own."""
    wanted = details.get("next")
    if isinstance(wanted, str) and len(wanted) <= _LONGEST_NEXT and _NEXT.fullmatch(wanted) and "/.." not in wanted:
        return wanted
    return HOME


def _hashed(secret: str) -> str:
    # 256 random bits need no salt and no slow hash: there is nothing to guess.
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
