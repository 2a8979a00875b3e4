"""Messages of followed threads: what rules ask of them."""

from models.repositories.base import Repository


class MessageRepository(Repository):
    """Messages of followed threads: what rules ask of them."""
