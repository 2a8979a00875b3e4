"""What jobs tell of a member's blocks is told, and once, also where the chat does not answer at first."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast

import pytest

from bot.learning_blocks import members
from bot.learning_blocks.feed_secrets import FeedSecrets
from bot.learning_blocks.jobs import LookForConflicts, SyncCalendar
from bot.learning_blocks.policy import BlockPolicy
from bot.ports.calendar import CalendarRefused, Changes, Meeting
from bot.ports.chat import ChatUnavailable, Message
from bot.slack.block_views import BlockViews
from bot.workspaces.secrets import SecretBox
from models.calendars import CalendarConnection
from scheduler.jobs import calendars, conflicts
from scheduler.jobs.tools import Tools
from tests.wiki_world import Team

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
FEEDS = FeedSecrets(SecretBox([b"k" * 32]), "https://thrice.example")


@dataclass
class Office:
    """A chat that may be away, and one calendar that lets nobody read its changes; both keep what they are asked."""

    told: dict[str, str] = field(default_factory=dict)
    is_away: bool = False
    meetings_there: list[Meeting] = field(default_factory=list)

    async def direct(self, workspace_id: int, user: str, message: Message, *, key: str) -> None:
        if self.is_away:
            raise ChatUnavailable("away")
        self.told.setdefault(key, message.text)

    async def open(self, workspace_id: int, connection_id: int) -> "Office":
        return self

    async def meetings(self, since: datetime, until: datetime) -> list[Meeting]:
        return self.meetings_there

    async def changes(self, token: str | None) -> Changes:
        raise CalendarRefused("Connect it again.")


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def tools(team: Team, office: Office) -> Tools:
    known = {"storage": team.storage, "calendars": office, "chat": office, "clock": lambda: MONDAY}
    return cast(Tools, SimpleNamespace(**known, block_views=BlockViews(FEEDS, BlockPolicy())))


@pytest.fixture
async def connection_id(team: Team) -> int:
    async with team.storage.begin(team.workspace_id) as uow:
        await members.join(uow, "U2", policy=BlockPolicy(), feeds=FEEDS, at=MONDAY)
        connection = CalendarConnection(user_id="U2", kind="caldav", name="Work", sealed=b"x", connected_at=MONDAY)
        uow.add(connection)
        await uow.flush()
        return connection.id


@pytest.mark.usefixtures("connection_id")
async def test_a_meeting_in_the_way_is_told_when_the_chat_is_back_and_once(
    team: Team, tools: Tools, office: Office
) -> None:
    async with team.storage.look(team.workspace_id) as uow:
        block = (await uow.blocks.weeks("U2", MONDAY.date()))[0]
    office.meetings_there.append(Meeting("m1", block.starts_at, block.ends_at, "Planning"))

    async def look(step: str) -> None:
        job = LookForConflicts(workspace_id=team.workspace_id, block_id=block.id, sequence=block.sequence, step=step)
        await conflicts.look_for_conflicts(tools, job)

    office.is_away = True
    with pytest.raises(ChatUnavailable):
        await look("week")
    office.is_away = False
    for step in ("week", "week", "day"):
        await look(step)
    assert len(office.told) == 1
    office.meetings_there.append(Meeting("m2", block.starts_at, block.ends_at, "Review"))
    for step in ("day", "day"):
        await look(step)
    assert len(office.told) == 2, "another meeting is told of"


async def test_a_dead_calendar_is_told_of_when_the_chat_is_back_and_once(
    team: Team, tools: Tools, office: Office, connection_id: int
) -> None:
    job = SyncCalendar(workspace_id=team.workspace_id, connection_id=connection_id)
    office.is_away = True
    with pytest.raises(ChatUnavailable):
        await calendars.sync_calendar(tools, job)
    office.is_away = False
    for _ in range(2):
        await calendars.sync_calendar(tools, job)
    assert len(office.told) == 1
    async with team.storage.begin(team.workspace_id) as uow:
        connection = await uow.calendars.get(connection_id)
        assert connection is not None
        assert (connection.dead_at, connection.sync_at) == (MONDAY, None)
