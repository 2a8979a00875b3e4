"""The shelf: the courses and paths that a member may take, and how far the member is in each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.workspaces.audience import Reader
from models.courses import LearningPath
from models.repositories.paths import Behind
from models.uow import UnitOfWork


@dataclass(frozen=True)
class CourseStanding:
    """A course that is offered. `done` of its `of` lessons with cards are behind the member; `on`: their paths that
    hold it."""

    key: str
    title: str
    lessons: int
    seconds: int
    done: int
    of: int
    taken: bool
    on: tuple[str, ...]

    @property
    def is_mine(self) -> bool:
        """Whether its lessons come into the member's sprints."""
        return self.taken or bool(self.on)


@dataclass(frozen=True)
class PathStanding:
    """A path. `steps` are the titles of those courses and pages on it that the member may read."""

    path_id: int
    name: str
    steps: tuple[str, ...]
    done: int
    of: int
    is_mine: bool


@dataclass(frozen=True)
class Shelf:
    """What there is to take: the member's own first."""

    courses: tuple[CourseStanding, ...]
    paths: tuple[PathStanding, ...]


@dataclass(frozen=True)
class Own:
    """A path or course of a member's: `done` of its `of` steps, or lessons, are behind them."""

    title: str
    done: int
    of: int
    what: Literal["step", "lesson"]


def own(shelf: Shelf) -> tuple[Own, ...]:
    """Return a member's own paths, then the courses whose lessons come to them, those on their paths too."""
    paths = [Own(each.name, each.done, each.of, "step") for each in shelf.paths if each.is_mine]
    return (*paths, *(Own(each.title, each.done, each.of, "lesson") for each in shelf.courses if each.is_mine))


async def shelf_of(uow: UnitOfWork, reader: Reader) -> Shelf:
    """Return what a member may take and has taken, as things stand."""
    mine = [path.id for path in await uow.paths.of_member(reader.user_id)]
    every = await uow.paths.all()
    lessons: dict[str | int, list[Behind]] = {}
    for each in await uow.paths.lessons_behind(reader.user_id):
        lessons.setdefault(each.of, []).append(each)
    on = {path.id: path.name for path in every if path.id in mine}
    held = {path.id: {item["course"] for item in path.items if "course" in item} for path in every}
    courses = await _courses(uow, reader, lessons, {on[path_id]: held[path_id] for path_id in mine if path_id in on})
    pages = {item["article"] for path in every for item in path.items if "article" in item}
    readable = {each.of: each for each in await uow.paths.articles_behind(reader, pages)} if pages else {}
    titles = {course.key: course.title for course in courses}
    standings = [_standing(path, titles, lessons, readable, is_mine=path.id in mine) for path in every]
    return Shelf(
        courses=tuple(sorted(courses, key=lambda course: not course.is_mine)),
        # A path of which somebody may read nothing is nothing to them.
        paths=tuple(sorted((p for p in standings if p.steps or p.is_mine), key=lambda path: not path.is_mine)),
    )


async def _courses(
    uow: UnitOfWork, reader: Reader, lessons: Mapping[str | int, Sequence[Behind]], paths: Mapping[str, set[str]]
) -> list[CourseStanding]:
    taken = await uow.courses.taken(reader.user_id)
    sizes = await uow.courses.sizes()
    found = []
    for course in await uow.courses.offered():
        behind = lessons.get(course.key, ())
        count, seconds = sizes.get(course.id, (0, 0))
        found.append(
            CourseStanding(
                key=course.key,
                title=course.title,
                lessons=count,
                seconds=seconds,
                done=sum(_is_done([each]) for each in behind),
                of=len(behind),
                taken=course.id in taken,
                on=tuple(name for name, keys in paths.items() if course.key in keys),
            )
        )
    return found


def _standing(
    path: LearningPath,
    titles: Mapping[str, str],
    lessons: Mapping[str | int, Sequence[Behind]],
    readable: Mapping[str | int, Behind],
    *,
    is_mine: bool,
) -> PathStanding:
    steps = [step for item in path.items if (step := _step(item, titles, lessons, readable)) is not None]
    return PathStanding(
        path_id=path.id,
        name=path.name,
        steps=tuple(title for title, _ in steps),
        done=sum(_is_done(behind) for _, behind in steps),
        of=len(steps),
        is_mine=is_mine,
    )


def _step(
    item: Mapping[str, Any],
    titles: Mapping[str, str],
    lessons: Mapping[str | int, Sequence[Behind]],
    readable: Mapping[str | int, Behind],
) -> tuple[str, Sequence[Behind]] | None:
    """A step's title and how far it is; none for a course that was removed, or a page that is not theirs to read."""
    if "course" in item:
        title = titles.get(item["course"])
        return (title, lessons.get(item["course"], ())) if title is not None else None
    page = readable.get(item["article"])
    return (page.title, [page]) if page is not None else None


def _is_done(behind: Sequence[Behind]) -> bool:
    """Whether every card was asked. What has no cards (yet) is not behind anybody."""
    return bool(sum(each.cards for each in behind)) and all(each.asked >= each.cards for each in behind)
