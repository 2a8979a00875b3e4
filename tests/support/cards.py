"""Pages that change under their cards: a small team's articles and lessons, and the following of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.learning.cards import askable
from bot.learning.cards.following import follow
from bot.learning.cards.pages import page_of
from bot.learning.cards.rules import make
from bot.workspaces.audience import reader_of
from models.articles import Article, Revision, Source
from models.cards import Card
from models.courses import Course, Lesson
from models.sprints import Memory
from tests.wiki_world import NOW, Team

LINK = "https://acme.slack.com/archives/C1/p1700000000000100"


@dataclass
class Learning:
    """A team, what it published, and the cards that are made of it."""

    team: Team
    now: datetime = NOW

    async def article(self, title: str, body: str, *, audience: str = "public", follow: bool = True) -> Article:
        """Publish an article, and have its cards made."""
        article = await self.team.article(title, body, audience=audience)
        if follow:
            await self.follow(article)
        return article

    async def publish(self, article: Article, body: str, *, title: str | None = None) -> None:
        """Make other words the article's next published revision."""
        async with self.team.storage.begin(self.team.workspace_id) as uow:
            live = await self._live(uow, article)
            before = await uow.articles.sources(live.id, live.revision)
            live.revision += 1
            live.published_revision = live.revision
            live.title = title or live.title
            uow.add(
                Revision(
                    article_id=live.id, number=live.revision, title=live.title, body_markdown=body, draft=None,
                    author="U2", reason="edited", created_at=self.now,
                ),
                *(
                    Source(
                        article_id=live.id, revision=live.revision, channel_id=s.channel_id, ts=s.ts,
                        thread_ts=s.thread_ts, author=s.author, permalink=s.permalink,
                    )
                    for s in before
                ),
            )  # fmt: skip

    async def withdraw(self, article: Article, sentence: str, *, instead: str = "") -> None:
        """Take a sentence out of every revision, as when the message that said it is deleted."""
        async with self.team.storage.begin(self.team.workspace_id) as uow:
            for revision in await uow.articles.revisions(article.id):
                revision.body_markdown = revision.body_markdown.replace(sentence, instead)
            newest = await uow.articles.revision(article.id, (await self._live(uow, article)).revision)
        assert newest is not None
        await self.publish(article, newest.body_markdown)

    async def set_status(self, article: Article, status: str) -> None:
        """Retire, restore or age an article."""
        async with self.team.storage.begin(self.team.workspace_id) as uow:
            (await self._live(uow, article)).status = status

    async def lesson(self, title: str, body: str) -> Lesson:
        """Add a course of one lesson, and have its cards made."""
        async with self.team.storage.begin(self.team.workspace_id) as uow:
            course = Course(key=title, title=title, digest="", added_at=self.now, changed_at=self.now)
            uow.add(course)
            await uow.flush()
            lesson = Lesson(course_id=course.id, key="1", position=0, title=title, body_markdown=body, seconds=60)
            uow.add(lesson)
        await self.follow(lesson)
        return lesson

    async def follow(self, of: Article | Lesson) -> bool:
        """Bring the cards in line, as the job does."""
        which = {"article_id": of.id} if isinstance(of, Article) else {"lesson_id": of.id}
        async with self.team.storage.begin(self.team.workspace_id) as uow:
            page = await page_of(uow, **which)
            assert page is not None
            passage = page.read()
            return await follow(uow, page, passage, make(passage) if page.offered else (), at=self.now)

    async def cards(self, of: Article | Lesson, *, retired: bool = False) -> list[Card]:
        """Return the cards that are there, in their order; `retired`: those that rest instead."""
        which = {"article_id": of.id} if isinstance(of, Article) else {"lesson_id": of.id}
        async with self.team.storage.look(self.team.workspace_id) as uow:
            source = await uow.cards.source_of(**which)
            found = await uow.cards.of_source(source.id) if source is not None else []
        return [card for card in found if (card.retired_at is not None) == retired]

    async def card(self, of: Article | Lesson, kind: str) -> Card:
        """Return the first card of a kind."""
        return next(card for card in await self.cards(of) if card.kind == kind)

    async def asked(self, who: str, cards: Collection[Card]) -> list[int]:
        """Return which of some cards a member may be asked."""
        async with self.team.storage.look(self.team.workspace_id) as uow:
            found = await askable(uow, await reader_of(uow, who), [card.id for card in cards])
        return [card.id for card in found]

    async def remember(self, who: str, card: Card) -> None:
        """Have somebody learn a card."""
        async with self.team.storage.begin(self.team.workspace_id) as uow:
            uow.add(
                Memory(
                    user_id=who, card_id=card.id, state=2, step=None, stability=12.5, difficulty=5.0, due=self.now,
                    last_review=self.now,
                )
            )  # fmt: skip

    async def memories(self, who: str) -> dict[int, float]:
        """Return how strong the memories of somebody's cards are."""
        async with self.team.storage.look(self.team.workspace_id) as uow:
            return {memory.card_id: memory.stability for memory in await uow.sprints.memories(who)}

    @staticmethod
    async def _live(uow: object, article: Article) -> Article:
        found = await uow.articles.get(article.id)  # type: ignore[attr-defined]
        assert found is not None
        return found
