"""Meaning vectors as float32 blobs in an ordinary table, with the counter that in-memory matrices follow."""

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Tenant


class VectorRow(Tenant, Base):
    """The vector of one question, article phrasing or note. A removed one stays as a row without `vector`,
    so that every replica's matrix learns of it by the counter `changed`."""

    __tablename__ = "vectors"
    __table_args__ = (
        UniqueConstraint("workspace_id", "kind", "ref"),
        Index("ix_vectors_changed", "workspace_id", "changed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """`question`, `article` or `note`."""
    ref: Mapped[int]
    audience: Mapped[str]
    model_id: Mapped[str]
    vector: Mapped[bytes | None] = mapped_column(LargeBinary)
    changed: Mapped[int]
