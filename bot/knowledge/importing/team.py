"""Which workspace an export goes into."""

from datetime import datetime

from bot.errors import BotError
from models.uow import UnitOfWork
from models.workspaces import Workspace

NO_TEAM = "T0IMPORT"
"""The team of exports that were imported before Thrice was installed anywhere."""


class WhichTeam(BotError):
    """Thrice is installed in several workspaces, and none was named."""

    code = "which_team"


async def find_workspace(uow: UnitOfWork, team_id: str | None) -> Workspace | None:
    """Return the workspace of the team named, else of the one that Thrice is installed in, else of `T0IMPORT`.

    None where there is none yet. Raises `WhichTeam` where the choice is not ours.
    """
    if team_id is None:
        installed = await uow.workspaces.installed()
        if len(installed) > 1:
            teams = ", ".join(sorted(workspace.team_id for workspace in installed))
            raise WhichTeam(f"Thrice is installed in several workspaces: say --team with one of {teams}.")
        if installed:
            return installed[0]
    return await uow.workspaces.of_team(team_id or NO_TEAM)


async def workspace_for(uow: UnitOfWork, team_id: str | None, *, at: datetime) -> Workspace:
    """Return what `find_workspace` finds, made where there is none yet; raises `WhichTeam` as that does.

    A workspace made here counts as not installed until Thrice is.
    """
    known = await find_workspace(uow, team_id)
    if known is not None:
        return known
    made = await uow.workspaces.get_or_add(team_id or NO_TEAM, at=at)
    made.uninstalled_at = at
    return made
