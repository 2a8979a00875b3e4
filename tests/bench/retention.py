"""Bench: what is recalled months later of what was learned by sprints, and by reading a list, at equal minutes.

`python -m tests.bench.retention` prints the figures; `python -m tests.bench.retention PLOT.svg` draws them as well.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, get_args

from tests.support.retention import AFTER_DAYS, LEARNING_DAYS, Compared, Reading, compared

DECK, PEOPLE = 120, 10
LAST: Final = LEARNING_DAYS + AFTER_DAYS
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 720, 380, 56, 24, 24, 52
SPRINTS, LIST = "#1f6f43", "#8a4b08"


def measured() -> dict[Reading, Compared]:
    """Compare, by each of the three beliefs about what reading does."""
    return {reading: compared(DECK, PEOPLE, reading=reading) for reading in get_args(Reading)}


def figures(found: dict[Reading, Compared] | None = None) -> dict[str, float | str]:
    """Return how many times as much is recalled as by reading, and how much that is."""
    found = found or measured()
    kept = found["kept"]
    told: dict[str, float | str] = {
        "minutes_a_day": kept.minutes_a_day,
        "recalled_after_90_days_ratio (at least 1.5)": kept.ratio(LAST),
        "recalled_by_sprints_%": kept.thrice[LAST] * 100,
        "recalled_by_reading_%": kept.reading[LAST] * 100,
        "on_the_last_day_of_learning_ratio": kept.ratio(LEARNING_DAYS),
    }
    for seconds in (5.0, 10.0, 30.0):
        told[f"a_card_is_read_in_{seconds:.0f}_s_ratio"] = compared(DECK, PEOPLE, card_seconds=seconds).ratio(LAST)
    for reading in ("recalled", "failed"):
        told[f"if_reading_counts_as_{reading}_ratio"] = found[reading].ratio(LAST)
    return told


def plot(found: dict[Reading, Compared]) -> str:
    """Draw recall by day as SVG: both ways, and reading as if it were recalling."""
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-size="13"'
        ' font-family="sans-serif">',
        "<title>Share of 120 cards that is recalled, by day: sprints against reading a list at equal minutes</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        *(_across(percent) for percent in range(0, 101, 20)),
        *(_down(day) for day in range(0, LAST + 1, 30)),
        f'<text x="{(LEFT + WIDTH - RIGHT) // 2}" y="{HEIGHT - 10}" text-anchor="middle">'
        f"days; nothing is learned or read after day {LEARNING_DAYS}</text>",
        _curve(found["recalled"].reading, LIST, 'stroke-dasharray="2 4" stroke-width="1.5"'),
        _curve(found["kept"].reading, LIST, 'stroke-width="2.5"'),
        _curve(found["kept"].thrice, SPRINTS, 'stroke-width="2.5"'),
        *_legend(),
        "</svg>\n",
    ])  # fmt: skip


def _x(day: float) -> float:
    return LEFT + day * (WIDTH - LEFT - RIGHT) / LAST


def _y(share: float) -> float:
    return TOP + (1 - share) * (HEIGHT - TOP - BOTTOM)


def _across(percent: int) -> str:
    y = _y(percent / 100)
    line = f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>'
    return f'{line}<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{percent} %</text>'


def _down(day: int) -> str:
    x, foot = _x(day), HEIGHT - BOTTOM
    colour = "#666" if day == LEARNING_DAYS else "#eee"
    line = f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{foot}" stroke="{colour}"/>'
    return f'{line}<text x="{x:.1f}" y="{foot + 18}" text-anchor="middle">{day}</text>'


def _curve(shares: Sequence[float], colour: str, how: str) -> str:
    points = " ".join(f"{_x(day):.1f},{_y(share):.1f}" for day, share in enumerate(shares))
    return f'<polyline points="{points}" fill="none" stroke="{colour}" {how}/>'


def _legend() -> list[str]:
    told = (
        (SPRINTS, "", "Thrice's sprints"),
        (LIST, "", "reading the list in order"),
        (LIST, ' stroke-dasharray="2 4"', "the same, if reading were recalling"),
    )
    lines = []
    for number, (colour, dashes, text) in enumerate(told):
        y = HEIGHT - BOTTOM - 70 + number * 20
        lines.append(
            f'<line x1="{LEFT + 20}" x2="{LEFT + 50}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="2.5"{dashes}/>'
        )
        lines.append(f'<text x="{LEFT + 58}" y="{y + 4}">{text}</text>')
    return lines


if __name__ == "__main__":
    everything = measured()
    for figure, value in figures(everything).items():
        print(f"{figure:48} {value:10.2f}" if isinstance(value, float) else f"{figure:48} {value}")
    for path in sys.argv[1:]:
        Path(path).write_text(plot(everything), encoding="utf-8")
