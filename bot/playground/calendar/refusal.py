"""How Google's calendars refuse."""

from typing import Any


class Refusal(Exception):
    """A refusal by its status and Google's word for it."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


def refusal(status: int, reason: str) -> dict[str, Any]:
    """Return the body of a refusal."""
    errors = [{"domain": "global", "reason": reason, "message": reason}]
    return {"error": {"code": status, "message": reason, "errors": errors}}
