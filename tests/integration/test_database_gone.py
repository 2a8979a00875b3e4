"""Stopping while the database is gone: what cannot be said to it is left to the other replicas, and no fault."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import make_url
from structlog.testing import capture_logs

from bot.bootstrap import Thrice
from bot.config import Settings
from bot.workspaces.secrets import new_key
from tests.databases import PostgresDatabases


class Wire:
    """The wire to a PostgreSQL server, which can be cut."""

    def __init__(self, database_url: str) -> None:
        self._url = make_url(database_url)
        self._pieces: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def connect(self) -> str:
        """Return the address of the database over this wire."""
        self._server = await asyncio.start_server(self._join, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        return self._url.set(host="127.0.0.1", port=port, query={}).render_as_string(hide_password=False)

    async def cut(self) -> None:
        """End every connection, and take no other."""
        assert self._server is not None
        self._server.close()
        for piece in self._pieces:
            piece.cancel()
        await asyncio.gather(*self._pieces, return_exceptions=True)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        socket = Path(str(self._url.query["host"])) / ".s.PGSQL.5432"
        there, back = await asyncio.open_unix_connection(socket)
        for source, target in ((reader, back), (there, writer)):
            piece = asyncio.create_task(_carry(source, target))
            self._pieces.add(piece)
            piece.add_done_callback(self._pieces.discard)


async def _carry(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        try:
            while data := await source.read(65536):
                target.write(data)
                await target.drain()
        finally:
            target.close()


@pytest.fixture
async def wire(postgres_databases: PostgresDatabases) -> AsyncIterator[Wire]:
    wire = Wire(postgres_databases.another())
    yield wire
    await wire.cut()


async def test_it_stops_without_its_database(wire: Wire) -> None:
    settings = Settings(
        {
            "DATABASE_URL": await wire.connect(),
            "THRICE_SECRET_KEY": new_key(),
            "THRICE_PORT": "0",
            "SLACK_CLIENT_ID": "1.2",
            "SLACK_CLIENT_SECRET": "secret",
            "SLACK_SIGNING_SECRET": "0" * 32,
            "SLACK_API_URL": "http://127.0.0.1:9/api/",
        }
    )
    with capture_logs() as logged:
        async with asyncio.timeout(60), Thrice(settings):
            await wire.cut()
    assert {"engine.not_handed_back", "replica.not_left"} <= {entry["event"] for entry in logged}
