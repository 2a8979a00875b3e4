"""Turns at writing: in the order of asking, except that who asks to go first does."""

import asyncio

import pytest

from models.turns import Turns


class Queue:
    """People at a counter, each of whom notes when they had their turn."""

    def __init__(self) -> None:
        self.turns = Turns()
        self.had = list[str]()

    async def asks(self, name: str, *, first: bool = False) -> asyncio.Task[None]:
        task = asyncio.create_task(self._have_a_turn(name, first=first))
        await asyncio.sleep(0)
        return task

    async def _have_a_turn(self, name: str, *, first: bool) -> None:
        async with self.turns.turn(first=first):
            self.had.append(name)
            await asyncio.sleep(0)


async def test_who_asks_to_go_first_goes_before_those_who_wait_and_the_others_in_their_order() -> None:
    queue = Queue()
    async with queue.turns.turn():
        waiting = [
            await queue.asks("job 1"),
            await queue.asks("job 2"),
            await queue.asks("inbox", first=True),
            await queue.asks("job 3"),
        ]
        assert queue.had == []
    await asyncio.gather(*waiting)
    assert queue.had == ["inbox", "job 1", "job 2", "job 3"]


async def test_the_turn_of_who_failed_goes_on() -> None:
    queue = Queue()
    with pytest.raises(LookupError):
        async with queue.turns.turn():
            raise LookupError
    await (await queue.asks("next"))
    assert queue.had == ["next"]


async def test_who_gives_up_waiting_is_passed_over() -> None:
    queue = Queue()
    async with queue.turns.turn():
        given_up, patient = await queue.asks("given up"), await queue.asks("patient")
        given_up.cancel()
    await patient
    assert queue.had == ["patient"]


async def test_a_turn_that_comes_in_the_moment_of_giving_up_goes_on() -> None:
    queue = Queue()
    async with queue.turns.turn():
        given_up, patient = await queue.asks("given up"), await queue.asks("patient")
    given_up.cancel()  # its turn was given to it when the block ended, and it has not run since
    await patient
    await (await queue.asks("later"))
    assert queue.had == ["patient", "later"]
