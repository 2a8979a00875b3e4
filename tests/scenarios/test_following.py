"""An edit or a deletion in Slack reaches everything that was made of the message."""

import asyncio
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp

from bot.bootstrap import Thrice
from tests.scenarios.conftest import Starter
from tests.support.knowledge import (
    ASKED,
    FROM_BO,
    FROM_GITA,
    Browser,
    asked_three_times,
    card,
    export,
    published,
    reply_of,
    rows_with,
)
from tests.support.people import Workspace
from tests.support.surfaces import Message


async def the_card(workspace: Workspace, card: Message, reviewer: str = "bo") -> Callable[[], Awaitable[Message]]:
    async def now() -> Message:
        found = await workspace.person(reviewer).again(card)
        assert found is not None
        return found

    return now


async def test_a_draft_follows_its_messages_until_nothing_is_left(workspace: Workspace, thrice: Thrice) -> None:
    asked = await asked_three_times(workspace)
    shown = await the_card(workspace, await card(workspace))
    assert "Chen in IT" in (await shown()).reads

    # An edit puts the card right.
    answer = await reply_of(workspace, "bo", asked[0])
    await workspace.person("bo").edits(answer, "Ask Farid in IT, he hands out the VPN accounts.")
    await workspace.eventually(lambda: reads(shown, "Farid", but="Chen"), because="the card says Farid")

    # So does a question's, which keeps its place.
    topic = (await export(thrice))["questions"][0]["topic"]
    await workspace.person("amina").edits(asked[0], "How do I get access to the new VPN?")
    await workspace.eventually(lambda: reads(shown, "How do I get access to the new VPN?"), because="the new wording")
    assert {q["topic"] for q in (await export(thrice))["questions"]} == {topic}

    # A question that asks no longer takes its wording with it.
    await workspace.person("amina").edits(asked[0], "Found it, never mind.")
    await workspace.eventually(lambda: reads(shown, "?", but="new VPN"), because="another title")
    assert len((await export(thrice))["questions"]) == 2

    # When everything it rests on is deleted, the draft is withdrawn.
    await workspace.person("bo").deletes(answer)
    await workspace.person("gita").deletes(await reply_of(workspace, "gita", asked[1]))
    await workspace.eventually(lambda: reads(shown, "", but="access form"), because="the card is withdrawn")
    assert "Publish" not in (await shown()).buttons
    assert (await export(thrice))["articles"] == []
    await nowhere(workspace, thrice, "Farid in IT", "access form")


VACATION = (
    "How do I enter vacation days in the HR portal?",
    "How can I enter vacation days in the HR portal?",
    "How do I enter my vacation days in the HR portal?",
)
PAYROLL = "How do I change the language of the payroll software?"


async def test_an_edit_that_asks_something_else_is_placed_anew(workspace: Workspace, thrice: Thrice) -> None:
    amina, bo, dana, eli = (workspace.person(name) for name in ("amina", "bo", "dana", "eli"))
    first = await amina.asks("#help", VACATION[0])
    await bo.replies(first, "Open the calendar tab of Peoplix and drag over the days.")
    second = await dana.asks("#help", VACATION[1])
    third = await eli.asks("#help", PAYROLL)
    await workspace.quiet()
    assert not await eli.private("#help")

    # Put right, it is the third of its topic, with all that follows.
    await eli.edits(third, VACATION[2])
    assert (await eli.receives("Peoplix", channel="#help")).reads.startswith("You are the third to ask this")
    shown = await the_card(workspace, await card(workspace))
    assert "How can I enter" in (await shown()).reads

    # A slip put right keeps its place; what asks something else has none there any more, not even as a title.
    await dana.edits(second, VACATION[1].replace("portal", "portals"))
    await workspace.quiet()
    assert len({q["topic"] for q in (await export(thrice))["questions"]}) == 1
    for asked, person in ((first, amina), (second, dana)):
        await person.edits(asked, PAYROLL)
        await workspace.quiet()
    for gone in (VACATION[0], VACATION[1], PAYROLL):
        await workspace.eventually(lambda gone=gone: reads(shown, VACATION[2], but=gone), because=f"no {gone} there")
    [topic] = (await export(thrice))["topics"]
    assert topic["title"] == VACATION[2]
    assert [one["asker"] for one in topic["occurrences"]] == [await eli.id()]


async def test_an_occurrence_that_was_edited_away_counts_again_when_it_is_back(
    workspace: Workspace, thrice: Thrice
) -> None:
    amina, bo, dana, eli = (workspace.person(name) for name in ("amina", "bo", "dana", "eli"))
    first = await amina.asks("#help", VACATION[0])
    second = await dana.asks("#help", VACATION[1])
    await workspace.quiet()
    await dana.edits(second, PAYROLL)
    await workspace.quiet()
    await eli.asks("#help", VACATION[2])
    await workspace.quiet()
    assert not await eli.private("#help")
    await dana.edits(second, VACATION[1])
    await eli.receives("You are the third to ask this", channel="#help")

    # Nobody has answered yet: with an occurrence gone again there is nothing to draft, until it is back.
    await dana.edits(second, PAYROLL)
    await workspace.quiet()
    await bo.replies(first, "Open the calendar tab of Peoplix and drag over the days.")
    await workspace.quiet()
    assert not (await export(thrice))["articles"]
    await dana.edits(second, VACATION[1])
    assert "Peoplix" in (await card(workspace)).reads


async def nowhere(workspace: Workspace, thrice: Thrice, *words: str) -> None:
    """No row holds the words, as soon as the events that brought them are done."""

    async def gone() -> bool:
        return not await rows_with(thrice, *words)

    await workspace.eventually(gone, because=f"{words} in no row")


def files_in(folder: Path) -> str:
    return "".join(file.read_text() for file in folder.rglob("*.md"))


async def reads(shown: Callable[[], Awaitable[Message]], text: str, *, but: str | None = None) -> bool:
    now = (await shown()).reads
    return text in now and (but is None or but not in now)


async def test_a_page_follows_its_messages_on_every_surface(
    start: Starter, tmp_path: Path, started: list[Thrice]
) -> None:
    folder = tmp_path / "wiki"
    await asyncio.to_thread(lambda: subprocess.run(["git", "init", "-q", folder], check=True))
    workspace = await start(THRICE_WIKIS="git_markdown", THRICE_GIT_MARKDOWN_REPOSITORY=str(folder))
    thrice = started[0]
    asked = await published(workspace)
    hal = workspace.person("hal")
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        browser = Browser(session, thrice)
        await browser.sign_in(workspace, "hal")
        _, page = await browser.opens("/wiki/1")
        assert "Chen in IT" in page
        assert "access form" in page

        answer = await reply_of(workspace, "bo", asked[0])
        await workspace.person("bo").edits(answer, "Ask Farid in IT, he hands out the VPN accounts.")

        async def edited_everywhere() -> bool:
            found = "".join(m.reads for m in await hal.says("/thrice search vpn accounts"))
            history = (await browser.opens("/wiki/1/history"))[1]
            files = await asyncio.to_thread(files_in, folder)
            texts = ((await browser.opens("/wiki/1"))[1], found, files)
            return all("Farid" in t and "Chen in IT" not in t for t in texts) and "Chen in IT" not in history

        await workspace.eventually(edited_everywhere, because="page, search and git say Farid")

        # The message that gave the title goes, and with it the wording, also in the threads' links.
        title = (await export(thrice))["articles"][0]["title"]
        titled = next(n for n, (_, words) in enumerate(ASKED) if title.lower().rstrip("?") in words.lower())
        await workspace.person(ASKED[titled][0]).deletes(asked[titled])
        await workspace.person("bo").deletes(answer)

        async def gone_everywhere() -> bool:
            files = await asyncio.to_thread(files_in, folder)
            pages = [(await browser.opens(f"/wiki/1{more}"))[1] for more in ("", "/history")]
            threads = "".join([m.reads + m.text for q in asked for m in await hal.sees_thread(q)])
            found = "".join(m.reads for m in await hal.says("/thrice search vpn form"))
            shown = (files, *pages, threads, found)
            return not any(words in text for words in ("Farid", title) for text in shown)

        await hal.joins("#help")
        await workspace.eventually(gone_everywhere, because="nothing shows what was deleted")
        assert "access form" in (await browser.opens("/wiki/1"))[1]
        await nowhere(workspace, thrice, "Farid", title)

        # The last source goes: the page is offered no longer, and no thread leads to it.
        await workspace.person("gita").deletes(await reply_of(workspace, "gita", asked[1]))

        async def withdrawn() -> bool:
            threads = "".join([m.reads for q in asked for m in await hal.sees_thread(q)])
            return (await export(thrice))["articles"][0]["status"] == "retired" and "This question has" not in threads

        await workspace.eventually(withdrawn, because="the page and its links are withdrawn")
        await nowhere(workspace, thrice, "access form")
        assert "access form" not in await asyncio.to_thread(files_in, folder)


async def test_what_a_reviewer_wrote_follows_as_well(workspace: Workspace, thrice: Thrice) -> None:
    asked = await asked_three_times(workspace)
    bo = workspace.person("bo")
    shown = await card(workspace)
    await bo.clicks(shown, "Edit")
    modal = await bo.sees_modal()
    body = next(block for label, block in modal.fields.items() if label == "Text")["element"]["initial_value"]
    assert not await bo.submits(
        modal, {"Title, as a question": "Getting onto the VPN", "Text": f"{body}\n\nGood luck!"}
    )
    edited = await bo.receives("Getting onto the VPN", button="Publish")
    await bo.clicks(edited, "Publish")
    await bo.finds_reply(asked[2], "page")

    await workspace.person("gita").deletes(await reply_of(workspace, "gita", asked[1]))

    async def withdrawn() -> bool:
        [article] = (await export(thrice))["articles"]
        return "access form" not in article["body_markdown"]

    await workspace.eventually(withdrawn, because="the sentence is gone from the reviewer's text")
    [article] = (await export(thrice))["articles"]
    assert "Chen" in article["body_markdown"]
    assert "Good luck!" in article["body_markdown"]
    assert article["title"] == "Getting onto the VPN"
    await nowhere(workspace, thrice, FROM_GITA)

    # An edit under a person's own text changes the sentence, and the reviewer is asked.
    await bo.edits(await reply_of(workspace, "bo", asked[0]), FROM_BO.replace("Chen", "Farid"))
    await bo.receives("Farid", button="Still right")
    [article] = (await export(thrice))["articles"]
    assert "Farid" in article["body_markdown"]
    assert "Chen in IT" not in article["body_markdown"]


async def test_a_deleted_root_comes_as_a_tombstone_and_an_edit_may_come_at_once(
    workspace: Workspace, thrice: Thrice
) -> None:
    amina, bo = workspace.person("amina"), workspace.person("bo")
    quick = await amina.asks("#help", "How do I book the big meeting rom?")
    await amina.edits(quick, "How do I book the big meeting room?")
    await bo.replies(quick, "Use the calendar of the front desk.")

    async def captured() -> bool:
        return [q["text"] for q in (await export(thrice))["questions"]] == ["How do I book the big meeting room?"]

    await workspace.eventually(captured, because="the edited wording counts")
    plain = await amina.asks("#help", "lunch is ready")
    await amina.edits(plain, "How do I order lunch for a whole team?")
    await workspace.quiet()
    assert await captured(), "an edit makes no question of a message that was none"

    await amina.deletes(quick)

    async def forgotten() -> bool:
        return not (await export(thrice))["questions"] and not await rows_with(thrice, "big meeting room")

    await workspace.eventually(forgotten, because="a deleted root is forgotten")
    changes = [d["payload"]["event"]["message"] for d in await workspace.deliveries("message_changed")]
    assert "tombstone" in {change.get("subtype") for change in changes}
