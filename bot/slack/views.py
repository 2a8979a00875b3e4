"""Views: loads what a person is shown, as the frozen values from which blocks are drawn."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, cast

from bot.knowledge.articles import THRICE, stored_draft
from bot.knowledge.citations import sources_of
from bot.knowledge.drafting.slack_text import people, readable, with_names
from bot.knowledge.earlier import earlier
from bot.knowledge.naming import called
from bot.knowledge.permalinks import permalink, spellings
from bot.knowledge.review import ABOUT_A_PAGE
from bot.knowledge.rule_of_three import fullest, occurrences_of
from bot.knowledge.search import Hit
from bot.ports.chat import Message
from bot.slack.blockkit import answers, review, stale, third_asker
from bot.slack.blockkit.answers import AnswerView, Asked, ClickedView, SourceView
from bot.slack.blockkit.home import HomeView, LineView
from bot.slack.blockkit.refs import DraftRef, OfferRef
from bot.slack.blockkit.review import ClosedView, ReviewView
from bot.slack.blockkit.search import HitView, SearchView
from bot.slack.blockkit.stale import StaleView
from bot.slack.blockkit.third_asker import EarlierAnswer, ThirdAskerView
from bot.workspaces.audience import PUBLIC, reader_of
from bot.workspaces.policy import Policy
from models.articles import Article, Offer, Review, Revision
from models.questions import Question
from models.uow import UnitOfWork

_ON_HOME: Final = 50


@dataclass(frozen=True)
class Views:
    """Loads values to be shown. `public_url` is where people reach the wiki."""

    public_url: str
    policy: Policy = field(default_factory=Policy)

    def page_url(self, article: Article) -> str:
        """Return the address of an article's page."""
        return f"{self.public_url}/wiki/{article.slug}"

    async def answer(self, uow: UnitOfWork, offer: Offer, *, asked: Asked) -> AnswerView | None:
        """Return an offered article as an answer; none where the person may not read it (any more)."""
        article = await uow.articles.readable(await reader_of(uow, offer.user_id), offer.article_id)
        if article is None or article.status not in ("verified", "stale") or article.published_revision is None:
            return None
        revision = await uow.articles.revision(article.id, article.published_revision)
        if revision is None:
            return None
        return AnswerView(
            ref=OfferRef(offer_id=offer.id),
            title=revision.title,
            url=self.page_url(article),
            body_markdown=revision.body_markdown,
            sources=await _sources(uow, revision),
            verified_by=await _name(uow, article.reviewer),
            verified_at=article.verified_at,
            is_stale=article.status == "stale",
            asked=asked,
        )

    async def clicked(self, uow: UnitOfWork, offer_id: int) -> ClickedView:
        """Return an offer as it stands after a click. Raises `LookupError` for one that is not there."""
        offer = await uow.reviews.offer(offer_id)
        article = await uow.articles.get(offer.article_id) if offer is not None else None
        if offer is None or article is None:
            raise LookupError(f"no offer {offer_id}")
        return ClickedView(
            ref=OfferRef(offer_id=offer.id),
            title=article.title,
            url=self.page_url(article),
            verdict=cast(answers.Verdict | None, offer.verdict),
            shared=offer.shared_at is not None,
            can_share=offer.thread_ts is not None,
            reviewer_asked=article.status == "stale",
        )

    async def review(self, uow: UnitOfWork, asked: Review, *, now: datetime) -> Message | None:
        """Return a review's card as it should look now; none where its article is gone."""
        article = await uow.articles.get(asked.article_id)
        revision = await uow.articles.revision(asked.article_id, asked.revision) if article is not None else None
        if article is None or revision is None:
            return None
        if asked.closed_at is not None:
            return review.closed(await self._closed(uow, asked, article))
        if asked.why in ABOUT_A_PAGE:
            return stale.card(await self._stale(uow, asked, article, revision, now=now))
        return review.card(await self._open(uow, asked, article, revision))

    async def _closed(self, uow: UnitOfWork, asked: Review, article: Article) -> ClosedView:
        reader = await reader_of(uow, asked.reviewer)
        is_person = await uow.channels.get(asked.reviewer) is None
        if is_person and await uow.articles.readable(reader, article.id) is None:
            # Whoever left the channel that a draft is of reads nothing of it any more, not even its title.
            return ClosedView(title="A draft", outcome=_outcome(asked), at=asked.closed_at)
        live = article.status in ("verified", "stale")
        return ClosedView(
            title=article.title,
            outcome=_outcome(asked),
            by=await self._decided_by(uow, asked, article),
            url=self.page_url(article) if live else None,
            at=asked.closed_at,
            ref=DraftRef(article_id=article.id, revision=article.revision),
        )

    async def _decided_by(self, uow: UnitOfWork, asked: Review, article: Article) -> str | None:
        """Return the name of who brought a review to its end; none where time did, or Thrice."""
        action = f"article.{asked.outcome}"
        done = [entry for entry in await uow.audit.of(f"article:{article.id}") if entry.action == action]
        if not done or done[-1].actor in ("", THRICE):
            return None
        return await _name(uow, done[-1].actor)

    async def _open(self, uow: UnitOfWork, asked: Review, article: Article, revision: Revision) -> ReviewView:
        draft = stored_draft(revision)
        questions = await uow.questions.of_topic(article.topic_id) if article.topic_id is not None else []
        occurrences = fullest(occurrences_of(questions, self.policy), self.policy)
        return ReviewView(
            ref=DraftRef(article_id=article.id, revision=asked.revision),
            title=revision.title,
            body_markdown=revision.body_markdown,
            asked=len(occurrences),
            people=len({occurrence.asker for occurrence in occurrences}),
            why=cast(review.Why, asked.why),
            audience=await _audience(uow, article.audience),
            made_by=draft.made_by if draft is not None else "person",
            fell_back_because=draft.fell_back_because if draft is not None else None,
            edited_by=await _name(uow, revision.author) if draft is None else None,
            uncertain=asked.uncertain,
            disagree=bool(draft.sides) if draft is not None else False,
            phrasings=tuple(dict.fromkeys(q.text for q in questions)),
            sources=await _sources(uow, revision),
        )

    async def _stale(
        self, uow: UnitOfWork, asked: Review, article: Article, revision: Revision, *, now: datetime
    ) -> StaleView:
        return StaleView(
            ref=DraftRef(article_id=article.id, revision=asked.revision),
            title=revision.title,
            url=self.page_url(article),
            body_markdown=revision.body_markdown,
            why=cast(stale.WhyStale, asked.why),
            now=now,
            verified_at=article.verified_at,
            sources=await _sources(uow, revision),
            retired_after=self.policy.retire_after.days,
        )

    def found(self, words: str, hits: Sequence[Hit], *, now: datetime) -> SearchView:
        """Return what a search for `words` found."""
        return SearchView(
            words=words,
            hits=tuple(
                HitView(
                    kind="page" if hit.kind == "article" else "note",
                    title=hit.title,
                    url=f"{self.public_url}{hit.url}" if hit.url.startswith("/") else hit.url,
                    snippet=hit.snippet,
                    at=hit.at,
                    reviewer=hit.reviewer or None,
                    is_stale=hit.status == "stale",
                )
                for hit in hits
            ),
            now=now,
        )

    async def third_asker(
        self, uow: UnitOfWork, question: Question, *, ordinal: int, closest: Sequence[Hit] = (), now: datetime
    ) -> Message:
        """Return what somebody is told who asks what others have asked, with what those were answered.

        `closest`: what else is shown to somebody who addressed Thrice with the question.
        Only what the person may read: the topic's questions are of one audience, and it is checked again here.
        """
        found = await earlier(uow, question, await reader_of(uow, question.asker))
        spoken = {a.author for a in found.answers} | _spoken_of(a.text for a in found.answers)
        names = await uow.members.names(spoken | ({found.knows} if found.knows else set()))
        view = ThirdAskerView(
            ordinal=ordinal,
            answers=tuple(
                EarlierAnswer(
                    author=names.get(a.author, ""),
                    said="\n".join(m.text for m in a.messages),
                    permalink=a.messages[0].permalink,
                    at=a.messages[0].at,
                )
                for a in found.answers
            ),
            now=now,
            threads=tuple(t.question.permalink for t in found.threads),
            names=names,
            drafting=found.drafting,
            retired=found.retired,
            knows=names.get(found.knows or ""),
            closest=self.found(question.gist or question.text, closest, now=now),
        )
        return third_asker.message(view)

    async def spoken_of(self, uow: UnitOfWork, question: Question) -> frozenset[str]:
        """Return the ids of those whom the earlier answers mention that a third asker is shown."""
        found = await earlier(uow, question, await reader_of(uow, question.asker))
        return frozenset(user for a in found.answers for m in a.messages for user in people(readable(m.text)))

    async def home(self, uow: UnitOfWork, user_id: str, *, save_reaction: str, now: datetime) -> HomeView:
        """Return what a person's App Home shows."""
        member = await uow.members.get(user_id)
        workspace = await uow.workspaces.get(uow.workspace_id)
        base = workspace.url if workspace is not None else ""
        reader = await reader_of(uow, user_id)
        may_read = await uow.channels.readable(reader)
        asked = await uow.questions.asked_by(user_id, limit=_ON_HOME)
        pages = await uow.articles.readable_live(reader, {q.topic_id for q in asked if q.topic_id is not None})
        notes = [note for note in await uow.notes.saved_by(user_id) if note.channel_id in may_read]
        names = await called(uow, _spoken_of([*(n.text for n in notes), *(readable(q.text) for q in asked)]))
        return HomeView(
            now=now,
            drafts=tuple(
                [
                    LineView(text=a.title, url=self._card_url(r, base), at=r.asked_at)
                    for r, a in await uow.reviews.waiting_for(user_id)
                    if await uow.articles.readable(reader, a.id) is not None
                ]
            ),
            questions=tuple(self._question(q, {page.topic_id: page for page in pages}, names, base) for q in asked),
            notes=tuple(
                LineView(
                    text=with_names(n.text, names) or "…",
                    url=permalink(base, n.channel_id, n.ts, n.thread_ts),
                    at=n.saved_at,
                )
                for n in notes
            ),
            forgotten=member is not None and member.forgotten_at is not None,
            save_reaction=save_reaction,
        )

    def _card_url(self, asked: Review, base: str) -> str:
        if asked.card_channel and asked.card_ts:
            return permalink(base, asked.card_channel, asked.card_ts, asked.card_ts)
        return f"{self.public_url}/wiki/review"

    def _question(
        self, question: Question, pages: Mapping[int | None, Article], names: Mapping[str, str], base: str
    ) -> LineView:
        live = pages.get(question.topic_id) if question.topic_id is not None else None
        return LineView(
            text=with_names(readable(question.text), names),
            url=permalink(base, question.channel_id, question.ts, question.thread_ts),
            at=question.asked_at,
            page_title=live.title if live is not None else None,
            page_url=self.page_url(live) if live is not None else None,
        )


async def _sources(uow: UnitOfWork, revision: Revision) -> tuple[SourceView, ...]:
    """Return what a revision cites, in the order in which its text does."""
    found = await uow.articles.sources(revision.article_id, revision.number)
    names = await uow.members.names({s.author for s in found})
    listed = {link: n for n, link in enumerate(sources_of(revision.body_markdown))}
    ordered = sorted(found, key=lambda s: min(listed.get(spelt, len(listed)) for spelt in spellings(s.permalink)))
    return tuple(SourceView(author=names.get(s.author, ""), permalink=s.permalink) for s in ordered)


def _outcome(asked: Review) -> review.Outcome:
    return cast(review.Outcome, asked.outcome or "superseded")


async def _name(uow: UnitOfWork, user_id: str | None) -> str | None:
    return (await uow.members.names({user_id})).get(user_id) if user_id else None


async def _audience(uow: UnitOfWork, audience: str) -> str | None:
    if audience == PUBLIC:
        return None
    channel = await uow.channels.get(audience)
    return channel.name if channel is not None else audience


def _spoken_of(texts: Iterable[str]) -> set[str]:
    return {user for text in texts for user in people(text)}
