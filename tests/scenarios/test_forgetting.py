"""`/thrice forget me` and `/thrice export me`: what is held of a person goes, or is handed over."""

import json

import aiohttp

from bot.bootstrap import Thrice
from tests.support.knowledge import (
    ASKED,
    FROM_BO,
    asked_three_times,
    card,
    export,
    link_in,
    published,
    rows_with,
)
from tests.support.people import Workspace
from tests.support.surfaces import Message


async def forgets(workspace: Workspace, name: str) -> None:
    """Somebody asks to be forgotten, and means it."""
    who = workspace.person(name)
    [ask] = await who.says("/thrice forget me", "#help")
    await who.clicks(ask, "Forget me")
    await who.receives("It is done")


async def test_a_person_is_forgotten_once_they_mean_it(workspace: Workspace, thrice: Thrice) -> None:
    asked = await published(workspace)
    bo, hal = workspace.person("bo"), workspace.person("hal")
    bos = await bo.id()
    other = await hal.asks("#help", "Where does @bo keep the spare headsets for calls?")
    await workspace.person("gita").replies(other, "In the cupboard, @bo has the key")
    await bo.reacts(other, "bookmark")
    note = await bo.asks("#help", "The coffee machine wants descaling every month")
    await hal.reacts(note, "bookmark")

    async def saved() -> bool:
        return sorted(bool(note["text"]) for note in (await export(thrice))["saved"]) == [True, True]

    await workspace.eventually(saved, because="both are saved")
    assert f"<@{bos}>" in "".join(await rows_with(thrice, "has the key"))

    # Keep changes nothing; somebody else cannot decide.
    before = await export(thrice)
    [ask] = await bo.says("/thrice forget me", "#help")
    assert {"Forget me", "Keep"} <= set(ask.buttons)
    await bo.clicks(ask, "Keep")
    await bo.receives("Nothing was changed", channel="#help")
    assert await export(thrice) == before

    await bo.opens_home()
    await forgets(workspace, "bo")
    await workspace.quiet()
    left = await export(thrice)
    assert not {part: held for part, held in left.items() if part != "members" and bos in json.dumps(held)}
    [article] = left["articles"]
    assert article["status"] == "verified"
    assert article["title"] == before["articles"][0]["title"]
    assert "access form" in article["body_markdown"]
    assert "Chen" not in article["body_markdown"]
    assert left["saved"] == []
    member = next(m for m in left["members"] if m["id"] == bos)
    assert not member["name"]
    assert "coffee machine" not in (await bo.home() or await bo.opens_home()).reads

    async def only_the_fact() -> bool:
        if await rows_with(thrice, FROM_BO, "descaling", "Chen in IT"):
            return False
        # The engine's own rows hold ids for a day, never words.
        allowed = ("members:", "outgoing:", "workflow_")
        return all(row.startswith(allowed) for row in await rows_with(thrice, bos))

    await workspace.eventually(only_the_fact, because="nothing but the fact of being forgotten")

    # From now on nothing is captured, replies included, and whoever is forgotten gets a reason.
    await bo.asks("#help", "How do I order a new keyboard for my desk?")
    await bo.replies(asked[0], "You can also write to the help desk")
    await bo.tells_app("How do I get VPN access?")
    await bo.receives("asked me to forget you")
    [told] = await bo.says("/thrice ask How do I get VPN access?")
    assert "forget you" in told.reads
    [told] = await bo.says("/thrice forget me")
    assert "already" in told.reads
    await workspace.quiet()
    assert len((await export(thrice))["questions"]) == len(left["questions"])
    assert not await rows_with(thrice, "new keyboard", "write to the help desk")
    assert not [row for row in await rows_with(thrice, bos) if row.startswith("offers")]

    # Coming back restores nothing.
    [told] = await bo.says("/thrice remember me")
    assert "Welcome back" in told.reads
    await bo.asks("#help", "How do I order a new keyboard for my desk?")

    async def counts_again() -> bool:
        return bos in {q["asker"] for q in (await export(thrice))["questions"]}

    await workspace.eventually(counts_again, because="questions count again")
    assert (await export(thrice))["saved"] == []


async def test_others_who_said_the_same_keep_the_sentence_and_the_source(workspace: Workspace, thrice: Thrice) -> None:
    asked = []
    same = "Request an account with the form at the front desk."
    for (asker, words), helper in zip(ASKED, ("bo", "gita", None), strict=True):
        asked.append(await workspace.person(asker).asks("#help", words))
        if helper is not None:
            await workspace.person(helper).replies(asked[-1], same)
        await workspace.quiet()
    reviewer = workspace.person("gita")
    await reviewer.clicks(await card(workspace, "gita"), "Publish")
    await reviewer.finds_reply(asked[2], "page")
    [article] = (await export(thrice))["articles"]
    assert {source["author"] for source in article["sources"]} == {
        await workspace.person(name).id() for name in ("bo", "gita")
    }

    await forgets(workspace, "gita")
    [article] = (await export(thrice))["articles"]
    assert {source["author"] for source in article["sources"]} == {"former member", await workspace.person("bo").id()}
    assert "front desk" in article["body_markdown"]
    assert "former member" in article["body_markdown"]


async def test_a_page_of_the_forgotten_alone_stays_but_answers_nothing(workspace: Workspace, thrice: Thrice) -> None:
    await asked_three_times(workspace)
    await workspace.person("bo").clicks(await card(workspace, "bo"), "Publish")
    await workspace.quiet()
    title = (await export(thrice))["articles"][0]["title"]

    await forgets(workspace, "bo")
    await forgets(workspace, "gita")
    [article] = (await export(thrice))["articles"]
    assert article["title"] == title
    assert article["status"] == "stale"
    assert {source["author"] for source in article["sources"]} == {"former member"}
    shown = await workspace.person("hana").says(f"/thrice ask {title}", "#help")
    assert "This has an answer" not in shown[0].reads


async def test_open_reviews_pass_on_and_a_sole_asker_leaves_the_title(workspace: Workspace, thrice: Thrice) -> None:
    await asked_three_times(workspace)
    await card(workspace, "bo")
    title = (await export(thrice))["articles"][0]["title"]
    await forgets(workspace, "bo")
    await card(workspace, "admin")
    asker = next(name for name, words in ASKED if title.rstrip("?").lower() in words.lower())
    await forgets(workspace, asker)
    [article] = (await export(thrice))["articles"]
    assert article["title"] == title
    assert len((await export(thrice))["questions"]) == 2
    assert title not in article["phrasings"]


async def test_a_person_gets_everything_held_about_them_and_nothing_of_others(
    workspace: Workspace, thrice: Thrice
) -> None:
    asked = await published(workspace)
    amina, hal = workspace.person("amina"), workspace.person("hal")
    await workspace.person("bo").reacts(asked[0], "bookmark")
    await amina.reacts(asked[1], "bookmark")
    await workspace.quiet()
    [shown] = await amina.says("/thrice export me", "#help")
    link = link_in(shown)
    async with aiohttp.ClientSession() as session:
        async with session.head(link) as looked:
            assert looked.status == 200
        expander = {"User-Agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"}
        async with session.get(link, headers=expander) as looked:
            assert "amina" not in await looked.text()
        async with session.get(link) as opened:
            assert opened.status == 200
            held = json.loads(await opened.text())
        async with session.get(link) as again:
            assert again.status == 410
            assert "/thrice export me" in await again.text()
    assert held["member"]["id"] == await amina.id()
    assert [q["text"] for q in held["questions"]] == [ASKED[0][1]]
    assert [m["text"] for m in held["messages"]] == [ASKED[0][1]]
    assert [(s["channel"], s["ts"]) for s in held["saved"]] == [(asked[1].channel, asked[1].ts)]
    told = json.dumps(held)
    others = [await workspace.person(name).id() for name in ("bo", "gita", "dana", "eli")]
    assert not [words for words in ("Chen", "access form", ASKED[1][1], *others) if words in told]

    # Somebody of whom nothing is held gets a file that says so.
    [shown] = await hal.says("/thrice export me")
    async with aiohttp.ClientSession() as session, session.get(link_in(shown)) as opened:
        assert json.loads(await opened.text())["questions"] == []


async def test_somebody_elses_click_erases_nobody(workspace: Workspace, thrice: Thrice) -> None:
    bo, eve = workspace.person("bo"), workspace.person("eve")
    await bo.asks("#help", "How do I get a parking space in the garage?")
    [ask] = await eve.says("/thrice forget me", "#help")
    forged = Message(ask.channel, ask.ts, ask.user, ask.text, blocks=ask.blocks, ephemeral=True)
    value = next(e["value"] for b in forged.all_blocks for e in b.get("elements", ()) if e.get("value"))
    other = value.replace(await eve.id(), await bo.id())
    assert other != value
    await eve.does("click", {"channel": ask.channel, "ts": ask.ts, "action_id": "member.forget", "value": other})
    await eve.receives("Somebody else", channel="#help")
    await workspace.quiet()
    assert len((await export(thrice))["questions"]) == 1


async def test_whoever_was_forgotten_reads_of_no_zone_rather_than_of_another(workspace: Workspace) -> None:
    lena = workspace.person("lena", tz="Europe/Berlin")
    [before] = await lena.says("/thrice focus")
    assert "(yours: Europe/Berlin)" in before.reads
    [asked] = await lena.says("/thrice forget me")
    await lena.clicks(asked, "Forget me")
    await lena.receives("It is done")
    [after] = await lena.says("/thrice focus")
    assert "each in their own time zone." in after.reads
    assert "yours:" not in after.reads
    await lena.says("/thrice remember me")
    [back] = await lena.says("/thrice focus")
    assert "(yours: Europe/Berlin)" in back.reads
