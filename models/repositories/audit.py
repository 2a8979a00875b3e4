"""Who did what."""

from models.repositories.base import Repository


class AuditRepository(Repository):
    """Who did what."""
