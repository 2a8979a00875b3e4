"""A channel that becomes private hides what came from it, and what was asked there counts elsewhere no more."""

from bot.knowledge import audiences
from bot.knowledge.jobs import PassReviewOn, PlaceQuestion, UnlinkFromWikis
from bot.workspaces import channels
from bot.workspaces.audience import reader_of
from bot.workspaces.policy import Policy
from models.messages import Message
from models.questions import Question
from models.uow import Storage
from tests.unit.rules.conftest import Jobs
from tests.wiki_world import NOW, Team


async def becomes(team: Team, *, private: bool, members: tuple[str, ...] = ()) -> None:
    """Have #help (C1) become private or public, and what was asked there follow."""
    async with team.storage.begin(team.workspace_id) as uow:
        await channels.described(uow, "C1", name="help", is_private=private, is_shared=False)
        await channels.members_read(uow, "C1", members, at=NOW)
    async with team.storage.begin(team.workspace_id) as uow:
        await audiences.follow(uow, "C1", policy=Policy(), at=NOW)


async def may_read(team: Team, user_id: str, article_id: int) -> bool:
    async with team.storage.look(team.workspace_id) as uow:
        return await uow.articles.readable(await reader_of(uow, user_id), article_id) is not None


async def test_a_topic_of_the_channel_alone_moves_with_it_and_back(storage: Storage, team: Team, jobs: Jobs) -> None:
    page = await team.article("How do I get VPN access?", phrasings=("VPN access?", "How do I get onto the VPN?"))
    await team.review(page, "U2")
    assert await may_read(team, "U2", page.id)
    await becomes(team, private=True, members=("U1", "U3"))
    assert await may_read(team, "U3", page.id)
    assert not await may_read(team, "U2", page.id)
    async with storage.look(team.workspace_id) as uow:
        [first, second] = await uow.questions.in_channel("C1")
        topic = await uow.questions.topic(page.topic_id or 0)
    assert topic is not None
    assert {first.audience, second.audience, topic.audience} == {"C1"}
    assert first.topic_id == topic.id
    assert jobs.of(UnlinkFromWikis), "it goes from the wikis that everybody reads"
    assert jobs.of(PassReviewOn), "its reviewer may no longer read it"

    await becomes(team, private=False)
    assert await may_read(team, "U2", page.id)


async def test_of_a_topic_asked_elsewhere_too_what_is_private_leaves(storage: Storage, team: Team, jobs: Jobs) -> None:
    page = await team.article("How do I get VPN access?", phrasings=("VPN access?",), status="draft")
    ts = "1700000050.000100"
    async with storage.begin(team.workspace_id) as uow:
        uow.add(
            Question(
                channel_id="C2",
                ts=ts,
                thread_ts=ts,
                asker="U2",
                text="How do I get onto the VPN?",
                audience="public",
                topic_id=page.topic_id,
                asked_at=NOW,
            ),
            Message(
                channel_id="C1",
                ts="1700000000.000100",
                thread_ts="1700000000.000100",
                author="U2",
                text="Ask IT in the portal.",
                at=NOW,
            ),
        )
    await becomes(team, private=True, members=("U1",))
    async with storage.look(team.workspace_id) as uow:
        [gone] = await uow.questions.in_channel("C1")
        left = await uow.questions.of_topic(page.topic_id or 0)
    assert (gone.audience, gone.topic_id) == ("C1", None)
    assert [q.channel_id for q in left] == ["C2"]
    [again] = jobs.of(PlaceQuestion)
    assert again.question_id == gone.id
    assert again.quietly, "nobody is told of a question of long ago"
