"""How well new weights of FSRS are told from chance, and what the optimiser finds, on learners whose memory is known.

`python -m tests.bench.weights`; with the optional extra installed it fits too, which takes a minute.
"""

import asyncio

from bot.learning.fitting import Fitter, is_installed
from bot.learning.judging import counted, judge, split
from bot.learning.weights import OURS
from tests.support.simulated_learners import FORGETFUL, histories

CARDS = 600
TEAMS = 60


def main() -> None:
    """Print the figures of docs/learning-science.md."""
    learned = histories(CARDS, truth=FORGETFUL)
    parts = split(learned)
    assert parts is not None
    true = judge(learned, parts.since, now=None, new=FORGETFUL)
    fitted = sum(len(counted(history)) for history in parts.fitted)
    print(f"a team that forgets sooner: {fitted} answers to fit to, {true.answers} to judge by")
    print(f"  log loss of FSRS's weights {true.before:.4f}, of the true ones {true.after:.4f}")
    if is_installed():
        found = judge(learned, parts.since, now=None, new=asyncio.run(Fitter().fit(parts.fitted)))
        print(f"  of those that the optimiser found {found.after:.4f}, {'kept' if found.keep else 'not kept'}")
    print(f"teams as FSRS says: weights a tenth off are kept in {_by_chance()} of {2 * TEAMS} cases")


def _by_chance() -> int:
    kept = 0
    for seed in range(TEAMS):
        learned = histories(200, truth=OURS, seed=100 + seed)
        parts = split(learned)
        assert parts is not None
        for off in (0.9, 1.1):
            weights = tuple(weight * off if n in (1, 2, 3, 8) else weight for n, weight in enumerate(OURS))
            kept += judge(learned, parts.since, now=None, new=weights).keep
    return kept


if __name__ == "__main__":
    main()
