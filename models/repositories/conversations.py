"""Channels and who is in the private ones: what rules ask of them."""

from models.repositories.base import Repository


class ChannelRepository(Repository):
    """Channels and who is in the private ones: what rules ask of them."""
