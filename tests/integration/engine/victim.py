"""A process that leaves and runs jobs until it is killed; `nursery` forks one for every line it reads.

Each job notes its effect in a row of its own and leaves the next of its chain, in one transaction. What happens is
told on standard output, a line each: `started`, `left N` (committed, as good as acknowledged to Slack), `did KEY`.
"""

import asyncio
import itertools
import os
import signal
import sys
from datetime import timedelta
from typing import ClassVar

from sqlalchemy import text

from bot.ports.jobs import Job, Queue
from models.engine import make_engine
from models.uow import Storage
from scheduler.attempts import Attempts
from scheduler.clock import Tick, Ticker
from scheduler.engine import Engine
from scheduler.recovery import Recovery
from scheduler.registry import Registry

CHAIN = 3
BEAT = 0.2


class Hop(Job, frozen=True):
    """One hop of a chain; even chains go through the queue where one at a time may run."""

    kind: ClassVar[str] = "hop"
    chain: int
    hop: int

    @property
    def key(self) -> str:
        return f"hop:{self.chain}:{self.hop}"


class Matched(Hop, frozen=True):
    kind: ClassVar[str] = "matched"
    queue: ClassVar[Queue] = Queue.MATCHING


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def next_hop(chain: int, hop: int) -> Hop:
    return (Matched if (chain + hop) % 2 else Hop)(workspace_id=1, chain=chain, hop=hop)


class Victim:
    def __init__(self, url: str) -> None:
        self.engine = Engine(url, workers=4, polling=0.1, attempts=Attempts(first=timedelta(milliseconds=50)))
        self.storage = Storage(make_engine(url), self.engine.writer)
        self.recovery = Recovery(self.storage, self.engine.ledger, self.engine.executor_id, beat_seconds=BEAT)

    async def run(self, job: Hop) -> None:
        say(f"began {job.key}")
        async with self.storage.begin() as uow:
            await uow.session.execute(
                text(
                    "INSERT INTO effects (key, times) VALUES (:key, 1)"
                    " ON CONFLICT (key) DO UPDATE SET times = effects.times + 1"
                ),
                {"key": job.key},
            )
            if job.hop + 1 < CHAIN:
                after = next_hop(job.chain, job.hop + 1)
                await uow.enqueue(after, key=after.key)
        say(f"did {job.key}")

    async def start(self) -> None:
        await self.recovery.beat()
        await self.engine.start(Registry({Hop: self.run, Matched: self.run}))
        every = timedelta(seconds=BEAT)
        Ticker([Tick("beat", every, self.recovery.beat), Tick("take over", every, self.recovery.take_over)]).start()
        say("started")

    async def leave_chains(self, first: int) -> None:
        for chain in itertools.count(first):
            begin = next_hop(chain, 0)
            async with self.storage.begin() as uow:
                await uow.enqueue(begin, key=begin.key)
            say(f"left {chain}")


async def live(url: str, first: int) -> None:
    """Leave chains from number `first` on, or none where it is negative, and run what there is."""
    victim = Victim(url)
    await victim.start()
    if first >= 0:
        await victim.leave_chains(first)
    await asyncio.Event().wait()


def nursery(url: str) -> None:
    """Fork a victim for every number that is read; importing everything each time would take most of the time."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            asyncio.run(live(url, int(line)))
        say(f"child {child}")


if __name__ == "__main__":
    nursery(sys.argv[1])
