"""Import runs: what was read of an export, so that it can be stopped, resumed and run twice."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Tenant


class ImportRun(Tenant, Base):
    """One export file, known by the hash of its bytes."""

    __tablename__ = "import_runs"
    __table_args__ = (UniqueConstraint("workspace_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class ImportedDay(Tenant, Base):
    """A day file of an export that is wholly in the database."""

    __tablename__ = "imported_days"
    __table_args__ = (UniqueConstraint("workspace_id", "run_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_runs.id", ondelete="CASCADE"))
    name: Mapped[str]
    messages: Mapped[int]
    questions: Mapped[int]
