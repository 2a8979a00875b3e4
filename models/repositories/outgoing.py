"""Send-once states of what Thrice posts."""

from models.repositories.base import Repository


class OutgoingRepository(Repository):
    """Send-once states of what Thrice posts."""
