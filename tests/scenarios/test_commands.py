"""Whoever addresses Thrice gets an answer or a reason: commands, direct messages, mentions, odd clicks."""

import aiohttp
import pytest

from bot.bootstrap import Thrice
from bot.slack.blockkit.help import ENTRIES
from bot.slack.manifest import manifest
from models.channels import Channel
from tests.scenarios.conftest import Starter
from tests.support.knowledge import export, link_in, published, rows_with
from tests.support.people import Person, Workspace
from tests.support.signed import SignedSlack
from tests.support.surfaces import Json, Message, View

SURE = "Hi! How can I get access to the VPN?"
HOSTILE = "\u202e<!channel> \x00\u200b <@U0> `x` ```y *bold* \ud83d | http://evil.example/ ' OR 1=1 -- \" MATCH"


async def told(who: Person, line: str, channel: str = "#general") -> Message:
    """The one private answer to a command."""
    [shown] = await who.says(line, channel)
    assert shown.ephemeral
    return shown


async def test_every_subcommand_has_help_and_unknown_words_get_it(workspace: Workspace) -> None:
    eli = workspace.person("eli")
    overview = await told(eli, "/thrice")
    assert all(f"/thrice {entry.usage}" in overview.reads for entry in ENTRIES.values())
    assert "/thrice help" in overview.reads
    assert (await told(eli, "/thrice   HELP ")).reads == overview.reads
    unknown = await told(eli, "/thrice frobnicate the widgets")
    assert unknown.reads.startswith("I do not know that command")
    assert "frobnicate" not in unknown.reads
    for name, entry in ENTRIES.items():
        own = await told(eli, f"/thrice help {name.upper()}")
        assert own.reads.startswith(f"`/thrice {entry.usage}`"), name
        if name not in ("ask", "search"):
            assert (await told(eli, f"/thrice {name}  please now")).reads == own.reads, name
    for alone in ("ask", "search", "export", "forget", "export you"):
        assert (await told(eli, f"/thrice {alone}")).reads.startswith(f"`/thrice {alone.split()[0]}"), alone
    assert (await told(eli, "/thrice learn")).reads.startswith("You are in")
    assert (await told(eli, "/thrice focus")).reads.startswith("*The team's learning block:* every Friday")

    # Whatever the words are.
    for words in (HOSTILE.replace("\ud83d", ""), "x" * 3_000, "😀", "```code```", "%", "*" * 500):
        for command in ("ask", "search"):
            assert (await told(eli, f"/thrice {command} {words}")).reads


async def test_asking_searching_and_why(workspace: Workspace, thrice: Thrice) -> None:
    eli, fay = workspace.person("eli"), workspace.person("fay")
    assert "no answer that I am sure of" in (await told(fay, f"/thrice ask {SURE}")).reads
    assert "found nothing" in (await told(fay, "/thrice search vpn")).reads
    assert "not shown you an answer" in (await told(fay, "/thrice why", "#help")).reads
    await published(workspace)

    answer = await told(fay, f"/thrice ask {SURE}")
    assert "Chen" in answer.reads
    assert {"That solves it", "Not my question", "Outdated"} <= set(answer.buttons)
    assert "Share in thread" not in answer.buttons
    why = (await told(fay, "/thrice why", "#help")).reads
    assert "%" in why
    assert "I capture questions in this channel" in why
    unsure = (await told(fay, "/thrice ask Which form is there for remote access from a phone?")).reads
    assert "Chen" in unsure or "no answer that I am sure of" in unsure
    found = (await told(fay, "/thrice search access form")).reads
    assert "approved by bo" in found
    assert "today" in found or "just now" in found or "minute" in found
    asked = len((await export(thrice))["questions"])
    assert not await rows_with(thrice, SURE), "what is asked by command is not captured"

    # On and off, where Thrice is and where it is not.
    assert "not in this channel" in (await told(eli, "/thrice off", "#general")).reads
    assert "no longer capture" in (await told(eli, "/thrice off", "#help")).reads
    assert "already off" in (await told(eli, "/thrice OFF", "#help")).reads
    assert "switched off" in (await told(eli, "/thrice why", "#help")).reads
    await eli.asks("#help", "How do I get a second monitor for my desk?")
    await workspace.quiet()
    assert len((await export(thrice))["questions"]) == asked
    assert "again" in (await told(eli, "/thrice on", "#help")).reads
    assert "not in this channel" in (await told(eli, "/thrice why", "#general")).reads


async def test_the_wiki_link_works_once(workspace: Workspace, thrice: Thrice) -> None:
    link = link_in(await told(workspace.person("eli"), "/thrice wiki"))
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        async with session.head(link) as looked:
            assert looked.status == 200
        async with session.get(link, headers={"User-Agent": "Slackbot-LinkExpanding 1.0"}) as expanded:
            assert "session" not in str(expanded.cookies)
        async with session.get(f"{thrice.url}/wiki") as outside:
            assert "/thrice wiki" in await outside.text()
        async with session.get(link) as opened:
            assert opened.status == 200
        async with session.get(f"{thrice.url}/wiki") as inside:
            assert inside.status == 200
        async with session.get(link) as again:
            assert again.status == 410
            assert "ask for a new one: " in (text := await again.text())
            assert "/thrice wiki" in text


async def answers_in_person(who: Person, text: str) -> Message:
    """What Thrice says to a direct message."""
    before = {m.ts for m in await who.dms()}
    await who.tells_app(text)

    async def answered() -> Message | None:
        return next((m for m in await who.dms() if m.ts not in before), None)

    return await who.workspace.eventually(answered, because=f"an answer to {text!r}")


async def test_a_direct_message_is_always_answered(workspace: Workspace, thrice: Thrice) -> None:
    await published(workspace)
    fay = workspace.person("fay")
    for greeting in ("hi", "Hello there!", ":wave:", "🎉", "thanks a lot"):
        assert "What I can do for you" in (await answers_in_person(fay, greeting)).reads, greeting
    for written, command in (("export me", "export me"), ("Forget me!", "forget me"), ("/thrice wiki", "wiki")):
        assert f"`/thrice {command}`" in (await answers_in_person(fay, written)).reads
    answer = await answers_in_person(fay, SURE)
    assert "Chen" in answer.reads
    assert {"That solves it", "Not my question", "Outdated"} <= set(answer.buttons)
    assert "no answer that I am sure of" in (await answers_in_person(fay, "Why is the sea blue at night?")).reads
    assert (await answers_in_person(fay, "```SELECT 1;```")).reads
    assert "guest" in (await answers_in_person(workspace.person("gus", is_guest=True), SURE)).reads
    gus = workspace.person("gus")
    await workspace.person("admin").invites(gus, "#help")
    assert "guest" in (await told(gus, f"/thrice ask {SURE}", "#help")).reads
    for line in ("/thrice search vpn", "/thrice wiki"):
        refused = await told(gus, line, "#help")
        assert "private channels that you and I are both in" in refused.reads
        assert not refused.buttons, "no link to a wiki that would be empty"

    async def nowhere() -> bool:
        return not await rows_with(thrice, SURE)

    await workspace.eventually(nowhere, because="direct messages are answered, never captured")

    # A picture without a word is addressed to Thrice all the same.
    dm = await fay.dm_with_app()
    before = len(await fay.dms())
    ts = str(float((await fay.dms())[-1].ts) + 1)
    shared = {"type": "message", "subtype": "file_share", "channel": dm, "channel_type": "im", "text": ""}
    await workspace.delivers({**shared, "user": await fay.id(), "ts": ts, "files": []})

    async def answered() -> bool:
        return len(await fay.dms()) == before + 1

    await workspace.eventually(answered, because="an answer to a picture")


async def test_a_mention_gets_exactly_one_private_answer(workspace: Workspace, thrice: Thrice) -> None:
    asked = await published(workspace)
    fay, gil, ian = (workspace.person(name) for name in ("fay", "gil", "ian"))
    await fay.asks("#help", f"@thrice {SURE}")
    await fay.receives("Chen", channel="#help")
    await gil.asks("#help", "@thrice what do you think of the weather today?")
    await gil.receives("no answer that I am sure of", channel="#help")
    # In a thread that asks already, the mention is not captured, and answered all the same.
    await ian.asks("#help", f"@thrice {SURE}", asked[0])
    await ian.receives("Chen", channel="#help")
    await workspace.quiet()
    for who in (fay, gil, ian):
        assert len(await who.private("#help")) == 1, who

    # In a group of people, and where Thrice is switched off.
    app = await workspace.app_user()
    group = (await fay.does("dm", {"users": [await gil.id(), app]}))["channel"]
    await fay.asks(group, f"@thrice {SURE}")
    await fay.receives("Chen", channel=group)
    await told(gil, "/thrice off", "#help")
    await gil.asks("#help", f"@thrice {SURE}")
    await gil.receives("Chen", channel="#help")
    await workspace.quiet()
    assert len(await fay.private(group)) == 1
    assert len(await gil.private("#help")) == 3, "two answers, and that it is off"
    assert group not in {q["channel"] for q in (await export(thrice))["questions"]}


async def _is_found(workspace: Workspace, words: str) -> None:
    """What is saved is fetched by a job, and found from then on."""
    bo = workspace.person("bo")

    async def found() -> bool:
        return "found nothing" not in (await told(bo, f"/thrice search {words}", "#help")).reads

    await workspace.eventually(found, because="what was saved is found")


async def test_a_third_asker_who_mentions_thrice_gets_one_message_that_says_both(workspace: Workspace) -> None:
    amina, bo, dana, eli = (workspace.person(name) for name in ("amina", "bo", "dana", "eli"))
    asked = await amina.asks("#help", "How do I get VPN access?")
    await bo.replies(asked, "Ask Chen in IT, she hands out the VPN accounts. Fill in the access form first.")
    noted = await bo.asks("#help", "The VPN access form is on the intranet, under Forms.")
    await workspace.quiet()
    await bo.uses("Save as knowledge", noted)
    await _is_found(workspace, "access form intranet")
    await dana.asks("#help", "@thrice anyone know who hands out vpn accounts? can't connect from home")
    first = await dana.receives("no answer that I am sure of", channel="#help")
    assert "intranet" in first.reads
    assert "When somebody answers you here, I will remember it" in first.reads
    await workspace.quiet()
    await eli.asks("#help", "@thrice Where can I request access to the VPN as a new joiner?")
    told = await eli.receives("third to ask", channel="#help")
    assert told.reads.startswith("You are the third to ask this")
    assert "Chen in IT" in told.reads
    assert "come closest" in told.reads
    assert "intranet" in told.reads
    await workspace.quiet()
    assert len(await eli.private("#help")) == 1
    assert len(await dana.private("#help")) == 1

    # Addressed in an edit of a question that was captured before: nothing else would answer that.
    gil = workspace.person("gil")
    late = await gil.asks("#help", "Which printer on the third floor prints in colour?")
    await workspace.quiet()
    world = await workspace.world()
    mention = {"type": "app_mention", "channel": late.channel, "user": await gil.id(), "ts": late.ts}
    edited = {"user": await gil.id(), "ts": late.ts}
    text = f"<@{world['app']['bot_user_id']}> {late.text}"
    await workspace.delivers({**mention, "text": text, "edited": edited})
    await gil.receives("no answer that I am sure of", channel="#help")


async def test_an_anonymous_question_counts_and_names_nobody(
    workspace: Workspace, thrice: Thrice, capsys: pytest.CaptureFixture[str]
) -> None:
    ada = workspace.person("ada")
    adas = await ada.id()
    await ada.joins("#help")
    await workspace.quiet()

    async def asks(text: str, channel: str = "#help") -> tuple[dict[str, str], View | None]:
        await ada.uses("Ask anonymously")
        modal = await ada.sees_modal()
        where = await workspace.channel_id(channel)
        refused = await ada.submits(modal, {"Where": where, "Your question": text})
        after = await ada.modal()
        if after is not None:
            await ada.closes(after)
        return refused, after

    before = set(await rows_with(thrice, adas))
    refused, after = await asks("How do I get VPN access?")
    assert not refused
    assert after is not None
    assert "without your name" in after.reads
    refused, _ = await asks("   ")
    assert refused == {"Your question": "Write your question."}
    await workspace.channel("#garden", members=("ada",))
    refused, _ = await asks("How do I get VPN access?", "#garden")
    assert "invited" in refused["Where"]
    await workspace.channel("#board", members=("bo",), private=True, with_app=True, by="bo")
    await workspace.quiet()
    refused, _ = await asks("How do I get VPN access?", await board(workspace))
    assert "channels that you are in" in refused["Where"]

    # Another one counts as another person: with a third, the rule holds.
    await workspace.quiet()
    posted = [m for m in await ada.sees("#help") if "Somebody asks" in m.reads]
    assert len(posted) == 1
    await workspace.person("bo").replies(posted[0], "Ask Chen in IT, she hands out the VPN accounts.")
    await asks("anyone know who hands out vpn accounts? can't connect from home")
    await workspace.person("dana").asks("#help", "Where can I request access to the VPN as a new joiner?")
    card = await workspace.person("bo").receives(button="Publish")
    assert "3 people" in card.reads
    await workspace.person("bo").clicks(card, "Publish")
    await workspace.person("bo").finds_reply(posted[0], "page")

    # Where there is an answer the modal shows it, since nothing can be sent to somebody unknown.
    _, after = await asks(SURE)
    assert after is not None
    assert "Chen in IT" in after.reads
    assert set(await rows_with(thrice, adas)) == before, "who asked is stored nowhere"
    assert adas not in str(await export(thrice))
    said = [call["method"] for call in await workspace.calls() if adas in str(call["arguments"])]
    assert set(said) <= {"users.info"}, "of who asked Slack is asked what they may do, and told nothing"
    assert adas not in capsys.readouterr().out


async def test_a_channel_that_only_an_import_knows_is_none_that_thrice_is_in(
    workspace: Workspace, thrice: Thrice
) -> None:
    ada = workspace.person("ada")
    await ada.joins("#help")
    garden = await workspace.channel("#garden", members=("ada",))
    await workspace.quiet()
    team = (await workspace.world())["team"]["id"]
    async with thrice.storage.begin(await thrice.tenants.of(team)) as uow:
        uow.add(Channel(channel_id=garden, name="garden", is_private=False, is_shared=False, capturing=True))
    assert "not in this channel" in (await told(ada, "/thrice why", "#garden")).reads
    await ada.says("/thrice settings", "#garden")
    modal = await ada.sees_modal()
    assert "garden" not in modal.reads
    await ada.closes(modal)

    await ada.uses("Ask anonymously")
    modal = await ada.sees_modal()
    question = {"Your question": "How do I get VPN access?"}
    assert "invited" in (await ada.submits(modal, {"Where": garden, **question}))["Where"]
    # What was refused there is not held against the next attempt.
    assert not await ada.submits(modal, {"Where": await workspace.channel_id("#help"), **question})
    await workspace.quiet()
    assert [m for m in await ada.sees("#help") if "Somebody asks" in m.reads]


async def board(workspace: Workspace) -> str:
    """The id of a private channel that only its members know."""
    return await workspace.channel_id("#board")


async def test_odd_clicks_and_submissions_are_answered_with_a_sentence(workspace: Workspace, thrice: Thrice) -> None:
    eli = workspace.person("eli")
    shown = await told(eli, "/thrice forget me", "#help")
    world = await workspace.world()
    person = {"id": await eli.id(), "team_id": world["team"]["id"]}
    place = {"channel": shown.channel, "ts": shown.ts}
    for act in ({"action_id": "member.forget", "value": "not json"}, {"action_id": "member.forget", "value": "{}"}):
        before = len(await eli.private("#help"))
        await eli.does("click", {**place, **act})
        await eli.receives("do not know what this button", channel="#help")
        assert len(await eli.private("#help")) == before + 1
    team = world["team"]
    async with SignedSlack(thrice.url, (await workspace.get("/control/app"))["signing_secret"]) as slack:
        state = {"values": {"save_reaction": {"value": {"type": "plain_text_input", "value": "star"}}}}
        view = {
            "id": "V1",
            "type": "modal",
            "callback_id": "settings.save",
            "private_metadata": "broken",
            "state": state,
        }
        head = {"user": person, "team": team, "trigger_id": "1.2.3", "view": view}
        answered = await slack.interaction({"type": "view_submission", **head})
        assert answered.json["response_action"] == "errors"
        assert "do not know" in answered.json["errors"]["save_reaction"]
        await unknown_things_are_answered(workspace, slack, person, team)
        stranger = {"id": "U0STRANGER", "team_id": "T0NOWHERE"}
        refused = await slack.command(
            command="/thrice", text="help", user_id="U0STRANGER", channel_id="C0NOWHERE", team_id="T0NOWHERE"
        )
        assert refused.status == 200
        assert "install" in refused.text
        for kind, callback in (("shortcut", "ask_anonymously"), ("message_action", "save_as_knowledge")):
            shortcut = {"type": kind, "callback_id": callback, "user": stranger, "team": {"id": "T0NOWHERE"}}
            more = {"channel": {"id": "C1"}, "message": {"ts": "1.0"}} if kind == "message_action" else {}
            assert (await slack.interaction({**shortcut, **more, "trigger_id": "1"})).status == 200
        view = {**view, "callback_id": "settings.save"}
        refused = await slack.interaction(
            {"type": "view_submission", "user": stranger, "team": {"id": "T0NOWHERE"}, "trigger_id": "1", "view": view}
        )
        assert "not installed" in refused.text


async def unknown_things_are_answered(workspace: Workspace, slack: SignedSlack, person: Json, team: Json) -> None:
    """Whatever Slack may still show of an older version: each gets a sentence where the person sees it."""
    eli = workspace.person("eli")
    head = {"user": person, "team": team, "trigger_id": "9.8.7"}
    view = {"id": "V2", "type": "modal", "callback_id": "of.old", "private_metadata": "", "state": {"values": {}}}
    sent = (await slack.interaction({"type": "view_submission", **head, "view": view})).json
    assert sent["response_action"] == "update"
    assert "do not know this window" in View(sent["view"]).reads
    assert "submit" not in sent["view"]

    typed = {"action_id": "of.old", "block_id": "b", "value": "z"}
    listed = await slack.interaction({"type": "block_suggestion", **head, **typed})
    assert "do not know this list" in listed.json["options"][0]["text"]["text"]

    clicked = {"type": "block_actions", **head, "actions": [{"action_id": "of.old", "block_id": "b"}]}
    assert (await slack.interaction({**clicked, "view": {**view, "type": "home"}})).status == 200
    assert "do not know this button" in (await eli.receives("button")).reads

    closed = await slack.interaction({"type": "view_closed", **head, "view": view})
    assert (closed.status, closed.text) == (200, ""), "closing a window asks for nothing"

    command = {"user_id": person["id"], "channel_id": "C1", "team_id": team["id"]}
    assert "do not know that command" in (await slack.command(command="/fourth", text="", **command)).text


async def test_an_unknown_shortcut_is_answered(start: Starter) -> None:
    old = manifest("http://127.0.0.1:3000")
    of_old = {"name": "Of old", "description": "An older version had it"}
    shortcuts = [{**of_old, "type": "global", "callback_id": "g"}, {**of_old, "type": "message", "callback_id": "m"}]
    workspace: Workspace = await start(app={**old, "features": {**old["features"], "shortcuts": shortcuts}})
    eli = workspace.person("eli")
    said = await eli.asks("#help", "Good morning everybody")
    known = (await workspace.world())["shortcuts"]
    assert {each["callback_id"] for each in known} == {"g", "m"}
    await eli.does("shortcut", {"callback_id": "g"})
    assert "do not know that shortcut" in (await eli.sees_modal()).reads
    await eli.does("shortcut", {"callback_id": "m", "channel": said.channel, "ts": said.ts})
    await eli.receives("do not know that shortcut", channel="#help")
