"""What somebody is shown who asks what is known, what each button does, and how Thrice takes hostile words."""

import json
import time

from bot.bootstrap import Thrice
from bot.knowledge.jobs import PlaceQuestion
from bot.ports.chat import Message as Said
from bot.slack.mentions import mentioned
from scheduler.jobs.matching import place_question
from tests.support.comes_back import (
    ASKERS,
    AT_REST,
    ONCE_MORE,
    TOLD,
    VPN,
    card_for,
    nothing_for,
    posts_in,
    published,
)
from tests.support.knowledge import export
from tests.support.people import Workspace
from tests.support.surfaces import Message

FOUR = ["That solves it", "Share in thread", "Not my question", "Outdated"]


async def answered(workspace: Workspace, who: str, wording: str = ONCE_MORE) -> tuple[Message, Message]:
    """Have somebody ask what is known; returns the question and the private answer."""
    person = workspace.person(who)
    asked = await person.asks("#help", wording)
    return asked, await person.receives("Chen", channel="#help", button="Outdated")


async def stands_instead(workspace: Workspace, who: str, words: str) -> Message:
    return await workspace.person(who).receives(words, channel="#help")


async def test_placing_that_runs_again_after_a_crash_tells_nobody_twice(workspace: Workspace, thrice: Thrice) -> None:
    await published(workspace)
    third, told = (await export(thrice))["questions"][-1], await workspace.person("eli").private("#help")
    assert [TOLD in message.reads for message in told] == [True]
    async with thrice.storage.look() as uow:
        [installed] = await uow.workspaces.installed()
    await place_question(thrice.tools, PlaceQuestion(workspace_id=installed.id, question_id=third["id"]))
    await workspace.quiet(AT_REST)
    assert len(await workspace.person("eli").private("#help")) == 1


async def test_the_answer_comes_at_once_and_its_buttons_do_what_they_say(workspace: Workspace) -> None:
    asked = await published(workspace)
    before = len(await posts_in(workspace, "#help"))
    began = time.monotonic()
    question, answer = await answered(workspace, "fay")
    assert time.monotonic() - began < 2
    assert answer.buttons == FOUR
    assert "Approved by bo" in answer.reads
    assert not await workspace.person("gil").private("#general")
    fay = workspace.person("fay")
    await fay.clicks(answer, "That solves it")
    solved = await stands_instead(workspace, "fay", "Good. I have noted that this page solved it.")
    assert solved.buttons == ["Share in thread", "Start learning"], "and the first answer that helped invites to learn"
    assert len(await posts_in(workspace, "#help")) == before, "nobody else is told"

    await fay.clicks(solved, "Share in thread")
    await fay.finds_reply(question, "There is a page on this")
    await workspace.quiet(AT_REST)
    shared = await stands_instead(workspace, "fay", "The link is in your thread now")
    assert not shared.buttons
    assert len(await posts_in(workspace, "#help")) == before + 1
    assert len([m for m in await fay.sees_thread(question) if "/wiki/" in str(m.blocks) and not m.ephemeral]) == 1
    assert len([m for m in await fay.sees_thread(asked[0]) if "/wiki/" in str(m.blocks) and not m.ephemeral]) == 1


async def test_not_my_question_is_not_offered_again_to_the_same_words(workspace: Workspace) -> None:
    await published(workspace)
    _, answer = await answered(workspace, "fay", "Where do I get VPN access?")
    fay, gil = workspace.person("fay"), workspace.person("gil")
    await fay.clicks(answer, "Not my question")
    await stands_instead(workspace, "fay", "Yours stays open for people to answer")
    for who in ("fay", "gil"):
        await workspace.person(who).asks("#help", "where do I get VPN access??")
    await workspace.quiet(AT_REST)
    assert not any("Outdated" in m.buttons for m in [*await fay.private("#help"), *await gil.private("#help")])
    assert "Outdated" not in str([m.buttons for m in await fay.says("/thrice ask Where do I get VPN access?", "#help")])

    # Other words are answered as before, and so is who asks Thrice itself.
    await answered(workspace, "hana")
    [direct] = await workspace.person("ina").says(f"/thrice ask {ONCE_MORE}", "#help")
    assert "Outdated" in direct.buttons
    await workspace.person("ina").clicks(direct, "Not my question")
    await stands_instead(workspace, "ina", "Yours stays open")
    assert "Outdated" not in str([m.buttons for m in await workspace.person("ina").says(f"/thrice ask {ONCE_MORE}")])


async def test_two_people_who_say_outdated_have_the_reviewer_asked(workspace: Workspace) -> None:
    await published(workspace)
    _, first = await answered(workspace, "fay")
    fay, gil = workspace.person("fay"), workspace.person("gil")
    await fay.clicks(first, "Outdated")
    await stands_instead(workspace, "fay", "If somebody else says so too")
    _, again = await answered(workspace, "fay", VPN[0])
    await fay.clicks(again, "Outdated")
    await workspace.quiet(AT_REST)
    assert not any("Still right" in m.buttons for m in await workspace.person("bo").dms()), "one person is one voice"

    _, second = await answered(workspace, "gil")
    await gil.clicks(second, "Outdated")
    await stands_instead(workspace, "gil", "its reviewer has been asked")
    card = await workspace.person("bo").receives("More than one person says", button="Still right")
    assert card.buttons == ["Still right", "Edit", "Retire"]
    _, doubtful = await answered(workspace, "hana")
    assert "It may be out of date: its reviewer has been asked." in doubtful.reads
    await workspace.person("bo").clicks(card, "Retire")
    await workspace.person("bo").receives("Retired by bo", button="Restore")
    await workspace.person("ina").asks("#help", ONCE_MORE)
    await workspace.quiet(AT_REST)
    assert not any("Outdated" in m.buttons for m in await workspace.person("ina").private("#help"))


async def test_it_keeps_silent_where_it_is_unsure_or_switched_off(workspace: Workspace) -> None:
    await published(workspace)
    for who, words in (
        ("fay", "How do I renew my VPN certificate?"),
        ("gil", "Is the VPN down?"),
        ("hana", "Where can I book the large meeting room for Thursday?"),
    ):
        await workspace.person(who).asks("#help", words)
        await nothing_for(workspace, who)
    await workspace.person("admin").says("/thrice off", "#help")
    await workspace.person("ina").asks("#help", ONCE_MORE)
    await nothing_for(workspace, "ina")
    [still] = await workspace.person("jo").says(f"/thrice ask {ONCE_MORE}", "#help")
    assert "Chen" in still.reads, "commands still work"


HOSTILE = (
    "<!channel> @here @everyone how do I get VPN access? <@{other}> <!subteam^S0GROUP1|@all> <!here|here>",
    "How do I get VPN access? \u202eereh kcilc\u202c see <https://playground.slack.com/archives/C0FAKE/p1|here>",
    "How do I get VPN access?\x00 \x01\ufeff " + "<!everyone> pad " * 2_500,
)


async def test_hostile_words_are_taken_as_words(workspace: Workspace) -> None:
    other = await workspace.person("other").id()
    for who, words in zip(ASKERS, HOSTILE, strict=True):
        asked = await workspace.person(who).asks("#help", words.replace("{other}", other)[:39_900])
        if who == "amina":
            evil = f"<!channel> Ask <@{other}> in IT & fill in the <https://evil.example|form>, @here *now* `rm -rf`."
            await workspace.person("bo").replies(asked, evil)
        await workspace.quiet(AT_REST)
    channel = await workspace.person("fay").joins("#help")
    lone = {
        "type": "message",
        "user": await workspace.person("fay").id(),
        "channel": channel,
        "channel_type": "channel",
    }
    ts = f"{float(asked.ts) + 5:.6f}"
    await workspace.delivers({**lone, "ts": ts, "event_ts": ts, "text": "How do I get VPN access? \ud800 \udfff"})
    await workspace.person("eli").receives(TOLD, channel="#help")
    card = await card_for(workspace)
    await workspace.person("bo").clicks(card, "Publish")
    await workspace.quiet(AT_REST)
    await answered_somehow(workspace)
    said = 0
    for method in ("chat.postMessage", "chat.postEphemeral", "chat.update"):
        for call in await workspace.calls(method):
            arguments = call["arguments"]
            blocks = arguments.get("blocks") or []
            blocks = json.loads(blocks) if isinstance(blocks, str) else blocks
            assert call["answer"]["ok"], call["answer"]
            assert not mentioned(Said(text=arguments["text"], blocks=tuple(blocks))), arguments["text"]
            said += 1
    assert said >= 6


async def answered_somehow(workspace: Workspace) -> None:
    await workspace.person("gil").asks("#help", "How do I get VPN access?")
    await workspace.person("gil").receives("This has an answer", channel="#help")


async def test_a_forged_button_is_answered_with_a_sentence(workspace: Workspace) -> None:
    await published(workspace)
    _, answer = await answered(workspace, "fay")
    fay = workspace.person("fay")
    block = next(block for block in answer.blocks if block["type"] == "actions")
    where = {"channel": answer.channel, "ts": answer.ts, "block_id": block["block_id"]}
    for value in ("{}", "null", '{"offer_id": -1}', '{"offer_id": true}', "x" * 1_900):
        await fay.does("click", {**where, "action_id": "answer.solved", "value": value})
        await fay.receives("I do not know what this button is about", channel="#help")
    await fay.does("click", {**where, "action_id": "answer.share", "value": '{"offer_id": 999999}'})
    await fay.receives("This answer is no longer there", channel="#help")
    _, other = await answered(workspace, "gil")
    await fay.does("click", {**where, "action_id": "answer.share", "value": other_value(other)})
    await fay.receives("This answer was shown to somebody else", channel="#help")
    assert not any("There is a page on this" in m.reads for m in await posts_in(workspace, "#help"))


def other_value(answer: Message) -> str:
    block = next(block for block in answer.blocks if block["type"] == "actions")
    return str(block["elements"][0]["value"])
