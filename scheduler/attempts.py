"""How often, and after what pause, a job that failed is tried again."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Attempts:
    """Pauses double from `first` up to `longest`; after `limit` attempts the job is kept as dead."""

    limit: int = 14
    first: timedelta = timedelta(seconds=1)
    longest: timedelta = timedelta(hours=1)

    def pause_after(self, attempt: int, asked: float | None = None) -> timedelta | None:
        """Return how long to wait after the failure of `attempt` (from 1), or none if it was the last.

        `asked`: seconds that the other side asked us to wait; the pause is never shorter.
        """
        if attempt >= self.limit:
            return None
        pause = min(self.longest, self.first * int(2 ** min(attempt - 1, 32)))
        return pause if asked is None else max(pause, timedelta(seconds=asked))
