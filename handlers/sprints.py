"""Sprints: each click is one call of a rule, and the sprint's message shows the step that follows."""

from collections.abc import Awaitable, Callable
from functools import partial

from slack_bolt.async_app import AsyncApp

from bot.learning import nudging, sprints
from bot.learning.spacing import Rating
from bot.ports.chat import Message
from bot.slack.blockkit import sprint as shown
from bot.slack.blockkit.ids import Action
from bot.slack.blockkit.refs import NudgeRef, SprintRef
from handlers.clicks import Click, on_click
from handlers.door import Door, Said
from models.sprints import Sprint
from models.uow import UnitOfWork

_GRADES: dict[Action, Rating] = {
    Action.SPRINT_AGAIN: Rating.AGAIN,
    Action.SPRINT_HARD: Rating.HARD,
    Action.SPRINT_GOOD: Rating.GOOD,
    Action.SPRINT_EASY: Rating.EASY,
}
Act = Callable[[UnitOfWork, SprintRef], Awaitable[Sprint]]


def register(app: AsyncApp, door: Door) -> None:
    """Listen to the buttons of a sprint."""
    on_click(app, door, Action.SPRINT_START, _start_from_home)
    on_click(app, door, Action.SPRINT_NEXT, _turn_page, replaces=True)
    on_click(app, door, Action.SPRINT_SHOW, partial(_show, picked=None), replaces=True)
    for number, action in enumerate(shown.PICKS):
        on_click(app, door, action, partial(_show, picked=number), replaces=True)
    for action, rating in _GRADES.items():
        on_click(app, door, action, partial(_grade, rating=rating), replaces=True)


async def start(door: Door, click: Click) -> Message:
    """Begin today's sprint in the place of the nudge."""
    at = door.clock()
    async with door.storage.begin(click.workspace_id) as uow:
        nudge, _ = await nudging.mine(uow, click.user_id, NudgeRef.unpack(click.value).nudge_id, at=at)
        policy = door.learning.in_workspace(await uow.workspaces.get(click.workspace_id))
        sprint = await sprints.begin(uow, click.user_id, nudge=nudge, policy=policy, at=at)
        sprint.channel, sprint.ts = click.channel_id, click.message_ts
        return shown.message(await door.learning_views.sprint(uow, sprint, at=at))


async def start_now(door: Door, said: Said) -> Message:
    """`/thrice learn now`: begin a sprint at once, or go on with the one that was left."""
    return await _begin(door, said.workspace_id, said.user_id)


async def _start_from_home(door: Door, click: Click) -> Message:
    """The sprint's message comes as a direct one: the App Home has no place for it."""
    return await _begin(door, click.workspace_id, click.user_id)


async def _begin(door: Door, workspace_id: int, user_id: str) -> Message:
    at = door.clock()
    async with door.storage.begin(workspace_id) as uow:
        policy = door.learning.in_workspace(await uow.workspaces.get(workspace_id))
        nudge = await nudging.of_today(uow, user_id, at=at)
        sprint = await sprints.begin(uow, user_id, nudge=nudge, policy=policy, at=at)
        return shown.message(await door.learning_views.sprint(uow, sprint, at=at))


async def _turn_page(door: Door, click: Click) -> Message:
    at = door.clock()
    return await _act(
        door, click, lambda uow, ref: sprints.turn_page(uow, click.user_id, ref.sprint_id, ref.position, at=at)
    )


async def _show(door: Door, click: Click, *, picked: int | None) -> Message:
    at = door.clock()
    return await _act(
        door,
        click,
        lambda uow, ref: sprints.show_answer(uow, click.user_id, ref.sprint_id, ref.position, picked=picked, at=at),
    )


async def _grade(door: Door, click: Click, *, rating: Rating) -> Message:
    at = door.clock()

    async def act(uow: UnitOfWork, ref: SprintRef) -> Sprint:
        policy = door.learning.in_workspace(await uow.workspaces.get(click.workspace_id))
        return await sprints.grade(uow, click.user_id, ref.sprint_id, ref.position, rating, policy=policy, at=at)

    return await _act(door, click, act)


async def _act(door: Door, click: Click, act: Act) -> Message:
    """Do what was clicked and return the sprint's message as it stands then; a late click shows where the sprint is."""
    ref = SprintRef.unpack(click.value)
    async with door.storage.begin(click.workspace_id) as uow:
        sprint = await act(uow, ref)
        return shown.message(await door.learning_views.sprint(uow, sprint, at=door.clock()))
