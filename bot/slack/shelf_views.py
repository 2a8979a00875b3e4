"""Views of courses and paths: loads what a member may take, and how far the member is in it."""

from bot.learning.pace import minutes
from bot.learning.shelf import CourseStanding, PathStanding, shelf_of
from bot.slack.blockkit.courses import PAGE, CourseView, PathView, ShelfView
from bot.slack.blockkit.refs import CourseRef, PathRef, ShelfRef
from bot.workspaces.audience import Reader
from models.uow import UnitOfWork


async def shelf(
    uow: UnitOfWork, reader: Reader, *, page: int = 0, learns: bool, hides_amounts: bool = False
) -> ShelfView:
    """Return a page of what a member may take; a page that is not there (any more) is the last one."""
    held = await shelf_of(uow, reader)
    every: list[CourseStanding | PathStanding] = [*held.paths, *held.courses]
    page = min(page, max(0, (len(every) - 1) // PAGE))
    shown = every[page * PAGE : (page + 1) * PAGE]
    return ShelfView(
        courses=tuple(_course(each, page) for each in shown if isinstance(each, CourseStanding)),
        paths=tuple(_path(each, page) for each in shown if isinstance(each, PathStanding)),
        more=ShelfRef(page=page + 1) if len(every) > (page + 1) * PAGE else None,
        learns=learns,
        hides_amounts=hides_amounts,
    )


def _course(course: CourseStanding, page: int) -> CourseView:
    return CourseView(
        ref=CourseRef(key=course.key, page=page),
        title=course.title,
        minutes=minutes(course.seconds),
        lessons=course.lessons,
        done=course.done,
        of=course.of,
        taken=course.taken,
        on=course.on,
    )


def _path(path: PathStanding, page: int) -> PathView:
    return PathView(PathRef(path_id=path.path_id, page=page), path.name, path.steps, path.done, path.is_mine)
