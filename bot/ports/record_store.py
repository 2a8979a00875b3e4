"""What we need from a learning record store: it keeps statements of who learned what, each under its id."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

Statement = Mapping[str, Any]
"""An xAPI statement as JSON has it."""


class RecordStore(Protocol):
    """A place outside where an organisation keeps what its people learned."""

    async def keep(self, statements: Sequence[Statement]) -> None:
        """Have statements kept, all of them or none. Calling it twice leaves one of each.

        Raises `StatementsRefused` where the store will not have them as they are, and `StoreUnavailable` where
        calling it again later is right.
        """


class StatementsRefused(Exception):
    """The store will not have these: of several one may be to blame, of one alone it is for good.

    `status` is what it answered. The message holds nothing of the statements.
    """

    def __init__(self, status: int) -> None:
        super().__init__(f"refused with {status}")
        self.status = status


class StoreUnavailable(Exception):
    """The store cannot be written now; trying later may help, after `retry_after` seconds where it says so.

    `because` is a word for the log: `unreachable`, `slow`, `busy`, `failing`, `key`, `no_store` or `resting`.
    """

    def __init__(self, because: str, *, retry_after: float | None = None) -> None:
        super().__init__(because)
        self.because = because
        self.retry_after = retry_after
