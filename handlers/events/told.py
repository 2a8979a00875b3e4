"""What the router tells of one event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Told:
    """One event: where, what, and the id by which Slack would repeat it."""

    workspace_id: int
    team_id: str
    event_id: str
    event: Mapping[str, Any]
    bot_user_id: str
    at: datetime
    """When it happened, to the second."""
