"""What came back from the app, whichever way it was asked."""

import json
from dataclasses import dataclass
from typing import Any, Literal

Failure = Literal["http_timeout", "connection_failed", "http_error"]
Kind = Literal["events_api", "slash_commands", "interactive"]


@dataclass(frozen=True)
class Retry:
    """Which repetition of a delivery this is, and why it is made."""

    number: int
    reason: str


@dataclass(frozen=True)
class Answer:
    """The app's answer; `status` is None when none came in time."""

    status: int | None
    body: str = ""
    failure: Failure | None = None
    no_retry: bool = False
    via: Literal["http", "socket"] = "http"

    @property
    def ok(self) -> bool:
        """Whether Slack counts the delivery as done."""
        return self.failure is None

    @property
    def shown_status(self) -> int | str:
        """The status as the people's door reports it."""
        if self.status is not None:
            return self.status
        return "timeout" if self.failure == "http_timeout" else "unreachable"

    def json(self) -> Any:
        """The body as JSON; None if it is empty or something else."""
        try:
            return json.loads(self.body) if self.body.strip() else None
        except ValueError:
            return None
