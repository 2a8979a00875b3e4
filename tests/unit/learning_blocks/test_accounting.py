"""What came of the team's blocks is told in sum: never where the sum would tell one of two people about the other."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.learning_blocks.accounting import Kept, summed
from models.blocks import Block

WEEK = date(2026, 11, 23)
FRIDAY = datetime(2026, 11, 27, 13, tzinfo=UTC)


def block(user_id: str, state: str, *, is_moved: bool = False) -> Block:
    """Return a block of two hours."""
    return Block(
        user_id=user_id, week=WEEK, starts_at=FRIDAY, ends_at=FRIDAY + timedelta(hours=2), state=state,
        is_moved=is_moved,
    )  # fmt: skip


@pytest.mark.parametrize("people", [0, 1, 2])
def test_of_fewer_than_three_people_no_hours_are_told(people: int) -> None:
    states = ("kept", "skipped", "lost", "unsaid")
    blocks = [block(f"U{n}", state) for n in range(people) for state in states]
    assert summed(WEEK, blocks) == Kept(WEEK, people)
    assert summed(WEEK, blocks).planned == 0


def test_of_three_people_they_are() -> None:
    blocks = [block("U1", "kept"), block("U2", "kept", is_moved=True), block("U3", "lost")]
    assert summed(WEEK, blocks) == Kept(WEEK, 3, kept=2.0, moved=2.0, lost=2.0)


def test_whose_block_is_yet_to_come_or_was_withdrawn_is_none_of_the_three() -> None:
    blocks = [block("U1", "kept"), block("U2", "skipped"), block("U3", "planned"), block("U4", "withdrawn")]
    assert summed(WEEK, blocks) == Kept(WEEK, 2)
