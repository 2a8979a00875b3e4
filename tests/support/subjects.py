"""Things that people at work ask for, each far from the others, with the answer that somebody gives."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).parents[1] / "scenarios_data" / "subjects.txt"
_GREETINGS: Final = ("", "Hi everybody! ", "Good morning. ", "Hello there! ")


@dataclass(frozen=True)
class Subject:
    """A question and what is replied to it."""

    question: str
    answer: str

    def asked(self, times: int) -> str:
        """Return the question as the first, second, third, … person puts it: another greeting, the same words."""
        return f"{_GREETINGS[(times - 1) % len(_GREETINGS)]}{self.question}"


@lru_cache(maxsize=1)
def subjects() -> tuple[Subject, ...]:
    """Return the forty of them."""
    lines = [line for line in FILE.read_text("utf-8").splitlines() if not line.startswith("#")]
    return tuple(Subject(*pair.splitlines()) for pair in "\n".join(lines).strip().split("\n\n"))
