"""Learning: `/thrice learn` in all its forms, and the modal in which times are changed."""

from datetime import date
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.errors import BotError
from bot.learning import learners
from bot.learning.cards.catching_up import catch_up
from bot.learning.learners import Wanted
from bot.learning.policy import LearningPolicy
from bot.learning_blocks import weeks
from bot.ports.chat import Message
from bot.slack.blockkit import help as helping
from bot.slack.blockkit import learner as shown
from bot.slack.blockkit.ids import Action, BlockId, Callback
from bot.slack.learning_views import learner_view
from bot.workspaces.local_time import BadTimes, parsed_time
from handlers import budgets, courses, home, sprints
from handlers.clicks import Click, on_click
from handlers.door import Door, Said
from handlers.replies import answered, in_window
from models.uow import UnitOfWork

FIELDS = {
    "minute": BlockId.NUDGE_TIME,
    "hours": BlockId.DAY_ENDS,
    "days": BlockId.WORKING_DAYS,
    "country": BlockId.COUNTRY,
    "pause": BlockId.PAUSE,
}
"""Where in the modal the sentence stands that says what is wrong."""


def register(app: AsyncApp, door: Door) -> None:
    """Listen to the two buttons and the modal."""
    on_click(app, door, Action.LEARNER_JOIN, _join_by_click)
    on_click(app, door, Action.LEARNER_CHANGE, _open)
    on_click(app, door, Action.LEARNER_LEAVE, _leave, replaces=True)

    async def on_saved(body: dict[str, Any], ack: AsyncAck) -> None:
        await _saved(door, body, ack)

    app.view(Callback.LEARNER_SAVE.value)(on_saved)


async def learn(door: Door, said: Said) -> Message | None:
    """`/thrice learn`, and `learn` with a word after it: what the help of `learn` lists."""
    words = said.words.lower().split()
    match words:
        case []:
            return await _join(door, said)
        case ["now"]:
            return await sprints.start_now(door, said)
        case ["courses" | "course" | "paths"]:
            return await courses.listed(door, said)
        case ["spent" | "spend", *_]:
            return await budgets.spent(door, said, said.words.partition(" ")[2])
        case ["budget" | "budgets"]:
            return await budgets.account(door, said)
        case ["resume"]:
            return await _resume(door, said)
        case ["leave" | "stop"]:
            return await _leave_by(door, said.workspace_id, said.user_id)
        case ["pause", "until", day] | ["pause", day]:
            return await _pause(door, said, day)
    return helping.of("learn")


async def policy_in(door: Door, uow: UnitOfWork) -> LearningPolicy:
    """Return the policy of learning of the workspace that `uow` was begun for."""
    return door.learning.in_workspace(await uow.workspaces.get(uow.workspace_id))


async def view_of(door: Door, uow: UnitOfWork, user_id: str) -> shown.LearnerView | None:
    """Return a person's times; none for somebody who does not learn."""
    learner = await uow.learners.get(user_id)
    if learner is None or learner.left_at is not None:
        return None
    return learner_view(learner, await policy_in(door, uow))


async def _join(door: Door, said: Said) -> Message:
    return await _join_as(door, said.workspace_id, said.user_id)


async def _join_by_click(door: Door, click: Click) -> Message:
    reply = await _join_as(door, click.workspace_id, click.user_id)
    await home.show(door, click.workspace_id, click.user_id)
    return reply


async def _join_as(door: Door, workspace_id: int, user_id: str) -> Message:
    async with door.storage.begin(workspace_id) as uow:
        policy = await policy_in(door, uow)
        before = await uow.learners.get(user_id)
        new = before is None or before.left_at is not None
        learner = await learners.join(uow, user_id, policy=policy, at=door.clock())
        # Whoever is the first to join may start at once, and not when the clock looks at cards the next time.
        await catch_up(uow, at=door.clock())
        return shown.joined(learner_view(learner, policy), new=new)


async def _resume(door: Door, said: Said) -> Message:
    async with door.storage.begin(said.workspace_id) as uow:
        learner = await learners.resume(uow, said.user_id, at=door.clock())
        policy = await policy_in(door, uow)
        return shown.joined(learner_view(learner, policy), new=False)


async def _pause(door: Door, said: Said, day: str) -> Message:
    try:
        until = date.fromisoformat(day)
    except ValueError:
        raise BadTimes("pause", "Write the day as `/thrice learn pause until 2026-12-24`.") from None
    async with door.storage.begin(said.workspace_id) as uow:
        learner = await learners.pause(uow, said.user_id, until, at=door.clock())
        policy = await policy_in(door, uow)
        return shown.joined(learner_view(learner, policy), new=False)


async def _leave(door: Door, click: Click) -> Message:
    reply = await _leave_by(door, click.workspace_id, click.user_id)
    await home.show(door, click.workspace_id, click.user_id)
    return reply


async def _leave_by(door: Door, workspace_id: int, user_id: str) -> Message:
    async with door.storage.begin(workspace_id) as uow:
        await learners.leave(uow, user_id, at=door.clock())
    return shown.left()


async def _open(door: Door, click: Click) -> None:
    async with door.storage.look(click.workspace_id) as uow:
        learner = await learners.active(uow, click.user_id)
        view = learner_view(learner, await policy_in(door, uow))
    await door.chat.open_view(click.workspace_id, click.trigger_id, shown.modal(view))


async def _saved(door: Door, body: dict[str, Any], ack: AsyncAck) -> None:
    where = BlockId.NUDGE_TIME
    now: shown.LearnerView | None = None

    async def run() -> None:
        nonlocal where, now
        try:
            workspace_id = await door.workspace_of(body)
            user_id = str(body["user"]["id"])
            async with door.storage.begin(workspace_id) as uow:
                now = await change(door, uow, user_id, shown.read(body["view"]["state"]["values"]))
            await home.show(door, workspace_id, user_id)
        except BadTimes as refused:
            where = FIELDS[refused.field]
            raise

    refusal = await answered(run)
    await (ack() if refusal is None else ack(response_action="errors", errors={where.value: in_window(refusal)}))
    if refusal is None and now is not None:
        await tell_when(door, body, now)


async def tell_when(door: Door, body: dict[str, Any], now: shown.LearnerView) -> None:
    """Say when the next nudge comes, once the window is closed in which times were changed."""

    async def run() -> None:
        workspace_id = await door.workspace_of(body)
        key = f"times:{body['view']['id']}"
        await door.chat.direct(workspace_id, str(body["user"]["id"]), shown.saved(now), key=key)

    # The times are saved; where nothing can be said there is nobody left to tell, and the log knows why.
    await answered(run)


async def change(door: Door, uow: UnitOfWork, user_id: str, chosen: shown.Chosen) -> shown.LearnerView:
    """Change a learner's times to what was chosen, and return how they are. Raises a refusal, and changes nothing."""
    at = door.clock()
    wanted = Wanted(
        minute=parsed_time(chosen.time) if chosen.time else None,
        begins=parsed_time(chosen.begins) if chosen.begins else None,
        ends=parsed_time(chosen.ends) if chosen.ends else None,
        days=chosen.days,
        country=chosen.country,
        every=_known(chosen.every, shown.RATES),
        new_per_day=_known(chosen.new_per_day, range(shown.MOST_NEW + 1)),
        hides_amounts=chosen.hides_amounts,
    )
    learner = await learners.change(uow, user_id, wanted, at=at)
    paused = learner.paused_until.isoformat() if learner.paused_until is not None else ""
    if chosen.pause and chosen.pause != paused:
        await learners.pause(uow, user_id, date.fromisoformat(chosen.pause), at=at)
    elif chosen.pause == "" and paused:
        await learners.unpause(uow, user_id, at=at)
    block_member = await uow.blocks.member(user_id)
    if block_member is not None and block_member.left_at is None:
        # Who chose no working days for the blocks has them on those of learning.
        await weeks.plan(uow, block_member, policy=door.blocks, at=at)
    return learner_view(learner, await policy_in(door, uow))


def _known(number: int | None, choices: object) -> int | None:
    if number is not None and number not in choices:  # type: ignore[operator]
        raise BotError("I do not know this choice. It may come from an older version of me.")
    return number
