"""Processes that stand in for the optimiser where it misbehaves: `python -m tests.support.odd_fitters` with `ODD`."""

import json
import os
import sys
import time

from bot.learning.weights import OURS


def main() -> None:
    """Misbehave as the environment says."""
    given = json.load(sys.stdin)
    match os.environ.get("ODD"):
        case "hangs":
            time.sleep(600)
        case "dies":
            os.abort()
        case "nonsense":
            print("Optimizing: 100%")  # noqa: T201
        case "wrong":
            print(json.dumps([1.0, 2.0]))  # noqa: T201
        case _:
            print(json.dumps([len({card for card, _, _ in given}) / 1000, *OURS[1:]]))  # noqa: T201


if __name__ == "__main__":
    main()
