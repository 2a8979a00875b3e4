"""Words of learning blocks: when a rule and a block are, as people say it."""

from datetime import date, datetime, timedelta

from bot.learning_blocks.schedule import Rule
from bot.slack.blockkit.inputs import DAYS
from bot.slack.learning_views import said_day
from bot.workspaces import countries
from bot.workspaces.local_time import DAY, clock_time, zone_of
from bot.workspaces.working_times import WorkingTimes
from models.blocks import Block


def said_rule(rule: Rule) -> str:
    """Return a rule as people say it: `every Friday, 14:00 to 16:00`."""
    often = "every" if rule.every == 1 else "every second"
    ends = rule.minute + rule.minutes
    following = f"{DAYS[(rule.weekday + 1) % 7]} " if ends > DAY else ""
    return f"{often} {DAYS[rule.weekday]}, {clock_time(rule.minute)} to {following}{clock_time(ends % DAY)}"


def said_block(block: Block, zone: str) -> str:
    """Return when a block is, as its owner says it: `Friday 27 November, 14:00 to 16:00`."""
    return said_span(block.starts_at, block.ends_at, zone)


def said_span(starts: datetime, ends: datetime, zone: str) -> str:
    """Return from when to when something is, as somebody in a zone says it."""
    begin = starts.astimezone(zone_of(zone))
    return f"{said_day(begin.date())}, {begin:%H:%M} to {said_end(starts, ends, zone)}"


def said_end(starts: datetime, ends: datetime, zone: str) -> str:
    """Return until when something is: `16:00`, and with its day where that is another: `Saturday 01:30`."""
    begin, end = starts.astimezone(zone_of(zone)), ends.astimezone(zone_of(zone))
    last = (ends - timedelta(microseconds=1)).astimezone(zone_of(zone))
    if last.date() <= begin.date():
        return f"{end:%H:%M}"
    # A week later the name of the day alone would mean the day on which it begins.
    day = f"{end:%A}" if (end.date() - begin.date()).days < 7 else said_day(end.date())
    return f"{day} {end:%H:%M}"


def said_shift(times: WorkingTimes, free: date | None) -> str:
    """Return why a block is not on its day: `, since Friday is a day off for you`; nothing where it is on its day."""
    if free is None:
        return ""
    if free.weekday() not in times.days:
        return f", since {free:%A} is a day off for you"
    name = countries.holiday_name(times.country, free)
    return f", since {said_day(free)} is a public holiday{f' ({name})' if name else ''}"


def said_short(at: datetime, zone: str) -> str:
    """Return when something begins in this week, as its owner says it: `Friday 14:00`."""
    there = at.astimezone(zone_of(zone))
    return f"{there:%A} {there:%H:%M}"
