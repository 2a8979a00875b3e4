"""The playground's clock: it can be put forward where it was given one that can, and for everybody at once."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.cli.demo_clock import DemoClock
from bot.playground import Options, Playground
from bot.playground.world.moving import Leap, moment_of
from tests.support.people import SaidNo, Workspace


@pytest.mark.parametrize(
    ("leap", "now", "tz", "expected"),
    [
        ("hour", "2026-11-26 09:12", "Europe/Berlin", "2026-11-26 10:12"),
        ("morning", "2026-11-26 07:00", "UTC", "2026-11-26 09:30"),
        ("morning", "2026-11-26 09:30", "UTC", "2026-11-27 09:30"),
        ("morning", "2026-11-26 20:00", "Asia/Tokyo", "2026-11-27 00:30"),
        ("morning", "2026-10-24 12:00", "Europe/Berlin", "2026-10-25 08:30"),  # winter time begins that night
        ("monday", "2026-11-26 12:00", "UTC", "2026-11-30 09:30"),
        ("monday", "2026-11-30 09:29", "UTC", "2026-11-30 09:30"),
        ("monday", "2026-11-30 09:30", "UTC", "2026-12-07 09:30"),
        ("friday", "2026-11-26 12:00", "America/New_York", "2026-11-27 18:50"),
        ("friday", "2026-11-27 13:49", "UTC", "2026-11-27 13:50"),
        ("friday", "2026-11-27 13:50", "UTC", "2026-12-04 13:50"),
    ],
)
def test_a_leap_goes_to_a_later_moment_of_where_one_is(leap: Leap, now: str, tz: str, expected: str) -> None:
    there = moment_of(leap, datetime.fromisoformat(now).replace(tzinfo=UTC).timestamp(), tz)
    assert datetime.fromtimestamp(there, UTC) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.fixture
def clock() -> DemoClock:
    return DemoClock()


@pytest.fixture
async def movable(clock: DemoClock) -> AsyncIterator[Workspace]:
    options = Options(port=0, clock=clock.seconds, put_forward=clock.put_forward)
    async with Playground(options) as playground, Workspace(playground) as workspace:
        yield workspace


async def test_putting_it_forward_moves_everything_and_wakes_who_waits(movable: Workspace, clock: DemoClock) -> None:
    looked = []

    async def look() -> None:
        looked.append(clock())

    clock.afterwards(look)
    before = (await movable.world())["clock"]
    assert [each["leap"] for each in before["leaps"]] == ["hour", "morning", "friday", "monday"]
    first = await movable.person("admin").asks("#general", "Now")
    after = await movable.person("admin").does("clock", {"leap": "hour"})
    second = await movable.person("admin").asks("#general", "Later")
    assert 3600 <= after["now"] - before["now"] < 3660
    assert float(second.ts) - float(first.ts) >= 3600
    assert len(looked) == 1
    await movable.post("/control/clock", {"seconds": 86_400})
    assert len(looked) == 2


@pytest.mark.parametrize("seconds", [0, -3600])
async def test_it_never_goes_back(movable: Workspace, seconds: int) -> None:
    with pytest.raises(SaidNo, match="forward only"):
        await movable.post("/control/clock", {"seconds": seconds})
    with pytest.raises(SaidNo, match="can leap by hour, morning, friday, monday"):
        await movable.person("admin").does("clock", {"leap": "yesterday"})


async def test_a_clock_that_goes_by_itself_is_not_offered_and_not_moved() -> None:
    async with Playground(Options(port=0)) as playground, Workspace(playground) as workspace:
        assert (await workspace.world())["clock"]["leaps"] == []
        with pytest.raises(SaidNo, match="goes by itself"):
            await workspace.person("admin").does("clock", {"leap": "hour"})
