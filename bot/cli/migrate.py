"""`thrice migrate`: brings the database to this version's schema."""

import typer
from rich.console import Console

from bot.bootstrap import migrate_everything
from bot.config import Settings
from bot.errors import SettingsError


def migrate() -> None:
    """Bring the database up to date; one that is already is left alone."""
    console = Console(stderr=True)
    try:
        changed = migrate_everything(Settings())
    except SettingsError as wrong:
        console.print(str(wrong), markup=False)
        raise typer.Exit(1) from None
    console.print("The database is up to date." if not changed else "The database was brought up to date.")
