"""Database engines: one asynchronous engine per process, on SQLite or PostgreSQL, from one address."""

import sqlite3
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import URL, Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import SettingsError

_BUSY_SECONDS = 60
"""How long a process waits for another that writes, an import say, on however busy a machine; SQLite has one writer.
`?timeout=` in the address says otherwise."""


def parse(database_url: str) -> URL:
    """Return the address with a driver chosen; raise `SettingsError` for one that Thrice cannot use."""
    try:
        url = make_url(database_url)
    except Exception as error:
        raise SettingsError("DATABASE_URL: not an address such as sqlite:///thrice.db") from error
    backend = url.get_backend_name()
    if backend == "sqlite":
        if url.database in (None, "", ":memory:"):
            raise SettingsError("DATABASE_URL: SQLite needs a file, such as sqlite:///thrice.db")
        return url.set(drivername="sqlite+aiosqlite")
    if backend in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    raise SettingsError(f"DATABASE_URL: {backend} is not supported; use sqlite:///… or postgresql://…")


def make_engine(database_url: str) -> AsyncEngine:
    """Return an engine for `database_url`; no connection is made yet."""
    url = parse(database_url)
    if url.get_backend_name() == "sqlite":
        seconds = _busy_seconds(url)
        engine = create_async_engine(url, pool_size=5, max_overflow=10, connect_args={"timeout": seconds})
        tune_sqlite(engine.sync_engine, seconds)
        return engine
    return create_async_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True)


def make_sync_engine(database_url: str, **options: Any) -> Engine:
    """Return a synchronous engine on the same database, for the durable engine and the migrations."""
    url = parse(database_url)
    if url.get_backend_name() == "sqlite":
        seconds = _busy_seconds(url)
        engine = create_engine(url.set(drivername="sqlite"), connect_args={"timeout": seconds}, **options)
        tune_sqlite(engine, seconds)
        return engine
    return create_engine(url, pool_pre_ping=True, **options)


def _busy_seconds(url: URL) -> float:
    try:
        return float(str(url.query.get("timeout", _BUSY_SECONDS)))
    except ValueError:
        raise SettingsError("DATABASE_URL: timeout= must be a number of seconds") from None


def tune_sqlite(engine: Engine, busy_seconds: float = _BUSY_SECONDS) -> None:
    """Make SQLite durable and its transactions explicit: WAL, `synchronous=FULL`, `BEGIN IMMEDIATE`.

    What is deleted is overwritten (`secure_delete`): a person who was forgotten stands in no free page of the file.
    """

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        # pysqlite begins transactions late and by its own rules; we say BEGIN ourselves.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute(f"PRAGMA busy_timeout={round(busy_seconds * 1000)}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        # A transaction that begins by reading and then writes can fail at once when another has written
        # in between; taking the write lock first makes it wait its turn instead.
        reading = connection.get_execution_options().get("thrice_reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def sqlite_version() -> str:
    """Return the version of the SQLite library in use."""
    return sqlite3.sqlite_version
