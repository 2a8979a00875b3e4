"""What integration tests share: one migrated database a test, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator, Iterator

import pytest

from models.engine import make_engine
from models.uow import Storage
from tests import databases


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> databases.SqliteDatabases:
    return databases.SqliteDatabases(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_databases() -> Iterator[databases.PostgresDatabases]:
    with databases.postgres_server() as url:
        yield databases.PostgresDatabases(url)


@pytest.fixture(params=databases.NAMES)
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh, migrated database; a test that takes it runs once on each kind."""
    made = "sqlite_databases" if request.param == "sqlite" else "postgres_databases"
    address: str = request.getfixturevalue(made).another()
    return address


@pytest.fixture
async def storage(database_url: str) -> AsyncIterator[Storage]:
    """Storage on a fresh, migrated database, with no jobs behind it."""
    storage = Storage(make_engine(database_url))
    yield storage
    await storage.close()
