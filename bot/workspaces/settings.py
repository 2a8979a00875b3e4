"""Settings that people change in Slack: of a channel by those who look after it, of the workspace by its curators."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.errors import NotAllowed
from bot.workspaces import channels
from bot.workspaces.curators import is_workspace_curator, require_channel_curator
from bot.workspaces.policy import checked_draft_after, checked_reaction
from models.uow import UnitOfWork


@dataclass(frozen=True)
class Wanted:
    """What somebody chose; none leaves a setting as it is."""

    capturing: bool | None = None
    channel_curator: str | None = None
    draft_after: int | None = None
    save_reaction: str | None = None
    curators: Sequence[str] | None = None


async def change(uow: UnitOfWork, user_id: str, channel_id: str | None, wanted: Wanted, *, at: datetime) -> None:
    """Change what was chosen. Raises `NotAllowed` or `PolicyError`, and then changes nothing."""
    if channel_id is not None and wanted.capturing is not None:
        await channels.switch(uow, channel_id, capturing=wanted.capturing, by=user_id, at=at)
    if channel_id is not None and wanted.channel_curator is not None:
        await _channel_curator(uow, user_id, channel_id, wanted.channel_curator, at=at)
    if wanted.draft_after is not None or wanted.save_reaction is not None or wanted.curators is not None:
        await _workspace(uow, user_id, wanted, at=at)


async def _channel_curator(uow: UnitOfWork, user_id: str, channel_id: str, curator: str, *, at: datetime) -> None:
    channel = await uow.channels.get(channel_id)
    if channel is None or channel.curator == curator:
        return
    await require_channel_curator(uow, user_id, channel)
    named = await uow.members.get(curator)
    if named is not None and (named.is_bot or named.is_deleted or named.is_guest or named.is_partner):
        raise NotAllowed("A curator has to be a full member of this workspace.")
    channel.curator = curator
    uow.audit.note(user_id, "channel.curator", f"channel:{channel_id}", at=at, curator=curator)


async def _workspace(uow: UnitOfWork, user_id: str, wanted: Wanted, *, at: datetime) -> None:
    if not is_workspace_curator(await uow.members.get(user_id)):
        raise NotAllowed("Only the workspace's admins, and whom they name, can change that.")
    workspace = await uow.workspaces.get(uow.workspace_id)
    if workspace is None:
        return
    settings = dict(workspace.settings)
    if wanted.draft_after is not None:
        settings["draft_after"] = checked_draft_after(wanted.draft_after)
    if wanted.save_reaction is not None:
        settings["save_reaction"] = checked_reaction(wanted.save_reaction)
    # A new dictionary: SQLAlchemy does not see a change inside the old one.
    workspace.settings = settings
    if wanted.curators is not None:
        for member in await uow.members.all():
            member.is_curator = member.user_id in wanted.curators
        for user in wanted.curators:
            (await uow.members.get_or_add(user)).is_curator = True
    uow.audit.note(user_id, "workspace.settings", f"workspace:{uow.workspace_id}", at=at)
