"""The App Home shows what is mine; the settings are changed by those who may, and hold at once."""

from bot.bootstrap import Thrice
from tests.support.knowledge import FROM_BO, asked_three_times, card, export
from tests.support.people import Person, Workspace
from tests.support.surfaces import View

REACTION = "Reaction that saves a message"
TIMES = "Draft a page when a question was asked"
CURATOR = "Curator of this channel"
CURATORS = "Curators of the workspace, besides its admins"
CAPTURING = "Capturing in this channel"


async def settings(who: Person, channel: str = "#help") -> View:
    """The settings modal, opened in a channel."""
    assert not await who.says("/thrice settings", channel)
    return await who.sees_modal()


async def test_the_home_shows_what_is_mine(workspace: Workspace, thrice: Thrice) -> None:
    amina, bo, gus = workspace.person("amina"), workspace.person("bo"), workspace.person("gus", is_guest=True)
    empty = await amina.opens_home()
    assert "None yet" in empty.reads
    assert empty.buttons == ["Settings", "Start learning", "Join"]
    assert (await gus.opens_home()).reads
    asked = await asked_three_times(workspace)
    shown = await card(workspace, "bo")
    title = (await export(thrice))["articles"][0]["title"]
    assert title in (await bo.opens_home()).reads
    await amina.reacts(asked[0], "bookmark")
    await workspace.quiet()
    home = await amina.opens_home()
    assert "How do I get VPN access?" in home.reads
    assert FROM_BO in home.reads, "what was saved, with its thread"
    assert "→" not in home.reads
    await bo.clicks(shown, "Publish")
    await bo.finds_reply(asked[0], "page")
    home = await amina.opens_home()
    assert f"→ {title}" in home.reads
    assert "/wiki/1" in str(home.raw)
    assert "Nothing waits for you" in (await bo.opens_home()).reads

    await amina.clicks(home, "Settings")
    modal = await amina.sees_modal()
    assert modal.title == "Settings"
    assert "asked 3 times" in modal.reads
    assert CAPTURING not in modal.fields, "there is no channel here to switch"
    await amina.closes(modal)

    [ask] = await amina.says("/thrice forget me", "#help")
    await amina.clicks(ask, "Forget me")
    await amina.receives("It is done")

    async def drawn_anew() -> bool:
        now = await amina.home()
        return now is not None and "VPN" not in now.reads and "asked me to forget you" in now.reads

    await workspace.eventually(drawn_anew, because="the home is drawn anew")


async def test_a_page_of_a_private_channel_shows_at_home_to_its_members_alone(workspace: Workspace) -> None:
    names = ("amina", "bo", "dana", "eli", "gita")
    await workspace.channel("#board", members=names, private=True, with_app=True, by="admin")
    await workspace.quiet()
    asked = await asked_three_times(workspace, channel="#board")
    bo, amina = workspace.person("bo"), workspace.person("amina")
    await bo.clicks(await card(workspace), "Publish")
    await bo.finds_reply(asked[0], "page")
    assert "→" in (await amina.opens_home()).reads
    await amina.leaves("#board")
    await workspace.quiet()
    home = await amina.opens_home()
    assert "How do I get VPN access?" in home.reads, "one's own words stay one's own"
    assert "→" not in home.reads


async def test_settings_hold_at_once_and_only_for_those_who_may(workspace: Workspace, thrice: Thrice) -> None:
    root, eli, noor = workspace.person("root", is_admin=True), workspace.person("eli"), workspace.person("noor")
    gus = workspace.person("gus", is_guest=True)
    await workspace.quiet()

    # An ordinary member sees how things stand, and may switch the channel.
    seen = await settings(eli)
    assert list(seen.fields) == [CAPTURING]
    assert "asked 3 times" in seen.reads
    assert ":bookmark:" in seen.reads
    assert "Your questions are captured" in seen.reads
    await eli.invites(gus, "#help")
    assert "You are a guest in this workspace, so I capture no questions of yours" in (await settings(gus)).reads
    await eli.submits(seen, {CAPTURING: "Off"})
    assert "switched off" in (await eli.says("/thrice why", "#help"))[0].reads
    await eli.submits(await settings(eli), {CAPTURING: "On"})

    # A curator changes the rest; what cannot be is said beside its field.
    modal = await settings(root)
    assert {CAPTURING, CURATOR, TIMES, REACTION, CURATORS} <= set(modal.fields)
    assert "reaction" in (await root.submits(modal, {REACTION: "two words"}))[REACTION]
    assert "receipt" in (await root.submits(modal, {REACTION: ":white_check_mark:"}))[REACTION]
    assert "full member" in (await root.submits(modal, {REACTION: "star", CURATORS: [await gus.id()]}))[CURATORS]
    nobody = {CURATORS: [], CURATOR: await workspace.app_user()}
    assert "full member" in (await root.submits(modal, nobody))[CURATOR]
    assert not await root.submits(
        modal, {TIMES: "2 times", REACTION: ":Star:", CURATORS: [await noor.id()], CURATOR: await eli.id()}
    )
    assert ":star:" in (await eli.says("/thrice help"))[0].reads

    # From now on two are enough, and another reaction saves.
    amina, bo = workspace.person("amina"), workspace.person("bo")
    first = await amina.asks("#help", "How do I get VPN access?")
    await bo.replies(first, FROM_BO)
    await workspace.quiet()
    await workspace.person("dana").asks("#help", "anyone know who hands out vpn accounts? can't connect from home")
    await card(workspace, "bo")
    await amina.reacts(first, "star")

    async def saved() -> bool:
        return len((await export(thrice))["saved"]) == 1

    await workspace.eventually(saved, because="the star saves")
    second = await bo.asks("#help", "Lunch is at noon")
    await amina.reacts(second, "bookmark")
    await workspace.quiet()
    assert len((await export(thrice))["saved"]) == 1

    # A named curator may change the workspace, until that is taken back: then a sentence, and no change.
    named = await settings(noor)
    assert TIMES in named.fields
    await root.submits(await settings(root), {CURATORS: []})
    refused = await noor.submits(named, {TIMES: "9 times"})
    assert "admins" in "".join(refused.values())
    assert TIMES not in (await settings(noor)).fields

    # The channel's curator hands it on; nobody else may.
    own = await settings(eli)
    assert CURATOR in own.fields
    assert not await eli.submits(own, {CURATOR: await amina.id()})
    assert CURATOR not in (await settings(eli)).fields
    assert CURATOR in (await settings(amina)).fields
    assert CAPTURING not in (await settings(root, "#general")).fields


async def test_the_environment_rules_where_nobody_changed_anything(workspace: Workspace, thrice: Thrice) -> None:
    root = workspace.person("root", is_admin=True)
    await workspace.quiet()
    modal = await settings(root)
    assert not await root.submits(modal, {TIMES: "3 times", REACTION: "bookmark"})
    async with thrice.storage.look(1) as uow:
        stored = await uow.workspaces.get(1)
        assert stored is not None
        assert stored.settings == {}, "saving an unchanged modal pins no default"
