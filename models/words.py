"""What the index of words knows: one row a thing; the text itself lies in `words_text`, which each database searches
in its own way (FTS5, or `tsvector` under GIN) and which the first migration makes by hand."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Tenant


class WordRow(Tenant, Base):
    """An article or note whose words can be searched. Deleting the row takes its text out of the index."""

    __tablename__ = "words"
    __table_args__ = (UniqueConstraint("workspace_id", "kind", "ref"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """`article` or `note`."""
    ref: Mapped[int]
    audience: Mapped[str]
    """Narrows the search down; what may be read is decided when reading."""
