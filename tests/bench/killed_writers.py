"""Bench: 150 blocks written into Radicale and into Xandikos by processes that are killed a hundred times each.

`python -m tests.bench killed_writers` prints the figures: a hundred kills while blocks are made, and a hundred more
while they are moved.
"""

import asyncio
import tempfile
from pathlib import Path
from typing import Final

from tests.counterparts.dav_servers import SERVERS
from tests.support.block_writing import BLOCKS, outcome

KILLS: Final = 100


def figures() -> dict[str, float | str]:
    """Return what stood in the calendars in the end."""
    told: dict[str, float | str] = {}
    for server in SERVERS:
        with tempfile.TemporaryDirectory() as folder:
            found = asyncio.run(outcome(server, Path(folder), kills=KILLS, seed=2026))
        told |= {
            f"{server}_kills": float(found.kills),
            f"{server}_present (at least {BLOCKS})": float(found.present),
            f"{server}_doubled (at most 0)": float(found.doubled),
            f"{server}_lost (at most 0)": float(found.lost),
            f"{server}_not_where_they_were_moved (at most 0)": float(found.strange),
        }
    return told
