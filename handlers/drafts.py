"""Drafts: the review card's buttons and its edit modal."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.knowledge import publishing, review
from bot.knowledge.citations import lengthened
from bot.slack.blockkit import editing
from bot.slack.blockkit.ids import Action, BlockId, Callback
from bot.slack.blockkit.refs import DraftRef
from handlers.clicks import Click, on_click
from handlers.door import Door
from handlers.replies import answered, in_window


def register(app: AsyncApp, door: Door) -> None:
    """Listen to the card's buttons and the modal."""
    on_click(app, door, Action.DRAFT_PUBLISH, _publish)
    on_click(app, door, Action.DRAFT_EDIT, _edit)
    on_click(app, door, Action.ARTICLE_EDIT, _edit)
    on_click(app, door, Action.DRAFT_NOT_THE_SAME, _not_the_same)
    on_click(app, door, Action.DRAFT_DISMISS, _dismiss)
    on_click(app, door, Action.ARTICLE_CONFIRM, _still_right)
    on_click(app, door, Action.ARTICLE_RETIRE, _retire)

    async def on_edited(body: dict[str, Any], ack: AsyncAck) -> None:
        await _edited(door, body, ack)

    app.view(Callback.DRAFT_EDIT.value)(on_edited)


async def _publish(door: Door, click: Click) -> None:
    ref = DraftRef.unpack(click.value)
    async with door.storage.begin(click.workspace_id) as uow:
        await review.publish(uow, click.user_id, ref.article_id, ref.revision, at=door.clock())


async def _not_the_same(door: Door, click: Click) -> None:
    ref = DraftRef.unpack(click.value)
    async with door.storage.begin(click.workspace_id) as uow:
        await review.not_the_same(uow, click.user_id, ref.article_id, ref.revision, at=door.clock())


async def _dismiss(door: Door, click: Click) -> None:
    ref = DraftRef.unpack(click.value)
    async with door.storage.begin(click.workspace_id) as uow:
        await review.dismiss(uow, click.user_id, ref.article_id, ref.revision, at=door.clock())


async def _still_right(door: Door, click: Click) -> None:
    ref = DraftRef.unpack(click.value)
    async with door.storage.begin(click.workspace_id) as uow:
        await review.still_right(uow, click.user_id, ref.article_id, ref.revision, at=door.clock())


async def _retire(door: Door, click: Click) -> None:
    ref = DraftRef.unpack(click.value)
    async with door.storage.begin(click.workspace_id) as uow:
        article, asked = await review.acted_on(uow, click.user_id, ref.article_id, ref.revision)
        asked.closed_at, asked.outcome = door.clock(), "retired"
        await publishing.retire(uow, article, by=click.user_id, at=door.clock())
        await review.refresh_card(uow, asked, occasion="retired")


async def _edit(door: Door, click: Click) -> None:
    """Open the modal with the draft's title and text."""
    ref = DraftRef.unpack(click.value)
    async with door.storage.look(click.workspace_id) as uow:
        article, _ = await review.acted_on(uow, click.user_id, ref.article_id, ref.revision)
        revision = await uow.articles.revision(article.id, article.revision)
    body = revision.body_markdown if revision is not None else ""
    await door.chat.open_view(click.workspace_id, click.trigger_id, editing.edit_modal(ref, article.title, body))


async def _edited(door: Door, body: dict[str, Any], ack: AsyncAck) -> None:
    try:
        edited = editing.read_edit(body["view"]["state"]["values"])
    except editing.NothingWritten as missing:
        await ack(response_action="errors", errors={missing.field: str(missing)})
        return

    async def run() -> None:
        ref = DraftRef.unpack(body["view"]["private_metadata"])
        workspace_id = await door.workspace_of(body)
        async with door.storage.begin(workspace_id) as uow:
            before = await uow.articles.revision(ref.article_id, ref.revision)
            await review.edit(
                uow,
                str(body["user"]["id"]),
                ref.article_id,
                ref.revision,
                title=edited.title,
                body=lengthened(edited.body_markdown, before.body_markdown if before is not None else ""),
                at=door.clock(),
            )

    refusal = await answered(run)
    if refusal is None:
        await ack()
    else:
        await ack(response_action="errors", errors={BlockId.BODY.value: in_window(refusal)})
