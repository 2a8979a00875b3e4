"""Answers: the four buttons of a private answer."""

from dataclasses import replace

from slack_bolt.async_app import AsyncApp

from bot.knowledge import answering
from bot.ports.chat import Message
from bot.slack.blockkit import answers as shown
from bot.slack.blockkit import learning_home
from bot.slack.blockkit.ids import Action
from bot.slack.blockkit.refs import OfferRef
from handlers.clicks import Click, on_click
from handlers.door import Door


def register(app: AsyncApp, door: Door) -> None:
    """Listen to the buttons; what is said takes the answer's place, since only the asker sees it."""
    on_click(app, door, Action.ANSWER_SOLVED, _solved, replaces=True)
    on_click(app, door, Action.ANSWER_SHARE, _share, replaces=True)
    on_click(app, door, Action.ANSWER_NOT_MINE, _not_mine, replaces=True)
    on_click(app, door, Action.ANSWER_OUTDATED, _outdated, replaces=True)


async def _solved(door: Door, click: Click) -> Message:
    offer_id = OfferRef.unpack(click.value).offer_id
    async with door.storage.begin(click.workspace_id) as uow:
        await answering.solved(uow, click.user_id, offer_id, at=door.clock())
    return await _invited(door, click, await _after(door, click, offer_id))


async def _share(door: Door, click: Click) -> Message:
    offer_id = OfferRef.unpack(click.value).offer_id
    async with door.storage.begin(click.workspace_id) as uow:
        await answering.share(uow, click.user_id, offer_id, at=door.clock())
    return await _after(door, click, offer_id)


async def _not_mine(door: Door, click: Click) -> Message:
    offer_id = OfferRef.unpack(click.value).offer_id
    async with door.storage.begin(click.workspace_id) as uow:
        await answering.not_mine(uow, click.user_id, offer_id, at=door.clock())
    return await _after(door, click, offer_id)


async def _outdated(door: Door, click: Click) -> Message:
    offer_id = OfferRef.unpack(click.value).offer_id
    async with door.storage.begin(click.workspace_id) as uow:
        policy = await door.policy_in(uow)
        await answering.outdated(uow, click.user_id, offer_id, policy=policy, at=door.clock())
    return await _after(door, click, offer_id)


async def _after(door: Door, click: Click, offer_id: int) -> Message:
    async with door.storage.look(click.workspace_id) as uow:
        return shown.after(await door.views.clicked(uow, offer_id))


async def _invited(door: Door, click: Click, answer: Message) -> Message:
    """Add the way to learning to the first answer that helped somebody; whoever has ever joined knows it."""
    async with door.storage.look(click.workspace_id) as uow:
        if await uow.learners.get(click.user_id) is not None or await uow.reviews.solved_for(click.user_id) != 1:
            return answer
    return replace(answer, blocks=(*answer.blocks, *learning_home.invitation_after_an_answer()))
