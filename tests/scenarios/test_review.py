"""What becomes of a draft: to whom its card goes, what each click does, and what happens in silence."""

import asyncio

from bot.bootstrap import Thrice
from tests.support.clock import MovableClock
from tests.support.comes_back import (
    ANSWER,
    ASKERS,
    AT_REST,
    ONCE_MORE,
    VPN,
    asked_by,
    card_for,
    nothing_for,
    posts_in,
    published,
)
from tests.support.people import Person, Workspace
from tests.support.surfaces import Message, find_element

FOUR = ["Publish", "Edit", "Not the same question", "Dismiss"]


def value_of(card: Message, label: str) -> str:
    return str(find_element(card.all_blocks, label)[1]["value"])


async def clicks_with(person: Person, card: Message, label: str, value: str) -> None:
    """Press a button as it was drawn earlier, with the value that it carried then."""
    block, element, _ = find_element(card.all_blocks, label)
    await person.does(
        "click",
        {
            "channel": card.channel,
            "ts": card.ts,
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "value": value,
        },
    )


async def card_reads(workspace: Workspace, who: str, card: Message, words: str) -> Message:
    """Wait until a card reads something else than it did."""

    async def redrawn() -> Message | None:
        now = await workspace.person(who).again(card)
        return now if now is not None and words in now.reads else None

    await workspace.eventually(redrawn, because=f"the card reads {words!r}")
    # A card is drawn anew for each thing that befalls it: look at it when all is done.
    await workspace.quiet(AT_REST)
    now = await redrawn()
    assert now is not None
    return now


async def pages(workspace: Workspace, thrice: Thrice, query: str = "vpn") -> list[str]:
    """What `/thrice search` finds."""
    return [m.reads for m in await workspace.person("zoe").says(f"/thrice search {query}", "#help")]


async def test_the_curator_is_asked_where_the_answerer_is_gone_and_the_channel_where_both_are(
    workspace: Workspace,
) -> None:
    admin, bo, gus = workspace.person("admin"), workspace.person("bo"), workspace.person("gus", is_guest=True)
    await asked_by(workspace, ASKERS[:2])
    await workspace.put(f"/control/people/{await bo.id()}", {"deleted": True})
    await workspace.quiet(AT_REST)
    await asked_by(workspace, ASKERS[2:], VPN[2:], answer=None)
    card = await card_for(workspace, "admin")
    assert card.buttons == FOUR
    assert "you look after the channel it was asked in" in card.reads
    await admin.clicks(card, "Dismiss")
    await card_reads(workspace, "admin", card, "Dismissed by admin")

    await workspace.put(f"/control/people/{await admin.id()}", {"deleted": True})
    await workspace.quiet(AT_REST)
    printer = "Where can I find the driver for the printer on the third floor?"
    await asked_by(workspace, ASKERS, [printer] * 3, answer=None)
    [first, *_] = [m for m in await asked_in(workspace, "amina") if "printer" in m.text]
    cy = workspace.person("cy")
    await cy.replies(first, "The driver is on the intranet, under Devices. Pick the one for the third floor.")
    await workspace.put(f"/control/people/{await cy.id()}", {"deleted": True})

    card = await channel_card(workspace)
    assert "Whoever of you knows best" in card.reads
    # Whoever may not read the page cannot decide about it either, and is told so.
    await workspace.person("dana").invites(gus, "#help")
    await gus.clicks(card, "Publish")
    await gus.receives("Only its reviewer or a curator can decide", channel="#help")
    assert "printer" not in str(await workspace.person("zoe").says("/thrice search third floor", "#help"))
    await workspace.person("dana").clicks(card, "Publish")
    await workspace.person("dana").finds_reply(first, "has a page now")


async def asked_in(workspace: Workspace, who: str) -> list[Message]:
    return [m for m in await workspace.person(who).sees("#help") if not m.ephemeral]


async def channel_card(workspace: Workspace) -> Message:
    async def look() -> Message | None:
        return next((m for m in await posts_in(workspace, "#help", "dana") if "Publish" in m.buttons), None)

    return await workspace.eventually(look, because="a card in the channel")


async def test_a_waiting_card_counts_those_who_ask_meanwhile_and_is_drawn_once_for_each(workspace: Workspace) -> None:
    await asked_by(workspace)
    card = await card_for(workspace)
    assert "Asked three times by 3 people." in card.reads
    fay = workspace.person("fay")
    asked = await fay.asks("#help", ONCE_MORE)
    card = await card_reads(workspace, "bo", card, "Asked 4 times by 4 people.")
    assert card.buttons == FOUR
    await fay.replies(asked, "So how do I get VPN access?")
    await workspace.person("fay").asks("#help", "Once more: how can I get access to the VPN?")
    await workspace.quiet(AT_REST)
    drawn = [call for call in await workspace.calls("chat.update") if call["arguments"]["ts"] == card.ts]
    assert len(drawn) == 1, "asking again within a day is the same occurrence"
    await workspace.person("gil").asks("#help", VPN[0])
    await workspace.person("bo").clicks(
        await card_reads(workspace, "bo", card, "Asked 5 times by 5 people."), "Publish"
    )
    await card_reads(workspace, "bo", card, "Published by bo")
    drawn = [call for call in await workspace.calls("chat.update") if call["arguments"]["ts"] == card.ts]
    await workspace.person("hana").asks("#help", ONCE_MORE)
    await workspace.person("hana").receives("Chen", channel="#help", button="That solves it")
    await workspace.quiet(AT_REST)
    now = [call for call in await workspace.calls("chat.update") if call["arguments"]["ts"] == card.ts]
    assert len(now) == len(drawn)


async def test_two_clicks_at_once_publish_once_and_one_of_them_is_told(workspace: Workspace, thrice: Thrice) -> None:
    asked = await asked_by(workspace)
    bo = workspace.person("bo")
    card = await card_for(workspace)
    await asyncio.gather(bo.clicks(card, "Publish"), bo.clicks(card, "Publish"))
    await card_reads(workspace, "bo", card, "Published by bo")
    told = [m for m in await bo.sees(card.channel) if m.ephemeral]
    assert [m.reads for m in told] == ["This was published already."]
    await workspace.quiet(AT_REST)
    for question in asked:
        links = [m for m in await bo.sees_thread(question) if "has a page now" in m.reads]
        assert len(links) == 1
        assert "Approved by bo." in links[0].reads
    assert "VPN" in str(await pages(workspace, thrice))


async def test_edited_words_are_what_is_published(workspace: Workspace) -> None:
    asked = await asked_by(workspace)
    bo = workspace.person("bo")
    old = await card_for(workspace)
    await bo.clicks(old, "Edit")
    modal = await bo.sees_modal()
    title, body = list(modal.fields)[:2]
    assert "needs a title" in str(await bo.submits(modal, {title: "  "}))
    assert "[1]" in str(modal.fields[body])
    assert "[[1]]" not in str(modal.fields[body]), "nobody wants to edit around long links"
    words = {title: "How do I get onto the VPN?", body: "Ask **Chen** in IT. [1] <!channel> @here <@U0AAAAAAA>"}
    assert not await bo.submits(modal, words)
    new = await card_reads(workspace, "bo", old, "How do I get onto the VPN?")
    assert "Wording by bo." in new.reads
    [source] = [m for m in await bo.sees_thread(asked[0]) if m.text == ANSWER]
    assert f"p{source.ts.replace('.', '')}" in str(new.blocks), "the citation leads to the message again"
    assert new.buttons == FOUR

    # The old card is still open on the telephone.
    await clicks_with(bo, new, "Publish", value_of(old, "Publish"))
    await bo.receives("The text has changed since this card was drawn", channel=new.channel)
    assert not any("has a page now" in m.reads for m in await bo.sees_thread(asked[0]))

    await bo.clicks(new, "Publish")
    link = await bo.finds_reply(asked[0], "has a page now")
    assert "How do I get onto the VPN?" in link.reads
    await workspace.person("fay").asks("#help", ONCE_MORE)
    answer = await workspace.person("fay").receives("Ask Chen in IT", channel="#help")
    assert "<!channel>" not in answer.text
    assert "broadcast" not in str(answer.blocks)


async def test_an_edit_of_what_has_changed_meanwhile_overwrites_nothing(workspace: Workspace) -> None:
    asked = await asked_by(workspace)
    bo = workspace.person("bo")
    card = await card_for(workspace)
    await bo.clicks(card, "Edit")
    modal = await bo.sees_modal()
    [said] = [m for m in await bo.sees_thread(asked[0]) if m.text == ANSWER]
    await bo.edits(said, "Ask Dora in IT, she hands out the VPN accounts. You need to fill in the access form first.")
    await card_reads(workspace, "bo", card, "Dora")
    title, body = list(modal.fields)[:2]
    refused = await bo.submits(modal, {title: "Mine", body: "Mine"})
    assert "The text has changed" in str(refused)
    now = await bo.again(card)
    assert now is not None
    assert "Mine" not in now.reads


async def test_what_is_not_the_same_question_or_dismissed_never_comes_back(
    workspace: Workspace, thrice: Thrice
) -> None:
    bo = workspace.person("bo")
    await asked_by(workspace)
    card = await card_for(workspace)
    await bo.clicks(card, "Not the same question")
    await card_reads(workspace, "bo", card, "Taken apart by bo")
    await asked_by(workspace, ("fay", "gil", "hana"))
    for who in ("fay", "gil", "hana"):
        await nothing_for(workspace, who)
    assert len([m for m in await bo.dms() if "Publish" in m.buttons]) == 0

    printer = "Where can I find the driver for the printer on the third floor?"
    await asked_by(workspace, ASKERS, [printer] * 3, answer="It is on the intranet, under Devices, pick the new one.")
    card = await card_for(workspace)
    await bo.clicks(card, "Dismiss")
    await card_reads(workspace, "bo", card, "Dismissed by bo")
    await asked_by(workspace, ("fay", "gil", "hana", "ina"), [printer] * 4, answer="It is under Devices, as I said.")
    for who in ("fay", "gil", "hana", "ina"):
        await nothing_for(workspace, who)
    assert len([m for m in await bo.dms() if "Publish" in m.buttons]) == 0
    assert "I found nothing" in str(await pages(workspace, thrice, "printer driver"))


async def again(person: Person, card: Message) -> list[str]:
    now = await person.again(card)
    return now.buttons if now is not None else []


async def test_in_silence_the_card_passes_to_the_curator_and_then_to_the_channel(
    workspace: Workspace, thrice: Thrice, clock: MovableClock
) -> None:
    await asked_by(workspace)
    card = await card_for(workspace)
    clock.passes(days=1)
    await thrice.rounds.pass_reviews_on()
    await workspace.quiet(AT_REST)
    assert (await again(workspace.person("bo"), card)) == FOUR, "a day is no silence yet"
    clock.passes(days=5)
    await thrice.rounds.pass_reviews_on()
    second = await card_for(workspace, "admin")
    passed = await card_reads(workspace, "bo", card, "Handed to the next person")
    assert not passed.buttons
    clock.passes(days=6)
    await thrice.rounds.pass_reviews_on()
    await thrice.rounds.pass_reviews_on()
    third = await channel_card(workspace)
    await card_reads(workspace, "admin", second, "Handed to the next person")
    clock.passes(days=30)
    await thrice.rounds.pass_reviews_on()
    await workspace.quiet(AT_REST)
    assert (await again(workspace.person("dana"), third)) == FOUR, "the channel keeps it"
    await workspace.person("gil").joins("#help")
    await workspace.quiet()
    await workspace.person("gil").clicks(third, "Publish")
    await card_reads(workspace, "gil", third, "Published by gil")


async def test_an_old_page_asks_whether_it_is_right_retires_and_comes_back(
    workspace: Workspace, thrice: Thrice, clock: MovableClock
) -> None:
    asked = await published(workspace)
    bo = workspace.person("bo")
    clock.passes(days=91)
    await thrice.rounds.look_after_articles()
    stale = await bo.receives("Is it still right?", button="Still right")
    assert stale.buttons == ["Still right", "Edit", "Retire"]
    await bo.clicks(stale, "Edit")
    modal = await bo.sees_modal()
    title = next(label for label in modal.fields if "itle" in label)
    assert not await bo.submits(modal, {title: "VPN: how to get an account"})
    stale = await card_reads(workspace, "bo", stale, "VPN: how to get an account")
    await bo.clicks(stale, "Still right")
    await card_reads(workspace, "bo", stale, "Still right, confirmed by bo")
    await workspace.quiet(AT_REST)
    for question in asked:
        links = [m for m in await bo.sees_thread(question) if "/wiki/" in str(m.blocks)]
        assert len(links) == 1, "publishing again updates; it posts nothing new"
        assert "VPN: how to get an account" in links[0].reads

    clock.passes(days=91)
    # The first three questions are too long ago to count by the time that the page is retired: these two do.
    for who in ("gil", "hana"):
        await workspace.person(who).asks("#help", ONCE_MORE)
        await workspace.person(who).receives("Chen", channel="#help", button="That solves it")
    await thrice.rounds.look_after_articles()
    stale = await bo.receives("Is it still right?", button="Still right")
    clock.passes(days=5)
    await thrice.rounds.pass_reviews_on()
    passed = await workspace.person("admin").receives("Is it still right?", button="Still right")
    assert passed.buttons == ["Still right", "Edit", "Retire"]
    clock.passes(days=26)
    await thrice.rounds.look_after_articles()
    retired = await card_reads(workspace, "admin", passed, "Retired on")
    assert retired.buttons == ["Restore"]
    await workspace.person("fay").asks("#help", ONCE_MORE)
    told = await workspace.person("fay").receives("You are the third to ask this", channel="#help")
    assert "That solves it" not in told.buttons
    assert "drafting" not in told.reads
    assert "There was a page about it that was retired" in told.reads
    assert "Chen" not in told.reads, "nobody is shown as it stands what a retired page rested on"
    assert "looked after it" in told.reads
    await workspace.person("cy").replies(asked[0], "Chen has left. Dora in IT hands out the VPN accounts now.")
    await workspace.quiet(AT_REST)
    await workspace.person("kim").asks("#help", ONCE_MORE)
    told = await workspace.person("kim").receives("said since", channel="#help")
    assert "Dora in IT hands out the VPN accounts now." in told.reads
    assert "You need to fill in the access form first" not in told.reads
    assert "I found nothing" in str(await pages(workspace, thrice))

    await workspace.person("admin").clicks(retired, "Restore")
    await card_reads(workspace, "admin", retired, "Restored by admin")
    await workspace.quiet(AT_REST)
    await workspace.person("ivo").asks("#help", ONCE_MORE)
    await workspace.person("ivo").receives("Chen", channel="#help", button="That solves it")


async def test_anonymous_askers_count_and_get_the_link_in_their_threads(workspace: Workspace) -> None:
    await asked_by(workspace, ASKERS[:1])
    for who, wording in (("dana", VPN[1]), ("eli", VPN[2])):
        person = workspace.person(who)
        await person.joins("#help")
        await person.uses("Ask anonymously")
        modal = await person.sees_modal()
        channel = next(label for label in modal.fields if "here" in label or "hannel" in label)
        question = next(label for label in modal.fields if "uestion" in label)
        assert not await person.submits(modal, {channel: await workspace.channel_id("#help"), question: wording})
        await workspace.quiet(AT_REST)
    card = await card_for(workspace)
    assert "Asked three times by 3 people." in card.reads
    await workspace.person("bo").clicks(card, "Publish")
    await workspace.quiet(AT_REST)
    links = [m for m in await posts_in(workspace, "#help") if "has a page now" in m.reads]
    assert len(links) == 3
    assert len({m.thread_ts for m in links}) == 3
