"""Tokens used at the language model."""

from models.repositories.base import Repository


class SpendRepository(Repository):
    """Tokens used at the language model."""
