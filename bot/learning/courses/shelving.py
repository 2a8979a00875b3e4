"""Shelving: a course is kept, brought up to date in place, taken up, left, handed back and removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import yaml

from bot.errors import NotFound
from bot.learning import records
from bot.learning.courses.folder import key_of
from bot.learning.courses.values import CourseFolder, LessonPart
from models.courses import Course, CourseMember, Lesson
from models.uow import UnitOfWork


@dataclass(frozen=True)
class Shelved:
    """What bringing a course up to date changed, in lessons."""

    course: Course
    new: int
    changed: int
    removed: int

    @property
    def is_change(self) -> bool:
        """Whether there was anything to change."""
        return bool(self.new or self.changed or self.removed)


async def shelve(uow: UnitOfWork, folder: CourseFolder, *, at: datetime) -> Shelved:
    """Keep a course, or bring the one of its key up to date: what learners remember of unchanged lessons stays."""
    course = await uow.courses.get(folder.key)
    if course is not None and course.removed_at is None and course.digest == folder.digest:
        return Shelved(course, 0, 0, 0)
    if course is None:
        course = Course(key=folder.key, title=folder.title, digest=folder.digest, added_at=at, changed_at=at)
        uow.add(course)
    course.title, course.summary, course.tags = folder.title, folder.summary, list(folder.tags)
    course.digest, course.changed_at, course.removed_at = folder.digest, at, None
    await uow.flush()
    return await _bring_up_to_date(uow, course, folder.parts, at=at)


async def _bring_up_to_date(uow: UnitOfWork, course: Course, parts: Sequence[LessonPart], *, at: datetime) -> Shelved:
    held = {lesson.key: lesson for lesson in await uow.courses.all_lessons(course.id)}
    new = changed = 0
    for position, part in enumerate(parts):
        lesson = held.pop(part.key, None)
        if lesson is None:
            lesson = Lesson(course_id=course.id, key=part.key, version=1)
            uow.add(lesson)
            new += 1
        elif lesson.removed_at is not None or (lesson.title, lesson.body_markdown) != (part.title, part.body_markdown):
            lesson.version += 1
            changed += 1
        lesson.position, lesson.title, lesson.body_markdown = position, part.title, part.body_markdown
        lesson.seconds, lesson.tags, lesson.links, lesson.removed_at = (
            part.seconds,
            list(part.tags),
            list(part.links),
            None,
        )
    gone = [lesson for lesson in held.values() if lesson.removed_at is None]
    for lesson in gone:
        lesson.removed_at = at
    await uow.flush()
    return Shelved(course, new, changed, len(gone))


async def remove(uow: UnitOfWork, name: str, *, at: datetime) -> Course:
    """Offer a course no longer; what was learned of it is kept for when it is added again. Raises `NotFound`."""
    course = await called(uow, name)
    course.removed_at = at
    return course


async def called(uow: UnitOfWork, name: str) -> Course:
    """Return the one course that is offered under a key, from a folder of a name, or by a title. Raises `NotFound`."""
    courses = await uow.courses.offered()
    key = key_of(name) if any(letter.isalnum() for letter in name) else name
    ways = ([c for c in courses if c.key == name], [c for c in courses if c.key == key or c.title == name])
    found = next((some for some in ways if some), [])
    if len(found) != 1:
        raise NotFound(f"There is no course “{name}”." if not found else f"Several courses are called “{name}”.")
    return found[0]


async def offered(uow: UnitOfWork, key: str) -> Course:
    """Return the course of a key that is offered. Raises `NotFound`."""
    course = await uow.courses.get(key)
    if course is None or course.removed_at is not None:
        raise NotFound(f"There is no course “{key}”.")
    return course


async def take_up(uow: UnitOfWork, user_id: str, key: str, *, at: datetime) -> Course:
    """Have a member take a course: its lessons come into their sprints, in order. Raises `NotFound`."""
    await uow.courses.locked(key)
    course = await offered(uow, key)
    if await uow.courses.membership(course.id, user_id) is None:
        uow.add(CourseMember(course_id=course.id, user_id=user_id, at=at))
        await uow.flush()
        await records.course_taken(uow, user_id, course, at=at)
    return course


async def leave(uow: UnitOfWork, user_id: str, key: str) -> Course:
    """Have a member take a course no longer; what they learned of it is kept. Raises `NotFound`."""
    course = await offered(uow, key)
    membership = await uow.courses.membership(course.id, user_id)
    if membership is not None:
        await uow.delete(membership)
    return course


async def as_files(uow: UnitOfWork, key: str) -> dict[str, str]:
    """Return a course's files by name, as `read_folder` reads them. Raises `NotFound`."""
    course = await called(uow, key)
    files = {"course.md": _file({"title": course.title, "tags": course.tags}, course.summary)}
    whole: dict[str, list[Lesson]] = {}
    for lesson in await uow.courses.lessons(course.id):
        whole.setdefault(lesson.key.partition("#")[0], []).append(lesson)
    for number, (stem, parts) in enumerate(whole.items(), start=1):
        first = parts[0]
        head = {
            "title": first.title.rpartition(" (1 of ")[0] if len(parts) > 1 else first.title,
            "order": number * 10,
            "minutes": round(sum(part.seconds for part in parts) / 60, 1),
            "tags": first.tags,
            "links": first.links,
        }
        files[f"{stem}.md"] = _file(head, "\n\n".join(part.body_markdown for part in parts))
    return files


def _file(head: dict[str, object], body: str) -> str:
    known = {name: value for name, value in head.items() if value}
    return f"---\n{yaml.safe_dump(known, allow_unicode=True, sort_keys=False)}---\n\n{body.strip()}\n"
