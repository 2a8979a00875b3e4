"""The pace of our calls, on a clock that moves only when somebody waits."""

import asyncio

import pytest

from bot.ports.chat import ChatUnavailable
from bot.slack.pacing import PATIENCE, Pacer, Rate


class Clockwork:
    """A clock and a sleep that moves it."""

    def __init__(self) -> None:
        self.moment = 0.0
        self.waits: list[float] = []

    def now(self) -> float:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.moment += seconds


@pytest.fixture
def clock() -> Clockwork:
    return Clockwork()


@pytest.fixture
def pacer(clock: Clockwork) -> Pacer:
    return Pacer(now=clock.now, sleep=clock.sleep)


async def test_a_short_burst_goes_to_a_channel_at_once_and_then_one_message_a_second(
    pacer: Pacer, clock: Clockwork
) -> None:
    for _ in range(6):
        await pacer.turn(1, "chat.postMessage", "C1")
    assert clock.waits == [pytest.approx(1.0)] * 3


async def test_a_busy_channel_does_not_hold_up_another_or_another_workspace(pacer: Pacer, clock: Clockwork) -> None:
    for _ in range(3):
        await pacer.turn(1, "chat.postMessage", "C1")
    await pacer.turn(1, "chat.postMessage", "C2")
    await pacer.turn(2, "chat.postMessage", "C1")
    assert clock.waits == []


async def test_a_method_is_called_no_more_often_than_its_tier_allows(pacer: Pacer, clock: Clockwork) -> None:
    for _ in range(60):
        await pacer.turn(1, "reactions.remove")
    assert clock.moment == pytest.approx((60 - 5) * 4.0)
    rate = Rate.of_method("users.info")
    assert rate.burst + 60 * rate.per_second == pytest.approx(100)


async def test_those_who_wait_leave_in_the_order_in_which_they_came() -> None:
    moment = [0.0]
    left: list[tuple[float, int]] = []

    async def sleep(seconds: float) -> None:
        due = moment[0] + seconds
        await asyncio.sleep(0)
        left.append((due, len(left)))

    pacer = Pacer(now=lambda: moment[0], sleep=sleep)
    await asyncio.gather(*(pacer.turn(1, "chat.postMessage", "C1") for _ in range(8)))
    assert [due for due, _ in left] == pytest.approx([1.0, 2.0, 3.0, 4.0, 5.0])


async def test_when_slack_asks_to_wait_everybody_waits(pacer: Pacer, clock: Clockwork) -> None:
    pacer.pause(1, "users.info", None, 5)
    await pacer.turn(1, "users.info")
    assert clock.waits == [5]
    pacer.pause(1, "chat.postMessage", "C1", 5)
    await pacer.turn(1, "chat.postMessage", "C2")
    assert clock.waits == [5]


async def test_a_wait_too_long_is_given_back_at_once_and_takes_no_turn(pacer: Pacer, clock: Clockwork) -> None:
    pacer.pause(1, "users.info", None, 60)
    with pytest.raises(ChatUnavailable) as long:
        await pacer.turn(1, "users.info")
    assert long.value.retry_after == 60
    assert long.value.nothing_happened
    assert clock.waits == []
    clock.moment = 60.0
    await pacer.turn(1, "users.info")
    assert clock.waits == []


async def test_what_waits_longest_still_waits_no_longer_than_our_patience(pacer: Pacer, clock: Clockwork) -> None:
    refused = 0
    moment = clock.moment
    for _ in range(40):
        clock.moment = moment
        try:
            await pacer.turn(1, "chat.postMessage", "C1")
        except ChatUnavailable:
            refused += 1
    assert max(clock.waits) <= PATIENCE
    assert refused == 40 - 3 - int(PATIENCE)


async def test_buckets_that_nobody_uses_are_forgotten(pacer: Pacer, clock: Clockwork) -> None:
    for number in range(30_000):
        pacer.pause(1, "chat.postMessage", f"C{number}", 0.5)
        clock.moment += 1
    assert pacer.buckets() <= 20_000
