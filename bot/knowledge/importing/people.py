"""Who may be heard in an export: the live app's rule, on what the database, the export and the message tell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.knowledge.capture import why_not
from bot.knowledge.importing.message import ExportedMessage
from bot.workspaces.policy import Policy
from models.channels import Channel
from models.members import Member


@dataclass
class People:
    """The people of one import. Whom nobody knows is heard like a member, and counted."""

    known: Mapping[str, Member]
    home_team: str | None
    policy: Policy
    as_of: datetime
    unknown: set[str] = field(default_factory=set)
    """Those met in messages of whom nothing is known."""

    def may_be_heard(self, channel: Channel, message: ExportedMessage) -> bool:
        """Tell whether the live app would have captured what this author says in this channel."""
        if message.by_guest and not self.policy.capture_guests:
            return False
        return why_not(channel, self._author(message), self.policy) is None

    def _author(self, message: ExportedMessage) -> Member:
        author = self.known.get(message.author)
        if author is not None and author.seen_at is not None:
            return author
        self.unknown.add(message.author)
        return Member(
            user_id=message.author,
            forgotten_at=author.forgotten_at if author is not None else None,
            is_partner=None not in (self.home_team, message.team) and message.team != self.home_team,
            seen_at=self.as_of,
        )
