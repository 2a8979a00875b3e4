"""Installing: tokens in the database, Bolt's authorization from it, and OAuth against a Slack."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from sqlalchemy import text

from bot.playground import Options, Playground
from bot.ports.chat import ChatRefused, Message, Team
from bot.slack.app_credentials import SlackApp
from bot.slack.authorize import Authorize
from bot.slack.chat import SlackChat
from bot.slack.installations import OneToken, StoredTokens, remember_team, team_of
from bot.slack.manifest import SCOPES, manifest
from bot.slack.oauth import InstallationRefused, OAuth
from bot.workspaces.secrets import SecretBox, WrongKey
from models.uow import Storage
from tests.support.people import Workspace

KEY = b"k" * 32


@dataclass
class Clockwork:
    moment: float = 1_000_000.0

    def now(self) -> float:
        return self.moment


@pytest.fixture
def clock() -> Clockwork:
    return Clockwork()


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    options = Options(port=0, request_url="http://127.0.0.1:9/slack/events", manifest=manifest("http://127.0.0.1:9"))
    async with Playground(options) as running:
        yield running


@pytest.fixture
def tokens(storage: Storage, clock: Clockwork) -> StoredTokens:
    return StoredTokens(storage, SecretBox([KEY]), now=clock.now)


async def installed(tokens: StoredTokens, playground: Playground) -> tuple[int, Team]:
    team = await team_of(playground.bot_token, api_url=playground.api_url)
    return await tokens.keep(team, playground.bot_token, details={}), team


async def test_slack_says_whose_token_it_is_and_what_it_may_do(playground: Playground) -> None:
    team = await team_of(playground.bot_token, api_url=playground.api_url)
    assert team.team_id == playground.world.team.id
    assert team.bot_user_id == playground.world.bot.id
    assert team.lacks(SCOPES) == ()
    assert team.lacks([*SCOPES, "files:write"]) == ("files:write",)
    with pytest.raises(ChatRefused) as refusal:
        await team_of("xoxb-wrong", api_url=playground.api_url)
    assert refusal.value.code == "invalid_auth"


async def test_a_stored_token_is_sealed_and_serves(
    storage: Storage, tokens: StoredTokens, playground: Playground
) -> None:
    workspace_id, team = await installed(tokens, playground)
    async with storage.look() as uow:
        row = await uow.workspaces.token(workspace_id)
        workspace = await uow.workspaces.get(workspace_id)
    assert row is not None
    assert playground.bot_token.encode() not in row.secret
    assert set(row.scopes) == set(SCOPES)
    assert workspace is not None
    assert (workspace.bot_user_id, workspace.url) == (team.bot_user_id, team.url)

    async with Workspace(playground) as people:
        channel = await people.channel("#help", members=("amina",), with_app=True)
        chat = SlackChat(storage, tokens, api_url=playground.api_url)
        await chat.post(workspace_id, channel, Message("Hello"), key="hello")
        await chat.close()
        assert "Hello" in [m.text for m in await people.person("amina").sees("#help")]


async def test_a_token_copied_into_another_workspaces_row_does_not_open_there(
    storage: Storage, tokens: StoredTokens, playground: Playground
) -> None:
    await installed(tokens, playground)
    other = await remember_team(storage, Team("T0OTHER", "Other", "", "U1", "B1"))
    async with storage.begin() as uow:
        await uow.session.execute(text("UPDATE installations SET workspace_id = :other"), {"other": other})
    with pytest.raises(WrongKey):
        await tokens.bot_token(other)


async def test_another_key_does_not_open_it(storage: Storage, tokens: StoredTokens, playground: Playground) -> None:
    workspace_id, _ = await installed(tokens, playground)
    with pytest.raises(WrongKey):
        await StoredTokens(storage, SecretBox([b"x" * 32])).bot_token(workspace_id)
    rotated = StoredTokens(storage, SecretBox([b"x" * 32, KEY]))
    assert await rotated.bot_token(workspace_id) == playground.bot_token


async def test_installing_again_keeps_one_token_the_newest(
    storage: Storage, tokens: StoredTokens, playground: Playground
) -> None:
    workspace_id, team = await installed(tokens, playground)
    assert await tokens.keep(team, "xoxb-newer", details={}) == workspace_id
    assert await tokens.bot_token(workspace_id) == "xoxb-newer"
    async with storage.look() as uow:
        [count] = (await uow.session.execute(text("SELECT count(*) FROM installations"))).one()
    assert count == 1


async def test_after_a_removal_there_is_no_token_and_coming_back_makes_no_second_workspace(
    storage: Storage, tokens: StoredTokens, playground: Playground, clock: Clockwork
) -> None:
    workspace_id, team = await installed(tokens, playground)
    async with storage.begin() as uow:
        await uow.workspaces.uninstalled(workspace_id, at=datetime.now(UTC))
    clock.moment += 61
    with pytest.raises(ChatRefused) as refusal:
        await tokens.bot_token(workspace_id)
    assert refusal.value.code == "not_installed"
    async with storage.look() as uow:
        assert list(await uow.workspaces.installed()) == []
    assert await tokens.keep(team, "xoxb-again", details={}) == workspace_id
    async with storage.look() as uow:
        assert [w.id for w in await uow.workspaces.installed()] == [workspace_id]


# Bolt


def event(team: str, user: str) -> AsyncBoltRequest:
    body = {
        "type": "event_callback",
        "team_id": team,
        "event": {"type": "message", "channel": "C1", "user": user, "text": "hello", "ts": "1.1"},
    }
    return AsyncBoltRequest(body=body, mode="socket_mode")


async def test_bolt_acts_with_the_workspaces_token_and_asks_slack_nothing(
    storage: Storage, tokens: StoredTokens, playground: Playground, clock: Clockwork
) -> None:
    _, team = await installed(tokens, playground)
    authorize = Authorize(storage, tokens, now=clock.now)
    app = AsyncApp(authorize=authorize, signing_secret="x")
    seen: list[tuple[str | None, str | None]] = []

    @app.event("message")
    async def on_message(context: dict[str, str | None], client: object) -> None:
        seen.append((context["bot_user_id"], getattr(client, "token", None)))

    calls_before = len(playground.api.calls)
    for _ in range(3):
        assert (await app.async_dispatch(event(team.team_id, "U1"))).status == 200
    await app.async_dispatch(event("T0ELSEWHERE", "U1"))
    assert seen == [(team.bot_user_id, playground.bot_token)] * 3
    assert len(playground.api.calls) == calls_before


async def test_a_removal_ends_bolts_authorization_at_once_here_and_in_a_minute_elsewhere(
    storage: Storage, tokens: StoredTokens, playground: Playground, clock: Clockwork
) -> None:
    workspace_id, team = await installed(tokens, playground)
    here, elsewhere = Authorize(storage, tokens, now=clock.now), Authorize(storage, tokens, now=clock.now)
    who = {"enterprise_id": None, "team_id": team.team_id, "user_id": "U1"}
    assert await here(**who) is not None
    assert await elsewhere(**who) is not None
    async with storage.begin() as uow:
        await uow.workspaces.uninstalled(workspace_id, at=datetime.now(UTC))
    here.forget(team.team_id)
    assert await here(**who) is None
    clock.moment += 61
    assert await elsewhere(**who) is None


async def test_with_one_token_from_the_settings_other_teams_are_nobody(
    storage: Storage, playground: Playground
) -> None:
    team = await team_of(playground.bot_token, api_url=playground.api_url)
    await remember_team(storage, team)
    authorize = Authorize(storage, OneToken(playground.bot_token))
    found = await authorize(enterprise_id=None, team_id=team.team_id, user_id="U1")
    assert found is not None
    assert found.bot_token == playground.bot_token
    assert await authorize(enterprise_id=None, team_id="T0ELSEWHERE", user_id="U1") is None


# OAuth


@pytest.fixture
def oauth(tokens: StoredTokens, playground: Playground, clock: Clockwork) -> OAuth:
    return OAuth(
        tokens,
        SecretBox([KEY]),
        app=SlackApp(playground.tokens.client_id, playground.tokens.client_secret, playground.api_url),
        public_url="http://127.0.0.1:9",
        now=clock.now,
    )


async def sent_back(address: str) -> dict[str, str]:
    """What Slack's page sends the browser back with."""
    async with aiohttp.ClientSession() as browser, browser.get(address, allow_redirects=False) as answer:
        assert answer.status == 302
        target = urlsplit(answer.headers["Location"])
    assert target.path == "/slack/oauth_redirect"
    return {name: values[0] for name, values in parse_qs(target.query).items()}


async def test_an_installation_ends_with_a_token_that_serves(
    oauth: OAuth, tokens: StoredTokens, playground: Playground
) -> None:
    begun = oauth.begin()
    assert set(parse_qs(urlsplit(begun.address).query)["scope"][0].split(",")) == set(SCOPES)
    done = await oauth.finish(await sent_back(begun.address), begun.cookie)
    assert done.team_name == playground.world.team.name
    team = await team_of(await tokens.bot_token(done.workspace_id), api_url=playground.api_url)
    assert team.team_id == playground.world.team.id


async def test_an_installation_begun_in_another_browser_is_refused(oauth: OAuth) -> None:
    begun = oauth.begin()
    query = await sent_back(begun.address)
    for cookie in (None, "", oauth.begin().cookie, begun.cookie + "x"):
        with pytest.raises(InstallationRefused, match="this browser"):
            await oauth.finish(query, cookie)


async def test_a_state_that_we_did_not_sign_is_refused(oauth: OAuth, clock: Clockwork) -> None:
    forged = f"abc.{int(clock.moment) + 600}.c2lnbmVk"
    with pytest.raises(InstallationRefused, match="this browser"):
        await oauth.finish({"state": forged, "code": "1"}, forged)
    with pytest.raises(InstallationRefused):
        await oauth.finish({}, None)


async def test_an_installation_that_took_too_long_is_refused(oauth: OAuth, clock: Clockwork) -> None:
    begun = oauth.begin()
    query = await sent_back(begun.address)
    clock.moment += 601
    with pytest.raises(InstallationRefused, match="too long"):
        await oauth.finish(query, begun.cookie)


async def test_somebody_who_cancels_or_brings_a_used_code_is_told_so(oauth: OAuth) -> None:
    begun = oauth.begin()
    with pytest.raises(InstallationRefused, match="cancelled"):
        await oauth.finish({"error": "access_denied", "state": begun.cookie}, begun.cookie)
    query = await sent_back(begun.address)
    await oauth.finish(query, begun.cookie)
    again = oauth.begin()
    with pytest.raises(InstallationRefused, match=r"invalid_code|code_already_used"):
        await oauth.finish({**query, "state": again.cookie}, again.cookie)


async def test_a_state_works_once_whatever_code_comes_with_it(oauth: OAuth, clock: Clockwork) -> None:
    begun = oauth.begin()
    await oauth.finish(await sent_back(begun.address), begun.cookie)
    fresh = await sent_back(oauth.begin().address)
    for _ in range(2):
        with pytest.raises(InstallationRefused, match="was used already"):
            await oauth.finish({"state": begun.cookie, "code": fresh["code"]}, begun.cookie)
    clock.moment += 601
    with pytest.raises(InstallationRefused, match="too long"):
        await oauth.finish({"state": begun.cookie, "code": fresh["code"]}, begun.cookie)
