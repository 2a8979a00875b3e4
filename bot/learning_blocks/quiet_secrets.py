"""What lets us act for members in the chat: kept sealed, bound to its workspace, and opened only to be used."""

from dataclasses import dataclass
from typing import Final

from bot.workspaces.secrets import SecretBox, WrongKey
from models.quiet import QuietConsent

COLUMN: Final = "quiet_consents.sealed"


@dataclass(frozen=True)
class QuietSecrets:
    """Seals members' tokens, and opens them again."""

    box: SecretBox

    def seal(self, token: str, workspace_id: int) -> bytes:
        """Return a token sealed for its workspace."""
        return self.box.seal(token, workspace=str(workspace_id), column=COLUMN)

    def open(self, consent: QuietConsent) -> str | None:
        """Return a member's token; none where no key of ours opens it any more."""
        try:
            return self.box.open(consent.sealed, workspace=str(consent.workspace_id), column=COLUMN)
        except WrongKey:
            return None
