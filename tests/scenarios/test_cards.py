"""Cards behind a running Thrice: made at publication, gone with their messages, reported and mended in Slack."""

from collections.abc import Sequence

from bot.bootstrap import Thrice
from bot.knowledge import review
from bot.learning.cards import care, unclear
from bot.workspaces.audience import reader_of
from bot.workspaces.policy import Policy
from models.cards import Card
from models.sprints import Grade, Sprint
from tests.support.knowledge import FROM_BO, published, reply_of, rows_with
from tests.support.people import Workspace


async def cards_of(thrice: Thrice) -> Sequence[Card]:
    """The cards that are asked."""
    async with thrice.storage.look(1) as uow:
        sources = [await uow.cards.source(source_id) for source_id in range(1, 5)]
        found = [card for s in sources if s is not None for card in await uow.cards.of_source(s.id)]
    return [card for card in found if card.retired_at is None]


async def first_cards(workspace: Workspace, thrice: Thrice) -> Sequence[Card]:
    async def made() -> Sequence[Card]:
        return await cards_of(thrice)

    return await workspace.eventually(made, because="cards of the page")


async def test_a_page_gives_cards_and_a_deleted_message_takes_its_own(workspace: Workspace, thrice: Thrice) -> None:
    asked = await published(workspace)
    cards = await first_cards(workspace, thrice)
    assert any("Chen in IT" in card.answer for card in cards)
    await workspace.person("bo").deletes(await reply_of(workspace, "bo", asked[0]))

    async def gone() -> bool:
        return not await rows_with(thrice, FROM_BO, "Chen in IT")

    await workspace.eventually(gone, because="no row holds the words")


async def test_a_reported_card_comes_to_its_reviewer_who_mends_it(workspace: Workspace, thrice: Thrice) -> None:
    await published(workspace)
    card = (await first_cards(workspace, thrice))[0]
    for name in ("amina", "dana"):
        async with thrice.storage.begin(1) as uow:
            await care.report(uow, await workspace.person(name).id(), card.id, "wrong", at=thrice.clock())
    bo = workspace.person("bo")
    request = await bo.receives("2 people say that it is wrong", button="Keep")
    assert card.question in request.reads
    await bo.clicks(request, "Edit")
    modal = await bo.sees_modal()
    assert "needs a question" in str(await bo.submits(modal, {"Question": "  "}))
    assert not await bo.submits(modal, {"Question": "Who hands out VPN accounts?", "Answer": "Chen in IT"})
    after = next(each for each in await cards_of(thrice) if each.id == card.id)
    assert (after.question, after.edited_by) == ("Who hands out VPN accounts?", await bo.id())
    await bo.clicks(request, "Retire")
    retired = await bo.receives("nobody is asked it any more", button="Restore")
    assert card.id not in {each.id for each in await cards_of(thrice)}
    await bo.clicks(retired, "Restore")
    await bo.receives("it is asked again", button="Edit")
    assert card.id in {each.id for each in await cards_of(thrice)}


async def test_the_reviewer_of_an_unclear_page_is_told_its_sentence(workspace: Workspace, thrice: Thrice) -> None:
    await published(workspace)
    card = (await first_cards(workspace, thrice))[0]
    async with thrice.storage.begin(1) as uow:
        for name in ("amina", "dana", "eli"):
            who, now = await workspace.person(name).id(), thrice.clock()
            sprint = Sprint(user_id=who, local_date=now.date(), step_at=now, began_at=now)
            uow.add(sprint)
            await uow.flush()
            uow.add(
                *(
                    Grade(
                        user_id=who, card_id=card.id, sprint_id=sprint.id, position=n, rating=rating, seconds=3, at=now
                    )
                    for n, rating in enumerate((4, 1))
                )
            )
        await uow.flush()
        assert await unclear.look_at(uow, card.id, at=thrice.clock())
    told = await workspace.person("bo").receives("3 people were sure")
    assert card.sentence in told.reads
    assert not [name for name in ("amina", "dana", "eli") if name in told.reads.casefold()]

    bo = workspace.person("bo")
    async with thrice.storage.begin(1) as uow:
        [(page, sentence)] = await uow.cards.misread(await reader_of(uow, await bo.id()))
        assert sentence == card.sentence
        await review.bring(uow, await bo.id(), page.id, policy=Policy(), at=thrice.clock())
    asked = await bo.receives("Can it be said so that nobody misreads it?", button="Still right")
    await bo.clicks(asked, "Edit")
    modal = await bo.sees_modal()
    body = next(label for label in modal.fields if "itle" not in label)
    assert not await bo.submits(modal, {body: "Chen in IT gives you the account. Fill in the access form before."})
    await workspace.quiet()
    await bo.clicks((await bo.again(asked)) or asked, "Still right")
    await workspace.quiet()
    async with thrice.storage.look(1) as uow:
        assert not await uow.cards.misread(await reader_of(uow, await bo.id())), "the next version was not misread yet"
