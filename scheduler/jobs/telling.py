"""Jobs of telling: each loads what a person is to be shown, and says it once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bot.knowledge.evidence import is_anonymous
from bot.knowledge.jobs import (
    AnswerMention,
    ConfirmForgetting,
    LinkThread,
    RefreshReviewCard,
    SendReviewCard,
    ShowAnswer,
    TellAsker,
)
from bot.knowledge.review import pass_on_now
from bot.knowledge.search import Hit
from bot.knowledge.telling import addresses_thrice
from bot.ports.chat import ChatRefused
from bot.slack.blockkit import answers, forget, search
from bot.workspaces.acquaintance import introduce
from bot.workspaces.audience import NOBODY, audience_of, channel_reader, reader_of
from models.articles import ThreadLink
from models.questions import Question
from models.uow import UnitOfWork
from scheduler.jobs.tools import Tools

_NOBODY_THERE: Final = frozenset(
    {
        "cannot_dm_bot", "cant_update_message", "channel_not_found", "is_archived", "message_not_found",
        "not_in_channel", "thread_not_found", "user_disabled", "user_not_found", "user_not_in_channel",
        "user_not_visible", "users_not_found",
    }
)  # fmt: skip
"""Refusals by which Slack says that whom or what a message is for has gone meanwhile."""

_A_NAME_IS_WORTH: Final = 1.0
"""Seconds: a private answer is to come within two."""


@contextmanager
def _if_still_there() -> Iterator[None]:
    """Let it pass that the person left the channel, or the message was deleted, before we came to speak."""
    try:
        yield
    except ChatRefused as refused:
        if refused.code not in _NOBODY_THERE:
            raise


async def tell_asker(tools: Tools, job: TellAsker) -> None:
    """Tell the asker privately how many asked before, with their answers."""
    async with tools.storage.look(job.workspace_id) as uow:
        question = await uow.questions.get(job.question_id)
        if question is None or question.topic_id != job.topic_id or is_anonymous(question.asker):
            return
        people = await tools.views.spoken_of(uow, question)
    await introduce(tools.storage, tools.chat, job.workspace_id, people, clock=tools.clock, within=_A_NAME_IS_WORTH)
    async with tools.storage.look(job.workspace_id) as uow:
        hits = await _closest(tools, uow, question) if await addresses_thrice(uow, question) else []
        message = await tools.views.third_asker(uow, question, ordinal=job.ordinal, closest=hits, now=tools.clock())
    with _if_still_there():
        await tools.chat.post_private(
            job.workspace_id,
            question.channel_id,
            question.asker,
            message,
            key=f"tell:{job.question_id}:{job.topic_id}",
            thread_ts=None if question.ts == question.thread_ts else question.thread_ts,
        )


async def answer_mention(tools: Tools, job: AnswerMention) -> None:
    """Tell somebody who addressed Thrice with a question that there is no sure answer, and what comes closest."""
    async with tools.storage.look(job.workspace_id) as uow:
        question = await uow.questions.get(job.question_id)
        if question is None:
            return
        hits = await _closest(tools, uow, question)
    with _if_still_there():
        await tools.chat.post_private(
            job.workspace_id,
            question.channel_id,
            question.asker,
            search.unsure(tools.views.found(question.gist or question.text, hits, now=tools.clock()), captured=True),
            key=f"mention:{question.channel_id}:{question.ts}",
            thread_ts=None if question.ts == question.thread_ts else question.thread_ts,
        )


async def _closest(tools: Tools, uow: UnitOfWork, question: Question) -> list[Hit]:
    reader = await reader_of(uow, question.asker)
    return await tools.search.find(uow, reader, question.gist or question.text, search.CLOSEST)


async def show_answer(tools: Tools, job: ShowAnswer) -> None:
    """Show a published article privately to the asker, if the person may read it at this moment."""
    async with tools.storage.look(job.workspace_id) as uow:
        offer = await uow.reviews.offer(job.offer_id)
        if offer is None or is_anonymous(offer.user_id):
            return
        view = await tools.views.answer(uow, offer, asked="thread")
        question = await uow.questions.get(offer.question_id) if offer.question_id is not None else None
    if view is None or question is None:
        return
    with _if_still_there():
        await tools.chat.post_private(
            job.workspace_id,
            offer.channel_id,
            offer.user_id,
            answers.message(view),
            key=f"answer:{offer.id}",
            thread_ts=None if question.ts == question.thread_ts else question.thread_ts,
        )


async def send_review_card(tools: Tools, job: SendReviewCard) -> None:
    """Bring a review's card to its reviewer, or to the channel where it has come to that."""
    async with tools.storage.look(job.workspace_id) as uow:
        review = await uow.reviews.get(job.review_id)
        if review is None or review.closed_at is not None:
            return
        message = await tools.views.review(uow, review, now=tools.clock())
        to_channel = await uow.channels.get(review.reviewer) is not None
    if message is None:
        return
    key = f"card:{review.id}"
    channel, ts = "", ""
    with _if_still_there():
        if to_channel:
            channel = review.reviewer
            ts = await tools.chat.post(job.workspace_id, channel, message, key=key)
        else:
            channel, ts = await tools.chat.direct(job.workspace_id, review.reviewer, message, key=key)
    if not ts:
        await _pass_on_now(tools, job)
        return
    async with tools.storage.begin(job.workspace_id) as uow:
        sent = await uow.reviews.get(job.review_id)
        if sent is not None:
            sent.card_channel, sent.card_ts = channel, ts
            if await tools.views.review(uow, sent, now=tools.clock()) != message:
                # It was closed, edited or asked once more while it was on its way.
                await uow.enqueue(
                    RefreshReviewCard(workspace_id=job.workspace_id, review_id=sent.id), key=f"card-late:{sent.id}"
                )


async def _pass_on_now(tools: Tools, job: SendReviewCard) -> None:
    """Have a review that could not be brought to its reviewer passed on, without waiting for an answer."""
    async with tools.storage.begin(job.workspace_id) as uow:
        review = await uow.reviews.get(job.review_id)
        if review is not None and review.closed_at is None:
            await pass_on_now(uow, review, at=tools.clock(), occasion="unreachable")


async def refresh_review_card(tools: Tools, job: RefreshReviewCard) -> None:
    """Redraw a review's card; one that was not sent yet will be drawn as things stand then."""
    async with tools.storage.look(job.workspace_id) as uow:
        review = await uow.reviews.get(job.review_id)
        if review is None or review.card_channel is None or review.card_ts is None:
            return
        message = await tools.views.review(uow, review, now=tools.clock())
    if message is not None:
        with _if_still_there():
            await tools.chat.update(job.workspace_id, review.card_channel, review.card_ts, message)


async def link_thread(tools: Tools, job: LinkThread) -> None:
    """Reply in a thread with the article's link, once; where the title has changed since, put it right.

    Where the page was withdrawn meanwhile, the reply goes: its words are those of a message that is gone.
    """
    async with tools.storage.look(job.workspace_id) as uow:
        article = await uow.articles.get(job.article_id)
        if article is None:
            return
        if article.status not in ("verified", "stale"):
            await _take_link_back(tools, job)
            return
        channel = await uow.channels.get(job.channel_id)
        everybody = channel_reader(audience_of(channel)) if channel is not None else NOBODY
        if await uow.articles.readable(everybody, article.id) is None:
            # A channel that it cites has become private since: its title is not for everybody here.
            await _take_link_back(tools, job)
            return
        names = await uow.members.names({article.reviewer or ""})
        shared = (job.channel_id, job.thread_ts) in {
            (offer.channel_id, offer.thread_ts) for offer in await uow.reviews.offers_of(article.id) if offer.shared_at
        }
        known = [
            link
            for link in await uow.articles.thread_links(article.id)
            if (link.channel_id, link.thread_ts) == (job.channel_id, job.thread_ts)
        ]
    message = answers.thread_link(
        article.title, tools.views.page_url(article), approved_by=names.get(article.reviewer or ""), shared=shared
    )
    if known and known[0].ts is not None:
        await tools.chat.update(job.workspace_id, job.channel_id, known[0].ts, message)
        return
    try:
        ts = await tools.chat.post(
            job.workspace_id,
            job.channel_id,
            message,
            key=f"link:{article.id}:{job.channel_id}:{job.thread_ts}",
            thread_ts=job.thread_ts,
        )
    except ChatRefused:
        return  # the thread or the channel is gone, or Thrice was removed from it: there is nobody to tell
    async with tools.storage.begin(job.workspace_id) as uow:
        uow.add(
            ThreadLink(
                article_id=article.id, channel_id=job.channel_id, thread_ts=job.thread_ts, ts=ts, at=tools.clock()
            )
        )


async def _take_link_back(tools: Tools, job: LinkThread) -> None:
    async with tools.storage.look(job.workspace_id) as uow:
        link = await uow.articles.thread_link(job.article_id, job.channel_id, job.thread_ts)
    if link is None or link.ts is None:
        return
    await tools.chat.delete(job.workspace_id, job.channel_id, link.ts)
    async with tools.storage.begin(job.workspace_id) as uow:
        if (gone := await uow.articles.thread_link(job.article_id, job.channel_id, job.thread_ts)) is not None:
            await uow.delete(gone)


async def confirm_forgetting(tools: Tools, job: ConfirmForgetting) -> None:
    """Tell a person in a direct message that they were forgotten."""
    await tools.chat.direct(job.workspace_id, job.user_id, forget.receipt(), key=f"forgot:{job.user_id}:{job.occasion}")
