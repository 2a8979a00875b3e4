"""Cards follow what they were made of, and nobody is asked what they may not read; on both databases."""

from typing import Any

import pytest
from sqlalchemy import event, select

from bot.learning.cards import choices
from bot.learning.cards.following import follow
from bot.learning.cards.pages import page_of
from bot.learning.cards.rules import make
from bot.workspaces.audience import reader_of
from models.articles import Source
from models.cards import Card
from models.channels import Channel, ChannelMember
from models.courses import Course, Lesson
from models.uow import Storage
from tests.support.cards import Learning
from tests.unit.learning.pages import VPN_BODY, VPN_TITLE
from tests.wiki_world import Team

PAYDAY = ("When is payday?", "## Short answer\n\nPayday is the 25th of every month. The payslip is in PeopleBox then.")


@pytest.fixture
async def learning(storage: Storage) -> Learning:
    return Learning(await Team.founded(storage))


async def test_a_published_article_gives_its_cards_once(learning: Learning) -> None:
    article = await learning.article(VPN_TITLE, VPN_BODY)
    first = await learning.cards(article)
    assert [card.kind for card in first] == ["recall", "order", "cloze", "cloze", "choice"]
    assert [card.position for card in first] == [0, 1, 2, 3, 4]
    assert await learning.follow(article)
    again = await learning.cards(article)
    assert [(c.id, c.key, c.question, c.answer) for c in again] == [(c.id, c.key, c.question, c.answer) for c in first]


async def test_a_reworded_sentence_keeps_its_card_and_what_people_remember(learning: Learning) -> None:
    article = await learning.article(VPN_TITLE, VPN_BODY)
    cloze = next(card for card in await learning.cards(article) if card.answer == "two")
    await learning.remember("U3", cloze)
    await learning.publish(article, VPN_BODY.replace("Your manager approves it", "Your manager will approve this"))
    await learning.follow(article)
    after = next(card for card in await learning.cards(article) if card.answer == "two")
    assert after.id == cloze.id
    assert after.sentence == "Your manager will approve this within two working days."
    assert await learning.memories("U3") == {cloze.id: 12.5}


async def test_a_changed_fact_is_learned_afresh(learning: Learning) -> None:
    article = await learning.article(VPN_TITLE, VPN_BODY)
    cloze = next(card for card in await learning.cards(article) if card.answer == "two")
    await learning.publish(article, VPN_BODY.replace("two working", "five working"))
    await learning.follow(article)
    after = next(card for card in await learning.cards(article) if card.answer == "five")
    assert after.id != cloze.id
    assert cloze.id in {card.id for card in await learning.cards(article, retired=True)}


async def test_an_edit_that_is_taken_back_brings_the_old_cards_back(learning: Learning) -> None:
    article = await learning.article(VPN_TITLE, VPN_BODY)
    before = {card.id for card in await learning.cards(article)}
    await learning.publish(article, VPN_BODY.replace("two working", "five working"))
    await learning.follow(article)
    assert {card.id for card in await learning.cards(article)} != before
    await learning.publish(article, VPN_BODY)
    await learning.follow(article)
    assert {card.id for card in await learning.cards(article)} == before


async def test_cards_rest_with_their_article_and_come_back_with_it(learning: Learning) -> None:
    article = await learning.article(VPN_TITLE, VPN_BODY)
    before = [(card.id, card.question) for card in await learning.cards(article)]
    await learning.set_status(article, "retired")
    await learning.follow(article)
    assert await learning.cards(article) == []
    await learning.set_status(article, "verified")
    await learning.follow(article)
    assert [(card.id, card.question) for card in await learning.cards(article)] == before


async def test_withdrawn_words_are_nowhere_in_the_cards(learning: Learning) -> None:
    article = await learning.article(*PAYDAY)
    assert any("PeopleBox" in card.answer for card in await learning.cards(article))
    await learning.withdraw(article, " The payslip is in PeopleBox then.")
    await learning.follow(article)
    cards = [*await learning.cards(article), *await learning.cards(article, retired=True)]
    assert not [c for c in cards if "PeopleBox" in f"{c.question} {c.answer} {c.sentence} {c.details}"]
    assert any(card.answer == "25th" for card in cards), "the rest is still asked"


async def test_words_withdrawn_from_a_retired_article_go_too(learning: Learning) -> None:
    article = await learning.article(*PAYDAY)
    await learning.set_status(article, "retired")
    await learning.follow(article)
    await learning.withdraw(article, "The payslip is in PeopleBox then.")
    await learning.follow(article)
    cards = await learning.cards(article, retired=True)
    assert cards
    assert not [c for c in cards if "PeopleBox" in f"{c.question} {c.answer} {c.sentence} {c.details}"]


async def test_what_does_not_stand_goes_before_anything_is_made(learning: Learning) -> None:
    article = await learning.article(*PAYDAY)
    await learning.withdraw(article, " The payslip is in PeopleBox then.")
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        page = await page_of(uow, article_id=article.id)
        assert page is not None
        assert await follow(uow, page, page.read(), None, at=learning.now)
    live = await learning.cards(article)
    assert not [card for card in live if "PeopleBox" in f"{card.answer}{card.sentence}"]
    assert await learning.asked("U3", live) == [], "what is left waits until the rest has followed"


async def test_a_page_that_changed_meanwhile_is_left_to_the_next_look(learning: Learning) -> None:
    article = await learning.article(VPN_TITLE, VPN_BODY, follow=False)
    async with learning.team.storage.look(learning.team.workspace_id) as uow:
        page = await page_of(uow, article_id=article.id)
    assert page is not None
    await learning.publish(article, PAYDAY[1])
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        assert not await follow(uow, page, page.read(), make(page.read()), at=learning.now)
    assert await learning.cards(article) == []


async def test_a_card_in_other_words_stays_while_its_sentence_stands(learning: Learning) -> None:
    article = await learning.article(*PAYDAY)
    cloze = next(card for card in await learning.cards(article) if card.answer == "25th")
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        held = await uow.cards.get(cloze.id)
        assert held is not None
        held.question, held.answer, held.edited_by = "On which day is the money there?", "On the 25th", "U2"
    await learning.publish(article, PAYDAY[1] + " Ask Noor for last year's.")
    await learning.follow(article)
    after = next(card for card in await learning.cards(article) if card.id == cloze.id)
    assert (after.question, after.answer, after.edited_by) == ("On which day is the money there?", "On the 25th", "U2")
    assert [card.answer for card in await learning.cards(article)].count("25th") == 0, "it is not asked twice"
    await learning.publish(article, PAYDAY[1].replace("Payday is the", "Salaries are paid on the"))
    await learning.follow(article)
    after = next(card for card in await learning.cards(article) if card.answer == "25th")
    assert after.edited_by is None


async def test_a_card_that_somebody_retired_stays_retired(learning: Learning) -> None:
    article = await learning.article(*PAYDAY)
    cloze = next(card for card in await learning.cards(article) if card.answer == "25th")
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        held = await uow.cards.get(cloze.id)
        assert held is not None
        held.retired_at, held.retired_because = learning.now, "person"
    await learning.publish(article, PAYDAY[1] + " Ask Noor for more.")
    await learning.follow(article)
    assert "25th" not in [card.answer for card in await learning.cards(article)]


async def test_lessons_are_followed_by_version(learning: Learning) -> None:
    lesson = await learning.lesson("Saving", "The receipt comes within 15 seconds of it.")
    [before] = [card for card in await learning.cards(lesson) if card.kind == "cloze"]
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        found = await uow.cards.lesson(lesson.id)
        assert found is not None
        found[0].body_markdown, found[0].version = "The receipt comes within 15 seconds.", 2
    assert await learning.asked("U3", [before]) == []
    await learning.follow(lesson)
    [after] = [card for card in await learning.cards(lesson) if card.kind == "cloze"]
    assert after.id == before.id
    assert await learning.asked("U3", [after]) == [after.id]
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        [course] = (await uow.session.scalars(select(Course))).all()
        course.removed_at = learning.now
    assert await learning.asked("U3", [after]) == []
    await learning.follow(lesson)
    assert await learning.cards(lesson) == []


# What may be asked -------------------------------------------------------------------------------------------


async def test_only_what_somebody_may_read_now_is_asked(learning: Learning) -> None:
    public = await learning.article(VPN_TITLE, VPN_BODY)
    private = await learning.article(*PAYDAY, audience="C9")
    cards = [*await learning.cards(private), *await learning.cards(public)]
    assert await learning.asked("U2", cards) == [card.id for card in cards], "in the order given"
    assert await learning.asked("U3", cards) == [card.id for card in await learning.cards(public)]
    assert await learning.asked("U9", cards) == [], "guests read nothing public"
    assert await learning.asked("U404", cards) == []


async def test_a_channel_that_became_private_hides_its_cards_at_once(learning: Learning) -> None:
    article = await learning.article(VPN_TITLE, VPN_BODY)
    cards = await learning.cards(article)
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        channel = await uow.channels.get("C1")
        assert channel is not None
        channel.is_private = True
    assert await learning.asked("U3", cards) == []


@pytest.mark.parametrize("status", ["retired", "draft"])
async def test_what_is_not_offered_is_not_asked(learning: Learning, status: str) -> None:
    article = await learning.article(VPN_TITLE, VPN_BODY)
    cards = await learning.cards(article)
    await learning.set_status(article, status)
    assert await learning.asked("U3", cards) == [], "at once, before anything has followed"


async def test_between_a_change_and_its_following_nothing_is_asked(learning: Learning) -> None:
    article = await learning.article(VPN_TITLE, VPN_BODY)
    cards = await learning.cards(article)
    await learning.publish(article, VPN_BODY.replace("Choose", "Pick"))
    assert await learning.asked("U3", cards) == []
    await learning.follow(article)
    assert await learning.asked("U3", cards)


async def test_words_that_change_in_place_are_not_asked(learning: Learning) -> None:
    article = await learning.article(VPN_TITLE, VPN_BODY)
    cards = await learning.cards(article)
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        [revision] = await uow.articles.revisions(article.id)
        revision.title = "Another title"
    assert await learning.asked("U3", cards) == []


# Who is behind -----------------------------------------------------------------------------------------------


async def test_a_look_finds_what_is_behind_and_nothing_else(learning: Learning) -> None:
    article = await learning.article(*PAYDAY, follow=False)
    await learning.team.article("A draft", "Not yet.", status="draft")
    await learning.team.article("Never offered", "Nor now.", status="retired")

    async def behind() -> list[tuple[int | None, str]]:
        async with learning.team.storage.look(learning.team.workspace_id) as uow:
            return [(found.article_id, found.state) for found in await uow.cards.behind(limit=10)]

    assert [id_ for id_, _ in await behind()] == [article.id]
    await learning.follow(article)
    assert await behind() == []
    states = []
    for status in ("retired", "verified"):
        await learning.set_status(article, status)
        [(_, state)] = await behind()
        states.append(state)
        await learning.follow(article)
        assert await behind() == []
    assert len(set(states)) == 2
    await learning.publish(article, VPN_BODY)
    assert [id_ for id_, _ in await behind()] == [article.id]


async def test_lessons_that_are_behind_are_found(learning: Learning) -> None:
    lesson = await learning.lesson("Saving", "The receipt comes within 15 seconds of it.")
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        assert await uow.cards.behind(limit=10) == []
        held = await uow.session.get(Lesson, lesson.id)
        assert held is not None
        held.version += 1
    async with learning.team.storage.look(learning.team.workspace_id) as uow:
        assert [found.lesson_id for found in await uow.cards.behind(limit=10)] == [lesson.id]


async def test_the_look_reads_by_index(learning: Learning) -> None:
    async with learning.team.storage.look(learning.team.workspace_id) as uow:
        connection = await uow.session.connection()
        ran: list[tuple[str, Any]] = []

        def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: object) -> None:
            ran.append((statement, values))

        event.listen(connection.sync_engine, "before_cursor_execute", note)
        await uow.cards.behind(limit=10)
        event.remove(connection.sync_engine, "before_cursor_execute", note)
        assert len(ran) == 2, "one for articles and one for lessons"
        on_sqlite = connection.dialect.name == "sqlite"
        if not on_sqlite:
            # A table of a few rows is read whole, whatever indexes it has, unless that is forbidden.
            await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        for statement, values in ran:
            explain = "EXPLAIN QUERY PLAN " if on_sqlite else "EXPLAIN "
            plan = [str(row[-1]) for row in await connection.exec_driver_sql(explain + statement, values)]
            assert not [step for step in plan if step.startswith("SCAN") or "Seq Scan" in step], plan


# Choices -----------------------------------------------------------------------------------------------------

NEIGHBOURS = (
    ("How do I get a new badge?", "Order it at the reception desk before lunch."),
    ("How do I get a parking place?", "Write to the office team in their channel."),
    ("How do I book a meeting room?", "Use the panel beside the door of the room."),
    ("How do I order a monitor?", "Fill the form in the equipment folder first."),
)


async def offered(learning: Learning, who: str, card: Card, sprint_id: int) -> choices.Offered | None:
    async with learning.team.storage.look(learning.team.workspace_id) as uow:
        return await choices.offered(uow, await reader_of(uow, who), card, sprint_id)


async def test_wrong_answers_come_from_neighbours(learning: Learning) -> None:
    article = await learning.article(VPN_TITLE, VPN_BODY)
    for title, answer in NEIGHBOURS:
        await learning.article(title, answer)
    card = await learning.card(article, "choice")
    found = await offered(learning, "U3", card, 7)
    assert found is not None
    assert found.texts[found.right] == "Request it in PeopleBox at https://it.example."
    assert len(set(found.texts)) == 3
    assert set(found.texts) - {found.texts[found.right]} <= {answer for _, answer in NEIGHBOURS}
    assert await offered(learning, "U3", card, 7) == found, "the same each time it is drawn"
    others = [await offered(learning, "U3", card, sprint) for sprint in range(8, 20)]
    assert len({other.right for other in others if other is not None}) == 3


async def test_too_few_neighbours_make_no_choice(learning: Learning) -> None:
    article = await learning.article(VPN_TITLE, VPN_BODY)
    await learning.article(*NEIGHBOURS[0])
    card = await learning.card(article, "choice")
    assert await offered(learning, "U3", card, 7) is None


async def test_what_somebody_may_not_read_is_no_wrong_answer(learning: Learning) -> None:
    article = await learning.article(VPN_TITLE, VPN_BODY)
    for title, answer in NEIGHBOURS[:2]:
        await learning.article(title, answer, audience="C9")
    card = await learning.card(article, "choice")
    assert await offered(learning, "U3", card, 7) is None
    assert await offered(learning, "U2", card, 7) is not None
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        await uow.session.execute(ChannelMember.__table__.delete())
    assert await offered(learning, "U2", card, 7) is None


async def test_the_place_of_the_right_answer_stays_whatever_the_neighbours_do(learning: Learning) -> None:
    article = await learning.article(VPN_TITLE, VPN_BODY)
    neighbours = [await learning.article(title, answer) for title, answer in NEIGHBOURS]
    card = await learning.card(article, "choice")
    before = await offered(learning, "U3", card, 3)
    await learning.set_status(neighbours[0], "retired")
    after = await offered(learning, "U3", card, 3)
    assert before is not None
    assert after is not None
    assert before.right == after.right
    assert NEIGHBOURS[0][1] not in after.texts


async def test_the_private_channel_of_a_source_hides_it(learning: Learning) -> None:
    """A page of the public audience that cites a channel that is private now."""
    article = await learning.article(VPN_TITLE, VPN_BODY)
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        uow.add(Channel(channel_id="C7", name="hr", is_private=True, joined_at=learning.now))
        [source] = await uow.articles.sources(article.id, article.revision)
        (await uow.session.get_one(Source, source.id)).channel_id = "C7"
    assert await learning.asked("U3", await learning.cards(article)) == []
