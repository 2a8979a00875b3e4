"""A learner's own page: what they know and what comes due, and nothing of anybody else."""

import re
from datetime import timedelta
from decimal import Decimal

from bot.learning import budgets, learners
from bot.learning.amounts import spent
from bot.learning.budgets import Given
from bot.learning.policy import LearningPolicy
from bot.learning.quarters import Quarter
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


async def test_a_learner_sees_the_learning_budget_and_what_was_booked_as_it_was_written(site: Site) -> None:
    async with site.team.storage.begin(site.team.workspace_id) as uow:
        learner = await learners.join(uow, "U3", policy=LearningPolicy(), at=NOW)
        await budgets.give(uow, "U1", [Given(Quarter(2026, 4), Decimal(600), (Decimal(300), "EUR"))], at=NOW)
        amount, what = spent("90 min <script>alert(1)</script> & <b>Birds</b>")
        await budgets.spend(uow, "U3", amount, what, at=NOW)
    page = (await (await site.signed_in("U3")).get("/wiki/learning")).text
    assert "Learning budget, October to December 2026" in page
    assert "<strong>8 h 30 min of 10 h</strong> left, until 31 December." in page
    assert "<strong>300 EUR of 300 EUR</strong> left" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;Birds&lt;/b&gt;" in page
    assert "Birds" not in (await (await site.signed_in("U1")).get("/wiki/learning")).text

    async with site.team.storage.begin(site.team.workspace_id) as uow:
        held = await uow.learners.of_row(learner.id)
        assert held is not None
        held.hides_amounts = True
    page = (await (await site.signed_in("U3")).get("/wiki/learning")).text
    assert "lapses after 31 December" in page
    assert "8 h" not in page
    assert "Birds" not in page
