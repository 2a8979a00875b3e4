"""Rows that go: their ids are not given again, and their words stand nowhere in the file."""

import asyncio
from pathlib import Path

from bot.clock import utc_now
from models.engine import make_engine
from models.messages import Message
from models.saving import Note
from models.uow import Storage
from models.workspaces import Workspace
from tests import databases


async def a_workspace(storage: Storage) -> int:
    async with storage.begin() as uow:
        workspace = Workspace(
            team_id="T1",
            name="Acme",
            url="https://acme.slack.com",
            bot_user_id="U0",
            settings={},
            installed_at=utc_now(),
        )
        uow.add(workspace)
        await uow.flush()
        return workspace.id


async def test_the_id_of_a_deleted_note_is_not_given_to_the_next(storage: Storage) -> None:
    workspace = await a_workspace(storage)
    given = []
    for ts in ("1.0", "2.0"):
        async with storage.begin(workspace) as uow:
            note = Note(channel_id="C1", ts=ts, thread_ts=ts, author="U1", text="", saved_at=utc_now())
            uow.add(note)
            await uow.flush()
            given.append(note.id)
            await uow.delete(note)
    assert given[1] > given[0], "a job's key names the note by its id: what was done for one would count for the other"


async def test_what_was_deleted_is_overwritten(sqlite_databases: databases.SqliteDatabases) -> None:
    address = sqlite_databases.another()
    storage = Storage(make_engine(address))
    workspace = await a_workspace(storage)
    words = "the heron eats at dawn"
    async with storage.begin(workspace) as uow:
        for n in range(50):
            uow.add(
                Message(channel_id="C1", ts=f"{n}.0", thread_ts="0.0", author="U1", text=f"{words} {n}", at=utc_now())
            )
    async with storage.begin(workspace) as uow:
        for message in await uow.messages.by("U1"):
            await uow.delete(message)
    await storage.close()  # the last connection brings the log into the file
    held = await asyncio.to_thread(Path(address.removeprefix("sqlite:///")).read_bytes)
    assert words.encode() not in held
