"""Bench: a thousand calendars that went wrong or mean harm, read beside one that is well.

`python -m tests.bench foreign_calendars` prints the figures.
"""

import asyncio
import resource
import time
from typing import Final

import psutil

from bot.providers.calendars.reading.reader import Reader
from tests.support.calendars import a_meeting, window
from tests.support.mutated_calendars import mutated

CALENDARS: Final = 1_000
ORDINARY: Final = 900
WEEK: Final = window("2026-11-23", "2026-11-30")
GOOD: Final = a_meeting("DTSTART;TZID=Europe/Berlin:20261127T140000", "DURATION:PT1H", "SUMMARY:Plan").encode()


ORDINARY_EVENTS: Final = (
    ("DTSTART;TZID=Europe/Berlin:20261127T140000", "DURATION:PT1H", "SUMMARY:Once"),
    ("DTSTART;TZID=Europe/Berlin:20240105T090000", "DURATION:PT45M", "RRULE:FREQ=WEEKLY;BYDAY=MO,FR"),
    ("DTSTART;TZID=Europe/Berlin:20220105T090000", "DURATION:PT15M", "RRULE:FREQ=DAILY", "SUMMARY:For four years"),
)


def used_by_processes() -> tuple[float, int]:
    """Return the processor seconds of all reading processes so far, and the memory of the largest in bytes."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds, memory = ended.ru_utime + ended.ru_stime, ended.ru_maxrss * 1024
    for child in psutil.Process().children():
        times = child.cpu_times()
        seconds, memory = seconds + times.user + times.system, max(memory, child.memory_info().rss)
    return seconds, memory


async def ordinary() -> float:
    """Return how many objects that people have are read in a second: single events, weekly and daily series."""
    texts = [a_meeting(*ORDINARY_EVENTS[n % 3], uid=f"{n}@example.com").encode() for n in range(ORDINARY)]
    async with Reader() as reader:
        await reader.meetings(texts[:3], WEEK)
        began = time.perf_counter()
        await reader.meetings(texts, WEEK)
        return ORDINARY / (time.perf_counter() - began)


async def measured() -> dict[str, float | str]:
    """Read them all, and after each the good one."""
    most, unhandled, hurt, left_out, empty, before = 0.0, 0, 0, 0, 0, 0.0
    async with Reader() as reader:
        await reader.meetings([GOOD], WEEK)
        before, _ = used_by_processes()
        for _, text in mutated(CALENDARS, seed=2026):
            try:
                found = await reader.meetings([text], WEEK)
            except Exception:
                unhandled += 1
                continue
            empty += not found
            spent, memory = used_by_processes()
            most, before = max(most, spent - before), spent
            well = await reader.meetings([GOOD], WEEK)
            hurt += [meeting.title for meeting in well] != ["Plan"]
            before, _ = used_by_processes()
        left_out = reader.given_up
    return {
        "mutated_calendars": float(CALENDARS),
        "unhandled (at most 0)": float(unhandled),
        "most_cpu_s (at most 2)": most,
        "good_calendars_hurt (at most 0)": float(hurt),
        "processes_ended": float(left_out),
        "without_any_meeting": float(empty),
        "memory_of_a_process_mb (under 250)": memory / 1e6,
        "ordinary_objects_per_s": await ordinary(),
    }


def figures() -> dict[str, float | str]:
    """Return what was measured."""
    return asyncio.run(measured())
