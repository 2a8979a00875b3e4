"""Slack's markup as readable text."""

import pytest

from bot.knowledge.drafting.slack_text import readable, with_names


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("Ask <!subteam^S012|@oncall> for it", "Ask @oncall for it"),
        ("Ask <!subteam^S012> for it", "Ask  for it"),
        ("<!channel> <!here|@here> it is on <!date^1392734382^{date}|18 February>", "it is on 18 February"),
    ],
)
def test_the_name_of_a_group_stays_as_words_and_calls_to_a_crowd_go(raw: str, plain: str) -> None:
    assert readable(raw) == plain


def test_nobody_is_called_a_former_member_who_is_only_unknown() -> None:
    assert with_names(readable("Ask <@UHAL> or <@U0NOBODY>"), {"UHAL": "Hal"}) == "Ask Hal or someone"
