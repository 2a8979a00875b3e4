"""The process in which weights are fitted: answers in by standard input, weights out by standard output, as JSON."""

import json
import os
import sys
from datetime import datetime

from fsrs import Rating, ReviewLog


def main() -> None:
    """Fit weights to what stands in standard input."""
    os.nice(10)
    # Loaded here: it is an optional extra.
    from fsrs import Optimizer

    logs = [
        ReviewLog(card_id=card, rating=Rating(rating), review_datetime=datetime.fromisoformat(at), review_duration=None)
        for card, rating, at in json.load(sys.stdin)
    ]
    sys.stdout.write(json.dumps([float(weight) for weight in Optimizer(logs).compute_optimal_parameters()]))


if __name__ == "__main__":
    main()
