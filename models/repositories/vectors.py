"""Vectors in the database and the changes that matrices follow."""

from models.repositories.base import Repository


class VectorRepository(Repository):
    """Vectors in the database and the changes that matrices follow."""
