"""From a question in Slack to the answer that the fourth asker gets."""

from tests.support.people import Workspace
from tests.support.surfaces import Message

FIRST = "How do I get VPN access?"
SECOND = "anyone know who hands out vpn accounts? can't connect from home"
THIRD = "Where can I request access to the VPN as a new joiner?"
FOURTH = "Hi! How can I get access to the VPN?"
ANSWER = "Ask Chen in IT, she hands out the VPN accounts. You need to fill in the access form first."


async def asked_three_times(workspace: Workspace) -> list[Message]:
    amina, bo, dana, eli = (workspace.person(name) for name in ("amina", "bo", "dana", "eli"))
    first = await amina.asks("#help", FIRST)
    await bo.replies(first, ANSWER)
    await amina.replies(first, "thanks, that worked!")
    second = await dana.asks("#help", SECOND)
    await bo.replies(
        second, "You get a VPN account from Chen in IT. Fill in the access form first, then she sends the key."
    )
    await workspace.quiet()
    third = await eli.asks("#help", THIRD)
    return [first, second, third]


async def review_card(workspace: Workspace, reviewer: str = "bo") -> Message:
    async def look() -> Message | None:
        return next((m for m in await workspace.person(reviewer).dms() if "Publish" in m.buttons), None)

    return await workspace.eventually(look, because=f"a review card for {reviewer}")


async def private_to(workspace: Workspace, who: str, beginning: str, channel: str = "#help") -> Message:
    async def look() -> Message | None:
        seen = await workspace.person(who).private(channel)
        return next((m for m in seen if beginning in m.reads), None)

    return await workspace.eventually(look, because=f"{who} is told {beginning!r}")


async def test_the_third_asker_is_told_privately_with_the_earlier_answers(workspace: Workspace) -> None:
    await asked_three_times(workspace)
    told = await private_to(workspace, "eli", "You are the third to ask this")
    assert told.reads.startswith("You are the third to ask this")
    assert "Chen in IT" in told.reads
    assert not await workspace.person("amina").private("#help")


async def test_the_person_who_had_answered_gets_a_cited_draft(workspace: Workspace) -> None:
    asked = await asked_three_times(workspace)
    card = await review_card(workspace)
    assert {"Publish", "Edit", "Not the same question", "Dismiss"} <= set(card.buttons)
    assert "?" in card.reads
    assert "Chen" in card.reads
    assert any(m.ts in str(card.blocks) for m in asked), "every sentence leads back to a thread"


async def test_publishing_links_every_thread_and_the_fourth_asker_gets_it_at_once(workspace: Workspace) -> None:
    asked = await asked_three_times(workspace)
    bo = workspace.person("bo")
    await bo.clicks(await review_card(workspace), "Publish")
    app = await workspace.app_user()

    for question in asked:

        async def linked(question: Message = question) -> bool:
            return any("/wiki/" in str(m) for m in await bo.sees_thread(question) if m.user == app)

        await workspace.eventually(linked, because="each thread gets the link")

    await workspace.person("fay").asks("#help", FOURTH)
    answer = await private_to(workspace, "fay", "Chen")
    assert {"That solves it", "Share in thread", "Not my question", "Outdated"} <= set(answer.buttons)

    await workspace.person("fay").clicks(answer, "That solves it")
    await workspace.quiet()
    replies = [m for m in await bo.sees_thread(asked[0]) if m.user == app and not m.ephemeral]
    assert len(replies) == 1


async def test_near_misses_make_no_draft(workspace: Workspace) -> None:
    await workspace.person("amina").asks("#help", FIRST)
    await workspace.person("dana").asks("#help", "How do I renew my VPN certificate?")
    await workspace.person("eli").asks("#help", "Is the VPN down?")
    await workspace.quiet()
    assert not await workspace.person("eli").private("#help")
    assert not await workspace.calls("chat.postMessage") or all(
        "Publish" not in str(call) for call in await workspace.calls("chat.postMessage")
    )


async def test_what_people_only_stated_gets_a_question_for_a_title(workspace: Workspace) -> None:
    amina, bo, dana, eli = (workspace.person(name) for name in ("amina", "bo", "dana", "eli"))
    first = await amina.asks("#help", "I need some help getting access to the VPN from home")
    await bo.replies(first, ANSWER)
    await dana.asks("#help", "We need some help getting access to the VPN from home")
    await workspace.quiet()
    await eli.asks("#help", "I need help getting access to the VPN from home please")
    card = await review_card(workspace)
    assert "get help getting access to the VPN from home?" in card.reads.split("In their words")[0]
    assert "I need some help getting access to the VPN from home?" not in card.reads


async def test_colleagues_who_never_spoke_here_are_called_by_their_names(workspace: Workspace) -> None:
    amina, bo, dana, eli = (workspace.person(name) for name in ("amina", "bo", "dana", "eli"))
    await workspace.person("hal").id()
    first = await amina.asks("#help", "How do I renew the TLS certificate of the customer portal?")
    await bo.replies(first, "Ask @hal to run the renew job in Jenkins called portal-cert.")
    await dana.asks("#help", "How can I renew the TLS certificate of the customer portal?")
    await workspace.quiet()
    await eli.asks("#help", "How do I renew the TLS certificate for the customer portal?")
    told = await private_to(workspace, "eli", "You are the third to ask this")
    assert "<@U" in str(await bo.sees_thread(first)), "Slack knows whom it mentions"
    assert "Ask @hal to run the renew job" in told.reads
    card = await review_card(workspace)
    assert "Ask hal to run the renew job" in card.reads
    assert not any("<@" in m.text or "'user_id'" in str(m.blocks) for m in (told, card))
