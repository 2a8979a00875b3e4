"""Who may read what: private channels keep to themselves, and what somebody may no longer read is gone at once."""

import aiohttp

from bot.bootstrap import Thrice
from tests.support.comes_back import (
    ANSWER,
    AT_REST,
    ONCE_MORE,
    TOLD,
    VPN,
    asked_by,
    card_for,
    nothing_for,
    posts_in,
)
from tests.support.people import Person, Workspace
from tests.support.surfaces import Message

SECRET = "The VPN of the board is at vault.example.com, ask Olga for the red token."
INSIDERS = ("amina", "bo", "chen", "dana")


async def opens(person: Person, path: str, thrice: Thrice) -> tuple[int, str]:
    """Have somebody sign in through `/thrice wiki` and open a page; returns its status and text."""
    [link] = await person.says("/thrice wiki", "#help")
    address = next(
        word for word in link.text.replace("<", " ").replace("|", " ").replace(">", " ").split() if "http" in word
    )
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        async with browser.get(address) as signed_in:
            assert signed_in.status == 200, await signed_in.text()
        async with browser.get(f"{thrice.url}{path}") as page:
            return page.status, await page.text()


async def private_channel(workspace: Workspace) -> str:
    return await workspace.channel("#board", members=INSIDERS, private=True, with_app=True, by="amina")


async def page_published(workspace: Workspace) -> tuple[list[Message], str]:
    """Have the private channel's own page published; returns what was asked, and the page's path."""
    asked = await asked_by(workspace, ("amina", "chen", "dana"), channel="#board", answer=SECRET)
    await workspace.person("bo").clicks(await card_for(workspace), "Publish")
    link = await workspace.person("bo").finds_reply(asked[0], "has a page now")
    return asked, "/wiki/" + str(link.blocks).split("/wiki/")[1].split("'")[0]


async def test_private_questions_count_for_nobody_else_and_are_quoted_to_nobody_else(workspace: Workspace) -> None:
    await private_channel(workspace)
    await asked_by(workspace, ("amina",), channel="#board", answer=SECRET)
    await asked_by(workspace, ("dana", "eli"), VPN[1:])
    await nothing_for(workspace, "eli")
    await nothing_for(workspace, "dana")

    await workspace.person("fay").asks("#help", VPN[0])
    told = await workspace.person("fay").receives(TOLD, channel="#help")
    card = await card_for(workspace)
    assert "vault.example.com" not in told.reads + str(told.blocks) + card.reads + str(card.blocks)
    assert "Asked three times by 3 people." in card.reads
    assert await workspace.channel_id("#board") not in str(told.blocks) + str(card.blocks)


async def test_a_private_channels_page_is_for_its_members_alone(workspace: Workspace, thrice: Thrice) -> None:
    await private_channel(workspace)
    _, page = await page_published(workspace)
    amina, bo, chen, eli = (workspace.person(name) for name in ("amina", "bo", "chen", "eli"))
    status, text = await opens(amina, page, thrice)
    assert status == 200
    assert "vault.example.com" in text
    status, text = await opens(eli, page, thrice)
    assert status == 404
    assert "vault" not in text
    assert (await opens(eli, "/wiki?q=vpn", thrice))[1].find("vault") == -1

    for line in ("/thrice ask How do I get VPN access?", "/thrice search vpn board"):
        assert "vault" not in str([m.reads for m in await eli.says(line, "#help")])
        assert "vault" in str([m.reads for m in await amina.says(line, "#help")])

    # A member may ask elsewhere and is answered there in private; but what is private is not shared there.
    await amina.asks("#help", ONCE_MORE)
    answer = await amina.receives("vault", channel="#help", button="Share in thread")
    await amina.clicks(answer, "Share in thread")
    await amina.receives("Not everybody in this channel may read that page", channel="#help")
    await workspace.person("fay").asks("#help", VPN[1])
    await nothing_for(workspace, "fay")
    assert len(await posts_in(workspace, "#help")) == 1, "nothing but the greeting"

    await amina.leaves("#board")
    await workspace.quiet(AT_REST)
    assert (await opens(amina, page, thrice))[0] == 404
    assert "vault" not in str([m.reads for m in await amina.says("/thrice ask How do I get VPN access?", "#help")])
    await chen.asks("#board", ONCE_MORE)
    await chen.receives("vault", channel="#board")
    await bo.leaves("#board")
    await workspace.quiet(AT_REST)
    assert "vault" not in str([m.reads for m in await bo.says("/thrice search vpn board", "#help")])


async def test_a_guest_reads_what_belongs_to_the_private_channels_they_are_in(
    workspace: Workspace, thrice: Thrice
) -> None:
    gus = workspace.person("gus", is_guest=True)
    public = await asked_by(workspace, ("amina", "chen", "dana"), answer="Ask Chen in IT for the VPN form.")
    await workspace.person("bo").clicks(await card_for(workspace), "Publish")
    link = await workspace.person("bo").finds_reply(public[0], "has a page now")
    open_page = "/wiki/" + str(link.blocks).split("/wiki/")[1].split("'")[0]
    await private_channel(workspace)
    for guarded in ("#help", "#board"):
        await workspace.person("amina").invites(gus, guarded)
    _, page = await page_published(workspace)
    await workspace.quiet(AT_REST)
    assert "vault" in str([m.reads for m in await gus.says("/thrice ask How do I get VPN access?", "#board")])
    found = str([m.reads for m in await gus.says("/thrice search vpn form", "#board")])
    assert "vault" in found
    assert "Chen in IT" not in found
    status, text = await opens(gus, page, thrice)
    assert status == 200
    assert "vault.example.com" in text
    assert (await opens(gus, open_page, thrice))[0] == 404
    front = (await opens(gus, "/wiki", thrice))[1]
    assert page in front
    assert open_page not in front


async def test_a_draft_goes_to_a_member_and_passes_on_when_the_member_leaves(workspace: Workspace) -> None:
    await private_channel(workspace)
    await asked_by(workspace, ("amina", "chen", "dana"), channel="#board", answer=SECRET)
    card = await card_for(workspace)
    assert "only members of #board can read it" in card.reads
    bo = workspace.person("bo")
    await bo.leaves("#board")
    await card_for(workspace, "amina", reads="you look after the channel")

    async def gone() -> bool:
        now = await bo.again(card)
        return now is not None and "vault" not in now.reads and "VPN" not in now.reads and not now.buttons

    await workspace.eventually(gone, because="the card of whoever left shows nothing any more")


async def test_earlier_threads_may_stand_in_another_public_channel(workspace: Workspace) -> None:
    await workspace.channel("#it", with_app=True)
    await asked_by(workspace, ("amina",), channel="#it", answer=ANSWER)
    await asked_by(workspace, ("dana",), VPN[1:], answer=None)
    await workspace.person("eli").asks("#help", VPN[2])
    told = await workspace.person("eli").receives(TOLD, channel="#help")
    assert "Chen in IT" in told.reads
    await workspace.person("bo").clicks(await card_for(workspace), "Publish")
    await workspace.quiet(AT_REST)
    for channel in ("#it", "#help"):
        linked = [m for m in await posts_in(workspace, channel) if "has a page now" in m.reads]
        assert len(linked) == (1 if channel == "#it" else 2)


async def test_of_two_pages_that_fit_the_one_for_where_it_is_asked_is_shown(
    workspace: Workspace, thrice: Thrice
) -> None:
    await private_channel(workspace)
    await page_published(workspace)
    outside = await asked_by(workspace, ("eli", "fay", "gita"))
    await workspace.person("bo").clicks(await card_for(workspace), "Publish")
    await workspace.person("bo").finds_reply(outside[0], "has a page now")
    dana = workspace.person("dana")
    for channel, own, other in (("#help", "Ask Chen in IT", "vault"), ("#board", "vault", "Ask Chen in IT")):
        asked = str([m.reads for m in await dana.says(f"/thrice ask {ONCE_MORE}", channel)])
        assert own in asked
        assert other not in asked
    await dana.asks("#board", ONCE_MORE)
    assert "vault" in (await dana.receives(channel="#board", button="That solves it")).reads
