"""Reads the trios and near misses beside this file."""

from pathlib import Path

FOLDER = Path(__file__).parent
Block = tuple[str, str, str]


def blocks(name: str) -> list[Block]:
    """The blocks of three questions in `name`.txt."""
    lines = (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
    found: list[Block] = []
    block: list[str] = []
    for line in [*lines, ""]:
        if line and not line.startswith("#"):
            block.append(line)
        elif not line and block:
            first, second, third = block
            found.append((first, second, third))
            block = []
    return found
