"""`thrice migrate`: brings the database to this version's schema."""

import typer

from bot.cli.loading import loading
from bot.errors import SettingsError


def migrate() -> None:
    """Bring the database up to date; one that is already is left alone."""
    with loading():
        from rich.console import Console

        from bot.config import Settings
        from bot.makers import migrate_everything
    console = Console(stderr=True)
    try:
        migrate_everything(Settings().storage)
    except SettingsError as wrong:
        console.print(str(wrong), markup=False)
        raise typer.Exit(1) from None
    console.print("The database is up to date.")
