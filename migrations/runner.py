"""Brings a database to this version's schema, and tells whether it is there."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.errors import SettingsError
from models.engine import make_sync_engine


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


def migrate(database_url: str) -> None:
    """Bring the database at `database_url` to the newest schema; one that is there already is left alone.

    Raises `SettingsError` for one of a newer version of Thrice.
    """
    current_and_newest(database_url)
    engine = make_sync_engine(database_url)
    try:
        with engine.begin() as connection:
            command.upgrade(_config(connection), "head")
    finally:
        engine.dispose()


def current_and_newest(database_url: str) -> tuple[str | None, str | None]:
    """Return the revision that the database has (none: an empty one) and the newest there is.

    Raises `SettingsError` for a revision that this version of Thrice does not know.
    """
    engine = make_sync_engine(database_url)
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
    known = ScriptDirectory.from_config(_config())
    if current is not None and current not in {script.revision for script in known.walk_revisions()}:
        raise SettingsError(
            f"The database is of a newer version of Thrice (its revision is {current}). Install that version again."
        )
    return current, known.get_current_head()


def is_behind(database_url: str) -> bool:
    """Tell whether the database needs `migrate`; raise `SettingsError` for one of a newer version of Thrice."""
    current, newest = current_and_newest(database_url)
    return current != newest
