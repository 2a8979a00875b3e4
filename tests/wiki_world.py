"""A small team whose knowledge the tests of search and of the wiki read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from models.articles import Article, Offer, Review, Revision, Source
from models.channels import Channel, ChannelMember
from models.members import Member
from models.questions import Question, Topic
from models.saving import Note
from models.uow import Storage
from models.workspaces import Workspace

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
PUBLIC = "public"


@dataclass
class Matrices:
    """Vectors in a list, searched one by one: the small real thing behind `bot.knowledge.search.Matrices`."""

    rows: list[tuple[int, str, int, str, NDArray[np.float32]]] = field(default_factory=list)

    async def nearest(
        self, workspace_id: int, kinds: Collection[str], audiences: Collection[str], vector: NDArray[np.float32], k: int
    ) -> Sequence[tuple[str, int, float]]:
        scored = [
            (kind, ref, float(row @ vector))
            for workspace, kind, ref, audience, row in self.rows
            if workspace == workspace_id and kind in kinds and audience in audiences
        ]
        return sorted(scored, key=lambda found: -found[2])[:k]


@dataclass
class Team:
    """A workspace in storage and the ways to add to it; everything happens at `NOW` unless it says otherwise."""

    storage: Storage
    workspace_id: int

    @classmethod
    async def founded(cls, storage: Storage, team_id: str = "T1") -> "Team":
        """Make a workspace with Amina (curator), Bo, Chen, a guest, two public channels and a private one (Bo's)."""
        async with storage.begin() as uow:
            workspace = Workspace(team_id=team_id, name="Acme", url="https://acme.slack.com/", installed_at=NOW)
            uow.add(workspace)
            await uow.flush()
        team = cls(storage, workspace.id)
        async with storage.begin(workspace.id) as uow:
            uow.add(
                Member(user_id="U1", name="Amina", is_admin=True, seen_at=NOW),
                Member(user_id="U2", name="Bo", seen_at=NOW),
                Member(user_id="U3", name="Chen", seen_at=NOW),
                Member(user_id="U9", name="Gus", is_guest=True, seen_at=NOW),
                Channel(channel_id="C1", name="help", is_private=False, joined_at=NOW),
                Channel(channel_id="C2", name="random", is_private=False, joined_at=NOW),
                Channel(channel_id="C9", name="board", is_private=True, joined_at=NOW),
                ChannelMember(channel_id="C9", user_id="U2"),
            )
        return team

    async def article(
        self,
        title: str,
        body: str = "Ask IT in the portal.",
        *,
        status: str = "verified",
        audience: str = PUBLIC,
        reviewer: str = "U2",
        tags: Sequence[str] = (),
        phrasings: Sequence[str] = (),
        revisions: Sequence[str] = (),
        at: datetime = NOW,
    ) -> Article:
        """Add an article whose one source stands in its audience's channel; `revisions` are the bodies before."""
        channel = "C1" if audience == PUBLIC else audience
        async with self.storage.begin(self.workspace_id) as uow:
            topic = Topic(audience=audience, title=title, fired_at=at - timedelta(hours=5), created_at=at)
            uow.add(topic)
            await uow.flush()
            newest = len(revisions) + 1
            article = Article(
                topic_id=topic.id,
                slug=f"new-{topic.id}",
                audience=audience,
                title=title,
                status=status,
                reviewer=reviewer,
                revision=newest,
                published_revision=None if status == "draft" else newest,
                tags=list(tags),
                created_at=at,
                verified_at=None if status == "draft" else at,
                stale_at=at if status == "stale" else None,
            )
            uow.add(article)
            await uow.flush()
            article.slug = str(article.id)
            for number, text in enumerate([*revisions, body], start=1):
                author = "thrice" if number == 1 else reviewer
                uow.add(
                    Revision(
                        article_id=article.id,
                        number=number,
                        title=title,
                        body_markdown=text,
                        draft=None,
                        author=author,
                        reason="drafted" if number == 1 else "edited",
                        created_at=at,
                    )
                )
                uow.add(
                    Source(
                        article_id=article.id,
                        revision=number,
                        channel_id=channel,
                        ts="1700000000.000100",
                        thread_ts="1700000000.000100",
                        author=reviewer,
                        permalink=f"https://acme.slack.com/archives/{channel}/p1700000000000100",
                    )
                )
            for place, text in enumerate(phrasings):
                ts = f"17000000{place:02}.000{article.id:03}"
                uow.add(
                    Question(
                        channel_id=channel,
                        ts=ts,
                        thread_ts=ts,
                        asker="U3",
                        text=text,
                        audience=audience,
                        topic_id=topic.id,
                        asked_at=at,
                    )
                )
            await uow.words.put("article", article.id, audience=audience, title=title, body=body)
        return article

    async def note(self, text: str, *, channel: str = "C1", author: str = "U3") -> Note:
        """Add a saved message."""
        async with self.storage.begin(self.workspace_id) as uow:
            at = f"17000001{len(text) % 90:02}.000100"
            note = Note(channel_id=channel, ts=at, thread_ts=at, author=author, text=text, saved_at=NOW)
            uow.add(note)
            await uow.flush()
            audience = PUBLIC if channel in ("C1", "C2") else channel
            await uow.words.put("note", note.id, audience=audience, title="", body=text)
        return note

    async def review(self, article: Article, reviewer: str, *, outcome: str | None = None) -> None:
        """Add a review, open or with its outcome."""
        async with self.storage.begin(self.workspace_id) as uow:
            closed = NOW if outcome else None
            uow.add(
                Review(
                    article_id=article.id,
                    revision=article.revision,
                    reviewer=reviewer,
                    asked_at=NOW,
                    due_at=None,
                    closed_at=closed,
                    outcome=outcome,
                )
            )

    async def offer(self, article: Article, user_id: str, verdict: str | None) -> None:
        """Add that somebody who asked was shown an article, and what they said of it."""
        async with self.storage.begin(self.workspace_id) as uow:
            uow.add(
                Offer(
                    article_id=article.id,
                    revision=article.revision,
                    user_id=user_id,
                    channel_id="C1",
                    confidence=0.9,
                    verdict=verdict,
                    at=NOW,
                )
            )
