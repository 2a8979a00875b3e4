"""Search finds by meaning and by words, and shows what the person may see, on both databases."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.knowledge.search import Hit, Search
from bot.ports.embedder import Embedder, EmbedderUnavailable
from bot.providers import embedders
from bot.workspaces.audience import reader_of
from models.articles import Article
from models.channels import Channel
from models.uow import Storage
from tests.wiki_world import NOW, Matrices, Team


class Absent:
    """An embedder whose server is gone."""

    model_id, dimensions = "absent", 384

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        raise EmbedderUnavailable


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return embedders.build("local", {})


class Library:
    """A team with articles and notes, and the search over them."""

    def __init__(self, team: Team, embedder: Embedder) -> None:
        self.team, self.embedder, self.matrices = team, embedder, Matrices()
        self.search = Search(embedder, self.matrices)

    async def article(
        self, title: str, body: str = "Ask IT.", *, phrasings: Sequence[str] = (), **more: str
    ) -> Article:
        article = await self.team.article(title, body, phrasings=phrasings, **more)  # type: ignore[arg-type]
        await self._embed("article", article.id, article.audience, f"{title} {body}")
        async with self.team.storage.look(self.team.workspace_id) as uow:
            for question in await uow.questions.of_topic(article.topic_id or 0):
                await self._embed("question", question.id, question.audience, question.text)
        return article

    async def note(self, text: str, *, channel: str = "C1") -> None:
        note = await self.team.note(text, channel=channel)
        await self._embed("note", note.id, "public" if channel != "C9" else channel, text)

    async def _embed(self, kind: str, ref: int, audience: str, text: str) -> None:
        (vector,) = await self.embedder.embed([text])
        self.matrices.rows.append((self.team.workspace_id, kind, ref, audience, vector))

    async def found(self, who: str, words: str, *, limit: int = 10) -> list[Hit]:
        async with self.team.storage.look(self.team.workspace_id) as uow:
            return await self.search.find(uow, await reader_of(uow, who), words, limit)

    async def titles(self, who: str, words: str) -> list[str]:
        return [hit.title for hit in await self.found(who, words)]


@pytest.fixture
async def library(storage: Storage, embedder: Embedder) -> Library:
    library = Library(await Team.founded(storage), embedder)
    await library.article(
        "How do I get VPN access?",
        "Ask IT in the portal. It takes a day.",
        phrasings=["anyone know who hands out vpn accounts?"],
    )
    await library.article("How do I claim back travel expenses?", "Send receipts to finance. Code EXP_4711 is refused.")
    await library.article("Who may sign for the merger?", "The board only.", audience="C9")
    await library.article("How do I book a meeting room?", "In the calendar.", status="retired")
    await library.note("The office printer on floor 3 is called Gutenberg, @{U2} knows its moods.")
    return library


async def test_a_paraphrase_is_found_by_its_meaning(library: Library) -> None:
    hits = await library.found("U3", "who gives out accounts to reach the network from home")
    assert hits[0] == Hit(
        kind="article",
        ref=hits[0].ref,
        title="How do I get VPN access?",
        snippet="Ask IT in the portal. It takes a day.",
        url=f"/wiki/{hits[0].ref}",
        at=NOW,
        reviewer="Bo",
        status="verified",
    )


async def test_a_code_is_found_by_its_letters_and_comes_first(library: Library) -> None:
    assert (await library.titles("U3", "vpn says EXP_4711"))[0] == "How do I claim back travel expenses?"
    assert (await library.titles("U3", "vpn says EXP_4712"))[0] == "How do I get VPN access?"


async def test_a_saved_message_is_found_with_its_place_in_slack(library: Library) -> None:
    (hit,) = await library.found("U3", "gutenberg")
    assert (hit.kind, hit.status, hit.reviewer) == ("note", "saved", "Chen")
    assert hit.snippet == "The office printer on floor 3 is called Gutenberg, Bo knows its moods."
    assert hit.url.startswith("https://acme.slack.com/archives/C1/p17000001")


@pytest.mark.parametrize("words", ["Who may sign for the merger?", "merger", "board sign"])
async def test_what_a_private_channel_knows_is_found_by_its_members_alone(library: Library, words: str) -> None:
    assert "Who may sign for the merger?" in await library.titles("U2", words)
    for outsider in ("U1", "U3", "U9", "U404"):
        assert "Who may sign for the merger?" not in await library.titles(outsider, words)


async def test_who_leaves_the_channel_finds_it_no_longer(library: Library) -> None:
    async with library.team.storage.begin(library.team.workspace_id) as uow:
        await uow.channels.remove_member("C9", "U2")
    assert await library.titles("U2", "merger") == []


async def test_a_channel_that_turns_private_hides_its_articles_and_notes(library: Library) -> None:
    assert await library.titles("U3", "vpn gutenberg printer")
    async with library.team.storage.begin(library.team.workspace_id) as uow:
        channel = await uow.channels.get("C1")
        assert isinstance(channel, Channel)
        channel.is_private = True
    assert await library.titles("U3", "vpn gutenberg printer") == []


async def test_guests_and_strangers_find_nothing(library: Library) -> None:
    for who in ("U9", "U404", ""):
        assert await library.found(who, "vpn") == []


async def test_what_is_retired_or_dismissed_is_not_found(library: Library) -> None:
    assert "How do I book a meeting room?" not in await library.titles("U1", "How do I book a meeting room?")
    article = await library.article("How do I order a chair?")
    assert await library.titles("U3", "chair") == ["How do I order a chair?"]
    async with library.team.storage.begin(library.team.workspace_id) as uow:
        stored = await uow.articles.get(article.id)
        assert stored is not None
        stored.dismissed_at = NOW
    assert await library.titles("U3", "chair") == []


async def test_a_draft_is_found_by_its_reviewer_alone(library: Library) -> None:
    draft = await library.article("How do I order a standing desk?", status="draft", reviewer="")
    await library.team.review(draft, "U3")
    assert (await library.titles("U3", "standing desk"))[0] == "How do I order a standing desk?"
    assert "How do I order a standing desk?" not in await library.titles("U2", "standing desk")


async def test_a_draft_without_a_reviewer_is_found_by_nobody(library: Library) -> None:
    await library.article("How do I order a standing desk?", status="draft", reviewer="")
    for who in ("", "U1", "U2"):
        assert "How do I order a standing desk?" not in await library.titles(who, "standing desk")


async def test_readers_see_the_published_words_while_new_ones_wait(library: Library) -> None:
    article = await library.article("How do I order a chair?", "In the shop.", phrasings=["where do chairs come from?"])
    async with library.team.storage.begin(library.team.workspace_id) as uow:
        stored, old = await uow.articles.get(article.id), await uow.articles.revision(article.id, 1)
        assert stored is not None
        assert old is not None
        stored.revision, stored.title = 2, "Nobody has approved this title"
    (hit,) = await library.found("U3", "where do chairs come from?", limit=1)
    assert (hit.title, hit.snippet) == ("How do I order a chair?", "In the shop.")


async def test_another_workspace_finds_nothing_of_it(library: Library, storage: Storage) -> None:
    other = Library(await Team.founded(storage, "T2"), library.embedder)
    other.search = library.search
    assert await other.titles("U2", "vpn merger gutenberg") == []


async def test_words_are_searched_while_the_embedder_is_away(library: Library) -> None:
    library.search = Search(Absent(), library.matrices)
    assert await library.titles("U3", "receipts finance") == ["How do I claim back travel expenses?"]


async def test_no_more_than_asked_for(library: Library) -> None:
    assert len(await library.found("U2", "how do I", limit=1)) <= 1


@pytest.mark.parametrize("words", ["", "   ", "\x00", "\ud800", '"', "* OR NEAR(", "?" * 5000, "vpn " * 5000, "’‘“”"])
async def test_odd_queries_are_no_error(library: Library, words: str) -> None:
    assert isinstance(await library.found("U3", words), list)
