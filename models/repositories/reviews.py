"""Reviews and offers: what rules ask of them."""

from models.repositories.base import Repository


class ReviewRepository(Repository):
    """Reviews and offers: what rules ask of them."""
