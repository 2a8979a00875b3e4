"""When somebody is forgotten, the rule of three counts what is left."""

from datetime import timedelta

import pytest

from bot.knowledge import drafts, forgetting
from bot.workspaces.policy import Policy
from models.messages import Message
from models.questions import Question, Topic
from tests.wiki_world import NOW, PUBLIC, Team


async def asked_by(team: Team, *askers: str) -> int:
    """Have people ask the same, each in a thread of their own, and the rule of three hold; return the topic's id."""
    async with team.storage.begin(team.workspace_id) as uow:
        topic = Topic(audience=PUBLIC, title="", created_at=NOW, fired_at=NOW, waiting=True)
        uow.add(topic)
        await uow.flush()
        for place, asker in enumerate(askers):
            ts, at = f"17000000{place:02}.000100", NOW + timedelta(minutes=place)
            text = "How do I get VPN access?"
            uow.add(
                Message(channel_id="C1", ts=ts, thread_ts=ts, author=asker, text=text, at=at),
                Question(
                    channel_id="C1", ts=ts, thread_ts=ts, asker=asker, text=text, gist="get VPN access",
                    audience=PUBLIC, asked_at=at, topic_id=topic.id,
                ),
            )  # fmt: skip
        return topic.id


async def forgets(team: Team, *people: str) -> None:
    for user_id in people:
        async with team.storage.begin(team.workspace_id) as uow:
            await forgetting.forget(uow, user_id, policy=Policy(), at=NOW + timedelta(hours=1))


@pytest.mark.parametrize(
    ("forgotten", "is_drafted"), [((), True), (("U4",), True), (("U4", "U3"), False), (("U4", "U3", "U2"), False)]
)
async def test_a_reply_makes_a_draft_only_of_what_enough_people_asked_who_are_not_forgotten(
    team: Team, forgotten: tuple[str, ...], is_drafted: bool
) -> None:
    topic_id = await asked_by(team, "U1", "U2", "U3", "U4")
    await forgets(team, *forgotten)
    async with team.storage.begin(team.workspace_id) as uow:
        uow.add(
            Message(
                channel_id="C1", ts="1700000100.000100", thread_ts="1700000000.000100", author="U5",
                text="Ask Chen in IT, she hands out the VPN accounts.", at=NOW + timedelta(hours=2),
            )
        )  # fmt: skip
    async with team.storage.look(team.workspace_id) as uow:
        topic = await uow.questions.topic(topic_id)
        assert topic is not None
        assert ((topic.fired_at is not None), topic.waiting) == (is_drafted, is_drafted)
        assert (await drafts.task_for_topic(uow, topic_id) is not None) is is_drafted
