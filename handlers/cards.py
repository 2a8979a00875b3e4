"""Cards: reporting one from the menu beside it, and what its reviewer does about it."""

from typing import Any, Literal

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.errors import NotFound
from bot.learning.cards import care
from bot.learning.cards.asking import WRONG_BY
from bot.ports.chat import Message
from bot.slack.blockkit import cards as shown
from bot.slack.blockkit.ids import Action, BlockId, Callback
from bot.slack.blockkit.refs import CardCareRef, CardRef
from bot.slack.card_views import care_view
from handlers.clicks import Click, on_click
from handlers.door import Door
from handlers.replies import answered, in_window
from models.cards import Card
from models.uow import UnitOfWork

_FIELDS = {"question": BlockId.CARD_QUESTION, "answer": BlockId.CARD_ANSWER}


def register(app: AsyncApp, door: Door) -> None:
    """Listen to the menu beside a card, to the reviewer's buttons and to the modal."""
    on_click(app, door, Action.CARD_CARE, _care)
    on_click(app, door, Action.CARD_EDIT, _edit)
    on_click(app, door, Action.CARD_KEEP, _keep, replaces=True)
    on_click(app, door, Action.CARD_RETIRE, _retire, replaces=True)
    on_click(app, door, Action.CARD_RESTORE, _restore, replaces=True)

    async def on_edited(body: dict[str, Any], ack: AsyncAck) -> None:
        await _edited(door, body, ack)

    app.view(Callback.CARD_EDIT.value)(on_edited)


async def _care(door: Door, click: Click) -> Message | None:
    ref = CardCareRef.unpack(click.value)
    if ref.act == "edit":
        await _open_modal(door, click, ref.card_id)
        return None
    async with door.storage.begin(click.workspace_id) as uow:
        if ref.act == "retire":
            card = await care.retire(uow, click.user_id, ref.card_id, at=door.clock())
            return await _mended(door, uow, card, "retired")
        card = await care.report(uow, click.user_id, ref.card_id, ref.act, at=door.clock())
        return shown.thanks(resting=card.id in await uow.cards.called_wrong([card.id], WRONG_BY))


async def _edit(door: Door, click: Click) -> None:
    await _open_modal(door, click, CardRef.unpack(click.value).card_id)


async def _keep(door: Door, click: Click) -> Message:
    ref = CardRef.unpack(click.value)
    async with door.storage.begin(click.workspace_id) as uow:
        card = await care.keep(uow, click.user_id, ref.card_id, at=door.clock())
        return await _mended(door, uow, card, "kept")


async def _retire(door: Door, click: Click) -> Message:
    ref = CardRef.unpack(click.value)
    async with door.storage.begin(click.workspace_id) as uow:
        card = await care.retire(uow, click.user_id, ref.card_id, at=door.clock())
        return await _mended(door, uow, card, "retired")


async def _restore(door: Door, click: Click) -> Message:
    ref = CardRef.unpack(click.value)
    async with door.storage.begin(click.workspace_id) as uow:
        card = await care.restore(uow, click.user_id, ref.card_id, at=door.clock())
        return await _mended(door, uow, card, "restored")


async def _mended(door: Door, uow: UnitOfWork, card: Card, outcome: Literal["kept", "retired", "restored"]) -> Message:
    view = await care_view(uow, card, door.views.page_url)
    title = view.title if view is not None else ""
    return shown.mended(shown.MendedView(CardRef(card_id=card.id), title, outcome))


async def _open_modal(door: Door, click: Click, card_id: int) -> None:
    async with door.storage.look(click.workspace_id) as uow:
        card = await care.to_mend(uow, click.user_id, card_id)
        if card.retired_at is not None:
            raise NotFound("This card rests. Restore it before you edit it.")
    modal = shown.edit_modal(CardRef(card_id=card.id), card.question, card.answer, card.sentence)
    await door.chat.open_view(click.workspace_id, click.trigger_id, modal)


async def _edited(door: Door, body: dict[str, Any], ack: AsyncAck) -> None:
    question, answer = shown.read_edit(body["view"]["state"]["values"])
    refused: care.BadWords | None = None

    async def run() -> None:
        nonlocal refused
        ref = CardRef.unpack(body["view"]["private_metadata"])
        workspace_id = await door.workspace_of(body)
        async with door.storage.begin(workspace_id) as uow:
            try:
                await care.edit(uow, str(body["user"]["id"]), ref.card_id, question, answer, at=door.clock())
            except care.BadWords as words:
                refused = words
                raise

    refusal = await answered(run)
    if refusal is None:
        await ack()
        return
    where = _FIELDS[refused.field] if refused is not None else BlockId.CARD_ANSWER
    await ack(response_action="errors", errors={where.value: in_window(refusal)})
