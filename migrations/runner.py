"""Brings a database to this version's schema, and tells whether it is there."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from bot.errors import SettingsError
from models.engine import make_sync_engine

if TYPE_CHECKING:
    from alembic.config import Config

_FOLDER = Path(__file__).parent


def _config(connection: Connection | None = None) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config


def migrate(database_url: str) -> None:
    """Bring the database at `database_url` to the newest schema; one that is there already is left alone.

    Raises `SettingsError` for one of a newer version of Thrice.
    """
    engine = make_sync_engine(database_url)
    try:
        with engine.begin() as connection:
            if _current(connection) != revisions()[-1]:
                # A server finds its database migrated at nearly every start: then Alembic need not be loaded.
                from alembic import command

                command.upgrade(_config(connection), "head")
    finally:
        engine.dispose()


def revisions() -> list[str]:
    """Return the revisions there are, the newest last: their files begin with their numbers."""
    return sorted(path.name.partition("_")[0] for path in (_FOLDER / "versions").glob("[0-9]*.py"))


def current_and_newest(database_url: str) -> tuple[str | None, str]:
    """Return the revision that the database has (none: an empty one) and the newest there is.

    Raises `SettingsError` for a revision that this version of Thrice does not know.
    """
    engine = make_sync_engine(database_url)
    try:
        with engine.connect() as connection:
            return _current(connection), revisions()[-1]
    finally:
        engine.dispose()


def is_behind(database_url: str) -> bool:
    """Tell whether the database needs `migrate`; raise `SettingsError` for one of a newer version of Thrice."""
    current, newest = current_and_newest(database_url)
    return current != newest


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    current: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if current is not None and current not in revisions():
        raise SettingsError(
            f"The database is of a newer version of Thrice (its revision is {current}). Install that version again."
        )
    return current
