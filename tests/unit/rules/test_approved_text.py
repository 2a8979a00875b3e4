"""What is offered to readers is what somebody approved, also while an edit of it waits for that."""

from types import SimpleNamespace
from typing import cast

import pytest

from bot.knowledge import publishing, review, withdrawing
from bot.knowledge.drafting.values import MessageRef
from bot.knowledge.jobs import KeepArticleVector, PublishToWikis, UnlinkFromWikis
from bot.knowledge.reviewers import Candidate
from bot.ports.wiki import WikiPage, WikiUnavailable
from bot.slack.views import Views
from bot.workspaces.policy import Policy
from bot.workspaces.working_days import after_working_days
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


async def test_a_source_that_goes_leaves_the_page_with_approved_text_and_the_edit_waiting(
    storage: Storage, team: Team, jobs: Jobs
) -> None:
    cited, kept = "https://acme.slack.com/archives/C1/p1700000000000100", "https://t.example/portal"
    page = await team.article("VPN?", f"Ask IT. [[1]]({kept}) Or ask Bo. [[2]]({cited})")
    edit = f"Ring the helpdesk. [[1]]({kept}) Bo knows. [[2]]({cited})"
    async with storage.begin(team.workspace_id) as uow:
        article = await uow.articles.get(page.id)
        assert article is not None
        await review.ask(uow, article, [Candidate("U2", "stale")], policy=Policy(), at=NOW)
        await review.edit(uow, "U2", page.id, 1, title="VPN, or not?", body=edit, at=NOW)
        gone = [MessageRef("C1", "1700000000.000100")]
        await withdrawing.withdraw(uow, article, gone, policy=Policy(), at=NOW)
    wiki = Wiki()
    tools = tools_of(storage, wiki=wiki)
    await run(jobs, tools)
    assert wiki.says == [f"Ask IT. [[1]]({kept})"]
    assert [page.title for page in wiki.pages.values()] == ["VPN?"]
    async with storage.look(team.workspace_id) as uow:
        article = await uow.articles.get(page.id)
        assert article is not None
        assert article.published_revision == article.revision - 1
        assert not await uow.articles.all_sources(page.id)
        waits = await uow.articles.revision(page.id, article.revision)
    assert waits is not None
    assert waits.body_markdown == f"Ring the helpdesk. [[1]]({kept})"
    async with storage.begin(team.workspace_id) as uow:
        await review.still_right(uow, "U2", page.id, article.revision, at=NOW)
    await run(jobs, tools)
    assert wiki.says == [waits.body_markdown], "its card can still be answered"


async def test_whoever_is_asked_about_a_page_without_words_has_the_days_of_the_policy(
    storage: Storage, team: Team
) -> None:
    cited = "https://acme.slack.com/archives/C1/p1700000000000100"
    page = await team.article("VPN?", f"Ask Bo. [[1]]({cited})", reviewer="U3")
    async with storage.begin(team.workspace_id) as uow:
        article = await uow.articles.get(page.id)
        assert article is not None
        await withdrawing.forget_author(
            uow,
            article,
            withdrawing.Person("U2", "Bo"),
            [MessageRef("C1", "1700000000.000100")],
            policy=Policy(review_days=9),
            at=NOW,
        )
    async with storage.look(team.workspace_id) as uow:
        asked = await uow.reviews.open_of(page.id)
    assert asked is not None
    assert (asked.why, asked.due_at) == ("changed", after_working_days(NOW, 9))


class WikiThatIsDown:
    """A wiki that nothing can be brought to."""

    async def publish(self, page: WikiPage, *, key: str) -> str:
        """See `WikiPublisher.publish`."""
        raise WikiUnavailable("down")

    async def withdraw(self, *, key: str) -> None:
        """See `WikiPublisher.withdraw`."""
        raise WikiUnavailable("down")


async def test_a_wiki_that_is_down_keeps_nothing_from_the_others(storage: Storage, team: Team) -> None:
    page, wiki = await team.article("How do I get VPN access?", APPROVED), Wiki()
    tools = tools_of(storage, first=WikiThatIsDown(), second=wiki)
    names = {"workspace_id": team.workspace_id, "article_id": page.id, "revision": 1}
    with pytest.raises(WikiUnavailable):
        await publishing_jobs.publish_to_wikis(tools, PublishToWikis.model_validate(names))
    assert wiki.says == [APPROVED]
    async with storage.begin(team.workspace_id) as uow:
        article = await uow.articles.get(page.id)
        assert article is not None
        await publishing.retire(uow, article, by="U1", at=NOW)
    with pytest.raises(WikiUnavailable):
        await publishing_jobs.unlink_from_wikis(tools, UnlinkFromWikis.model_validate(names))
    assert wiki.says == []
