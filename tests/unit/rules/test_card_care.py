"""People report cards, reviewers mend them, and a page that is got wrong with confidence is marked unclear."""

from datetime import date, timedelta

import pytest

from bot.errors import NotAllowed, NotFound
from bot.learning.cards import care, unclear
from bot.learning.jobs import TellOfReportedCard, TellOfUnclearPage
from models.articles import Article
from models.audit import AuditEntry
from models.cards import Card
from models.members import Member
from models.sprints import Grade, Sprint
from tests.support.cards import Learning
from tests.unit.rules.conftest import Jobs
from tests.wiki_world import NOW, Team

TITLE, BODY = "When is payday?", "Payday is the 25th of every month. The payslip is in PeopleBox by then."


@pytest.fixture
async def learning(team: Team) -> Learning:
    """Amina (U1) is the workspace's curator, Bo (U2) the page's reviewer; Chen (U3) and Dana (U4) learn."""
    async with team.storage.begin(team.workspace_id) as uow:
        uow.add(*(Member(user_id=f"U{n}", name=f"Member {n}", seen_at=NOW) for n in (4, 5, 6)))
    return Learning(team)


@pytest.fixture
async def article(learning: Learning) -> Article:
    return await learning.article(TITLE, BODY)


async def cloze(learning: Learning, article: Article) -> Card:
    return next(card for card in await learning.cards(article) if card.answer == "25th")


async def says(learning: Learning, who: str, card: Card, what: care.What = "wrong") -> None:
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        await care.report(uow, who, card.id, what, at=learning.now)


async def audited(learning: Learning, card: Card) -> list[AuditEntry]:
    async with learning.team.storage.look(learning.team.workspace_id) as uow:
        return list(await uow.audit.of(f"card:{card.id}"))


async def test_the_second_person_makes_a_card_rest_and_its_reviewer_asked(
    learning: Learning, article: Article, jobs: Jobs
) -> None:
    card = await cloze(learning, article)
    await says(learning, "U3", card)
    await says(learning, "U3", card)
    assert await learning.asked("U3", [card]) == [card.id]
    assert jobs.of(TellOfReportedCard) == []
    await says(learning, "U4", card)
    assert await learning.asked("U3", [card]) == []
    assert [job.card_id for job in jobs.of(TellOfReportedCard)] == [card.id]
    await says(learning, "U5", card)
    assert len(jobs.of(TellOfReportedCard)) == 1, "its reviewer is asked once"
    assert [(e.actor, e.action, e.details) for e in await audited(learning, card)] == [
        (who, "card.reported", {"what": "wrong"}) for who in ("U3", "U4", "U5")
    ]


async def test_an_unclear_card_is_still_asked(learning: Learning, article: Article, jobs: Jobs) -> None:
    card = await cloze(learning, article)
    await says(learning, "U3", card, "unclear")
    await says(learning, "U4", card, "unclear")
    assert await learning.asked("U3", [card]) == [card.id]
    assert len(jobs.of(TellOfReportedCard)) == 1


async def test_a_card_that_was_kept_is_asked_again_and_can_be_reported_again(
    learning: Learning, article: Article, jobs: Jobs
) -> None:
    card = await cloze(learning, article)
    for who in ("U3", "U4"):
        await says(learning, who, card)
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        await care.keep(uow, "U2", card.id, at=learning.now)
    assert await learning.asked("U3", [card]) == [card.id]
    learning.now += timedelta(days=1)
    for who in ("U3", "U4"):
        await says(learning, who, card)
    assert await learning.asked("U3", [card]) == []
    assert len(jobs.of(TellOfReportedCard)) == 2


async def test_whoever_may_not_be_asked_a_card_cannot_report_it(learning: Learning) -> None:
    private = await learning.article(TITLE, BODY, audience="C9")
    card = await cloze(learning, private)
    for who in ("U3", "U9", "U404"):
        with pytest.raises(NotFound):
            await says(learning, who, card)
    await says(learning, "U2", card)


@pytest.mark.parametrize("who", ["U1", "U2"])
async def test_a_reviewer_and_a_curator_put_a_card_in_other_words(
    learning: Learning, article: Article, who: str
) -> None:
    card = await cloze(learning, article)
    await says(learning, "U3", card)
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        await care.edit(uow, who, card.id, "  On which day\x00 is payday? ", "On the  25th", at=learning.now)
    async with learning.team.storage.look(learning.team.workspace_id) as uow:
        after = await uow.cards.get(card.id)
        assert after is not None
        assert (after.question, after.answer, after.edited_by) == ("On which day is payday?", "On the 25th", who)
        assert await uow.cards.reports(card.id) == []
    assert (await audited(learning, card))[-1].action == "card.edited"
    assert await learning.asked("U3", [card]) == [card.id]


async def test_nobody_else_changes_a_card(learning: Learning, article: Article) -> None:
    card = await cloze(learning, article)
    private = await cloze(learning, await learning.article(TITLE, BODY, audience="C9"))
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        for act in (care.retire, care.restore, care.keep):
            with pytest.raises(NotAllowed):
                await act(uow, "U3", card.id, at=learning.now)
            with pytest.raises(NotAllowed):
                await act(uow, "U1", private.id, at=learning.now)
        with pytest.raises(NotAllowed):
            await care.edit(uow, "U3", card.id, "Question?", "Answer", at=learning.now)
        with pytest.raises(NotFound):
            await care.retire(uow, "U2", 404, at=learning.now)


@pytest.mark.parametrize(
    ("question", "answer", "field"),
    [("  ", "Answer", "question"), ("Question?", "\n", "answer"), ("Q" * 1_001, "Answer", "question")],
)
async def test_a_card_needs_words(learning: Learning, article: Article, question: str, answer: str, field: str) -> None:
    card = await cloze(learning, article)
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        with pytest.raises(care.BadWords) as refused:
            await care.edit(uow, "U2", card.id, question, answer, at=learning.now)
    assert refused.value.field == field


async def test_steps_are_edited_one_a_line(learning: Learning) -> None:
    article = await learning.article("How?", "1. Open the box\n2. Press the button\n3. Close the box again")
    card = await learning.card(article, "order")
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        with pytest.raises(care.BadWords):
            await care.edit(uow, "U2", card.id, "How?", "Only one", at=learning.now)
        after = await care.edit(uow, "U2", card.id, "How?", "1. Open it\nPress it\n\n3. Close it", at=learning.now)
        assert after.details == {"steps": ["Open it", "Press it", "Close it"]}
        assert after.answer == "1. Open it\n2. Press it\n3. Close it"
    await learning.follow(article)
    assert (await learning.card(article, "order")).details["steps"][0] == "Open it"


async def test_a_retired_card_is_asked_of_nobody_until_it_is_restored(learning: Learning, article: Article) -> None:
    card = await cloze(learning, article)
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        await care.retire(uow, "U2", card.id, at=learning.now)
    await learning.follow(article)
    assert await learning.asked("U3", [card]) == []
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        with pytest.raises(NotFound):
            await care.edit(uow, "U2", card.id, "Question?", "Answer", at=learning.now)
        await care.restore(uow, "U2", card.id, at=learning.now)
    assert await learning.asked("U3", [card]) == [card.id]


async def test_a_card_whose_page_is_retired_cannot_be_restored_by_hand(learning: Learning, article: Article) -> None:
    card = await cloze(learning, article)
    await learning.set_status(article, "retired")
    await learning.follow(article)
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        with pytest.raises(NotFound):
            await care.restore(uow, "U2", card.id, at=learning.now)


async def test_cards_of_lessons_are_the_curators(learning: Learning) -> None:
    lesson = await learning.lesson("Saving", "The receipt comes within 15 seconds of it.")
    card = (await learning.cards(lesson))[0]
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        source = await uow.cards.source(card.source_id)
        assert source is not None
        assert await care.whom_to_ask(uow, source) == "U1"
        with pytest.raises(NotAllowed):
            await care.retire(uow, "U2", card.id, at=learning.now)
        await care.retire(uow, "U1", card.id, at=learning.now)


async def test_where_the_reviewer_is_gone_a_curator_is_asked(learning: Learning, article: Article) -> None:
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        source = await uow.cards.source_of(article_id=article.id)
        assert source is not None
        assert await care.whom_to_ask(uow, source) == "U2"
        reviewer = await uow.members.get("U2")
        assert reviewer is not None
        reviewer.is_deleted = True
        assert await care.whom_to_ask(uow, source) == "U1"


# Confident and wrong -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grades", "who"),
    [
        ([("U3", 4), ("U3", 1)], {"U3"}),
        ([("U3", 4), ("U4", 1), ("U3", 1)], {"U3"}),
        ([("U3", 1), ("U3", 4)], set()),
        ([("U3", 4), ("U3", 3), ("U3", 1)], set()),
        ([("U3", 4), ("U4", 4), ("U4", 1), ("U3", 1), ("U4", 4), ("U4", 1)], {"U3", "U4"}),
        ([], set()),
    ],
)
def test_easy_and_then_again_is_confidently_wrong(grades: list[tuple[str, int]], who: set[str]) -> None:
    assert unclear.confidently_wrong(grades) == who


async def graded(learning: Learning, card: Card, *people: str) -> None:
    """Have people be sure of a card, and wrong the next time."""
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        for who in people:
            sprint = Sprint(user_id=who, local_date=date(2026, 11, 24), step_at=learning.now, began_at=learning.now)
            uow.add(sprint)
            await uow.flush()
            for position, rating in enumerate((4, 1)):
                at = learning.now + timedelta(minutes=position)
                uow.add(
                    Grade(
                        user_id=who, card_id=card.id, sprint_id=sprint.id, position=position, rating=rating,
                        seconds=5.0, at=at,
                    )
                )  # fmt: skip


async def looked(learning: Learning, card: Card) -> bool:
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        return await unclear.look_at(uow, card.id, at=learning.now)


async def test_the_third_confident_mistake_marks_the_page_once_a_revision(
    learning: Learning, article: Article, jobs: Jobs
) -> None:
    card = await cloze(learning, article)
    await graded(learning, card, "U3", "U4")
    assert not await looked(learning, card)
    await graded(learning, card, "U5")
    assert await looked(learning, card)
    assert not await looked(learning, card)
    assert [(job.card_id, job.revision) for job in jobs.of(TellOfUnclearPage)] == [(card.id, 1)]
    async with learning.team.storage.look(learning.team.workspace_id) as uow:
        source = await uow.cards.source(card.source_id)
        assert source is not None
        assert source.unclear == source.revision == 1
        [entry] = [e for e in await uow.audit.of(f"article:{article.id}") if e.action == "page.unclear"]
        assert entry.details == {"card": card.id, "people": 3}, "nobody is named"


async def test_a_new_revision_begins_to_count_anew(learning: Learning, article: Article, jobs: Jobs) -> None:
    card = await cloze(learning, article)
    await graded(learning, card, "U3", "U4", "U5")
    assert await looked(learning, card)
    learning.now += timedelta(days=1)
    await learning.publish(article, BODY + " Ask Noor in doubt.")
    await learning.follow(article)
    assert not await looked(learning, card), "what was got wrong before is no mark against new words"
    await graded(learning, card, "U3", "U4", "U6")
    assert await looked(learning, card)
    assert [job.revision for job in jobs.of(TellOfUnclearPage)] == [1, 2]
