"""Wakes a queue's thread when there is work, so that a job starts at once and an idle process hardly polls."""

import threading
from typing import Any, Final

from sqlalchemy import Connection, Engine, event

from bot.ports.jobs import Queue

_LEFT: Final = "thrice_left_jobs"
_BREATH: Final = 0.02
"""Seconds between two looks into a queue. A look is some milliseconds of computing, for which everything else waits,
Slack's requests first of all: when events come thick and fast, one look for all that came meanwhile does as well."""


class Doorbell(threading.Event):
    """The stop event of a queue's thread, whose `wait` also ends, with False, when somebody rings."""

    def __init__(self) -> None:
        super().__init__()
        self._bell = threading.Event()

    def ring(self) -> None:
        """End the present wait, or the next one where nobody waits."""
        self._bell.set()

    def set(self) -> None:
        """Stop: every wait from now on ends with True."""
        super().set()
        self._bell.set()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait to be stopped or rung, `timeout` seconds at most and a breath at least; tell whether to stop."""
        super().wait(_BREATH)
        self._bell.wait(timeout)
        if not self.is_set():
            self._bell.clear()
        return self.is_set()


class Doorbells:
    """One bell for each queue, rung when a transaction that matters to it is over.

    A connection goes back to its pool right after its commit, and that is when we ring: SQLAlchemy's own
    event comes before the commit, when nobody else can see what was written.
    """

    def __init__(self) -> None:
        self._bells: dict[Queue, Doorbell] = {}
        self._thread = threading.local()

    def hang(self, queue: Queue) -> Doorbell:
        """Return a new bell for `queue`."""
        self._bells[queue] = Doorbell()
        return self._bells[queue]

    def take_down(self) -> None:
        """Stop every thread that waits at a bell, and forget the bells."""
        for bell in self._bells.values():
            bell.set()
        self._bells.clear()

    def ring_after(self, connection: Connection, queue: Queue) -> None:
        """Ring for `queue` once the transaction on `connection` is over."""
        if queue in self._bells:
            self.watch(connection.engine)
            connection.info.setdefault(_LEFT, set()).add(queue)

    def ring_after_this_thread(self, queue: Queue) -> None:
        """Ring for `queue` once the next transaction of the present thread is over."""
        self._thread.queue = queue

    def watch(self, engine: Engine) -> None:
        """Notice the end of transactions on `engine`."""
        if not event.contains(engine.pool, "checkin", self._on_checkin):
            event.listen(engine.pool, "checkin", self._on_checkin)

    def _on_checkin(self, _connection: Any, record: Any) -> None:
        for queue in record.info.pop(_LEFT, ()):
            self._ring(queue)
        owed: Queue | None = getattr(self._thread, "queue", None)
        if owed is not None:
            self._thread.queue = None
            self._ring(owed)

    def _ring(self, queue: Queue) -> None:
        if (bell := self._bells.get(queue)) is not None:
            bell.ring()
