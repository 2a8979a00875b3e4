"""What a course is before it is kept, and what is wrong with a folder that is none."""

from dataclasses import dataclass

from bot.errors import BotError


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that keeps a folder from being a course, and where. `line` counts from 1; 0: the file as a whole."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        """Return it as editors and people read it: `vpn.md:3: …`."""
        return f"{self.file}:{self.line}: {self.sentence}" if self.line else f"{self.file}: {self.sentence}"


class NotACourse(BotError):
    """A folder that cannot become a course, with every reason at once."""

    code = "not_a_course"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class LessonPart:
    """A lesson, or a part of one too long for a sprint. `key` is its file's name, with `#2` for a second part."""

    key: str
    title: str
    body_markdown: str
    seconds: int
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CourseFolder:
    """A course as its folder has it; `key` is the folder's name, `digest` of all that counts in its files."""

    key: str
    title: str
    summary: str
    tags: tuple[str, ...]
    parts: tuple[LessonPart, ...]
    digest: str
