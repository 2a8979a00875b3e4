"""Jobs of quiet during blocks: set and put back members' status and Do Not Disturb, each with their own token."""

from dataclasses import dataclass
from typing import Final

import structlog

from bot.learning_blocks import quiet
from bot.learning_blocks.jobs import KeepQuiet, TellOfLostConsent
from bot.learning_blocks.quiet_secrets import QuietSecrets
from bot.learning_blocks.quieting import DEAD, Gone, Page, Quiet, WithToken, bring_about
from bot.learning_blocks.syncing import back_off
from bot.ports.chat import ChatRefused, ChatUnavailable
from bot.slack.blockkit import quiet as said
from models.quiet import QuietConsent
from models.uow import UnitOfWork
from scheduler.jobs.in_person import tell
from scheduler.jobs.tools import Tools

log = structlog.get_logger(__name__)

MOST_TRIES: Final = 8
"""So often in a row a consent that was taken back is tried to be given back; then nothing is kept of it."""


async def keep_quiet(tools: Tools, job: KeepQuiet) -> None:
    """Set what is due, or put it back. Run again after a crash, it finds out how far it came."""
    async with tools.storage.look(job.workspace_id) as uow:
        consent = await uow.quiet.consent(job.place)
    if consent is None:
        return
    token = QuietSecrets(tools.block_views.feeds.box).open(consent)
    try:
        if token is None:
            # With the right key back in the settings all goes on; `thrice doctor` counts what none opens.
            raise ChatUnavailable("token_does_not_open")
        hand = WithToken(tools.own_status, job.workspace_id, token)
        await bring_about(_InDatabase(tools, job), hand, tools.clock)
        await _go_on(tools, job, token)
    except Gone:
        return
    except ChatUnavailable as trouble:
        await _put_off(tools, job, trouble)
    except ChatRefused as refused:
        log.info("quiet_lost", code=refused.code)
        async with tools.storage.begin(job.workspace_id) as uow:
            await quiet.lose(uow, job.place, at=tools.clock())


async def tell_of_lost_consent(tools: Tools, job: TellOfLostConsent) -> None:
    """Tell somebody once that their consent is worth nothing any more, and how to give it again."""
    async with tools.storage.look(job.workspace_id) as uow:
        person, member = await uow.members.get(job.user_id), await uow.blocks.member(job.user_id)
    if person is None or person.is_deleted or member is None or member.left_at is not None:
        return
    await tell(tools, job.workspace_id, job.user_id, said.lost(), key=f"quiet_lost:{job.consent_id}")


async def _go_on(tools: Tools, job: KeepQuiet, token: str) -> None:
    """Say when to look again; where the consent was taken back and all is put back, give the token back."""
    async with tools.storage.begin(job.workspace_id) as uow:
        consent = await _consent(uow, job)
        consent.tries = 0
        if consent.ended_at is None:
            consent.look_at = await quiet.next_look(uow, consent, at=tools.clock())
            return
    try:
        await tools.own_status.revoke(job.workspace_id, token)
    except ChatRefused as refused:
        if refused.code not in DEAD:
            log.warning("quiet_not_given_back", code=refused.code)
    async with tools.storage.begin(job.workspace_id) as uow:
        if (await _consent(uow, job)).ended_at is not None:
            await uow.quiet.forget(job.place)


async def _put_off(tools: Tools, job: KeepQuiet, trouble: ChatUnavailable) -> None:
    log.info("quiet_unavailable", said=str(trouble))
    async with tools.storage.begin(job.workspace_id) as uow:
        consent = await uow.quiet.consent(job.place)
        if consent is None:
            return
        consent.tries += 1
        consent.look_at = tools.clock() + back_off(consent.tries, trouble.retry_after)
        if consent.ended_at is not None and consent.tries >= MOST_TRIES:
            await uow.quiet.forget(job.place)


async def _consent(uow: UnitOfWork, job: KeepQuiet) -> QuietConsent:
    consent = await uow.quiet.consent(job.place)
    if consent is None:
        raise Gone
    return consent


@dataclass(frozen=True)
class _InDatabase:
    """The `Book` of one member: each entry is there when `write` returns, unless they are forgotten meanwhile."""

    tools: Tools
    job: KeepQuiet

    async def read(self) -> Page:
        async with self.tools.storage.look(self.job.workspace_id) as uow:
            return await quiet.page(uow, await _consent(uow, self.job), at=self.tools.clock())

    async def write(self, kept: Quiet | None) -> None:
        at = self.tools.clock()
        async with self.tools.storage.begin(self.job.workspace_id) as uow:
            await _consent(uow, self.job)
            await quiet.keep(uow, self.job.place, kept, at=at)
