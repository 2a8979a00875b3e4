"""Databases for tests: built once by the migrations, copied for each test, on SQLite and on PostgreSQL."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

from migrations.runner import migrate
from scheduler.durable import prepare

NAMES = ("sqlite", "postgresql")


class SqliteDatabases:
    """Copies of one migrated SQLite file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._first = folder / "first.db"
        migrate(f"sqlite:///{self._first}")
        prepare(f"sqlite:///{self._first}")

    def another(self) -> str:
        """Return the address of a fresh, migrated database."""
        copy = self._folder / f"{uuid4().hex}.db"
        shutil.copyfile(self._first, copy)
        return f"sqlite:///{copy}"


class PostgresDatabases:
    """Copies of one migrated database on a server of our own."""

    def __init__(self, server_url: str) -> None:
        self._server_url = server_url
        # What these databases hold is thrown away: writing it safely would cost half of the time.
        self._execute("ALTER SYSTEM SET fsync = off")
        self._execute("SELECT pg_reload_conf()")
        self._execute('CREATE DATABASE "first"')
        migrate(self._address("first"))
        prepare(self._address("first"))

    def another(self) -> str:
        """Return the address of a fresh, migrated database."""
        name = f"t{uuid4().hex}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "first"')
        return self._address(name)

    def empty(self) -> str:
        """Return the address of a fresh database with no tables."""
        name = f"e{uuid4().hex}"
        self._execute(f'CREATE DATABASE "{name}"')
        return self._address(name)

    def _address(self, name: str) -> str:
        return self._server_url.replace("/postgres?", f"/{name}?")

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self._server_url, autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def postgres_server() -> Iterator[str]:
    """Run a PostgreSQL server and give its address; it stops at the end and leaves nothing behind."""
    with warnings.catch_warnings():
        # platformdirs, which pgserver asks for a folder that it does not use here, warns where there is no login.
        warnings.simplefilter("ignore")
        from pgserver import postgres_server as pgserver

    # Not in pytest's own temporary folder: each pytest that starts closes that folder to other users, and where
    # root runs the tests the server is another user.
    with tempfile.TemporaryDirectory(prefix="thrice-", ignore_cleanup_errors=True) as folder:
        server = pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
