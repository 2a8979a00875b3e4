"""`/thrice why`: why an answer was shown, and how things stand in this channel."""

from bot.knowledge.capture import NotCaptured, why_not
from bot.ports.chat import Message
from bot.slack.blockkit import notes
from bot.slack.views import Views
from bot.workspaces.audience import reader_of
from handlers.door import Door, Said
from models.uow import UnitOfWork

_CHANNEL = {
    None: "I capture questions in this channel; `/thrice off` switches that off.",
    NotCaptured.NOT_HERE: "I am not in this channel, so I capture nothing here.",
    NotCaptured.SWITCHED_OFF: "I am switched off in this channel, so I capture nothing here.",
    NotCaptured.BOT: "I capture nothing of bots.",
    NotCaptured.GUEST: "You are a guest in this workspace, so I capture nothing of yours.",
    NotCaptured.PARTNER: "You are from another organisation, so I capture nothing of yours.",
    NotCaptured.FORGOTTEN: "You asked me to forget you, so I capture nothing of yours.",
    NotCaptured.UNKNOWN_PERSON: "I do not know you yet, so I capture nothing of yours.",
}


async def explain(door: Door, said: Said) -> Message:
    """Say why the last answer was shown to this person, and whether their questions are captured here."""
    async with door.storage.look(said.workspace_id) as uow:
        gate = door.asking.placing.answer_gate
        shown = notes.why(await last_shown(uow, said.user_id, views=door.views, gate=gate))
        policy = await door.policy_in(uow)
        channel = await uow.channels.get(said.channel_id)
        here = channel if channel is not None and channel.is_joined else None
        reason = why_not(here, await uow.members.get(said.user_id), policy)
    return Message(text=f"{shown.text}\n{_CHANNEL[reason]}")


async def last_shown(uow: UnitOfWork, user_id: str, *, views: Views, gate: float) -> notes.WhyView | None:
    """Return the page that a person was shown last, and how else it was asked for where they may read; none where
    they were shown nothing, or may not read it any more."""
    offer = await uow.reviews.last_offer_to(user_id)
    if offer is None:
        return None
    reader = await reader_of(uow, user_id)
    article = await uow.articles.readable(reader, offer.article_id)
    if article is None:
        return None
    asked = await uow.wiki.questions(reader, [article.topic_id]) if article.topic_id is not None else []
    others = [q.text for q in reversed(asked) if q.id != offer.question_id]
    return notes.WhyView(
        title=article.title,
        url=views.page_url(article),
        phrasing=others[0] if others else "",
        confidence=offer.confidence,
        gate=gate,
    )
