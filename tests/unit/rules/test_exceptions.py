"""People whose meetings are never in the way: chosen by a member, known by their address, gone when they are."""

import pytest

from bot.knowledge import forgetting
from bot.learning_blocks import exceptions
from bot.learning_blocks.addresses import BadAddress
from bot.learning_blocks.exceptions import MOST, read_addresses
from bot.workspaces.policy import Policy
from models.courses import Person
from tests.wiki_world import NOW, Team


async def listed(team: Team, user_id: str, email: str) -> None:
    """Put a member on the organisation's list of people."""
    async with team.storage.begin(team.workspace_id) as uow:
        uow.add(Person(email=email, user_id=user_id, listed_at=NOW))


async def chosen(team: Team, *people: str, addresses: str = "") -> frozenset[str]:
    """Let Bo choose; return whose address is not known."""
    async with team.storage.begin(team.workspace_id) as uow:
        return await exceptions.choose(uow, "U2", people=people, addresses=addresses)


async def go_by(team: Team) -> frozenset[str]:
    """Return the addresses that Bo's meetings are judged by."""
    async with team.storage.look(team.workspace_id) as uow:
        return await exceptions.addresses_of(uow, "U2")


async def test_people_are_known_by_the_list_and_others_by_what_was_written(team: Team) -> None:
    await listed(team, "U1", "amina@example.com")
    assert await chosen(team, "U1", "U3", addresses="Kim@Example.com,\n lee@example.org;") == {"U3"}
    assert await go_by(team) == {"amina@example.com", "kim@example.com", "lee@example.org"}
    await listed(team, "U3", "chen@example.com")
    assert "chen@example.com" in await go_by(team), "known later on, it counts from then on"
    async with team.storage.look(team.workspace_id) as uow:
        assert await exceptions.chosen(uow, "U2") == (["U1", "U3"], ["kim@example.com", "lee@example.org"])
        assert await exceptions.addresses_of(uow, "U1") == frozenset(), "another member's list is another one"


async def test_another_choice_takes_the_place_of_the_first(team: Team) -> None:
    await chosen(team, "U1", addresses="kim@example.com")
    await chosen(team, "U3", "U3", "U2", "x", "W" * 90)
    async with team.storage.look(team.workspace_id) as uow:
        assert await exceptions.chosen(uow, "U2") == (["U3"], []), "nobody twice, oneself, or what is nobody"
    await chosen(team)
    assert await go_by(team) == frozenset()


@pytest.mark.parametrize("text", ["kim", "kim@", "@example.com", "a@b@c", "kim@exam\x00ple.com", "k" * 250 + "@x.org",
                                  "<!channel>@example.com", "kim@example.com me", "\ud800@x.org"])  # fmt: skip
async def test_what_is_no_address_is_refused_and_changes_nothing(team: Team, text: str) -> None:
    await chosen(team, addresses="kim@example.com")
    with pytest.raises(BadAddress):
        await chosen(team, addresses=text)
    assert await go_by(team) == {"kim@example.com"}


def test_a_list_is_as_long_as_anybody_needs() -> None:
    assert len(read_addresses("\n".join(f"a{n}@example.com" for n in range(MOST)))) == MOST
    with pytest.raises(BadAddress):
        read_addresses(" ".join(f"a{n}@example.com" for n in range(MOST + 1)))


async def test_whoever_is_forgotten_is_on_nobodys_list_and_has_none(team: Team) -> None:
    await listed(team, "U1", "amina@example.com")
    await chosen(team, "U1", "U3", addresses="amina@example.com")
    async with team.storage.look(team.workspace_id) as uow:
        held = await uow.learning_of.held("U2")
    assert [row["who"] for row in held["block_exceptions"]] == ["U1", "U3", "amina@example.com"], "export me"
    async with team.storage.begin(team.workspace_id) as uow:
        await forgetting.forget(uow, "U1", policy=Policy(), at=NOW)
        await uow.learning_of.erase("U1")
        assert await exceptions.chosen(uow, "U2") == (["U3"], [])
        await uow.learning_of.erase("U2")
        assert await exceptions.chosen(uow, "U2") == ([], [])
