"""A database that this Thrice cannot use is refused with a sentence, by whichever command meets it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from bot.cli import app
from bot.config import Settings
from bot.errors import SettingsError
from bot.makers import make_ready
from models.engine import make_sync_engine
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
        assert done.stdout == ""
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
