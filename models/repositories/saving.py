"""Saved notes: what rules ask of them."""

from models.repositories.base import Repository


class NoteRepository(Repository):
    """Saved notes: what rules ask of them."""
