"""What tests of rules share: real storage on SQLite, a small workspace in it, and the jobs that rules leave."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import TypeVar

import pytest

from bot.ports.jobs import Job
from models.engine import make_engine
from models.uow import Storage
from tests.databases import SqliteDatabases
from tests.wiki_world import Team

Kind = TypeVar("Kind", bound=Job)


class Jobs:
    """A `JobWriter` that keeps what rules leave, once for each occasion."""

    def __init__(self) -> None:
        self.left: dict[str, Job] = {}

    def write(self, connection: object, job: Job, *, key: str, after: timedelta | None = None) -> None:
        """Keep a job."""
        self.left.setdefault(key, job)

    def of(self, kind: type[Kind]) -> list[Kind]:
        """Return the jobs of a kind, in the order in which they were left."""
        return [job for job in self.left.values() if isinstance(job, kind)]


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases:
    return SqliteDatabases(tmp_path_factory.mktemp("rules"))


@pytest.fixture
def jobs() -> Jobs:
    return Jobs()


@pytest.fixture
async def storage(databases: SqliteDatabases, jobs: Jobs) -> AsyncIterator[Storage]:
    storage = Storage(make_engine(databases.another()), jobs)
    yield storage
    await storage.close()


@pytest.fixture
async def team(storage: Storage) -> Team:
    return await Team.founded(storage)
