"""A learner's own page: what they know and what comes due, and nothing of anybody else."""

import re
from datetime import timedelta

from bot.learning import learners
from bot.learning.policy import LearningPolicy
from bot.learning.spacing import Rating, Spacing
from models.cards import Card, CardSource
from models.motivation import Badge
from models.sprints import Memory
from models.uow import UnitOfWork
from tests.integration.web.conftest import Site
from tests.wiki_world import NOW


async def remembers(uow: UnitOfWork, user_id: str, *ratings: Rating) -> None:
    """Let somebody hold a card for each rating, graded once, yesterday."""
    source = CardSource(article_id=None, lesson_id=None, revision=1, made_at=NOW)
    uow.add(source)
    await uow.flush()
    for number, rating in enumerate(ratings):
        card = Card(
            source_id=source.id,
            kind="recall",
            key=f"k{number}",
            position=number,
            question="?",
            answer="!",
            created_at=NOW,
        )
        uow.add(card)
        await uow.flush()
        held = Spacing().grade(None, rating, NOW - timedelta(days=1))
        uow.add(
            Memory(
                user_id=user_id, card_id=card.id, state=held.state, step=held.step, stability=held.stability,
                difficulty=held.difficulty, due=held.due, last_review=held.last_review,
            )
        )  # fmt: skip
    await uow.flush()


async def test_a_learner_sees_how_firmly_things_sit_as_a_chart_and_as_a_table(site: Site) -> None:
    async with site.team.storage.begin(site.team.workspace_id) as uow:
        await learners.join(uow, "U3", policy=LearningPolicy(), at=NOW)
        await remembers(uow, "U3", Rating.AGAIN, Rating.GOOD, Rating.EASY, Rating.EASY)
    page = (await (await site.signed_in("U3")).get("/wiki/learning")).text
    assert "4 cards, by how firmly they sit" in page
    assert '<tr><th scope="row">fresh</th><td>up to 3 days</td><td>2</td></tr>' in page
    assert '<tr><th scope="row">growing</th><td>up to 14 days</td><td>2</td></tr>' in page
    assert page.count('class="strength"') == 4
    assert "The next nudge comes on" in page
    assert "Using Thrice" in page


async def test_nobody_else_sees_any_of_it(site: Site) -> None:
    async with site.team.storage.begin(site.team.workspace_id) as uow:
        await learners.join(uow, "U3", policy=LearningPolicy(), at=NOW)
        await remembers(uow, "U3", Rating.GOOD)
    page = (await (await site.signed_in("U1")).get("/wiki/learning")).text
    assert "You get no learning prompts." in page
    assert "by how firmly they sit" not in page
    assert (await site.browser().get("/wiki/learning")).status_code in (401, 404)


async def test_whoever_hides_amounts_sees_none(site: Site) -> None:
    async with site.team.storage.begin(site.team.workspace_id) as uow:
        (await learners.join(uow, "U3", policy=LearningPolicy(), at=NOW)).hides_amounts = True
        await remembers(uow, "U3", Rating.GOOD)
        uow.add(Badge(user_id="U3", kind="helping", level=25, at=NOW))
    page = (await (await site.signed_in("U3")).get("/wiki/learning")).text
    assert "by how firmly they sit" not in page
    assert "Your answers go on helping people." in page
    assert re.search(r"[0-9]+ (of|card|week|people)", page) is None
    assert "The next nudge comes on" in page
