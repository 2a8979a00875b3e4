"""Courses and paths: `/thrice learn courses`, and the buttons that take, choose and leave them."""

from collections.abc import Awaitable, Callable
from functools import partial

from slack_bolt.async_app import AsyncApp

from bot.learning import learners, paths
from bot.learning.courses import shelving
from bot.ports.chat import Message
from bot.slack import shelf_views
from bot.slack.blockkit import courses as shown
from bot.slack.blockkit.ids import Action
from bot.slack.blockkit.refs import CourseRef, PathRef, ShelfRef
from bot.workspaces.audience import reader_of
from handlers import home
from handlers.clicks import Click, on_click
from handlers.door import Door, Said
from models.uow import UnitOfWork

Act = Callable[[Door, UnitOfWork, Click], Awaitable[int]]
"""Does what a button says, and returns the page of the list that it stood on."""


def register(app: AsyncApp, door: Door) -> None:
    """Listen to the buttons."""
    acts: dict[Action, Act] = {
        Action.COURSE_TAKE: _take,
        Action.COURSE_LEAVE: _leave,
        Action.PATH_CHOOSE: _choose,
        Action.PATH_LEAVE: _leave_path,
    }
    for action, act in acts.items():
        on_click(app, door, action, partial(_acted, act=act), replaces=True)
    on_click(app, door, Action.SHELF_MORE, _more, replaces=True)


async def listed(door: Door, said: Said) -> Message:
    """`/thrice learn courses`: what there is to take, and how far one is."""
    async with door.storage.look(said.workspace_id) as uow:
        return await _list(uow, said.user_id, page=0)


async def _more(door: Door, click: Click) -> Message:
    async with door.storage.look(click.workspace_id) as uow:
        return await _list(uow, click.user_id, page=ShelfRef.unpack(click.value).page)


async def _acted(door: Door, click: Click, *, act: Act) -> Message:
    async with door.storage.begin(click.workspace_id) as uow:
        learners.require_may_learn(await uow.members.get(click.user_id))
        page = await act(door, uow, click)
        reply = await _list(uow, click.user_id, page=page)
    await home.show(door, click.workspace_id, click.user_id)
    return reply


async def _take(door: Door, uow: UnitOfWork, click: Click) -> int:
    ref = CourseRef.unpack(click.value)
    await shelving.take_up(uow, click.user_id, ref.key, at=door.clock())
    return ref.page


async def _leave(_door: Door, uow: UnitOfWork, click: Click) -> int:
    ref = CourseRef.unpack(click.value)
    await shelving.leave(uow, click.user_id, ref.key)
    return ref.page


async def _choose(door: Door, uow: UnitOfWork, click: Click) -> int:
    ref = PathRef.unpack(click.value)
    await paths.choose(uow, click.user_id, ref.path_id, at=door.clock())
    return ref.page


async def _leave_path(door: Door, uow: UnitOfWork, click: Click) -> int:
    ref = PathRef.unpack(click.value)
    await paths.leave(uow, click.user_id, ref.path_id, at=door.clock())
    return ref.page


async def _list(uow: UnitOfWork, user_id: str, *, page: int) -> Message:
    learners.require_may_learn(await uow.members.get(user_id))
    await uow.flush()
    learner = await uow.learners.get(user_id)
    learns = learner is not None and learner.left_at is None
    hides = learner is not None and learner.hides_amounts
    reader = await reader_of(uow, user_id)
    return shown.message(await shelf_views.shelf(uow, reader, page=page, learns=learns, hides_amounts=hides))
