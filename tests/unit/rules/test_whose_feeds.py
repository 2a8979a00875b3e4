"""Whose feed there is: nobody's who was forgotten or whose account is gone, and none while Thrice is removed."""

from datetime import timedelta

from bot.learning_blocks import members
from bot.learning_blocks.feed_secrets import FeedSecrets
from bot.learning_blocks.policy import BlockPolicy
from bot.learning_blocks.publishing import published
from bot.workspaces.secrets import SecretBox
from tests.wiki_world import NOW, Team

POLICY = BlockPolicy()
FEEDS = FeedSecrets(SecretBox([b"k" * 32]), "https://thrice.example")


async def secret_of_bo(team: Team) -> str:
    """Have Bo join; return the secret of his feed."""
    async with team.storage.begin(team.workspace_id) as uow:
        member = await members.join(uow, "U2", policy=POLICY, feeds=FEEDS, at=NOW)
        return FEEDS.address(member, team.workspace_id).rpartition("/")[2].removesuffix(".ics")


async def is_there(team: Team, secret: str) -> bool:
    return await published(team.storage, secret, policy=POLICY, now=NOW + timedelta(hours=1)) is not None


async def bo_becomes(team: Team, *, forgotten: bool = False, deleted: bool = False) -> None:
    async with team.storage.begin(team.workspace_id) as uow:
        bo = await uow.members.get_or_add("U2")
        bo.forgotten_at, bo.is_deleted = (NOW if forgotten else None), deleted


async def test_nobodys_who_was_forgotten_or_whose_account_is_gone(team: Team) -> None:
    secret = await secret_of_bo(team)
    assert await is_there(team, secret)
    await bo_becomes(team, forgotten=True)
    assert not await is_there(team, secret), "before what is held of his learning time has been erased"
    await bo_becomes(team, deleted=True)
    assert not await is_there(team, secret)
    await bo_becomes(team)
    assert await is_there(team, secret)


async def test_none_while_thrice_is_removed_and_none_of_a_wrong_secret(team: Team) -> None:
    secret = await secret_of_bo(team)
    assert not await is_there(team, secret[:-1])
    async with team.storage.begin(team.workspace_id) as uow:
        workspace = await uow.workspaces.get(team.workspace_id)
        assert workspace is not None
        workspace.uninstalled_at = NOW
    assert not await is_there(team, secret)
