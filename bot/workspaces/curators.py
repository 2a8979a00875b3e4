"""Who looks after a channel or a workspace, and may therefore decide about its knowledge."""

from bot.errors import BotError, NotAllowed
from bot.workspaces.audience import PUBLIC, may_read_anything, reader_of
from models.articles import Article, Review
from models.channels import Channel
from models.members import Member
from models.uow import UnitOfWork


class NobodyNamed(BotError):
    """Somebody who cannot be a curator was named."""

    code = "nobody_named"


def is_workspace_curator(member: Member | None) -> bool:
    """Tell whether the person is an admin or owner of the Slack workspace, or was named by one."""
    return member is not None and (member.is_admin or member.is_curator) and not member.is_deleted


async def may_review(uow: UnitOfWork, user_id: str, article: Article, review: Review | None) -> bool:
    """Tell whether the person may decide about an article: its reviewer, a curator, or anybody of the channel
    that was asked; whoever may not read the article may not decide about it."""
    if await uow.articles.readable(await reader_of(uow, user_id), article.id) is None:
        return False
    if user_id in {article.reviewer, review.reviewer if review else None}:
        return True
    if is_workspace_curator(await uow.members.get(user_id)):
        return True
    for source in await uow.articles.sources(article.id, article.revision):
        channel = await uow.channels.get(source.channel_id)
        if channel is not None and channel.curator == user_id:
            return True
    return review is not None and await _is_of_channel(uow, user_id, review.reviewer)


async def _is_of_channel(uow: UnitOfWork, user_id: str, channel_id: str) -> bool:
    channel = await uow.channels.get(channel_id)
    if channel is None:
        return False
    reader = await reader_of(uow, user_id)
    return (channel.channel_id if channel.is_private else PUBLIC) in reader.audiences


async def require_channel_curator(uow: UnitOfWork, user_id: str, channel: Channel) -> None:
    """Raise `NotAllowed` unless the person looks after the channel or the workspace."""
    if channel.curator == user_id or is_workspace_curator(await uow.members.get(user_id)):
        return
    whom = f"<@{channel.curator}>" if channel.curator else "a workspace admin"
    raise NotAllowed(f"Only the channel's curator or a workspace admin may change that. Ask {whom}.")


async def can_be_asked(uow: UnitOfWork, user_id: str | None, audience: str) -> bool:
    """Tell whether a person can be given a review: a full member who may read it and was not forgotten."""
    if not user_id:
        return False
    member = await uow.members.get(user_id)
    if member is None or not may_read_anything(member) or member.forgotten_at is not None:
        return False
    return audience in (await reader_of(uow, user_id)).audiences
