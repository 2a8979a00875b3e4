"""Questions that any workplace has: how near they come tells how unremarkable a likeness is."""

from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).with_name("neutral_questions.txt")


@lru_cache(maxsize=1)
def neutral_questions() -> tuple[str, ...]:
    """About two hundred short questions of office and engineering life, written for this purpose."""
    return tuple(line for line in _FILE.read_text("utf-8").splitlines() if line)
