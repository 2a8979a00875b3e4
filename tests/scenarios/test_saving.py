"""A reaction or a shortcut saves a message; what was saved is found by whoever may read it."""

from bot.bootstrap import Thrice
from tests.support.knowledge import export, rows_with
from tests.support.people import Person, Workspace
from tests.support.surfaces import Message


async def in_help(workspace: Workspace, *names: str) -> list[Person]:
    """These people, in #help, of which Thrice knows by now that it is in it."""
    people = [workspace.person(name) for name in names]
    for person in people:
        await person.joins("#help")
    await workspace.quiet()
    return people


async def receipts(workspace: Workspace, message: Message, *, by: str = "amina") -> list[str]:
    """Who gave the receipt on a message."""
    now = await workspace.person(by).again(message)
    return list(now.reactions.get("white_check_mark", ())) if now is not None else []


async def has_receipt(workspace: Workspace, message: Message, *, by: str = "amina") -> None:
    """Wait for the one receipt, which is Thrice's own."""
    app = await workspace.app_user()

    async def given() -> bool:
        return await receipts(workspace, message, by=by) == [app]

    await workspace.eventually(given, because="a receipt on the message")


async def has_no_receipt(workspace: Workspace, message: Message) -> None:
    async def gone() -> bool:
        return not await receipts(workspace, message)

    await workspace.eventually(gone, because="no receipt any more")


async def finds(who: Person, words: str, *, channel: str = "#general") -> str:
    """What somebody's search shows, without the words that they typed."""
    [shown] = await who.says(f"/thrice search {words}", channel)
    return "\n".join(shown.reads.split("\n")[1:])


async def test_a_saved_message_stays_as_long_as_one_saver_remains(workspace: Workspace, thrice: Thrice) -> None:
    amina, bo, chen = await in_help(workspace, "amina", "bo", "chen")
    chatter = await amina.asks("#help", "The heron on the roof is called Gutenberg")
    reply = await bo.replies(chatter, "It eats the goldfish at dawn, <@%s>" % await chen.id())
    await bo.reacts(chatter, "bookmark")
    await has_receipt(workspace, chatter)
    assert not await receipts(workspace, reply), "the receipt goes on the message that was reacted to, alone"
    assert len(await bo.private("#help")) == 0, "the receipt is quiet"

    # With its thread, by words and by meaning, by whoever may read it.
    assert "Gutenberg" in await finds(chen, "goldfish")

    async def by_meaning() -> bool:
        return "Gutenberg" in await finds(bo, "which bird lives on top of the building?")

    await workspace.eventually(by_meaning, because="found by meaning")
    assert "@{" not in await finds(chen, "goldfish")

    await chen.reacts(chatter, "bookmark")
    await bo.takes_back(chatter, "bookmark")
    await workspace.quiet()
    await has_receipt(workspace, chatter)
    [saved] = (await export(thrice))["saved"]
    assert saved["savers"] == [await chen.id()]
    assert saved["ts"] == chatter.ts
    assert "goldfish" in saved["text"]

    # A reply that comes later belongs to it.
    await amina.replies(chatter, "Its nest is behind the chimney")

    async def with_nest() -> bool:
        return "Gutenberg" in await finds(chen, "chimney")

    await workspace.eventually(with_nest, because="the later reply is found")

    await chen.takes_back(chatter, "bookmark")
    await has_no_receipt(workspace, chatter)
    assert (await export(thrice))["saved"] == []
    assert "nothing" in (await chen.says("/thrice search goldfish"))[0].reads

    async def gone() -> bool:
        rows = await rows_with(thrice, "Gutenberg", "goldfish", "chimney")
        return all(row.startswith("words_text_data:") for row in rows)  # an index that SQLite merges when it likes

    await workspace.eventually(gone, because="nothing of it is kept")

    # Saved once more, it is as new.
    await bo.reacts(chatter, "bookmark")
    await has_receipt(workspace, chatter)
    assert "Gutenberg" in await finds(chen, "goldfish")


async def test_a_reply_is_saved_with_its_root_and_a_bots_word_by_a_person(workspace: Workspace, thrice: Thrice) -> None:
    amina, bo, chen = (workspace.person(name) for name in ("amina", "bo", "chen"))
    root = await amina.asks("#help", "Which kettle is for green tea?")
    await chen.replies(root, "No idea, sorry")
    reply = await bo.replies(root, "The blue one, it stops at eighty degrees")
    await chen.reacts(reply, "bookmark")
    await has_receipt(workspace, reply)
    [saved] = (await export(thrice))["saved"]
    assert saved["text"].split("\n") == ["Which kettle is for green tea?", "The blue one, it stops at eighty degrees"]

    # A receipt is no check mark by which people say that an answer worked.
    async with thrice.storage.look(1) as uow:
        held = await uow.messages.get(reply.channel, reply.ts)
        assert held is not None
        assert held.marks == 0

    # What Thrice or another program said is kept where a person points at it; a program's own reaction is none.
    [hello] = [m for m in await amina.sees("#help") if "Hello, I am Thrice" in m.reads]
    await amina.reacts(hello, "bookmark")
    await has_receipt(workspace, hello)
    other = await bo.asks("#help", "The lift is being repaired until noon")
    item = {"type": "message", "channel": other.channel, "ts": other.ts}
    await workspace.delivers({"type": "reaction_added", "user": "USLACKBOT", "reaction": "bookmark", "item": item})
    await workspace.quiet()
    assert not await receipts(workspace, other)


async def test_the_shortcut_confirms_privately_or_says_why_not(workspace: Workspace, thrice: Thrice) -> None:
    amina, bo = await in_help(workspace, "amina", "bo")
    message = await amina.asks("#help", "The wifi password of the guests changes on Mondays")
    await bo.uses("Save as knowledge", message)
    told = await bo.receives("Saved", channel="#help")
    assert "search" in told.reads
    await has_receipt(workspace, message)
    await bo.uses("Save as knowledge", message)
    await bo.receives("saved this already", channel="#help")

    # Where Thrice is not, and of whom it keeps nothing: a sentence.
    await workspace.channel("#garden", members=("amina", "bo"))
    outside = await amina.asks("#garden", "The tomatoes need water on Fridays")
    await bo.uses("Save as knowledge", outside)
    await bo.receives("/invite", channel="#garden")
    [ask] = await amina.says("/thrice forget me", "#help")
    await amina.clicks(ask, "Forget me")
    await amina.receives("It is done")
    later = await amina.asks("#help", "The printer on the second floor eats paper")
    await bo.uses("Save as knowledge", later)
    await bo.receives("keep nothing of theirs", channel="#help")
    await bo.reacts(later, "bookmark")
    await amina.reacts(later, "bookmark")
    await workspace.quiet()
    assert not await receipts(workspace, later)
    assert not await rows_with(thrice, "eats paper")


async def test_what_was_saved_in_a_private_channel_is_found_by_its_members_alone(
    workspace: Workspace, thrice: Thrice
) -> None:
    await workspace.channel("#board", members=("amina", "bo"), private=True, with_app=True, by="amina")
    amina, bo, chen = (workspace.person(name) for name in ("amina", "bo", "chen"))
    secret = await amina.asks("#board", "The takeover is called Project Kingfisher")
    await bo.reacts(secret, "bookmark")
    await has_receipt(workspace, secret)
    assert "Kingfisher" in await finds(amina, "takeover", channel="#board")
    assert "Kingfisher" not in await finds(chen, "takeover")
    assert "Kingfisher" in (await bo.opens_home()).reads
    await bo.leaves("#board")
    await workspace.quiet()
    assert "Kingfisher" not in (await bo.opens_home()).reads
    assert "Kingfisher" not in await finds(bo, "takeover")


async def test_three_savers_make_a_draft_for_the_author(workspace: Workspace) -> None:
    amina, bo, *_ = await in_help(workspace, "amina", "bo", "chen", "dana")
    tip = await amina.asks("#help", "To reset the door badge, hold it to the reader for ten seconds until it blinks.")
    for name in ("bo", "chen", "dana"):
        await workspace.person(name).reacts(tip, "bookmark")
    card = await amina.receives("badge", button="Publish")
    assert "ten seconds" in card.reads
    await workspace.quiet()
    assert len([m for m in await amina.dms() if "Publish" in m.buttons]) == 1
    assert not [m for m in await bo.dms() if "Publish" in m.buttons]


async def test_a_saved_post_is_what_its_draft_says_whatever_people_said_below_it(workspace: Workspace) -> None:
    amina, bo, *_ = await in_help(workspace, "amina", "bo", "chen", "dana")
    post = await amina.asks(
        "#help",
        "*Parking at the new building, all in one place*\n"
        "P1 is for visitors: give reception the number plate by 16:00 the day before.\n"
        "P2 is for staff with a badge.",
    )
    await bo.replies(post, "This is the post I needed three weeks ago.")
    for name in ("bo", "chen", "dana"):
        await workspace.person(name).reacts(post, "bookmark")
    card = await amina.receives("parking at the new building?", button="Publish")
    assert "give reception the number plate" in card.reads
    assert "P2 is for staff" in card.reads
    assert "three weeks ago" not in card.reads
