"""An erasure leaves no word, name or id of a person behind, on both databases."""

from bot.clock import utc_now
from bot.knowledge import forgetting
from bot.workspaces.policy import Policy
from models.articles import Article, Review, Revision, Source
from models.channels import Channel
from models.messages import Message
from models.questions import Question, Topic
from models.uow import Storage
from models.workspaces import Workspace
from tests.unit.rules.conftest import Jobs


async def test_a_person_goes_from_what_others_wrote_and_from_what_was_decided(storage: Storage) -> None:
    now, jobs = utc_now(), Jobs()
    storage = Storage(storage.engine, jobs)
    async with storage.begin() as uow:
        workspace = Workspace(
            team_id="T1", name="Acme", url="https://acme.slack.com", bot_user_id="U0", settings={}, installed_at=now
        )
        uow.add(workspace)
        await uow.flush()
    async with storage.begin(workspace.id) as uow:
        member = await uow.members.get_or_add("UBO")
        member.name, member.seen_at = "Bo Berg", now
        topic = Topic(audience="public", title="Who has the key?", created_at=now)
        uow.add(topic, Channel(channel_id="C1", name="help", is_private=False, is_shared=False, curator="UBO"))
        await uow.flush()
        question = Question(
            channel_id="C1", ts="1.0", thread_ts="1.0", asker="UAMINA", text="Does <@UBO> have the key?",
            gist="Does <@UBO> have the key?", audience="public", topic_id=topic.id, asked_at=now,
        )  # fmt: skip
        article = Article(
            topic_id=topic.id, slug="1", audience="public", title="Who has the key?", reviewer="UBO", created_at=now
        )
        uow.add(question, article)
        for ts, author, text in (("1.0", "UAMINA", "Does <@UBO|bo> have the key?"), ("2.0", "UBO", "Mine is lost")):
            uow.add(Message(channel_id="C1", ts=ts, thread_ts="1.0", author=author, text=text, at=now))
        await uow.flush()
        body = "## Short answer\n\nAsk Bo Berg. [[1]](https://acme.slack.com/archives/C1/p3)\n"
        uow.add(
            Revision(
                article_id=article.id, number=1, title=article.title, body_markdown=body, author="UBO", created_at=now
            ),
            Source(
                article_id=article.id,
                revision=1,
                channel_id="C1",
                ts="2.0",
                thread_ts="1.0",
                author="UBO",
                permalink="x",
            ),
            Review(article_id=article.id, revision=1, reviewer="UBO", asked_at=now),
        )
        uow.audit.note("UAMINA", "channel.curator", "channel:C1", at=now, curator="UBO")

    async with storage.begin(workspace.id) as uow:
        await forgetting.forget(uow, "UBO", policy=Policy(), at=now)

    async with storage.look(workspace.id) as uow:
        assert [m.text for m in await uow.messages.thread("C1", "1.0")] == ["Does former member have the key?"]
        assert [q.text for q in await uow.questions.of_topic(topic.id)] == ["Does former member have the key?"]
        [first, newest] = await uow.articles.revisions(article.id)
        assert "Bo" not in first.body_markdown + newest.body_markdown
        assert "Ask former member." in newest.body_markdown
        assert {s.author for s in await uow.articles.all_sources(article.id)} <= {""}
        assert first.author == ""
        assert [review.reviewer for review in await uow.reviews.all_of(article.id)] == [""]
        channel, kept = await uow.channels.get("C1"), await uow.articles.get(article.id)
        assert channel is not None
        assert channel.curator is None
        assert kept is not None
        assert (kept.reviewer, kept.title) == (None, "Who has the key?")
        [entry] = await uow.audit.of("channel:C1")
        assert entry.details == {}
    assert "confirm_forgetting" in {job.kind for job in jobs.left.values()}
