"""What Thrice listens to, what it leaves alone, and what counts as having been asked once more."""

import pytest

from bot.bootstrap import Thrice
from tests.scenarios.conftest import Starter
from tests.support.clock import MovableClock
from tests.support.comes_back import (
    ANSWER,
    ASKERS,
    AT_REST,
    TOLD,
    VPN,
    asked_by,
    card_for,
    nothing_for,
    posts_in,
)
from tests.support.people import Workspace

SECOND = "You are the second to ask this"


async def captured(thrice: Thrice) -> list[str]:
    """The texts of all questions that Thrice holds, oldest first."""
    async with thrice.storage.look() as uow:
        [team] = await uow.workspaces.installed()
    async with thrice.storage.look(team.id) as uow:
        return [q.text for q in await uow.questions.many(range(1, 1000))]


async def test_on_joining_it_says_once_what_it_does_and_how_to_switch_it_off(
    workspace: Workspace, thrice: Thrice
) -> None:
    await workspace.quiet(AT_REST)
    [hello] = await posts_in(workspace, "#help")
    assert "`/thrice off`" in hello.reads
    assert "I keep the questions" in hello.reads
    app = await workspace.app_user()
    joins = [delivery["payload"]["event"] for delivery in await workspace.deliveries("member_joined_channel")]
    await workspace.delivers(next(event for event in joins if event["user"] == app))
    await workspace.quiet(AT_REST)
    assert len(await posts_in(workspace, "#help")) == 1

    async with thrice.storage.look() as uow:
        [team] = await uow.workspaces.installed()
    async with thrice.storage.look(team.id) as uow:
        channel = await uow.channels.get(await workspace.channel_id("#help"))
    assert channel is not None
    assert channel.curator == await workspace.person("admin").id(), "whoever invited Thrice looks after the channel"


async def test_off_stops_capturing_and_on_begins_again_for_any_member(workspace: Workspace, thrice: Thrice) -> None:
    await asked_by(workspace, ASKERS[:1])
    [off] = await workspace.person("fay").says("/thrice off", "#help")
    assert "no longer capture or answer" in off.reads
    assert "What was captured before stays" in off.reads
    [again] = await workspace.person("gil").says("/thrice off", "#help")
    assert "already off" in again.reads
    await asked_by(workspace, ("dana", "eli", "hana"), answer=None)
    for who in ("dana", "eli", "hana"):
        await nothing_for(workspace, who)
    assert len(await captured(thrice)) == 1

    [on] = await workspace.person("gil").says("/thrice on", "#help")
    assert "again" in on.reads
    await asked_by(workspace, ("dana", "eli"), VPN[1:])
    await workspace.person("eli").receives(TOLD, channel="#help")


async def test_some_are_never_captured(start: Starter, started: list[Thrice]) -> None:
    workspace: Workspace = await start(THRICE_DRAFT_AFTER="2")
    gus = workspace.person("gus", is_guest=True)
    pat = workspace.person("pat", is_stranger=True)
    for outsider in (gus, pat):
        await workspace.person("admin").invites(outsider, "#help")
    await workspace.person("fay").says("/thrice forget me", "#help")
    sure = await workspace.person("fay").says("/thrice forget me", "#help")
    await workspace.person("fay").clicks(sure[0], "Forget me")
    await workspace.quiet(AT_REST)

    asked = await workspace.person("amina").asks("#help", VPN[0])
    await workspace.person("bo").replies(asked, ANSWER)
    channel = await workspace.channel_id("#help")
    await gus.asks("#help", VPN[1])
    await pat.asks("#help", VPN[1])
    await workspace.person("fay").asks("#help", VPN[1])
    await workspace.delivers(
        {
            "type": "message",
            "subtype": "bot_message",
            "bot_id": "B0OTHER",
            "channel": channel,
            "channel_type": "channel",
            "ts": f"{float(asked.ts) + 1:.6f}",
            "event_ts": asked.ts,
            "text": VPN[1],
        }
    )
    chatter = await workspace.person("dana").asks("#help", "good morning everybody")
    await workspace.person("dana").edits(chatter, VPN[1])
    # A group of people in a direct message, with and without Thrice in it.
    amina = workspace.person("amina")
    group = await amina.does("dm", {"users": [await workspace.person(n).id() for n in ("dana", "eli")]})
    await amina.asks(group["channel"], VPN[1])
    await amina.tells_app(VPN[1])
    await workspace.quiet(AT_REST)
    for who in ("gus", "pat", "dana"):
        await nothing_for(workspace, who)
    assert not any(SECOND in message.reads for message in await workspace.person("fay").private("#help"))
    assert await captured(started[0]) == [VPN[0]]

    await workspace.person("hana").asks("#help", VPN[2])
    await workspace.person("hana").receives(SECOND, channel="#help")
    await card_for(workspace)


async def test_a_question_may_lack_its_mark_stand_in_a_long_message_or_in_a_thread(workspace: Workspace) -> None:
    first = await workspace.person("amina").asks("#help", "how do I get VPN access")
    await workspace.person("bo").replies(first, ANSWER)
    long = (
        "Morning all. First week here and it has been great so far, thanks for the warm welcome yesterday. "
        "I have set up the laptop and the mail works. How do I get VPN access? "
        "Also the coffee on the second floor is excellent, whoever refills it."
    )
    await workspace.person("dana").asks("#help", long)
    chatter = await workspace.person("fay").asks("#help", "We moved the stand-up to ten.")
    await workspace.quiet(AT_REST)
    in_thread = await workspace.person("eli").asks("#help", "How do I get VPN access?", chatter)
    told = await workspace.person("eli").receives(TOLD, channel="#help")
    assert told.thread_ts == in_thread.thread_ts, "told where it was asked"
    assert "Chen in IT" in told.reads


async def test_a_second_question_in_a_thread_counts_only_where_it_has_nothing_to_do_with_the_first(
    workspace: Workspace, thrice: Thrice
) -> None:
    parking = "By the way, where do I book a parking space for visitors?"
    roots = await asked_by(workspace, ASKERS[:2])
    laptop = await workspace.person("gil").asks("#help", "How can we order a new monitor for the desk?")
    await workspace.person("amina").replies(roots[0], parking)
    await workspace.quiet(AT_REST)
    await workspace.person("bo").replies(
        roots[0], "Visitors' parking is booked with Rosa at the front desk, a day ahead."
    )
    await workspace.person("amina").replies(roots[0], "And how do I get the VPN client onto my laptop?")
    await workspace.person("cy").replies(laptop, "What's the model number of the old monitor on the desk?")
    await workspace.person("dana").replies(roots[1], "Where can I book a parking space for a visitor?")
    await workspace.quiet(AT_REST)
    held = await captured(thrice)
    assert [text for text in held if "parking" in text] == [
        "where do I book a parking space for visitors?",
        "Where can I book a parking space for a visitor?",
    ]
    assert len(held) == 5
    await workspace.person("hana").asks("#help", "Where do I book a parking space for my visitors?")
    told = await workspace.person("hana").receives(TOLD, channel="#help")
    assert "Rosa at the front desk" in told.reads
    assert "Rosa" in (await card_for(workspace)).reads


async def test_asking_again_counts_once_a_day_and_takes_two_people(workspace: Workspace, clock: MovableClock) -> None:
    amina, bo = workspace.person("amina"), workspace.person("bo")
    first = await amina.asks("#help", VPN[0])
    await bo.replies(first, ANSWER)
    await workspace.quiet(AT_REST)
    await amina.asks("#help", VPN[1])
    await amina.asks("#help", VPN[2])
    # Repeated inside its own thread, by others too.
    await workspace.person("dana").replies(first, VPN[1])
    await workspace.person("eli").replies(first, VPN[2])
    await nothing_for(workspace, "amina")
    for wording in VPN[:2]:
        clock.passes(hours=25)
        await amina.asks("#help", wording)
        await nothing_for(workspace, "amina")
    clock.passes(hours=25)
    await workspace.person("fay").asks("#help", VPN[2])
    await workspace.person("fay").receives("You are the fourth to ask this", channel="#help")
    await card_for(workspace)


async def test_ten_is_a_rule_as_well(start: Starter) -> None:
    workspace: Workspace = await start(THRICE_DRAFT_AFTER="10")
    people = [f"person{number}" for number in range(1, 11)]
    await asked_by(workspace, people[:9], [VPN[n % 3] for n in range(9)])
    for who in people[:9]:
        assert not await workspace.person(who).private("#help")
    await workspace.person(people[9]).asks("#help", VPN[0])
    await workspace.person(people[9]).receives("You are the tenth to ask this", channel="#help")
    card = await card_for(workspace)
    assert "Asked 10 times by 10 people." in card.reads


@pytest.mark.parametrize("how", ["a reply", "a check mark"])
async def test_where_nobody_has_answered_yet_the_draft_comes_with_the_answer(workspace: Workspace, how: str) -> None:
    bo, dana = workspace.person("bo"), workspace.person("dana")
    [first, second] = await asked_by(workspace, ASKERS[:2], answer=None)
    if how == "a check mark":
        tip = await bo.replies(second, "Ask Chen in IT, she hands them out.")
        await dana.replies(second, "That did not work, sorry")
        await workspace.quiet(AT_REST)
    await asked_by(workspace, ASKERS[2:], VPN[2:], answer=None)
    told = await workspace.person("eli").receives(TOLD, channel="#help")
    assert "Nobody has answered it yet" in told.reads
    assert not await bo.dms()
    if how == "a check mark":
        await dana.reacts(tip, "white_check_mark")
    else:
        await bo.replies(first, ANSWER)
    card = await card_for(workspace)
    assert "Chen" in card.reads


@pytest.mark.parametrize("effect", ["duplicate", "reorder", "drop_ack"])
async def test_events_that_come_twice_or_in_another_order_change_nothing(
    workspace: Workspace, thrice: Thrice, effect: str
) -> None:
    await workspace.quiet(AT_REST)
    await workspace.goes_wrong({"event": "message", "effect": effect, "times": 50, "seconds": 0.05})
    await asked_by(workspace)
    await workspace.quiet(AT_REST)
    eli = workspace.person("eli")
    if effect == "reorder":
        # Whoever is third by the time of asking is told, in whatever order Thrice heard of it.
        await workspace.person("fay").asks("#help", "Thanks for all the help today, you are great.")
    told = await eli.receives(TOLD, channel="#help")
    assert "Chen in IT" in told.reads
    await workspace.quiet(AT_REST)
    assert len(await eli.private("#help")) == 1
    assert len([m for m in await workspace.person("bo").dms() if "Publish" in m.buttons]) == 1
    assert len(await captured(thrice)) == 3


async def test_an_answer_that_overtook_its_question_is_not_lost(workspace: Workspace, clock: MovableClock) -> None:
    await asked_by(workspace, ASKERS[:2], answer=None)
    # Nobody takes the third question's event at first, and Slack tries again later; Bo answers in between.
    app = (await workspace.get("/control/app"))["request_url"]
    await workspace.put("/control/app", {"request_url": f"{workspace.url}/nowhere"})
    asked = await workspace.person("eli").asks("#help", VPN[2])
    await workspace.person("bo").replies(asked, ANSWER)
    await workspace.quiet(2, within=30)
    await workspace.put("/control/app", {"request_url": app})
    lost = [d["payload"]["event"] for d in await workspace.deliveries("message") if not d["ok"]]
    question = next(event for event in lost if event["ts"] == asked.ts)
    assert len(lost) == 2
    clock.passes(minutes=5)
    await workspace.delivers(question)
    card = await card_for(workspace)
    assert "Chen" in card.reads
