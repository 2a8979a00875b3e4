"""Topics: a captured question finds its topic, and what follows: an answer, a word to the asker, a draft."""

from dataclasses import dataclass

from models.search.matrices import Matrices


@dataclass(frozen=True)
class Placed:
    """Where a question went, and how many occurrences its topic has within the window now."""

    topic_id: int | None
    occurrences: int
    fired: bool


class Placing:
    """Places questions into topics with the workspace's vectors in memory."""

    def __init__(self, matrices: Matrices, *, model_id: str) -> None:
        self._matrices = matrices
        self._model_id = model_id

    async def catch_up(self, workspace_id: int) -> None:
        """Learn of other replicas' vectors; best done before a unit of work begins."""
        await self._matrices.refresh(workspace_id)
