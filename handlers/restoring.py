"""Restoring a retired article, by one click on its last card."""

from slack_bolt.async_app import AsyncApp

from bot.knowledge import publishing, review
from bot.ports.chat import Message
from bot.slack.blockkit.ids import Action
from bot.slack.blockkit.refs import DraftRef
from handlers.clicks import Click, on_click
from handlers.door import Door


def register(app: AsyncApp, door: Door) -> None:
    """Listen to the button, and to buttons that only open an address."""
    on_click(app, door, Action.ARTICLE_RESTORE, _restore)
    on_click(app, door, Action.LINK_OPEN, _opened)


async def _restore(door: Door, click: Click) -> Message | None:
    ref = DraftRef.unpack(click.value)
    async with door.storage.begin(click.workspace_id) as uow:
        article = await publishing.restore(uow, click.user_id, ref.article_id, at=door.clock())
        for asked in (await uow.reviews.all_of(article.id))[-1:]:
            asked.outcome, asked.closed_at = "restored", door.clock()
            await review.refresh_card(uow, asked, occasion=f"restored:{door.clock().timestamp()}")
    return None


async def _opened(_door: Door, _click: Click) -> None:
    """Slack tells of the click all the same; there is nothing to do."""
