"""Rotating the secret key: Thrice seals the stored tokens anew, and does not start with a key that opens none."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from bot.bootstrap import Thrice
from bot.config import Settings
from bot.errors import SettingsError
from bot.learning_blocks.connection_secrets import ConnectionSecrets
from bot.learning_blocks.feed_secrets import FeedSecrets
from bot.learning_blocks.keys import SealedFound, sealed_found
from bot.learning_blocks.quiet_secrets import QuietSecrets
from bot.ports.calendar_access import Tokens
from bot.ports.chat import Team
from bot.slack.installations import StoredTokens
from bot.slack.keys import TokensFound, tokens_found
from bot.workspaces.secrets import SecretBox
from models.blocks import BlockMember
from models.calendars import CalendarConnection
from models.quiet import QuietConsent
from models.uow import Storage
from models.workspaces import Workspace

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
OLD, NEW, LOST = b"o" * 32, b"n" * 32, b"l" * 32


def team(team_id: str) -> Team:
    return Team(
        team_id=team_id,
        name=team_id,
        url="https://example.com/",
        bot_user_id="U0",
        bot_id="B0",
        enterprise_id="",
        scopes=frozenset(),
    )


async def kept(storage: Storage, sealed_with: Mapping[str, bytes]) -> None:
    """Keep the token of each team, sealed with a key of its own."""
    for team_id, key in sealed_with.items():
        await StoredTokens(storage, SecretBox([key])).keep(team(team_id), f"xoxb-{team_id}", details={})


async def by(storage: Storage, *keys: bytes) -> TokensFound:
    return await tokens_found(storage, SecretBox(keys))


def served(database_url: str, *keys: bytes) -> Thrice:
    """A Thrice for several workspaces, whose Slack cannot be reached."""
    values = {
        "DATABASE_URL": database_url,
        "THRICE_SECRET_KEY": ",".join(base64.b64encode(key).decode() for key in keys),
        "THRICE_PORT": "0",
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "secret",
        "SLACK_SIGNING_SECRET": "0" * 32,
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
    }
    return Thrice(Settings(values), role="web")


async def test_looking_which_keys_are_needed_changes_nothing(storage: Storage) -> None:
    await kept(storage, {"T1": OLD, "T2": NEW, "T3": LOST})
    for _ in range(2):
        assert await by(storage, NEW, OLD) == TokensFound(frozenset({"T2"}), frozenset({"T1"}), frozenset({"T3"}))


async def test_after_a_start_with_both_keys_the_old_one_can_be_dropped(storage: Storage, database_url: str) -> None:
    await kept(storage, {"T1": OLD, "T2": NEW})
    async with served(database_url, NEW, OLD):
        assert (await by(storage, NEW)).closed == frozenset()
    async with served(database_url, NEW) as thrice, storage.look() as uow:
        workspaces = await uow.workspaces.installed()
        tokens = {w.team_id: await thrice.tokens.bot_token(w.id) for w in workspaces}
    assert tokens == {"T1": "xoxb-T1", "T2": "xoxb-T2"}


async def test_it_does_not_start_with_a_key_that_opens_no_token(storage: Storage, database_url: str) -> None:
    await kept(storage, {"T1": LOST, "T2": LOST})
    with pytest.raises(SettingsError, match="THRICE_SECRET_KEY: opens none of the tokens"):
        async with served(database_url, NEW, OLD):
            pass


async def test_a_workspace_of_several_whose_token_does_not_open_is_named(storage: Storage, database_url: str) -> None:
    await kept(storage, {"T1": OLD, "T2": LOST})
    with capture_logs() as logged:
        async with served(database_url, NEW, OLD):
            found = await by(storage, NEW)
    assert found == TokensFound(frozenset({"T1"}), frozenset(), frozenset({"T2"}))
    named = [(entry["event"], entry["team"]) for entry in logged if entry["event"].startswith("token_")]
    assert named == [("token_renewed", "T1"), ("token_does_not_open", "T2")]


async def with_calendars(storage: Storage, keys: Mapping[str, bytes]) -> None:
    """A workspace whose members each have a feed, a Google calendar and a token, sealed with a key of their own."""
    async with storage.begin() as uow:
        workspace = Workspace(team_id="T9", name="Team", installed_at=NOW)
        uow.add(workspace)
        await uow.flush()
    async with storage.begin(workspace.id) as uow:
        for user_id, key in keys.items():
            member = BlockMember(user_id=user_id, joined_at=NOW, tz="UTC", changed_at=NOW, protection="firm")
            FeedSecrets(SecretBox([key]), "").renew(member, workspace.id)
            sealed = ConnectionSecrets(SecretBox([key])).seal(Tokens("a", f"lasting-{user_id}", NOW), workspace.id)
            connection = CalendarConnection(
                user_id=user_id, kind="google", name="Work", sealed=sealed, connected_at=NOW
            )
            token = QuietSecrets(SecretBox([key])).seal(f"xoxp-{user_id}", workspace.id)
            uow.add(member, connection, QuietConsent(user_id=user_id, sealed=token, given_at=NOW))


async def test_members_calendars_and_feeds_are_sealed_anew_at_a_start(storage: Storage, database_url: str) -> None:
    await kept(storage, {"T1": NEW})
    await with_calendars(storage, {"U1": OLD, "U2": NEW, "U3": LOST})
    both = SecretBox([NEW, OLD])
    for _ in range(2):
        assert await sealed_found(storage, both) == SealedFound(current=3, older=3, closed=3)
    with capture_logs() as logged:
        async with served(database_url, NEW, OLD):
            assert await sealed_found(storage, SecretBox([NEW])) == SealedFound(current=6, closed=3)
    named = [(entry["event"], entry["count"]) for entry in logged if entry["event"].startswith("calendar_secrets")]
    assert named == [("calendar_secrets_renewed", 3), ("calendar_secrets_do_not_open", 3)]
    async with storage.look() as uow:
        first, consent = (await uow.sealed.connections())[0], (await uow.sealed.consents())[0]
    assert ConnectionSecrets(SecretBox([NEW])).tokens(first).refresh == "lasting-U1"
    assert QuietSecrets(SecretBox([NEW])).open(consent) == "xoxp-U1"


async def test_without_any_token_any_key_will_do(database_url: str) -> None:
    async with served(database_url, NEW) as thrice:
        assert thrice.url
