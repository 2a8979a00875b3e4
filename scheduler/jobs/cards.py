"""Jobs of cards: make them with no transaction open, and bring what is kept in line with their page."""

import asyncio

from bot.learning.cards import following
from bot.learning.cards.pages import page_of
from bot.learning.jobs import FollowSource
from scheduler.jobs.tools import Tools


async def follow_source(tools: Tools, job: FollowSource) -> None:
    """Bring the cards of an article or a lesson in line with it; a page that changes meanwhile comes up again."""
    async with tools.storage.look(job.workspace_id) as uow:
        page = await page_of(uow, article_id=job.article_id, lesson_id=job.lesson_id)
    if page is None:
        return
    passage = await asyncio.to_thread(page.read)
    if tools.card_maker.takes_time:
        # What was withdrawn must not wait for a language model.
        async with tools.storage.begin(job.workspace_id) as uow:
            await following.follow(uow, page, passage, None, at=tools.clock())
    made = await tools.card_maker.make(passage, budget=tools.budget(job.workspace_id)) if page.offered else ()
    async with tools.storage.begin(job.workspace_id) as uow:
        await following.follow(uow, page, passage, made, at=tools.clock())
