"""Articles, revisions, sources and thread links: what rules ask of them."""

from models.repositories.base import Repository


class ArticleRepository(Repository):
    """Articles, revisions, sources and thread links: what rules ask of them."""
