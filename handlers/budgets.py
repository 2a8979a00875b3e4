"""Learning budgets: `/thrice learn spent` and `/thrice learn budget`, and the window in which curators give them."""

from decimal import Decimal
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.learning import amounts, budgets
from bot.learning.budgets import Given
from bot.learning.quarters import Quarter
from bot.ports.chat import Message
from bot.slack import budget_views, entities
from bot.slack.blockkit import budgets as shown
from bot.slack.blockkit.ids import Action, BlockId, Callback
from bot.slack.blockkit.refs import AccountRef, BudgetRef, SpendingRef, UnknownButton
from handlers import home
from handlers.clicks import Click, on_click
from handlers.door import Door, Said
from handlers.replies import answered, in_window


def register(app: AsyncApp, door: Door) -> None:
    """Listen to the buttons and the window."""
    on_click(app, door, Action.SPENDING_TAKE_BACK, _take_back, replaces=True)
    on_click(app, door, Action.BUDGET_MORE, _more, replaces=True)
    on_click(app, door, Action.BUDGET_OPEN, _open)

    async def on_saved(body: dict[str, Any], ack: AsyncAck) -> None:
        await _saved(door, body, ack)

    app.view(Callback.BUDGET_SAVE.value)(on_saved)


async def spent(door: Door, said: Said, words: str) -> Message:
    """`/thrice learn spent 2h Kubernetes course`: book it, if so much is left."""
    amount, what = amounts.spent(entities.plain(words, {}))
    async with door.storage.begin(said.workspace_id) as uow:
        spending = await budgets.spend(uow, said.user_id, amount, what, at=door.clock())
        reply = shown.booked(await budget_views.booked(uow, spending, at=door.clock()))
    await home.show(door, said.workspace_id, said.user_id)
    return reply


async def account(door: Door, said: Said) -> Message:
    """`/thrice learn budget`: what one has, what was booked, and what is left."""
    async with door.storage.look(said.workspace_id) as uow:
        return shown.account(await budget_views.account(uow, said.user_id, at=door.clock()))


async def _more(door: Door, click: Click) -> Message:
    page = AccountRef.unpack(click.value).page
    async with door.storage.look(click.workspace_id) as uow:
        return shown.account(await budget_views.account(uow, click.user_id, page=page, at=door.clock()))


async def _take_back(door: Door, click: Click) -> Message:
    ref, at = SpendingRef.unpack(click.value), door.clock()
    async with door.storage.begin(click.workspace_id) as uow:
        spending = await budgets.take_back(uow, click.user_id, ref.spending_id)
        if ref.page is None:
            reply = shown.taken_back(await budget_views.booked(uow, spending, at=at))
        else:
            reply = shown.account(await budget_views.account(uow, click.user_id, page=ref.page, at=at))
    await home.show(door, click.workspace_id, click.user_id)
    return reply


async def _open(door: Door, click: Click) -> None:
    async with door.storage.look(click.workspace_id) as uow:
        member = await uow.members.get(click.user_id)
        budgets.require_curator(member)
        quarter = budgets.quarter_for(member, door.clock())
        this, following = await budget_views.given(uow, quarter), await budget_views.given(uow, quarter.next)
    modal = shown.modal(BudgetRef(quarter=quarter.name), this, following)
    await door.chat.open_view(click.workspace_id, click.trigger_id, modal)


async def _saved(door: Door, body: dict[str, Any], ack: AsyncAck) -> None:
    where = BlockId.BUDGET_HOURS
    reply: Message | None = None

    async def run() -> None:
        nonlocal where, reply
        ref = BudgetRef.unpack(body["view"]["private_metadata"])
        written = shown.read(body["view"]["state"]["values"])
        minutes: dict[BlockId, Decimal] = {}
        money: dict[BlockId, tuple[Decimal, str]] = {}
        for where, words in written.items():
            if words and where in (BlockId.BUDGET_HOURS, BlockId.NEXT_HOURS):
                minutes[where] = amounts.hours(words)
            elif words:
                money[where] = amounts.money(words)
        where = BlockId.BUDGET_HOURS
        reply = await _give(door, body, _wanted(ref, minutes, money))

    refusal = await answered(run)
    if refusal is not None:
        await ack(response_action="errors", errors={where.value: in_window(refusal)})
        return
    await ack()
    if reply is not None:
        await _tell(door, body, reply)


def _wanted(
    ref: BudgetRef, minutes: dict[BlockId, Decimal], money: dict[BlockId, tuple[Decimal, str]]
) -> tuple[Given, Given]:
    quarter = Quarter.named(ref.quarter)
    if quarter is None:
        raise UnknownButton
    return (
        Given(quarter, minutes.get(BlockId.BUDGET_HOURS), money.get(BlockId.BUDGET_MONEY)),
        Given(quarter.next, minutes.get(BlockId.NEXT_HOURS), money.get(BlockId.NEXT_MONEY)),
    )


async def _give(door: Door, body: dict[str, Any], wanted: tuple[Given, Given]) -> Message:
    workspace_id, user_id = await door.workspace_of(body), str(body["user"]["id"])
    async with door.storage.begin(workspace_id) as uow:
        await budgets.give(uow, user_id, wanted, at=door.clock())
    await home.show(door, workspace_id, user_id)
    return shown.given(tuple(budget_views.given_view(each) for each in wanted))


async def _tell(door: Door, body: dict[str, Any], reply: Message) -> None:
    async def run() -> None:
        workspace_id = await door.workspace_of(body)
        await door.chat.direct(workspace_id, str(body["user"]["id"]), reply, key=f"budget:{body['view']['id']}")

    # It is saved; where nothing can be said there is nobody left to tell, and the log knows why.
    await answered(run)
