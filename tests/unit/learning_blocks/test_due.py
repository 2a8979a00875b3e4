"""What a step of a block asks for when it has come, and when it has come too late for it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.learning_blocks.due import job_of
from bot.learning_blocks.jobs import EndBlock, LookForConflicts, RemindOfBlock
from models.repositories.blocks_due import DueBlock

STARTS = datetime(2026, 11, 27, 13, 0, tzinfo=UTC)


def block(step: str) -> DueBlock:
    return DueBlock(7, 1, "U1", step, 2, STARTS, STARTS + timedelta(hours=2))


@pytest.mark.parametrize(
    ("step", "before", "expected"),
    [
        ("week", timedelta(days=7), LookForConflicts),
        ("day", timedelta(hours=26), LookForConflicts),
        ("day", timedelta(minutes=11), LookForConflicts),
        ("day", timedelta(minutes=10), None),  # the reminder comes in the same minute
        ("week", timedelta(0), None),
        ("remind", timedelta(minutes=10), RemindOfBlock),
        ("remind", -timedelta(minutes=14), RemindOfBlock),
        ("remind", -timedelta(minutes=15), None),
        ("end", -timedelta(days=3), EndBlock),
    ],
)
def test_a_step_is_taken_while_it_means_something(step: str, before: timedelta, expected: type | None) -> None:
    job = job_of(block(step), STARTS - before)
    assert (type(job) if job is not None else None) is expected
