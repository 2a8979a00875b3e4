"""Feed secrets: the addresses of members' calendar feeds, which whoever knows them can read."""

import hashlib
import secrets
from dataclasses import dataclass

from bot.workspaces.secrets import SecretBox
from models.blocks import BlockMember

COLUMN = "block_members.feed"


@dataclass(frozen=True)
class FeedSecrets:
    """Makes the secrets of feeds, and opens them again for their owners."""

    box: SecretBox
    public_url: str

    def renew(self, member: BlockMember, workspace_id: int) -> None:
        """Give a member's feed a new address; the old one stops working."""
        secret = secrets.token_urlsafe(32)
        member.feed_hash = hashed(secret)
        member.feed_sealed = self.box.seal(secret, workspace=str(workspace_id), column=COLUMN)

    def address(self, member: BlockMember, workspace_id: int) -> str:
        """Return the address of a member's feed. Raises `WrongKey` where the secret key is another one."""
        secret = self.box.open(member.feed_sealed, workspace=str(workspace_id), column=COLUMN)
        return f"{self.public_url}/calendar/{secret}.ics"


def hashed(secret: str) -> str:
    """Return what a feed's secret is found by."""
    # 256 random bits need no salt and no slow hash: there is nothing to guess.
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
