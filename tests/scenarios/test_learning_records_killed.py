"""Killed in the moment in which the record store has stored what it was sent: started again, it has each once."""

import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.playground.options import Options
from bot.playground.server import Playground
from bot.slack.manifest import manifest
from tests.scenarios.conftest import free_port
from tests.support.people import Workspace
from tests.support.record_store import DoubleStore
from tests.support.serving import Served


def standing(database: Path) -> list[tuple[str, bool]]:
    """The records of a database: each one's id, and whether it is known to be sent."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT statement_id, sent_at IS NOT NULL FROM learning_records ORDER BY id")
        return [(statement_id, bool(sent)) for statement_id, sent in rows]


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_killed_between_sending_and_writing_that_down(tmp_path: Path) -> None:
    options = Options(port=0, manifest=manifest("http://127.0.0.1:3000"), rate_limits=False)
    async with DoubleStore() as store, Playground(options) as playground, Workspace(playground) as workspace:
        settings = {
            "SLACK_BOT_TOKEN": playground.bot_token,
            "SLACK_SIGNING_SECRET": playground.signing_secret,
            "SLACK_API_URL": playground.api_url,
            "DATABASE_URL": f"sqlite:///{tmp_path}/thrice.db",
            "THRICE_LOG_LEVEL": "warning",
            **free_port(),
            **store.settings,
        }
        await workspace.put("/control/app", {"request_url": f"{settings['THRICE_PUBLIC_URL']}/slack/events"})
        database = tmp_path / "thrice.db"
        async with Served(settings, tmp_path) as served:
            await served.ready()
            store.when_stored = lambda: os.kill(served.pid, signal.SIGKILL)
            await workspace.person("lena", tz="UTC").says("/thrice learn")
            assert await served.ended() == -signal.SIGKILL
        assert len(store.kept) == 1
        assert [sent for _, sent in standing(database)] == [False]
        store.when_stored = lambda: None
        async with Served(settings, tmp_path) as served:
            await served.ready()

            async def all_sent() -> bool:
                return all(sent for _, sent in standing(database))

            await workspace.eventually(all_sent, within=120, because="it is sent again, and that is written down")
            await served.stop()
    assert [statement_id for statement_id, _ in standing(database)] == list(store.kept)
    assert set(store.came.values()) == {2}, "it was sent once more, and was the same"
