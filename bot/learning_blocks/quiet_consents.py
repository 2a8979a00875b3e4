"""Consents to quiet during blocks: asked for in the chat's own window, once, and taken from that member alone."""

from datetime import datetime, timedelta
from typing import Final

from bot.errors import BotError
from bot.learning_blocks import members, quiet
from bot.learning_blocks.quiet_secrets import QuietSecrets
from bot.ports.own_status import Given
from bot.workspaces import signing_in
from bot.workspaces.signing_in import LinkUsed, Purpose, Redeemed
from models.quiet import QuietConsent
from models.uow import UnitOfWork

SCOPES: Final = ("dnd:read", "dnd:write", "users.profile:read", "users.profile:write")
"""What a member's token has to be allowed."""
LASTS: Final = timedelta(minutes=10)
"""How long somebody may take in the chat's window."""


class NotGiven(BotError):
    """A consent that is not taken; the sentence says why, and nothing is kept."""

    code = "consent_not_given"


class NotExpected(NotGiven):
    """Somebody comes back from the chat's window who was not sent there, or too late, or again."""

    def __init__(self) -> None:
        super().__init__(
            "This link took longer than ten minutes, was used already, or was never given out. Nothing was changed."
            " Please begin again: type /thrice focus in Slack and press *Quiet during blocks*."
        )


async def expect(uow: UnitOfWork, user_id: str, state: str, *, at: datetime) -> None:
    """Expect a member back from the chat's window with a state, once, for ten minutes. Raises as `may_consent`."""
    await may_consent(uow, user_id)
    await signing_in.expect(uow, state, user_id=user_id, purpose=Purpose.QUIET, until=at + LASTS, details={})


async def come_back(uow: UnitOfWork, state: str, *, at: datetime) -> Redeemed:
    """Return who was sent to the window with a state, and use it up. Raises `NotExpected`. Needs no workspace."""
    try:
        sent = await signing_in.redeem(uow, state, purpose=Purpose.QUIET, now=at)
    except LinkUsed:
        raise NotExpected from None
    if sent is None:
        raise NotExpected
    return sent


async def may_consent(uow: UnitOfWork, user_id: str) -> None:
    """Raise `NotAllowed` or `NotTakingPart` unless somebody is a full member who takes part in blocks."""
    members.require_may_join(await uow.members.get(user_id))
    await members.active(uow, user_id)


async def give(uow: UnitOfWork, user_id: str, given: Given, *, secrets: QuietSecrets, at: datetime) -> QuietConsent:
    """Keep a member's consent, in place of one from before. Raises `NotGiven`, or as `may_consent` does.

    What comes back from the window counts for the member alone who was sent there, in their own workspace.
    """
    workspace = await uow.workspaces.get(uow.workspace_id)
    if workspace is None or (given.user_id, given.team_id) != (user_id, workspace.team_id):
        raise NotGiven(
            "You are signed in to Slack as somebody else, or in another workspace, than the one this link was made for."
            " Nothing was changed. Ask for a link of your own: /thrice focus."
        )
    missing = sorted(set(SCOPES) - given.scopes)
    if missing:
        raise NotGiven(
            f"For quiet during blocks I need all that Slack asks for; this is missing: {', '.join(missing)}."
            " Nothing was changed."
        )
    await may_consent(uow, user_id)
    consent = await uow.quiet.consent(user_id)
    if consent is None:
        consent = QuietConsent(user_id=user_id)
        uow.add(consent)
    consent.sealed = secrets.seal(given.token, uow.workspace_id)
    consent.given_at, consent.ended_at, consent.tries = at, None, 0
    await uow.flush()
    await quiet.look_soon(uow, user_id, at=at)
    uow.audit.note(user_id, "quiet.consented", f"member:{user_id}", at=at)
    return consent
