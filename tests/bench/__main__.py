"""`python -m tests.bench [NAME …]`: runs the benches, each in a fresh process, and prints what they measured.

Figures are to be read and not asserted, because machines differ: the exit status is 0 whatever they are.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psutil
from rich.console import Console
from rich.table import Table

from tests.bench.figure import Figure

HERE: Final = Path(__file__).parent
NOT_BENCHES: Final = ("__init__", "__main__", "figure", "streams")  # streams takes as long as all others
# A bench hands its figures over as JSON; one that only prints is read line by line.
ASK: Final = """
import importlib, json, runpy
bench = importlib.import_module("tests.bench.{name}")
if hasattr(bench, "figures"):
    print(json.dumps(bench.figures()))
else:
    runpy.run_module(bench.__name__, run_name="__main__")
"""
PATIENCE: Final = 1800
"""Seconds that one bench may take."""


def names() -> list[str]:
    """Return the names of all benches."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NOT_BENCHES)


def measured(name: str) -> list[Figure]:
    """Run one bench and return its figures; one that fails has a line that says so."""
    try:
        ran = subprocess.run(
            [sys.executable, "-c", ASK.format(name=name)],
            cwd=HERE.parents[1], capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return [Figure(name, "failed", f"not done within {PATIENCE} s", ok=False)]
    if ran.returncode != 0:
        said = ran.stderr.strip().splitlines()
        return [Figure(name, "failed", said[-1] if said else f"exit status {ran.returncode}", ok=False)]
    return list(_read(name, ran.stdout))


def _read(name: str, printed: str) -> Iterator[Figure]:
    lines = printed.strip().splitlines()
    if lines and lines[-1].startswith("{"):
        yield from (Figure.of(name, key, value) for key, value in json.loads(lines[-1]).items())
        return
    for line in lines:
        if (figure := Figure.printed(name, line)) is not None:
            yield figure


def table(figures: list[Figure]) -> Table:
    """Return what people read."""
    shown = Table("bench", "figure", "", "unit", "target", "ok?")
    shown.columns[2].justify = "right"
    previous = ""
    for figure in figures:
        if previous not in ("", figure.bench):
            shown.add_section()
        ok = {True: "yes", False: "[bold]no[/bold]", None: ""}[figure.ok]
        value = f"{figure.value:,.2f}" if isinstance(figure.value, float) else figure.value
        first = figure.bench if figure.bench != previous else ""
        shown.add_row(first, figure.name, value, figure.unit, figure.target, ok)
        previous = figure.bench
    return shown


def machine() -> str:
    """Return what the figures were measured on, and how busy it was with other things."""
    memory = psutil.virtual_memory().total / 2**30
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}, load {load}"


def main() -> None:
    """Measure what is named, or everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure, and print the figures.")
    parser.add_argument("name", nargs="*", choices=[[], *names()], help=", ".join(names()))
    wanted = parser.parse_args().name or names()
    console, waiting = Console(), Console(stderr=True)
    before = machine()
    figures = []
    for name in wanted:
        with waiting.status(f"Measuring: {name}"):
            figures += measured(name)
    console.print(table(figures))
    console.print(f"Before: {before}. After: {machine()}.", highlight=False)
    result = {name: {f.name: f.value for f in figures if f.bench == name} for name in wanted}
    print(json.dumps({"machine": before, "figures": result}))


if __name__ == "__main__":
    main()
