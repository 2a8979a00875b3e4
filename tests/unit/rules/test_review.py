"""Who is asked, how often, and what a card says of doubt."""

from datetime import timedelta

from bot.knowledge import review
from bot.knowledge.jobs import SendReviewCard
from bot.knowledge.reviewers import Candidate, in_line, of_this_round
from bot.slack.views import Views
from bot.workspaces.policy import Policy
from models.articles import Review
from models.uow import Storage
from tests.unit.rules.conftest import Jobs
from tests.wiki_world import NOW, Team

POLICY = Policy()


async def asks(team: Team, title: str, *, uncertain: bool) -> Review:
    page = await team.article(title, status="draft", phrasings=(title, f"{title} please"))
    async with team.storage.begin(team.workspace_id) as uow:
        article = await uow.articles.get(page.id)
        assert article is not None
        line = await in_line(uow, article, Candidate("U2", "answered"))
        return await review.ask(uow, article, line, policy=POLICY, at=NOW, uncertain=uncertain)


async def test_two_uncertain_cards_a_week_are_enough_and_the_rest_wait_in_the_home(
    storage: Storage, team: Team, jobs: Jobs
) -> None:
    sent = [await asks(team, f"How do I do thing number {n}?", uncertain=True) for n in range(4)]
    sure = await asks(team, "How do I get VPN access?", uncertain=False)
    assert [r.held for r in sent] == [False, False, True, True]
    assert not sure.held
    assert {job.review_id for job in jobs.of(SendReviewCard)} == {sent[0].id, sent[1].id, sure.id}
    async with storage.look(team.workspace_id) as uow:
        home = await Views("https://wiki.example").home(uow, "U2", save_reaction="bookmark", now=NOW)
    assert len(home.drafts) == 5

    week_later = NOW + timedelta(days=7, minutes=1)
    async with storage.begin(team.workspace_id) as uow:
        third, fourth = await uow.articles.get(sent[2].article_id), await uow.articles.get(sent[3].article_id)
        assert third is not None
        assert fourth is not None
        confidence = {third.topic_id or 0: 0.51, fourth.topic_id or 0: 0.58}
        assert await review.release_held(uow, confidence, policy=POLICY, at=week_later) == 2
    assert [job.review_id for job in jobs.of(SendReviewCard)][-2:] == [sent[3].id, sent[2].id], "the surest first"


async def test_a_card_in_doubt_says_so_and_a_sure_one_does_not(storage: Storage, team: Team) -> None:
    doubtful = await asks(team, "How do I do this thing?", uncertain=True)
    sure = await asks(team, "How do I get VPN access?", uncertain=False)
    async with storage.look(team.workspace_id) as uow:
        views = Views("https://wiki.example")
        said = [str(await views.review(uow, r, now=NOW)) for r in (doubtful, sure)]
    assert "I am not sure that these are one question" in said[0]
    assert "not sure" not in said[1]


async def test_a_review_in_doubt_stays_in_doubt_when_it_passes_on(storage: Storage, team: Team) -> None:
    first = await asks(team, "How do I do this thing?", uncertain=True)
    async with storage.begin(team.workspace_id) as uow:
        second = await review.pass_on(uow, first.id, policy=POLICY, at=NOW + timedelta(days=7))
    assert second is not None
    assert second.uncertain
    assert (second.reviewer, second.why) == ("C1", "channel")


def test_a_round_begins_anew_with_each_decision() -> None:
    def asked(who: str, outcome: str | None) -> Review:
        return Review(reviewer=who, outcome=outcome, closed_at=NOW if outcome else None)

    earlier = [asked("U1", "passed"), asked("U2", "published")]
    assert of_this_round([*earlier, asked("U2", "passed"), asked("C1", None)]) == {"U2", "C1"}
    assert of_this_round(earlier) == set()
