"""Killed at any moment and started again: nothing that was left is lost, and nothing that is done is done again."""

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue

import pytest
from sqlalchemy import text

from models.engine import make_sync_engine
from tests.integration.engine.victim import CHAIN

ROOT = Path(__file__).parents[3]
CLAIMED_AT_ONCE = 4 + 16 + 4


class Nursery:
    """A process that forks victims, and what they say."""

    def __init__(self, url: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.engine.victim", url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._said: Queue[str] = Queue()
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()
        self.left: list[int] = []

    def fork(self, first: int) -> int:
        """Start a victim that leaves chains from `first` on (none if negative); return its process id."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{first}\n")
        self._process.stdin.flush()
        return int(self.hears("child").split()[1])

    def hears(self, word: str) -> str:
        """Wait for a line that begins with `word`."""
        while not (line := self._said.get(timeout=60)).startswith(word):
            self._note(line)
        self._note(line)
        return line

    def kills(self, victim: int) -> None:
        os.kill(victim, signal.SIGKILL)

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._listener.join()
        self._process.stdout.close()
        while not self._said.empty():
            self._note(self._said.get())

    def _note(self, line: str) -> None:
        if line.startswith("left"):
            self.left.append(int(line.split()[1]))

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._said.put(line.strip())


@contextmanager
def nursery_on(url: str) -> Iterator[Nursery]:
    engine = make_sync_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE effects (key VARCHAR PRIMARY KEY, times INTEGER NOT NULL)"))
    engine.dispose()
    nursery = Nursery(url)
    try:
        yield nursery
    finally:
        nursery.close()


def effects(url: str) -> dict[str, int]:
    engine = make_sync_engine(url)
    with engine.connect() as connection:
        found = {row.key: row.times for row in connection.execute(text("SELECT key, times FROM effects"))}
    engine.dispose()
    return found


def unfinished(url: str, chains: list[int]) -> set[str]:
    there = effects(url)
    return {f"hop:{chain}:{hop}" for chain in chains for hop in range(CHAIN)} - there.keys()


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_twenty_five_kills_on_sqlite_lose_and_repeat_nothing(sqlite_url: str) -> None:
    kills = 25
    chance = random.Random(20261127)
    with nursery_on(sqlite_url) as nursery:
        for kill in range(kills):
            victim = nursery.fork(kill * 1000)
            nursery.hears("started")
            for _ in range(chance.randrange(12)):
                nursery.hears(chance.choice(["left", "began", "did"]))
            nursery.kills(victim)
        last = nursery.fork(-1)
        _until_all_is_done(nursery, sqlite_url)
        nursery.kills(last)
    _nothing_lost_nothing_repeated(nursery, sqlite_url, kills)
    assert len(nursery.left) > kills


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_replica_takes_over_from_one_that_was_killed(postgres_url: str) -> None:
    kills = 8
    chance = random.Random(20261127)
    with nursery_on(postgres_url) as nursery:
        replicas = [nursery.fork(0)]
        for kill in range(1, kills + 1):
            replicas.append(nursery.fork(kill * 1000))
            nursery.hears("started")
            for _ in range(chance.randrange(20)):
                nursery.hears(chance.choice(["left", "began", "did"]))
            nursery.kills(replicas.pop(chance.randrange(2)))
        survivor = nursery.fork(-1)
        nursery.kills(replicas.pop())
        _until_all_is_done(nursery, postgres_url)
        nursery.kills(survivor)
    _nothing_lost_nothing_repeated(nursery, postgres_url, kills + 1)


def _until_all_is_done(nursery: Nursery, url: str) -> None:
    """Wait until every chain that was left has come to its end."""
    while unfinished(url, nursery.left):
        nursery.hears("did")


def _nothing_lost_nothing_repeated(nursery: Nursery, url: str, kills: int) -> None:
    there = effects(url)
    assert not unfinished(url, nursery.left)
    assert len(nursery.left) == len(set(nursery.left))
    # A kill between a job's commit and the note that it is done repeats the job, and its effect is there already.
    repeated = sum(times - 1 for times in there.values())
    assert repeated <= kills * CLAIMED_AT_ONCE
    assert repeated < len(there) / 4, "jobs that were done are run again"


@pytest.fixture
def sqlite_url(request: pytest.FixtureRequest) -> str:
    address: str = request.getfixturevalue("sqlite_databases").another()
    return address


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest) -> str:
    address: str = request.getfixturevalue("postgres_databases").another()
    return address
