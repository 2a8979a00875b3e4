"""Settings that people change in Slack: of a channel by those who look after it, of the workspace by its curators."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.errors import NotAllowed
from bot.workspaces import channels
from bot.workspaces.curators import is_workspace_curator, require_channel_curator
from bot.workspaces.policy import Policy, checked_draft_after, checked_reaction
from models.uow import UnitOfWork


@dataclass(frozen=True)
class Wanted:
    """What somebody chose; none leaves a setting as it is. `channel_curator` may be empty: nobody then."""

    capturing: bool | None = None
    channel_curator: str | None = None
    draft_after: int | None = None
    save_reaction: str | None = None
    curators: Sequence[str] | None = None


class CannotBeCurator(NotAllowed):
    """Somebody was named who cannot look after anything. `setting` says for what."""

    code = "cannot_be_curator"

    def __init__(self, setting: str) -> None:
        super().__init__("A curator has to be a full member of this workspace.")
        self.setting = setting


async def change(
    uow: UnitOfWork, user_id: str, channel_id: str | None, wanted: Wanted, *, policy: Policy, at: datetime
) -> None:
    """Change what was chosen and is not so yet. `policy` is the workspace's as it stands.

    Raises `NotAllowed` or `PolicyError`, and then changes nothing.
    """
    if channel_id is not None and wanted.capturing is not None:
        await channels.switch(uow, channel_id, capturing=wanted.capturing, by=user_id, at=at)
    if channel_id is not None and wanted.channel_curator is not None:
        await _channel_curator(uow, user_id, channel_id, wanted.channel_curator, at=at)
    settings: dict[str, object] = {}
    if wanted.draft_after is not None and wanted.draft_after != policy.draft_after:
        settings["draft_after"] = checked_draft_after(wanted.draft_after)
    if wanted.save_reaction is not None and wanted.save_reaction != policy.save_reaction:
        settings["save_reaction"] = checked_reaction(wanted.save_reaction, receipt=policy.receipt_reaction)
    if settings:
        await _workspace(uow, user_id, settings, at=at)
    if wanted.curators is not None:
        await _curators(uow, user_id, frozenset(wanted.curators), at=at)


async def _channel_curator(uow: UnitOfWork, user_id: str, channel_id: str, curator: str, *, at: datetime) -> None:
    channel = await uow.channels.get(channel_id)
    if channel is None or (channel.curator or "") == curator:
        return
    await require_channel_curator(uow, user_id, channel)
    await _require_full_member(uow, curator, "channel_curator")
    channel.curator = curator or None
    uow.audit.note(user_id, "channel.curator", f"channel:{channel_id}", at=at, curator=curator)


async def _workspace(uow: UnitOfWork, user_id: str, changed: dict[str, object], *, at: datetime) -> None:
    await _require_workspace_curator(uow, user_id)
    workspace = await uow.workspaces.get(uow.workspace_id)
    if workspace is None:
        return
    # A new dictionary: SQLAlchemy does not see a change inside the old one.
    workspace.settings = {**workspace.settings, **changed}
    uow.audit.note(user_id, "workspace.settings", f"workspace:{uow.workspace_id}", at=at)


async def _curators(uow: UnitOfWork, user_id: str, wanted: frozenset[str], *, at: datetime) -> None:
    named = {m.user_id for m in await uow.members.all() if m.is_curator and not m.is_deleted}
    if named == wanted:
        return
    await _require_workspace_curator(uow, user_id)
    for user in wanted - named:
        await _require_full_member(uow, user, "curators")
        (await uow.members.get_or_add(user)).is_curator = True
    for user in named - wanted:
        (await uow.members.get_or_add(user)).is_curator = False
    uow.audit.note(user_id, "workspace.curators", f"workspace:{uow.workspace_id}", at=at)


async def _require_workspace_curator(uow: UnitOfWork, user_id: str) -> None:
    if not is_workspace_curator(await uow.members.get(user_id)):
        raise NotAllowed("Only the workspace's admins, and whom they name, can change that.")


async def _require_full_member(uow: UnitOfWork, user_id: str, setting: str) -> None:
    member = await uow.members.get(user_id)
    if member is not None and (member.is_bot or member.is_deleted or member.is_guest or member.is_partner):
        raise CannotBeCurator(setting)
