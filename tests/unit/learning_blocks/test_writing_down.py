"""What was learned in a block is written down once; what no channel has been told yet can be told again."""

import pytest

from bot.learning_blocks import accounting
from bot.learning_blocks.accounting import WrittenAlready
from models.blocks import Block


def written(channel: str | None, ts: str | None = None) -> Block:
    """A block whose owner has written a line."""
    block = Block(state="unsaid")
    accounting.write_down(block, "first", channel)
    block.ts = ts
    return block


@pytest.mark.parametrize(("channel", "ts"), [(None, None), ("C1", "1.0"), ("C1", None)])
def test_another_line_or_channel_changes_nothing(channel: str | None, ts: str | None) -> None:
    block = written(channel, ts)
    for line, elsewhere in (("second", channel), ("first", "C2")):
        with pytest.raises(WrittenAlready, match="already: “first”"):
            accounting.write_down(block, line, elsewhere)
    assert (block.state, block.learned, block.channel) == ("kept", "first", channel)


def test_the_same_again_is_done_again_only_where_the_channel_was_not_told() -> None:
    accounting.write_down(written("C1"), "first", "C1")
    for done in (written("C1", "1.0"), written(None)):
        with pytest.raises(WrittenAlready):
            accounting.write_down(done, "first", done.channel)


def test_what_a_channel_refused_can_be_written_anew_and_what_it_was_told_cannot() -> None:
    refused, told = written("C1"), written("C1", "1.0")
    for block in (refused, told):
        accounting.not_told(block)
    accounting.write_down(refused, "first", "C2")
    assert (refused.learned, refused.channel) == ("first", "C2")
    assert (told.learned, told.channel) == ("first", "C1")
