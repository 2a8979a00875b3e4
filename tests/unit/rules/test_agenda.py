"""The agenda of a block: which question a member is shown as one that they could answer."""

from datetime import timedelta

import pytest

from bot.workspaces import channels
from bot.workspaces.audience import reader_of
from models.messages import Message
from models.questions import Question
from tests.wiki_world import NOW, PUBLIC, Team

ASKED = "1700000900.000100"
HELPED = "1700000800.000100"


async def helped(team: Team) -> None:
    """Bo has answered somebody in #help before."""
    async with team.storage.begin(team.workspace_id) as uow:
        uow.add(
            Question(
                channel_id="C1", ts=HELPED, thread_ts=HELPED, asker="U1", text="Where is the key?", audience=PUBLIC,
                asked_at=NOW - timedelta(days=1),
            ),
            Message(channel_id="C1", ts="1700000801.000100", thread_ts=HELPED, author="U2", text="Ask Kim.", at=NOW),
        )  # fmt: skip


async def chen_asks(team: Team, topic_id: int | None) -> None:
    """Chen asks something there that nobody has answered."""
    async with team.storage.begin(team.workspace_id) as uow:
        uow.add(
            Question(
                channel_id="C1", ts=ASKED, thread_ts=ASKED, asker="U3", text="How do I get a VPN?", audience=PUBLIC,
                topic_id=topic_id, asked_at=NOW,
            )
        )  # fmt: skip


async def shown_to_bo(team: Team) -> str | None:
    async with team.storage.look(team.workspace_id) as uow:
        question = await uow.agenda.open_question(await reader_of(uow, "U2"), NOW - timedelta(days=7))
    return question.text if question is not None else None


async def test_a_question_that_nobody_answered_is_shown(team: Team) -> None:
    await helped(team)
    await chen_asks(team, None)
    assert await shown_to_bo(team) == "How do I get a VPN?"


@pytest.mark.parametrize(
    ("status", "is_shown"), [("draft", False), ("verified", False), ("stale", False), ("retired", True)]
)
async def test_one_that_a_page_or_a_draft_answers_is_not(team: Team, status: str, is_shown: bool) -> None:
    await helped(team)
    article = await team.article("Getting a VPN", status=status)
    await chen_asks(team, article.topic_id)
    assert (await shown_to_bo(team) is not None) is is_shown


async def test_one_of_a_channel_that_became_private_is_not_even_before_what_was_asked_there_has_moved(
    team: Team,
) -> None:
    await helped(team)
    await chen_asks(team, None)
    async with team.storage.begin(team.workspace_id) as uow:
        await channels.described(uow, "C1", name="help", is_private=True, is_shared=False)
        await channels.members_read(uow, "C1", ("U3",), at=NOW)
    assert await shown_to_bo(team) is None
    async with team.storage.begin(team.workspace_id) as uow:
        await channels.members_read(uow, "C1", ("U2", "U3"), at=NOW)
    assert await shown_to_bo(team) == "How do I get a VPN?"
