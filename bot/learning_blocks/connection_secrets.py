"""What lets us into members' calendars: kept sealed, bound to its workspace, and opened only to be used."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bot.ports.calendar import CalendarRefused
from bot.ports.calendar_access import Login, Mailbox, Tokens
from bot.workspaces.secrets import SecretBox, WrongKey
from models.calendars import CalendarConnection
from models.uow import Storage

COLUMN: Final = "calendar_connections.sealed"
_UNREADABLE: Final = "Thrice can no longer read how to reach your calendar. Connect it again: `/thrice focus`."
_GONE: Final = "This calendar is not connected any more."

Secret = Login | Tokens | Mailbox


@dataclass(frozen=True)
class ConnectionSecrets:
    """Seals what lets us into calendars, and opens it again."""

    box: SecretBox

    def seal(self, secret: Secret, workspace_id: int) -> bytes:
        """Return a login or tokens sealed for their workspace."""
        return self.box.seal(json.dumps(_written(secret)), workspace=str(workspace_id), column=COLUMN)

    def login(self, connection: CalendarConnection) -> Login:
        """Return the login of a CalDAV calendar. Raises `CalendarRefused` where it cannot be read."""
        held = self._opened(connection)
        return Login(held["address"], held["user"], held["password"], held["calendar"], tuple(held["addresses"]))

    def tokens(self, connection: CalendarConnection) -> Tokens:
        """Return the tokens of a Google or Microsoft calendar. Raises `CalendarRefused` where they cannot be read."""
        held = self._opened(connection)
        return Tokens(held["access"], held["refresh"], datetime.fromisoformat(held["expires_at"]))

    def mailbox(self, connection: CalendarConnection) -> Mailbox:
        """Return the address of a calendar that is reached by e-mail. Raises `CalendarRefused` as the others do."""
        return Mailbox(self._opened(connection)["address"])

    def seal_detail(self, text: str, workspace_id: int, *, column: str) -> str:
        """Return a text sealed for its workspace and column, as it can stand among the details of a one-time link."""
        return base64.b64encode(self.box.seal(text, workspace=str(workspace_id), column=column)).decode()

    def open_detail(self, sealed: str, workspace_id: int, *, column: str) -> str:
        """Return what was sealed by `seal_detail`. Raises `WrongKey`."""
        return self.box.open(base64.b64decode(sealed), workspace=str(workspace_id), column=column)

    def _opened(self, connection: CalendarConnection) -> dict[str, Any]:
        try:
            text = self.box.open(connection.sealed, workspace=str(connection.workspace_id), column=COLUMN)
        except WrongKey:
            raise CalendarRefused(_UNREADABLE) from None
        held: dict[str, Any] = json.loads(text)
        return held


@dataclass(frozen=True)
class KeptTokens:
    """The `TokenStore` of one connection: each change is there, sealed, when `put` returns."""

    storage: Storage
    secrets: ConnectionSecrets
    workspace_id: int
    connection_id: int

    async def get(self) -> Tokens:
        """Return the tokens as they are kept now."""
        async with self.storage.look(self.workspace_id) as uow:
            connection = await uow.calendars.kept(self.connection_id)
        if connection is None:
            raise CalendarRefused(_GONE)
        return self.secrets.tokens(connection)

    async def put(self, tokens: Tokens) -> None:
        """Keep these from now on; where the connection is gone there is nobody to keep them for."""
        async with self.storage.begin(self.workspace_id) as uow:
            connection = await uow.calendars.kept(self.connection_id)
            if connection is not None:
                connection.sealed = self.secrets.seal(tokens, self.workspace_id)


def _written(secret: Secret) -> dict[str, Any]:
    match secret:
        case Login():
            return {
                "address": secret.address,
                "user": secret.user,
                "password": secret.password,
                "calendar": secret.calendar,
                "addresses": list(secret.addresses),
            }
        case Tokens():
            return {
                "access": secret.access,
                "refresh": secret.refresh,
                "expires_at": secret.expires_at.isoformat(),
            }
        case Mailbox():
            return {"address": secret.address}
