"""Applying: what was learned is asked about once, days later; use at work counts, completion does not."""

from datetime import datetime, timedelta
from typing import Final, Literal

from bot.errors import NotAllowed, NotFound, Outdated
from bot.learning import records
from models.uow import UnitOfWork

Outcome = Literal["used", "not_yet", "no_chance"]

ASK_AGAIN_AFTER: Final = timedelta(days=14)
"""After "Not yet" it is asked once more."""


async def answer(uow: UnitOfWork, user_id: str, application_id: int, outcome: Outcome, *, at: datetime) -> None:
    """Take the answer whether something was used. Raises `NotFound`, `NotAllowed`, or `Outdated` the second time."""
    application = await uow.sprints.application_by_id(application_id)
    if application is None:
        raise NotFound("I have forgotten what this was about.")
    if application.user_id != user_id:
        raise NotAllowed("This question is somebody else's.")
    if application.outcome in ("used", "no_chance"):
        raise Outdated("You have told me already, thank you.")
    first = application.outcome is None
    application.outcome, application.answered_at = outcome, at
    application.asked_at = application.asked_at or at
    application.due_at = at + ASK_AGAIN_AFTER if outcome == "not_yet" and first else None
    if outcome == "used":
        await records.used(uow, application, at=at)


async def asked(uow: UnitOfWork, application_id: int, *, at: datetime) -> None:
    """Write down that somebody was asked whether they used something: they are not asked on another day as well."""
    application = await uow.sprints.application_by_id(application_id)
    if application is not None:
        application.asked_at, application.due_at = at, None
