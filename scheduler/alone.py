"""Makes sure that one process alone runs the jobs of a SQLite file."""

import fcntl
import os
from pathlib import Path

from bot.errors import SettingsError


class Alone:
    """A lock beside the database that its holder cannot outlive: the system takes it back from a killed process."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".lock")
        self._file: int | None = None

    def acquire(self) -> None:
        """Take the lock; raise `SettingsError` where another process has it."""
        file = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            raise SettingsError(
                f"DATABASE_URL: another Thrice is running on {self._path.with_suffix('').name}."
                " Stop it first, or use PostgreSQL to run several."
            ) from None
        self._file = file

    def release(self) -> None:
        """Give the lock back, if we have it."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
