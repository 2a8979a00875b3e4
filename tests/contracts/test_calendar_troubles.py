"""Many blocks through bad weather: whatever fails, and whichever answers are lost, each block is there once."""

import random
from collections.abc import Callable

import pytest

from bot.ports.calendar import BlockEvent, Calendar, CalendarUnavailable, ChangedByOwner, Standing
from tests.contracts.test_google_calendar import google
from tests.contracts.test_microsoft_calendar import microsoft
from tests.counterparts.google_calendar import GoogleDouble
from tests.counterparts.graph_calendar import GraphDouble
from tests.counterparts.trouble import Trouble
from tests.support.connections import friday

BLOCKS = 150


def weather(trouble: Trouble, end_access: Callable[[], None], dice: random.Random) -> None:
    """Let something go wrong with one of the next requests, three times in four."""
    kinds: list[Callable[[], None]] = [
        lambda: trouble.fails(dice.choice([500, 503, 429])),
        lambda: trouble.says(dice.choice([b"", b"<html>", b"{}", b"null"])),
        end_access,
        trouble.loses_the_answer,
        lambda: (trouble.passes(dice.randrange(3)), trouble.loses_the_answer())[1],
        lambda: (trouble.passes(dice.randrange(3)), trouble.fails(503))[1],
        lambda: None,
        lambda: None,
    ]
    dice.choice(kinds)()


async def insisted(calendar: Calendar, block: BlockEvent, version: str | None, before: Callable[[], None]) -> Standing:
    """What a job does: try again until it is done."""
    for _ in range(50):
        before()
        try:
            return await calendar.put(block, version=version)
        except CalendarUnavailable:
            continue
        except ChangedByOwner as changed:
            pytest.fail(f"nobody changed it: {changed.standing}")
    raise AssertionError("it was never done")


def blocks(hour: int) -> list[BlockEvent]:
    return [friday(hour, uid=f"{number:032d}") for number in range(BLOCKS)]


@pytest.mark.parametrize("seed", range(3))
async def test_at_google_each_block_is_there_once(seed: int) -> None:
    dice = random.Random(seed)
    async with google() as (double, calendar):
        await through(calendar, double, dice)
        assert sorted(item["id"] for item in double.live()) == [f"thrice{number:032d}" for number in range(BLOCKS)]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("duplicates", [201, 409])
async def test_at_microsoft_each_block_is_there_once(seed: int, duplicates: int) -> None:
    dice = random.Random(seed)
    async with microsoft(duplicates=duplicates) as (double, calendar):
        await through(calendar, double, dice)
        values = [item["singleValueExtendedProperties"][0]["value"] for item in double.items.values()]
        assert sorted(values) == [f"thrice{number:032d}" for number in range(BLOCKS)]


async def through(calendar: Calendar, double: GoogleDouble | GraphDouble, dice: random.Random) -> None:
    """Make every block, then move it, and see it where it was moved to."""

    def before() -> None:
        double.trouble.clears()
        weather(double.trouble, double.authority.end_access, dice)

    for first, moved in zip(blocks(9), blocks(14), strict=True):
        made = await insisted(calendar, first, None, before)
        standing = await insisted(calendar, moved, made.version, before)
        assert standing.starts == moved.starts
    double.trouble.clears()
    found = await calendar.changes(None)
    assert {standing.starts for standing in found.standing} == {blocks(14)[0].starts}
    assert len(found.standing) == BLOCKS
