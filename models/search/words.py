"""The index of words: full-text search behind one interface on both databases."""

from sqlalchemy.ext.asyncio import AsyncSession


class WordIndex:
    """Words of articles and notes of one workspace."""

    def __init__(self, session: AsyncSession, workspace_id: int) -> None:
        self._session = session
        self._workspace_id = workspace_id
