"""The process that reads foreign calendars: what hangs it is left out, and reaches nobody else."""

import asyncio
import contextlib
from collections.abc import Callable

import psutil
import pytest

from bot.ports.calendar import CalendarUnavailable
from bot.providers.calendars.reading.reader import Reader
from tests.support.calendars import a_meeting, window
from tests.support.mutated_calendars import mutated

WEEK = window("2026-11-23", "2026-11-30")
GOOD = a_meeting("DTSTART;TZID=Europe/Berlin:20261127T140000", "DURATION:PT1H", "SUMMARY:Plan").encode()
POISON = a_meeting("DTSTART:00010101T100000Z", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30").encode()
BLOCK = a_meeting("DTSTART;TZID=Europe/Berlin:20261127T140000", "DURATION:PT2H", "X-THRICE-BLOCK:1").encode()


def reading_processes() -> list[psutil.Process]:
    """Return those that read for us now."""
    found = []
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.NoSuchProcess):
            if any("reading.worker" in word for word in child.cmdline()):
                found.append(child)
    return found


async def comes(what: Callable[[], bool]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(30):
        while not what():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_what_hangs_is_left_out_and_the_others_are_read() -> None:
    async with Reader(cpu_seconds=0.3) as reader:
        found = await reader.meetings([GOOD, POISON, GOOD], WEEK)
    assert [meeting.title for meeting in found] == ["Plan", "Plan"]


async def test_what_hung_once_ends_no_second_process() -> None:
    async with Reader(cpu_seconds=0.3) as reader:
        assert await reader.meetings([POISON, GOOD], WEEK)
        assert reader.given_up == 1
        (process,) = reading_processes()
        assert len(await reader.meetings([POISON, GOOD, POISON], WEEK)) == 1
        assert reading_processes() == [process]


async def test_whoever_reads_meanwhile_gets_their_meetings() -> None:
    async with Reader(cpu_seconds=0.3) as reader:
        poisoned, *others = await asyncio.gather(
            reader.meetings([POISON], WEEK), *(reader.meetings([GOOD], WEEK) for _ in range(5))
        )
    assert poisoned == []
    assert [len(found) for found in others] == [1] * 5


async def test_a_process_that_stands_still_is_replaced_and_its_object_may_be_tried_again() -> None:
    async with Reader(wall_seconds=3) as reader:
        await reader.meetings([GOOD], WEEK)
        (process,) = reading_processes()
        process.suspend()
        with pytest.raises(CalendarUnavailable):
            await reader.meetings([GOOD], WEEK)
        await comes(lambda: process not in reading_processes())
        assert len(await reader.meetings([GOOD], WEEK)) == 1


async def test_a_process_that_was_killed_from_outside_is_replaced_and_its_object_may_be_tried_again() -> None:
    async with Reader(cpu_seconds=30) as reader:
        reading = asyncio.create_task(reader.meetings([POISON], WEEK))
        await comes(lambda: bool(reading_processes()))
        (process,) = reading_processes()
        process.kill()
        with pytest.raises(CalendarUnavailable):
            await reading
        assert reader.given_up == 0
        assert len(await reader.meetings([GOOD], WEEK)) == 1


async def test_whoever_stops_waiting_leaves_no_process_behind_that_answers_somebody_else() -> None:
    async with Reader(cpu_seconds=30) as reader:
        waiting = asyncio.create_task(reader.meetings([POISON], WEEK))
        await comes(lambda: bool(reading_processes()))
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert [meeting.title for meeting in await reader.meetings([GOOD], WEEK)] == ["Plan"]


async def test_a_calendar_full_of_poison_keeps_nobody_for_long() -> None:
    poisons = [POISON.replace(b"m1@", b"m%d@" % number) for number in range(50)]
    async with Reader(cpu_seconds=0.3, call_seconds=0.5) as reader:
        assert [each.title for each in await reader.meetings([GOOD, *poisons, GOOD], WEEK)] == ["Plan"]
        assert reader.given_up <= 2
        assert len(await reader.meetings([GOOD], WEEK)) == 1


async def test_a_calendar_has_no_more_meetings_than_anybody() -> None:
    daily = a_meeting("DTSTART;TZID=Europe/Berlin:20261101T140000", "DURATION:PT1H", "RRULE:FREQ=DAILY")
    year = window("2026-11-01", "2027-11-01")
    many = [daily.replace("m1@", f"m{number}@").encode() for number in range(20)]
    async with Reader() as reader:
        assert len(await reader.meetings(many, year)) == 14 * 365


async def test_an_idle_process_ends_and_another_begins() -> None:
    async with Reader(idle_seconds=0) as reader:
        await reader.meetings([GOOD], WEEK)
        await comes(lambda: not reading_processes())
        assert len(await reader.meetings([GOOD], WEEK)) == 1


async def test_memory_is_bounded() -> None:
    large = GOOD.replace(b"SUMMARY", b"COMMENT:1\r\n" * 80_000 + b"SUMMARY")
    async with Reader(cpu_seconds=30) as wide:
        await wide.meetings([GOOD], WEEK)
        (process,) = reading_processes()
        enough = process.memory_info().vms + 8_000_000
        assert len(await wide.meetings([large, GOOD], WEEK)) == 2
    async with Reader(memory_bytes=enough, cpu_seconds=30) as narrow:
        assert len(await narrow.meetings([large, GOOD], WEEK)) == 1


async def test_what_is_too_large_is_not_even_begun() -> None:
    async with Reader() as reader:
        assert await reader.meetings([GOOD.replace(b"Plan", b"x" * 1_000_000)], WEEK) == []
        assert reading_processes() == []


async def test_the_reading_process_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    async with Reader() as reader:
        await reader.meetings([GOOD], WEEK)
        (process,) = reading_processes()
        assert set(process.environ()) <= {"PYTHONPATH", "PATH", "LC_CTYPE"}


async def test_a_block_of_ours_is_read_there_too() -> None:
    async with Reader() as reader:
        seen = await reader.block(BLOCK, WEEK)
        assert seen is not None
        assert (seen.uid, f"{seen.starts:%H:%M}", f"{seen.ends:%H:%M}") == ("m1@example.com", "14:00", "16:00")
        assert await reader.block(GOOD, WEEK) is None
        assert await reader.block(b"\xff\xfe", WEEK) is None


@pytest.mark.slow
async def test_of_mutated_calendars_none_is_unhandled_and_none_reaches_another_member() -> None:
    async with Reader() as reader:
        for done, text in mutated(96, seed=4):
            found, others = await asyncio.gather(reader.meetings([text], WEEK), reader.meetings([GOOD], WEEK))
            assert all(meeting.starts <= meeting.ends for meeting in found), done
            assert [meeting.title for meeting in others] == ["Plan"], done
