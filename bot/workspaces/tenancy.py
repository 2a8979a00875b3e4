"""Tenancy: which workspace a Slack team is, looked up once and remembered."""

from models.uow import Storage


class Tenants:
    """Workspace ids by Slack team id. A team that is not installed is asked for again each time."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._known: dict[str, int] = {}

    async def of(self, team_id: str) -> int | None:
        """Return the workspace of a team, or none where Thrice is not installed in it."""
        if team_id not in self._known:
            async with self._storage.look() as uow:
                workspace = await uow.workspaces.of_team(team_id)
            if workspace is None or workspace.uninstalled_at is not None:
                return None
            self._known[team_id] = workspace.id
        return self._known[team_id]

    def forget(self, team_id: str) -> None:
        """Look the team up again next time: it was installed or uninstalled."""
        self._known.pop(team_id, None)
