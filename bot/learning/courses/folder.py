"""Reads a folder of Markdown as a course, and names everything that is wrong with it at once."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from markdown_it import MarkdownIt

from bot.learning.courses.front_matter import FrontMatter, parse
from bot.learning.courses.splitting import split
from bot.learning.courses.values import CourseFolder, LessonPart, NotACourse, Problem

COURSE_FILE: Final = "course.md"
"""The file that names the course itself; its text is the summary. A folder without one is named after itself."""

LARGEST: Final = 1_000_000
"""Bytes of one file."""
MOST_FILES: Final = 500

_KEY = re.compile(r"[^a-z0-9]+")
_HEADING = re.compile(r"^#\s+(.+?)\s*#*\s*$", re.MULTILINE)
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_HTML = re.compile(r"^\s{0,3}</?(?:script|style|iframe|object|embed|form|input|link|meta|base)\b", re.IGNORECASE)


@dataclass(frozen=True)
class _File:
    name: str
    front: FrontMatter

    @property
    def title(self) -> str:
        """Its title: of the front matter, else its first heading, else its name."""
        heading = _HEADING.search(self.front.body)
        stem = self.name.removesuffix(".md").replace("-", " ").replace("_", " ").strip()
        return self.front.title or (heading[1] if heading else stem[:1].upper() + stem[1:])

    @property
    def place(self) -> tuple[int, str]:
        """What lessons are ordered by: the number, then the name."""
        return (self.front.order if self.front.order is not None else 10_000, self.name)


def read_folder(path: Path) -> CourseFolder:
    """Return the course that stands in a folder. Raises `NotACourse` with everything that is wrong with it."""
    if not path.is_dir():
        raise NotACourse((Problem(str(path), 0, "this is no folder."),))
    problems: list[Problem] = []
    files = _files(path, problems)
    lessons = sorted((file for file in files if file.name != COURSE_FILE), key=lambda file: file.place)
    if not lessons and not problems:
        problems.append(
            Problem(path.resolve().name, 0, "there is no lesson in this folder: a lesson is a file named *.md.")
        )
    problems += [*_doubled(lessons), *_bad_links(lessons), *_empty(lessons)]
    if problems:
        raise NotACourse(tuple(sorted(problems, key=lambda each: (each.file, each.line))))
    head = next((file for file in files if file.name == COURSE_FILE), None)
    return CourseFolder(
        key=key_of(path.resolve().name),
        title=head.title if head is not None else _named(path.resolve().name),
        summary=_HEADING.sub("", head.front.body, count=1).strip() if head is not None else "",
        tags=head.front.tags if head is not None else (),
        parts=tuple(part for lesson in lessons for part in _parts(lesson)),
        digest=hashlib.sha256(repr(sorted((f.name, f.front) for f in files)).encode()).hexdigest(),
    )


def key_of(name: str) -> str:
    """Return the key of a course whose folder has this name: small letters, digits and hyphens."""
    return _KEY.sub("-", name.lower()).strip("-") or "course"


def _named(name: str) -> str:
    words = name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:] or "Course"


def _files(path: Path, problems: list[Problem]) -> list[_File]:
    found = []
    # Only what lies in the folder itself counts, and links are not followed: a circle of them has no end.
    names = sorted(p.name for p in path.iterdir() if p.name.endswith(".md") and p.is_file() and not p.is_symlink())
    if len(names) > MOST_FILES:
        problems.append(
            Problem(path.resolve().name, 0, f"there are {len(names)} lessons; a course may have {MOST_FILES}.")
        )
        return []
    for name in names:
        text = _text(path / name, name, problems)
        if text is None:
            continue
        front, wrong = parse(name, text)
        problems += wrong
        problems += [
            Problem(name, front.body_line + at, "HTML like this is not for lessons: write Markdown.")
            for at, line in _outside_code(front.body)
            if _HTML.match(line)
        ]
        found.append(_File(name, front))
    return found


def _outside_code(body: str) -> Iterator[tuple[int, str]]:
    """The lines of a text with their numbers, without those of code: what stands there is shown and does nothing."""
    code = set[int]()
    for token in MarkdownIt("commonmark", {"html": False}).parse(body) if "<" in body else ():
        if token.type in ("fence", "code_block") and token.map is not None:
            code.update(range(*token.map))
    return ((at, line) for at, line in enumerate(body.split("\n")) if at not in code)


def _text(path: Path, name: str, problems: list[Problem]) -> str | None:
    size = path.stat().st_size
    if size > LARGEST:
        problems.append(Problem(name, 0, f"{size / 1e6:.1f} MB is too much: a lesson may have {LARGEST / 1e6:.0f} MB."))
        return None
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        problems.append(Problem(name, line, "this is not UTF-8 text."))
        return None
    return _UNSTORABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _doubled(lessons: list[_File]) -> list[Problem]:
    seen: dict[str, str] = {}
    problems = []
    for lesson in lessons:
        title = lesson.title.casefold()
        if title in seen:
            line = lesson.front.lines.get("title", 1)
            problems.append(Problem(lesson.name, line, f"{seen[title]} has the title “{lesson.title}” already."))
        seen.setdefault(title, lesson.name)
    return problems


def _empty(lessons: list[_File]) -> list[Problem]:
    return [
        Problem(lesson.name, lesson.front.body_line, "there is no text to read.")
        for lesson in lessons
        if not lesson.front.body.strip()
    ]


def _bad_links(lessons: list[_File]) -> list[Problem]:
    """Links that lead nowhere, and lessons each of which is to be read before the other."""
    names = {lesson.name for lesson in lessons}
    before = {lesson.name: [link for link in lesson.front.links if link in names] for lesson in lessons}
    problems = []
    for lesson in lessons:
        line = lesson.front.lines.get("links", 1)
        for link in lesson.front.links:
            if link not in names and not link.startswith(("https://", "http://")):
                problems.append(Problem(lesson.name, line, f"`{link}` is no lesson of this course and no web address."))
        circle = _circle(lesson.name, before)
        if circle and lesson.name == min(circle):
            problems.append(Problem(lesson.name, line, f"links in a circle: {' → '.join([*circle, circle[0]])}."))
    return problems


def _circle(start: str, before: dict[str, list[str]]) -> list[str]:
    """The shortest way from a lesson back to itself; nothing where there is none."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for link in before[way[-1]]:
            if link == start:
                return way
            if link not in seen:
                seen.add(link)
                ways.append([*way, link])
    return []


def _parts(lesson: _File) -> list[LessonPart]:
    stated = lesson.front.minutes * 60 if lesson.front.minutes is not None else None
    pieces = split(_without_title(lesson), seconds=stated)
    stem = lesson.name.removesuffix(".md")
    return [
        LessonPart(
            key=stem if number == 1 else f"{stem}#{number}",
            title=lesson.title if len(pieces) == 1 else f"{lesson.title} ({number} of {len(pieces)})",
            body_markdown=text,
            seconds=seconds,
            tags=lesson.front.tags,
            links=lesson.front.links,
        )
        for number, (text, seconds) in enumerate(pieces, start=1)
    ]


def _without_title(lesson: _File) -> str:
    """The text without the heading that is its title: the title stands over it anyway."""
    body = lesson.front.body.strip("\n")
    first, _, rest = body.partition("\n")
    heading = _HEADING.match(first)
    return rest.strip("\n") if heading and heading[1] == lesson.title and rest.strip() else body
