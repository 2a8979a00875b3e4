"""What is offered to readers is what somebody approved, also while an edit of it waits for that."""

from types import SimpleNamespace
from typing import cast

from bot.knowledge import publishing, review
from bot.knowledge.jobs import KeepArticleVector, PublishToWikis
from bot.knowledge.reviewers import Candidate
from bot.ports.wiki import WikiPage
from bot.slack.views import Views
from bot.workspaces.policy import Policy
from models.articles import Article
from models.uow import Storage
from scheduler.jobs import drafting
from scheduler.jobs import publishing as publishing_jobs
from scheduler.jobs.tools import Tools
from tests.support.embedding import WordEmbedder
from tests.unit.rules.conftest import Jobs
from tests.unit.rules.test_audiences import becomes
from tests.wiki_world import NOW, Team

APPROVED = "Ask IT in the portal."
WAITING = "Ring the helpdesk."


class Wiki:
    """A wiki of everybody's, in memory."""

    def __init__(self) -> None:
        self.pages: dict[str, WikiPage] = {}

    async def publish(self, page: WikiPage, *, key: str) -> str:
        """See `WikiPublisher.publish`."""
        self.pages[key] = page
        return key

    async def withdraw(self, *, key: str) -> None:
        """See `WikiPublisher.withdraw`."""
        self.pages.pop(key, None)

    @property
    def says(self) -> list[str]:
        """What its pages say."""
        return [page.body_markdown for page in self.pages.values()]


def tools_of(storage: Storage, **wikis: object) -> Tools:
    """Return the tools of the jobs that bring a page to search and to wikis."""
    parts = {"storage": storage, "wikis": wikis, "views": Views("https://t.example"), "embedder": WordEmbedder()}
    return cast(Tools, SimpleNamespace(**parts))


async def waiting_edit(team: Team, phrasings: tuple[str, ...] = ()) -> Article:
    """Return a page that says `APPROVED`; that its reviewer wrote `WAITING` over it was approved by nobody yet."""
    page = await team.article("How do I get VPN access?", APPROVED, phrasings=phrasings)
    async with team.storage.begin(team.workspace_id) as uow:
        article = await uow.articles.get(page.id)
        assert article is not None
        await review.ask(uow, article, [Candidate("U2", "stale")], policy=Policy(), at=NOW)
        await uow.flush()
        await review.edit(uow, "U2", page.id, 1, title=page.title, body=WAITING, at=NOW)
    return page


async def run(jobs: Jobs, tools: Tools) -> None:
    """Run what brings pages to search and to wikis."""
    for job in jobs.of(KeepArticleVector):
        await drafting.keep_article_vector(tools, job)
    for published in jobs.of(PublishToWikis):
        await publishing_jobs.publish_to_wikis(tools, published)


async def found(team: Team, words: str) -> int:
    """Return how many pages search finds by these words."""
    async with team.storage.look(team.workspace_id) as uow:
        return len(await uow.words.find(words, kinds=("article",), audiences=("public",), limit=5))


async def test_restored_a_page_says_what_was_approved(storage: Storage, team: Team, jobs: Jobs) -> None:
    page, wiki = await waiting_edit(team), Wiki()
    async with storage.begin(team.workspace_id) as uow:
        article = await uow.articles.get(page.id)
        assert article is not None
        await publishing.retire(uow, article, by="thrice", at=NOW)
    async with storage.begin(team.workspace_id) as uow:
        await publishing.restore(uow, "U2", page.id, at=NOW)
    await run(jobs, tools_of(storage, wiki=wiki))
    assert wiki.says == [APPROVED]
    assert await found(team, "portal") == 1
    assert await found(team, "helpdesk") == 0


async def test_a_page_whose_channel_becomes_public_says_what_was_approved(
    storage: Storage, team: Team, jobs: Jobs
) -> None:
    await waiting_edit(team, phrasings=("VPN access?",))
    wiki = Wiki()
    await becomes(team, private=True, members=("U1", "U2"))
    jobs.left.clear()
    await becomes(team, private=False)
    await run(jobs, tools_of(storage, wiki=wiki))
    assert wiki.says == [APPROVED]
    assert await found(team, "portal") == 1
    assert await found(team, "helpdesk") == 0


async def test_an_approved_page_arrives_though_an_edit_of_it_came_first(
    storage: Storage, team: Team, jobs: Jobs
) -> None:
    page, wiki = await waiting_edit(team), Wiki()
    tools = tools_of(storage, wiki=wiki)
    job = PublishToWikis(workspace_id=team.workspace_id, article_id=page.id, revision=1)
    await publishing_jobs.publish_to_wikis(tools, job)
    assert wiki.says == [APPROVED]
    await publishing_jobs.publish_to_wikis(tools, job.model_copy(update={"revision": 2}))
    assert wiki.says == [APPROVED], "nobody approved the edit"


async def test_an_edit_is_offered_once_somebody_approves_it(storage: Storage, team: Team, jobs: Jobs) -> None:
    page, wiki = await waiting_edit(team), Wiki()
    async with storage.begin(team.workspace_id) as uow:
        await review.still_right(uow, "U2", page.id, 2, at=NOW)
    await run(jobs, tools_of(storage, wiki=wiki))
    assert wiki.says == [WAITING]
    assert await found(team, "helpdesk") == 1
