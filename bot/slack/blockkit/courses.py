"""Courses and paths as a member takes, chooses and leaves them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.ports.chat import Message
from bot.slack import mrkdwn
from bot.slack.blockkit import parts
from bot.slack.blockkit.ids import Action
from bot.slack.blockkit.phrases import counted
from bot.slack.blockkit.refs import CourseRef, PathRef, ShelfRef
from bot.slack.limits import clip

PAGE: Final = 20
"""Courses and paths in one message."""
_STEPS: Final = 4
_TITLE: Final = 120


@dataclass(frozen=True)
class CourseView:
    """A course: `done` of its `of` lessons with cards are behind the person; `on`: their paths that hold it."""

    ref: CourseRef
    title: str
    minutes: int
    lessons: int
    done: int
    of: int
    taken: bool
    on: tuple[str, ...] = ()


@dataclass(frozen=True)
class PathView:
    """A path: the titles of its steps, and how many of them are behind the person."""

    ref: PathRef
    name: str
    steps: tuple[str, ...]
    done: int
    is_mine: bool


@dataclass(frozen=True)
class ShelfView:
    """One page of what there is to take. `more`: the next page, if there is one; `learns`: nudges bring it."""

    courses: tuple[CourseView, ...]
    paths: tuple[PathView, ...]
    more: ShelfRef | None = None
    learns: bool = True
    hides_amounts: bool = False


def message(view: ShelfView) -> Message:
    """Return the list of courses and paths."""
    if not view.courses and not view.paths:
        return Message(text="There are no courses yet. Whoever runs Thrice adds them.")
    blocks: list[parts.Block] = []
    if view.paths:
        blocks += [parts.header("Paths"), *(_path(path, view) for path in view.paths)]
    if view.courses:
        blocks += [parts.header("Courses"), *(_course(course, view) for course in view.courses)]
    if view.more is not None:
        blocks.append(parts.actions(parts.button("More", Action.SHELF_MORE, value=view.more.pack())))
    return Message(text=_in_words(view), blocks=(*blocks, *parts.small_print(_what_follows(view))))


def _what_follows(view: ShelfView) -> str:
    if not view.learns:
        return "You get no learning prompts, so nothing of this comes to you yet: `/thrice learn` starts them."
    return "What you take comes into your daily fifteen minutes, paths first. Only you see how far you are."


def _path(path: PathView, view: ShelfView) -> parts.Block:
    shown = [mrkdwn.escape(clip(step, _TITLE)) for step in path.steps[:_STEPS]]
    more = len(path.steps) - len(shown)
    steps = " → ".join([*shown, *([f"and {more} more"] if more > 0 else [])])
    size = counted(len(path.steps), "step")
    if path.is_mine:
        size = _behind(path.done, len(path.steps), "step", view)
    words = f"*{mrkdwn.escape(clip(path.name, _TITLE))}*\n{size}{': ' if steps else ''}{steps}"
    if path.is_mine:
        return parts.section(words, accessory=parts.button("Leave", Action.PATH_LEAVE, value=path.ref.pack()))
    return parts.section(words, accessory=parts.button("Choose", Action.PATH_CHOOSE, value=path.ref.pack()))


def _course(course: CourseView, view: ShelfView) -> parts.Block:
    size = f"{counted(course.lessons, 'lesson')}, about {counted(course.minutes, 'minute')}"
    words = f"*{mrkdwn.escape(clip(course.title, _TITLE))}*\n{size}{_standing(course, view)}"
    if course.taken:
        return parts.section(words, accessory=parts.button("Leave", Action.COURSE_LEAVE, value=course.ref.pack()))
    if course.on:
        return parts.section(words)
    return parts.section(words, accessory=parts.button("Take", Action.COURSE_TAKE, value=course.ref.pack()))


def _standing(course: CourseView, view: ShelfView) -> str:
    if not course.taken and not course.on:
        return ""
    path = f" Part of your path “{mrkdwn.escape(clip(course.on[0], _TITLE))}”." if course.on else ""
    return f"; {_behind(course.done, course.of, 'lesson', view)}.{path}"


def _behind(done: int, of: int, what: str, view: ShelfView) -> str:
    if not of:
        return "nothing to learn of it yet"
    if view.hides_amounts:
        return "all done" if done >= of else "begun" if done else "not begun yet"
    return f"{done} of {counted(of, what)} done"


def _in_words(view: ShelfView) -> str:
    """What screen readers and notifications say."""
    paths: Sequence[str] = [path.name for path in view.paths]
    courses: Sequence[str] = [course.title for course in view.courses]
    said = [
        f"Paths: {', '.join(clip(name, _TITLE) for name in paths)}." if paths else "",
        f"Courses: {', '.join(clip(title, _TITLE) for title in courses)}." if courses else "",
    ]
    return mrkdwn.escape(" ".join(each for each in said if each))
