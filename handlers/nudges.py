"""Nudges: the three buttons of the daily prompt, and the answer whether something was used."""

from functools import partial

from slack_bolt.async_app import AsyncApp

from bot.learning import applying, nudging
from bot.learning.learners import times_of
from bot.learning.nudging import Snooze
from bot.ports.chat import Message
from bot.slack.blockkit import nudge as shown
from bot.slack.blockkit.ids import Action
from bot.slack.blockkit.refs import ApplicationRef, NudgeRef
from bot.slack.learning_views import said_time
from bot.workspaces.local_time import zone_of
from handlers import sprints
from handlers.clicks import Click, on_click
from handlers.door import Door

_SNOOZES: dict[Action, Snooze] = {
    Action.NUDGE_SNOOZE_HOUR: "hour",
    Action.NUDGE_SNOOZE_AFTERNOON: "afternoon",
    Action.NUDGE_SNOOZE_TOMORROW: "tomorrow",
}
_OUTCOMES: dict[Action, applying.Outcome] = {
    Action.APPLICATION_USED: "used",
    Action.APPLICATION_NOT_YET: "not_yet",
    Action.APPLICATION_NO_CHANCE: "no_chance",
}


def register(app: AsyncApp, door: Door) -> None:
    """Listen to the buttons."""
    on_click(app, door, Action.NUDGE_START, sprints.start, replaces=True)
    on_click(app, door, Action.NUDGE_SNOOZE, _ask_until_when, replaces=True)
    on_click(app, door, Action.NUDGE_SKIP, _skip, replaces=True)
    for action, choice in _SNOOZES.items():
        on_click(app, door, action, partial(_snooze, choice=choice), replaces=True)
    for action, outcome in _OUTCOMES.items():
        on_click(app, door, action, partial(_used, outcome=outcome))


async def _ask_until_when(door: Door, click: Click) -> Message:
    ref, at = NudgeRef.unpack(click.value), door.clock()
    async with door.storage.begin(click.workspace_id) as uow:
        nudge, learner = await nudging.mine(uow, click.user_id, ref.nudge_id, at=at)
        return shown.snooze_choices(ref, nudging.choices(times_of(learner), nudge, at=at))


async def _snooze(door: Door, click: Click, *, choice: Snooze) -> Message:
    ref = NudgeRef.unpack(click.value)
    async with door.storage.begin(click.workspace_id) as uow:
        until = await nudging.snooze(uow, click.user_id, ref.nudge_id, choice, at=door.clock())
        learner = await uow.learners.get(click.user_id)
    there = until.astimezone(zone_of(learner.tz)) if until is not None and learner is not None else None
    following = said_time(learner, learner.next_nudge_at) if learner is not None else None
    return shown.snoozed(ref, f"{there:%H:%M}" if there is not None else None, following)


async def _skip(door: Door, click: Click) -> Message:
    async with door.storage.begin(click.workspace_id) as uow:
        await nudging.skip(uow, click.user_id, NudgeRef.unpack(click.value).nudge_id, at=door.clock())
    return shown.skipped()


async def _used(door: Door, click: Click, *, outcome: applying.Outcome) -> Message:
    application_id = ApplicationRef.unpack(click.value).application_id
    async with door.storage.begin(click.workspace_id) as uow:
        await applying.answer(uow, click.user_id, application_id, outcome, at=door.clock())
    return shown.thanks_for_telling(outcome)
