"""Members: what rules ask of them."""

from models.repositories.base import Repository


class MemberRepository(Repository):
    """Members: what rules ask of them."""
