"""Consents to quiet during blocks: taken from the member alone who was sent to Slack, once; kept sealed; erased."""

import asyncio
import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import BotError
from bot.learning_blocks import members, quiet, quiet_consents
from bot.learning_blocks.feed_secrets import FeedSecrets
from bot.learning_blocks.jobs import KeepQuiet, TellOfLostConsent
from bot.learning_blocks.policy import BlockPolicy
from bot.learning_blocks.quiet_rule import HeldPause, HeldStatus
from bot.learning_blocks.quiet_secrets import QuietSecrets
from bot.learning_blocks.quieting import Quiet
from bot.ports.chat import Status
from bot.ports.own_status import Given
from bot.workspaces.secrets import SecretBox
from models.members import Member
from models.uow import Storage
from models.workspaces import Workspace
from tests.unit.rules.conftest import Jobs

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)
BOX = SecretBox([os.urandom(32)])
SECRETS = QuietSecrets(BOX)
GIVEN = Given("U2", "T1", "xoxp-of-bo", frozenset(quiet_consents.SCOPES))
HOME = Status("house", "Working from <home> & garden", NOW + timedelta(hours=9))


class Team:
    """Bo and Chen take part; Gus is a guest, Dora has left the workspace, and Eve has not joined."""

    def __init__(self, storage: Storage, workspace_id: int, jobs: Jobs) -> None:
        self.storage, self.workspace_id, self.jobs = storage, workspace_id, jobs

    async def gives(self, given: Given = GIVEN, *, user: str = "U2", at: datetime = NOW) -> None:
        async with self.storage.begin(self.workspace_id) as uow:
            await quiet_consents.give(uow, user, given, secrets=SECRETS, at=at)

    async def token(self, user: str = "U2") -> str | None:
        async with self.storage.look(self.workspace_id) as uow:
            consent = await uow.quiet.consent(user)
            return SECRETS.open(consent) if consent is not None and consent.ended_at is None else None

    async def sent(self, state: str, *, user: str = "U2", at: datetime = NOW) -> None:
        async with self.storage.begin(self.workspace_id) as uow:
            await quiet_consents.expect(uow, user, state, at=at)

    async def comes_back(self, state: str, at: datetime = NOW) -> str:
        async with self.storage.begin() as uow:
            return (await quiet_consents.come_back(uow, state, at=at)).user_id

    async def loses(self, *, happened_at: datetime | None = None, user: str = "U2") -> None:
        async with self.storage.begin(self.workspace_id) as uow:
            await quiet.lose(uow, user, at=NOW, happened_at=happened_at)

    async def is_quiet(self, user: str = "U2") -> None:
        kept = Quiet(HeldStatus(HOME, NOW + timedelta(hours=2)), HeldPause(None), NOW + timedelta(hours=2))
        async with self.storage.begin(self.workspace_id) as uow:
            await quiet.keep(uow, user, kept, at=NOW)


@pytest.fixture
async def team(storage: Storage) -> Team:
    jobs = Jobs()
    storage = Storage(storage.engine, jobs)
    async with storage.begin() as uow:
        workspace = Workspace(team_id="T1", name="Acme", installed_at=NOW)
        uow.add(workspace)
        await uow.flush()
    async with storage.begin(workspace.id) as uow:
        uow.add(
            Member(user_id="U2", name="Bo", seen_at=NOW),
            Member(user_id="U3", name="Chen", seen_at=NOW),
            Member(user_id="U4", name="Gus", seen_at=NOW),
            Member(user_id="U5", name="Dora", seen_at=NOW),
            Member(user_id="U6", name="Eve", seen_at=NOW),
        )
        await uow.flush()
        for user_id in ("U2", "U3", "U4", "U5"):
            await members.join(uow, user_id, policy=BlockPolicy(), feeds=FeedSecrets(BOX, ""), at=NOW)
        (await uow.members.get_or_add("U4")).is_guest = True
        (await uow.members.get_or_add("U5")).is_deleted = True
    return Team(storage, workspace.id, jobs)


async def test_a_consent_is_kept_sealed_and_looked_at_at_once(team: Team) -> None:
    await team.gives()
    assert await team.token() == "xoxp-of-bo"
    async with team.storage.look(team.workspace_id) as uow:
        consent = await uow.quiet.consent("U2")
    assert consent is not None
    assert b"xoxp" not in consent.sealed
    assert [job.place for job in team.jobs.of(KeepQuiet)] == ["U2"]


async def test_of_many_who_come_back_at_once_with_one_state_one_is_let_in(team: Team) -> None:
    await team.sent("a" * 43)
    found = await asyncio.gather(*(team.comes_back("a" * 43) for _ in range(6)), return_exceptions=True)
    assert [each for each in found if each == "U2"] == ["U2"]
    assert sum(isinstance(each, quiet_consents.NotExpected) for each in found) == 5


async def test_a_state_lasts_ten_minutes_and_another_one_is_nobodys(team: Team) -> None:
    await team.sent("b" * 43)
    for state, at in (("b" * 43, NOW + 10 * A_MINUTE), ("c" * 43, NOW), ("", NOW), ("\x00'; --", NOW)):
        with pytest.raises(quiet_consents.NotExpected):
            await team.comes_back(state, at)
    assert await team.comes_back("b" * 43, NOW + 9 * A_MINUTE) == "U2"


async def test_who_has_no_blocks_is_not_even_sent_to_slack(team: Team) -> None:
    for user in ("U4", "U5", "U6", "U9"):
        with pytest.raises(BotError):
            await team.sent("d" * 43, user=user)
        with pytest.raises(BotError):
            await team.gives(replace(GIVEN, user_id=user), user=user)
        assert await team.token(user) is None


async def test_what_is_not_the_members_own_or_not_all_is_not_taken(team: Team) -> None:
    for given in (
        replace(GIVEN, user_id="U3"),
        replace(GIVEN, team_id="T2"),
        replace(GIVEN, user_id=""),
        replace(GIVEN, scopes=GIVEN.scopes - {"dnd:write"}),
        replace(GIVEN, scopes=frozenset()),
    ):
        with pytest.raises(quiet_consents.NotGiven):
            await team.gives(given)
    assert await team.token() is None
    assert await team.token("U3") is None


async def test_given_again_it_is_one_consent_that_holds(team: Team) -> None:
    await team.gives()
    async with team.storage.begin(team.workspace_id) as uow:
        assert await quiet.withdraw(uow, "U2", at=NOW)
        assert not await quiet.withdraw(uow, "U2", at=NOW), "once"
    assert await team.token() is None
    await team.gives(replace(GIVEN, token="xoxp-anew"), at=NOW + A_MINUTE)
    assert await team.token() == "xoxp-anew"


async def test_one_that_was_taken_back_in_slack_is_told_once_and_not_where_it_was_taken_back_here(team: Team) -> None:
    await team.gives()
    await team.is_quiet()
    await team.loses(happened_at=NOW - 5 * A_MINUTE)
    assert await team.token() == "xoxp-of-bo", "what Slack tells late was before this consent"
    for _ in range(2):
        await team.loses(happened_at=NOW + A_MINUTE)
    assert [job.user_id for job in team.jobs.of(TellOfLostConsent)] == ["U2"]
    async with team.storage.look(team.workspace_id) as uow:
        assert await uow.quiet.time("U2") is None
    await team.gives(replace(GIVEN, user_id="U3"), user="U3")
    async with team.storage.begin(team.workspace_id) as uow:
        await quiet.withdraw(uow, "U3", at=NOW)
    await team.loses(user="U3", happened_at=NOW)
    assert len(team.jobs.of(TellOfLostConsent)) == 1


async def test_what_a_person_may_take_with_them_shows_no_token_and_forgetting_leaves_nothing(team: Team) -> None:
    await team.gives()
    await team.is_quiet()
    async with team.storage.begin(team.workspace_id) as uow:
        held = await uow.learning_of.held("U2")
        left = await quiet.left_by(uow, "U2", secrets=SECRETS)
        await uow.learning_of.erase("U2")
    assert held["quiet_times"][0]["status_before"]["text"] == HOME.text
    assert "given_at" in held["quiet_consents"][0]
    assert "xoxp" not in json.dumps(held)
    assert "sealed" not in held["quiet_consents"][0]
    assert left is not None
    assert left.kept is not None
    assert left.kept.status.before == HOME, "by which all is put back though nothing is kept"
    assert "xoxp" not in repr(left)
    async with team.storage.look(team.workspace_id) as uow:
        assert await uow.learning_of.held("U2") == {}


async def test_what_its_owner_changed_is_not_unwritten_by_what_was_read_before(team: Team) -> None:
    await team.is_quiet()
    async with team.storage.begin(team.workspace_id) as uow:
        await quiet.heard(uow, "U2", Status("fire", "Down", None), at=NOW + A_MINUTE)
    await team.is_quiet()
    async with team.storage.look(team.workspace_id) as uow:
        row = await uow.quiet.time("U2")
    assert row is not None
    assert row.status_changed


async def test_a_click_and_a_job_at_once_never_wait_for_each_other(team: Team) -> None:
    await team.gives()

    async def click() -> None:
        async with team.storage.begin(team.workspace_id) as uow:
            await members.active(uow, "U2")
            await asyncio.sleep(0.1)
            await quiet.look_soon(uow, "U2", at=NOW)

    async def job() -> None:
        async with team.storage.begin(team.workspace_id) as uow:
            consent = await uow.quiet.consent("U2")
            assert consent is not None
            await asyncio.sleep(0.1)
            assert await quiet.next_look(uow, consent, at=NOW) is not None

    await asyncio.gather(click(), job(), click(), job())
