"""The durable engine's own corner of the database: its connections, its tables, and the names it goes by there."""

from typing import Any, Final

from dbos import DBOS

# Not public: DBOS itself only raises, with an error of a thousand words, once it is launched.
from dbos._migration import should_migrate
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL

from bot.ports.jobs import Queue
from models.engine import parse

APPLICATION: Final = "thrice"
# DBOS derives a version from the source code and leaves the work of every other version lying. Ours is
# constant: a new release takes up the jobs of the old one, so a job's payload only ever gains fields with defaults.
APPLICATION_VERSION: Final = "1"
WORKFLOW: Final = "thrice_job"
QUEUES: Final = {queue: f"thrice_{queue.value}" for queue in Queue}
_BUSY_SECONDS: Final = 15
_SCHEMA: Final = "dbos"


def plain_url(database_url: str) -> URL:
    """Return the address as DBOS and the synchronous engine understand it."""
    url = parse(database_url)
    return url.set(drivername="sqlite") if is_sqlite(database_url) else url


def is_sqlite(database_url: str) -> bool:
    """Tell whether the database is a SQLite file, and so served by one process alone."""
    return parse(database_url).get_backend_name() == "sqlite"


def prepare(database_url: str) -> None:
    """Create or upgrade the durable engine's tables; where they are there already nothing changes."""
    if is_sqlite(database_url):
        DBOS.migrate(plain_url(database_url).render_as_string(hide_password=False))
        return
    DBOS.migrate(plain_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False))


def is_behind(database_url: str) -> bool:
    """Tell whether a PostgreSQL database needs `prepare`; an SQLite one is prepared at each start."""
    if is_sqlite(database_url):
        return False
    engine = create_engine(plain_url(database_url))
    try:
        return should_migrate(engine, _SCHEMA, True)
    finally:
        engine.dispose()


def make_durable_engine(database_url: str) -> Engine:
    """Return the connections with which DBOS claims jobs and notes their outcomes.

    Not those of `models.engine`: DBOS reads without a transaction on SQLite and says BEGIN itself.
    """
    if not is_sqlite(database_url):
        return create_engine(plain_url(database_url), pool_size=10, max_overflow=20, pool_pre_ping=True)
    engine = create_engine(
        plain_url(database_url), pool_size=10, max_overflow=40, connect_args={"timeout": _BUSY_SECONDS}
    )

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = "IMMEDIATE"
        connection.execute("PRAGMA journal_mode=WAL")
        # A power cut may take back a claim or an outcome, and then the job runs again, which every job must
        # bear anyway. That a job is there at all is committed by our own connections, with synchronous=FULL.
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")

    return engine
