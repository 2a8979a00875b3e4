"""Calendars that went wrong, or were made to do harm: a seeded maker of as many as are asked for."""

import random
from collections.abc import Callable, Iterator
from typing import Final

from tests.support.calendars import a_meeting, calendar, event

Mutation = Callable[[random.Random, str], str]

_ZONE: Final = (
    "BEGIN:VTIMEZONE\r\nTZID:Own\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\n"
    "TZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\n"
    "DTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE"
)
_SEEDS: Final = (
    a_meeting("DTSTART;TZID=Europe/Berlin:20261127T140000", "DTEND;TZID=Europe/Berlin:20261127T150000", "SUMMARY:Plan"),
    a_meeting("DTSTART;TZID=Europe/Berlin:20240105T090000", "DURATION:PT45M", "RRULE:FREQ=WEEKLY;BYDAY=MO,FR",
              "EXDATE;TZID=Europe/Berlin:20261123T090000", "RDATE:20261126T100000Z"),
    a_meeting("DTSTART;VALUE=DATE:20261125", "DTEND;VALUE=DATE:20261129", "TRANSP:TRANSPARENT"),
    calendar(_ZONE,
             event("DTSTART;TZID=Own:20200101T100000", "DURATION:PT1H", "RRULE:FREQ=DAILY;UNTIL=20300101T100000Z"),
             event("RECURRENCE-ID;TZID=Own:20261127T100000", "DTSTART;TZID=Own:20261127T120000", "DURATION:PT2H")),
    calendar("X-WR-TIMEZONE:America/New_York", event("DTSTART:20261127T080000", "DTEND:20261127T090000",
             "ORGANIZER:mailto:a@example.com", "ATTENDEE;PARTSTAT=DECLINED:mailto:bo@example.com")),
)  # fmt: skip
_RULES: Final = (
    "FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=HOURLY;INTERVAL=1", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1",
    "FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2,3;BYSECOND=1,2,3", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31", "FREQ=WEEKLY;BYDAY=9ZZ", "FREQ=MONTHLY;BYDAY=5FR;BYSETPOS=99",
    "FREQ=DAILY;COUNT=999999999999", "FREQ=DAILY;UNTIL=00000000T000000Z", "FREQ=", "FREQ=DAILY,SECONDLY",
    "FREQ=YEARLY;BYEASTER=0", "FREQ=DAILY;BYYEARDAY=400", "FREQ=WEEKLY;WKST=XX", "FREQ=DAILY;COUNT=1;UNTIL=20261201",
)  # fmt: skip
_ZONES: Final = (
    "Nowhere/Atlantis",
    "Europe",
    "",
    "../../../etc/passwd",
    "Own",
    "W. Europe Standard Time",
    "\x00",
    "ü" * 50,
)
_TIMES: Final = (
    "99991231T235959Z", "00010101T000000", "20260230T000000Z", "20261127T250000", "20261127", "yesterday", "",
    "20380119T031408Z", "19000101T000000Z", "20261127T140060Z", "20261127T140000ZZ", "-20261127T140000Z",
)  # fmt: skip
_PERIODS: Final = ("P99999999D", "-P1D", "PT0S", "P", "P1Y", "PT999999999999H")


def _another_rule(chance: random.Random, text: str) -> str:
    return _with_line(text, f"RRULE:{chance.choice(_RULES)}")


def _a_rule_of_the_zone(chance: random.Random, text: str) -> str:
    return text.replace("FREQ=YEARLY", chance.choice(_RULES).removeprefix("RRULE:"))


def _another_zone(chance: random.Random, text: str) -> str:
    return text.replace("Europe/Berlin", chance.choice(_ZONES)).replace("America/New_York", chance.choice(_ZONES))


def _another_time(chance: random.Random, text: str) -> str:
    name = chance.choice(("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE", "DTSTAMP"))
    return _with_line(text, f"{name}:{chance.choice(_TIMES)}")


def _ends_before_it_starts(chance: random.Random, text: str) -> str:
    return _with_line(text, chance.choice(("DTEND:20200101T000000Z", f"DURATION:{chance.choice(_PERIODS)}")))


def _a_megabyte(chance: random.Random, text: str) -> str:
    size = chance.randint(900_000, 1_100_000)
    days = ",".join(f"2026{month:02}{day:02}T100000Z" for month in range(1, 13) for day in range(1, 29))
    return _with_line(text, chance.choice((
        "SUMMARY:" + "x" * size,
        "RDATE:" + (days + ",") * (size // len(days)) + "20261127T100000Z",
        "EXDATE:" + (days + ",") * (size // len(days)) + "20261127T100000Z",
        "\r\n".join(f"ATTENDEE:mailto:a{number}@example.com" for number in range(size // 32)),
        "\r\n".join("RRULE:FREQ=WEEKLY" for _ in range(size // 19)),
        "CATEGORIES:" + "\\," * (size // 2),
        "X-A;" + "X=1;" * (size // 4) + "Y=2:z",
    )))  # fmt: skip


def _a_cycle(chance: random.Random, text: str) -> str:
    depth = chance.choice((2, 50, 5000, 30_000))
    return chance.choice((
        text.replace("TZID:Own", "TZID;TZID=Own:Own").replace("DTSTART:1601", "DTSTART;TZID=Own:1601"),
        _with_line(text, "RELATED-TO:m1@example.com\r\nRECURRENCE-ID:20261127T130000Z"),
        "BEGIN:VCALENDAR\r\n" + "BEGIN:VEVENT\r\n" * depth + "END:VEVENT\r\n" * depth + "END:VCALENDAR\r\n",
        "BEGIN:VCALENDAR\r\n" * depth + text + "END:VCALENDAR\r\n" * depth,
    ))  # fmt: skip


def _shuffled_lines(chance: random.Random, text: str) -> str:
    lines = text.split("\r\n")
    chance.shuffle(lines)
    return "\r\n".join(lines)


def _lost_lines(chance: random.Random, text: str) -> str:
    return "\r\n".join(line for line in text.split("\r\n") if chance.random() > 0.15)


def _flipped_characters(chance: random.Random, text: str) -> str:
    letters = list(text)
    for _ in range(chance.randint(1, 12)):
        letters[chance.randrange(len(letters))] = chance.choice(
            ":;,=\\\r\n\"'\x00ü\ud83d0ZT" + chr(chance.randrange(1, 0xD7FF))
        )
    return "".join(letters)


def _cut_off(chance: random.Random, text: str) -> str:
    return text[: chance.randrange(len(text))]


def _many_instances_moved(chance: random.Random, text: str) -> str:
    moved = "\r\n".join(
        event(f"RECURRENCE-ID:2026{month:02}{day:02}T100000Z", f"DTSTART:2026{month:02}{day:02}T1{hour}0000Z")
        for month in range(1, 13) for day in range(1, 29) for hour in range(chance.randint(1, 9))
    )  # fmt: skip
    return text.replace("END:VCALENDAR", f"{moved}\r\nEND:VCALENDAR", 1)


def _with_line(text: str, line: str) -> str:
    return text.replace("\r\nEND:VEVENT", f"\r\n{line}\r\nEND:VEVENT", 1)


MUTATIONS: Final[tuple[Mutation, ...]] = (
    _another_rule, _a_rule_of_the_zone, _another_zone, _another_time, _ends_before_it_starts, _a_megabyte, _a_cycle,
    _shuffled_lines, _lost_lines, _flipped_characters, _cut_off, _many_instances_moved,
)  # fmt: skip


def mutated(count: int, *, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield so many broken calendars, each with the names of what was done to it."""
    chance = random.Random(seed)
    for number in range(count):
        text = chance.choice(_SEEDS)
        done = [MUTATIONS[number % len(MUTATIONS)], *chance.sample(MUTATIONS, chance.randint(0, 2))]
        for mutation in done:
            text = mutation(chance, text) or text
        yield "+".join(mutation.__name__.strip("_") for mutation in done), text.encode("utf-8", "surrogatepass")
