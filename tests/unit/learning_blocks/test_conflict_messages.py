"""What is said of conflicts: one's own meetings as one's own, and a text to decline with for those of others alone."""

import json
from datetime import UTC, datetime

import pytest

from bot.slack.blockkit.conflict import ConflictView, MeetingView, message
from bot.slack.blockkit.refs import BlockRef

WHEN = "Friday 27 November, 14:00 to 16:00"
OTHER = ("Thursday 15:00", datetime(2026, 11, 26, 14, tzinfo=UTC))
OWN, OF_OTHERS = MeetingView("Dentist", "14:30", is_own=True), MeetingView("Planning", "15:00")


def said(level: str, *meetings: MeetingView) -> str:
    """Everything that is shown of a conflict."""
    view = ConflictView(BlockRef(block_id=1), WHEN, level, meetings, (OTHER,))
    return json.dumps(message(view).blocks)


@pytest.mark.parametrize("level", ["soft", "firm", "hard"])
def test_ones_own_meeting_is_told_as_ones_own_and_nothing_is_said_to_decline_it(level: str) -> None:
    shown = said(level, OWN)
    assert "(your own)" in shown
    assert "Thank you for the invitation" not in shown
    assert "declines" not in shown
    assert ("Move to Thursday 15:00" in shown) is (level != "soft"), "one's own block can be moved all the same"


def test_a_text_to_decline_with_comes_with_hard_protection_alone() -> None:
    for level in ("soft", "firm"):
        assert "Thank you for the invitation" not in said(level, OF_OTHERS)
    assert "Thank you for the invitation" in said("hard", OWN, OF_OTHERS), "of the other's"
    assert "by itself" not in said("hard", OF_OTHERS), "whether the calendar declined is not known of each block"
