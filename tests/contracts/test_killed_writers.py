"""Blocks are there exactly once, however often the process that writes them is killed."""

from pathlib import Path

import pytest

from tests.counterparts.dav_servers import SERVERS
from tests.support.block_writing import outcome

BLOCKS, KILLS = 45, 15
"""Of each kind; `python -m tests.bench killed_writers` writes 150 and kills a hundred times."""


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("server", SERVERS)
async def test_killed_while_writing_none_is_lost_and_none_doubled(server: str, tmp_path: Path) -> None:
    found = await outcome(server, tmp_path, kills=KILLS, seed=7, blocks=BLOCKS)
    assert found.kills == 2 * KILLS
    assert (found.present, found.doubled, found.lost, found.strange) == (BLOCKS, 0, 0, 0)
