"""What an import tells while it works, and how it is asked to stop."""

from typing import Protocol


class Watcher(Protocol):
    """Whoever watches an import; called from its event loop, and must return at once."""

    def begins(self, stage: str, total: int) -> None:
        """A stage of `total` steps begins; `stage` is words for a person, such as "Reading days"."""

    def advances(self, steps: int, label: str) -> None:
        """So many steps of the stage are done; `label` says which came last."""

    @property
    def stopped(self) -> bool:
        """Whether the person asked to stop: the import ends after the step it is in, and can be resumed."""


class Unwatched:
    """Nobody watches, nobody stops."""

    stopped = False

    def begins(self, stage: str, total: int) -> None:
        """See `Watcher.begins`."""

    def advances(self, steps: int, label: str) -> None:
        """See `Watcher.advances`."""
