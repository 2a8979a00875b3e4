"""Questions, topics and verdicts: what rules ask of them."""

from models.repositories.base import Repository


class QuestionRepository(Repository):
    """Questions, topics and verdicts: what rules ask of them."""
