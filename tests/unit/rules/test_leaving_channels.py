"""A private channel that Thrice is no longer in: nobody can tell who still is, so what was asked there is hidden."""

from datetime import timedelta

from bot.workspaces import channels
from bot.workspaces.audience import reader_of
from models.channels import Channel, ChannelMember
from tests.wiki_world import NOW, Team

LATER = NOW + timedelta(days=1)


async def reads(team: Team, user_id: str, article_id: int) -> bool:
    async with team.storage.look(team.workspace_id) as uow:
        return await uow.articles.readable(await reader_of(uow, user_id), article_id) is not None


async def test_what_was_asked_in_a_private_channel_is_hidden_once_thrice_has_left_it(team: Team) -> None:
    page = await team.article("Where is the vault?", audience="C9")
    assert await reads(team, "U2", page.id)
    async with team.storage.begin(team.workspace_id) as uow:
        await channels.left(uow, "C9", at=NOW)
    assert not await reads(team, "U2", page.id)


async def test_it_is_shown_again_to_whoever_is_in_it_when_thrice_is_back(team: Team) -> None:
    page = await team.article("Where is the vault?", audience="C9")
    async with team.storage.begin(team.workspace_id) as uow:
        await channels.left(uow, "C9", at=NOW)
    async with team.storage.begin(team.workspace_id) as uow:
        await channels.joined(uow, "C9", inviter=None, at=LATER)
    assert not await reads(team, "U2", page.id), "who was in it before may be in it no more"
    async with team.storage.begin(team.workspace_id) as uow:
        await channels.members_read(uow, "C9", ("U2", "U3"), at=LATER)
    assert await reads(team, "U2", page.id)
    assert await reads(team, "U3", page.id)


async def test_a_private_channel_that_only_an_import_knows_of_is_its_members(team: Team) -> None:
    async with team.storage.begin(team.workspace_id) as uow:
        uow.add(Channel(channel_id="G1", name="board", is_private=True), ChannelMember(channel_id="G1", user_id="U2"))
    async with team.storage.look(team.workspace_id) as uow:
        assert (await reader_of(uow, "U2")).private_channels == {"C9", "G1"}
        assert (await reader_of(uow, "U3")).private_channels == frozenset()
