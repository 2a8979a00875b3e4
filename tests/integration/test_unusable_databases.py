"""A database that this Thrice cannot use is refused with a sentence, by whichever command meets it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from bot.cli import app, import_run
from bot.cli.furnishing import opened
from bot.clock import utc_now
from bot.config import Settings, StorageSettings
from bot.errors import SettingsError
from bot.knowledge.importing.team import workspace_for
from bot.makers import make_ready
from models.engine import make_sync_engine
from tests.databases import SqliteDatabases
from tests.support.exports import help_desk

COMMANDS = ("migrate", "export", "import")


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str, str], tuple[int, str]]:
    """Run a command on a database; returns its exit status and what it said."""
    words = {"export": ["--json"], "import": [str(help_desk().write(tmp_path / "export.zip"))], "migrate": []}

    def run(command: str, database_url: str) -> tuple[int, str]:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("DATABASE_URL", database_url)
        done = CliRunner().invoke(app, [command, *words[command]])
        assert done.exception is None or isinstance(done.exception, SystemExit), "a traceback is no sentence"
        return done.exit_code, done.stderr

    return run


def as_serve_begins(database_url: str) -> None:
    """What `thrice serve` does first."""
    make_ready(Settings({"DATABASE_URL": database_url}).storage)


@pytest.fixture
def of_a_newer_version(database_url: str) -> str:
    engine = make_sync_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    return database_url


@pytest.mark.parametrize("command", COMMANDS)
def test_a_database_of_a_newer_version_is_refused(
    says: Callable[[str, str], tuple[int, str]], of_a_newer_version: str, command: str
) -> None:
    status, said = says(command, of_a_newer_version)
    assert status == 1
    assert "The database is of a newer version of Thrice (its revision is 9999)" in " ".join(said.split())


def test_serve_does_not_start_on_a_database_of_a_newer_version(of_a_newer_version: str) -> None:
    with pytest.raises(SettingsError, match="of a newer version of Thrice"):
        as_serve_begins(of_a_newer_version)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(
    says: Callable[[str, str], tuple[int, str]], tmp_path: Path, command: str
) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Amina, " * 200)
    status, said = says(command, f"sqlite:///{letter}")
    assert status == 1
    assert "cannot be opened: file is not a database" in " ".join(said.split())
    assert letter.read_text() == "Dear Amina, " * 200


def test_serve_does_not_start_on_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Amina, " * 200)
    with pytest.raises(SettingsError, match="file is not a database"):
        as_serve_begins(f"sqlite:///{tmp_path}/letter.txt")


@pytest.mark.parametrize("command", COMMANDS)
def test_settings_that_cannot_be_read_are_named(
    says: Callable[[str, str], tuple[int, str]], tmp_path: Path, command: str
) -> None:
    (tmp_path / ".env").write_bytes(b"SLACK_BOT_TOKEN=\xff\xfe\n")
    assert says(command, f"sqlite:///{tmp_path}/thrice.db") == (1, ".env: is not UTF-8 text.\n")


@pytest.mark.parametrize(("folder", "command"), [("new", "import"), ("newer/still", "migrate")])
def test_a_database_is_made_with_its_folder_for_its_owner_alone(
    says: Callable[[str, str], tuple[int, str]], tmp_path: Path, folder: str, command: str
) -> None:
    path = tmp_path / folder / "thrice.db"
    status, said = says(command, f"sqlite:///{path}")
    assert status == 0, said
    assert path.stat().st_mode & 0o777 == 0o600


def locked(database_url: str) -> "closing[sqlite3.Connection]":
    """Hold the database as another program does that writes."""
    other = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return closing(other)


def test_an_import_into_a_locked_database_says_so_and_goes_on_later(
    says: Callable[[str, str], tuple[int, str]], sqlite_databases: SqliteDatabases
) -> None:
    database_url = sqlite_databases.another()
    with locked(database_url):
        status, said = says("import", f"{database_url}?timeout=0.2")
    assert status == 1
    assert "cannot be opened: database is locked" in " ".join(said.split())
    assert says("import", f"{database_url}?timeout=0.2")[0] == 0


async def test_a_database_that_is_locked_in_the_middle_of_an_import_keeps_what_is_there(
    sqlite_databases: SqliteDatabases,
) -> None:
    database_url = sqlite_databases.another()
    settings = StorageSettings(DATABASE_URL=f"{database_url}?timeout=0.2", _env_file=None)

    async def works() -> None:
        async with opened(settings, if_lost=import_run.KEPT) as storage:
            async with storage.begin() as uow:
                await workspace_for(uow, "T1", at=utc_now())
            with locked(database_url):
                async with storage.begin() as uow:
                    await workspace_for(uow, "T2", at=utc_now())

    with pytest.raises(SettingsError) as said:
        await works()
    assert "another program has locked it for too long. What was imported stays; the same command" in str(said.value)
    async with opened(settings) as storage, storage.look() as uow:
        kept = [await uow.workspaces.of_team(team_id) is not None for team_id in ("T1", "T2")]
    assert kept == [True, False]


def test_how_long_a_locked_database_is_waited_for_is_a_number() -> None:
    with pytest.raises(SettingsError, match="timeout= must be a number"):
        make_sync_engine("sqlite:///thrice.db?timeout=long")
