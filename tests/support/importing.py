"""Runs imports within a test's process, and compares what they leave in a database."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.clock import utc_now
from bot.knowledge.drafting.drafter import Drafter
from bot.knowledge.importing.placing import Placer
from bot.knowledge.importing.reader import Export
from bot.knowledge.importing.run import Importer, ImportReport
from bot.knowledge.importing.team import workspace_for
from bot.knowledge.topics import Placing
from bot.ports.embedder import Embedder
from bot.workspaces.policy import Policy
from models.articles import Article, Review, Revision, Source
from models.channels import Channel, ChannelMember
from models.importing import ImportedDay
from models.members import Member
from models.messages import Message
from models.questions import Question, Topic
from models.search.matrices import Matrices
from models.uow import Storage
from models.vectors import VectorRow
from tests.support.embedding import WordEmbedder

TEAM = "T1"
POLICY = Policy()
TABLES: tuple[Any, ...] = (
    Channel,
    ChannelMember,
    Member,
    Message,
    Question,
    Topic,
    VectorRow,
    Article,
    Revision,
    Source,
    Review,
    ImportedDay,
)
RUN_AT = frozenset({"created_at", "asked_at", "placed_at", "workspace_id"})


@dataclass
class StopsAfter:
    """Watches an import and asks it to stop after so many steps."""

    steps: int
    stages: list[str] = field(default_factory=list)
    done: int = 0

    def begins(self, stage: str, total: int) -> None:
        self.stages.append(stage)

    def advances(self, steps: int, label: str) -> None:
        self.done += 1

    @property
    def stopped(self) -> bool:
        return self.done >= self.steps


async def workspace_in(storage: Storage) -> int:
    """Return the workspace that tests import into."""
    async with storage.begin() as uow:
        return (await workspace_for(uow, TEAM, at=utc_now())).id


def importer_for(storage: Storage, embedder: Embedder | None = None, policy: Policy = POLICY) -> Importer:
    """Return an importer made of the parts that serve."""
    embedder = embedder or WordEmbedder()
    matrices = Matrices(storage, model_id=embedder.model_id, dimensions=embedder.dimensions)
    placer = Placer(storage, embedder, Placing(matrices, embedder), Drafter(None), policy=policy)
    return Importer(storage, placer, policy=policy)


async def import_into(
    storage: Storage,
    path: Path,
    *,
    watcher: StopsAfter | None = None,
    policy: Policy = POLICY,
    embedder: Embedder | None = None,
) -> ImportReport:
    """Import the zip into the tests' workspace."""
    workspace_id = await workspace_in(storage)
    with Export(path) as export:
        return await importer_for(storage, embedder, policy).run(export, workspace_id, watcher)


async def rows_of(storage: Storage, workspace_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return what an import leaves, table by table, without the moments at which it ran."""
    found: dict[str, list[dict[str, Any]]] = {}
    async with storage.look(workspace_id) as uow:
        for table in TABLES:
            rows = (await uow.session.scalars(select(table).order_by(table.id))).all()
            columns = [column.key for column in table.__table__.columns if column.key not in RUN_AT]
            found[table.__tablename__] = [{name: getattr(row, name) for name in columns} for row in rows]
    return found
