"""Import runs and the day files that are done."""

from models.repositories.base import Repository


class ImportRepository(Repository):
    """Import runs and the day files that are done."""
