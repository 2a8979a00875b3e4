"""The clock's look at cards leaves one job for each state of a page, and the job brings them in line."""

from datetime import timedelta

from bot.learning.jobs import FollowSource
from models.uow import Storage
from scheduler.following_cards import CardRounds
from tests.support.cards import Learning
from tests.unit.rules.conftest import Jobs
from tests.wiki_world import NOW, Team


async def test_each_state_of_a_page_is_followed_once(storage: Storage, team: Team, jobs: Jobs) -> None:
    learning = Learning(team)
    rounds = CardRounds(storage, lambda: NOW)
    article = await team.article("When is payday?", "Payday is the 25th of every month.")
    await rounds.follow()
    await rounds.follow()
    assert [job.article_id for job in jobs.of(FollowSource)] == [article.id]
    await learning.follow(article)
    await rounds.follow()
    assert len(jobs.of(FollowSource)) == 1, "a page that its cards follow is left alone"
    for expected, status in enumerate(("retired", "verified", "retired"), start=2):
        await learning.set_status(article, status)
        await rounds.follow()
        learning.now += timedelta(seconds=30)
        await learning.follow(article)
        assert len(jobs.of(FollowSource)) == expected, "the same state again is another occasion"


async def test_a_page_whose_job_failed_comes_up_again(storage: Storage, team: Team, jobs: Jobs) -> None:
    await team.article("When is payday?", "Payday is the 25th of every month.")
    await CardRounds(storage, lambda: NOW).follow()
    await CardRounds(storage, lambda: NOW + timedelta(minutes=11)).follow()
    assert len(jobs.of(FollowSource)) == 2
