"""The Socket Mode door, on a Slack that speaks it: the playground."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from bot.errors import SettingsError
from bot.playground.options import Options, Pace
from bot.playground.server import Playground
from bot.slack.ingest import Answer, InboxUnavailable, Reception, SocketDoor
from bot.slack.manifest import manifest
from tests.support.people import Workspace


class Heard:
    """An inbox and a Bolt that note what reaches them."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[str] = asyncio.Queue()
        self.commands: list[dict[str, Any]] = []
        self.failures = 0

    def concerns_us(self, body: Mapping[str, Any]) -> bool:
        return body["event"]["type"] == "message" and "?" in str(body["event"].get("text"))

    async def store(self, event_id: str, team_id: str, body: str, *, place: str) -> None:
        if self.failures:
            self.failures -= 1
            raise InboxUnavailable
        self.events.put_nowait(event_id)

    async def dispatch(self, body: dict[str, Any]) -> Answer:
        self.commands.append(body)
        return Answer(200, '{"response_type":"ephemeral","text":"Heard."}')


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    options = Options(
        port=0,
        manifest=manifest("http://127.0.0.1", socket_mode=True),
        rate_limits=False,
        pace=Pace(retry_waits=(0.0, 0.1, 0.2), answer_within=0.5),
    )
    async with Playground(options) as playground:
        yield playground


@pytest.fixture
async def workspace(playground: Playground) -> AsyncIterator[Workspace]:
    async with Workspace(playground) as workspace:
        yield workspace


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
async def door(playground: Playground, heard: Heard) -> AsyncIterator[SocketDoor]:
    reception = Reception(gate=heard, inbox=heard, dispatch=heard.dispatch)
    door = SocketDoor(
        reception, app_token=playground.app_token, api_url=playground.api_url, ping_seconds=0.2, most_open=4
    )
    await door.start()
    await connected(door)
    yield door
    await door.stop()


async def connected(door: SocketDoor, stands: bool = True) -> None:
    async with asyncio.timeout(20):
        while await door.connected() is not stands:  # noqa: ASYNC110 (the client tells nobody of its state)
            await asyncio.sleep(0.01)


async def next_event(heard: Heard) -> str:
    async with asyncio.timeout(20):
        return await heard.events.get()


async def test_what_is_said_arrives(workspace: Workspace, door: SocketDoor, heard: Heard) -> None:
    await workspace.channel("#help", with_app=True)
    await workspace.person("amina").asks("#help", "good morning")
    await workspace.person("amina").asks("#help", "How do I get VPN access?")
    await next_event(heard)
    assert heard.events.empty()


async def test_what_could_not_be_stored_is_sent_again(workspace: Workspace, door: SocketDoor, heard: Heard) -> None:
    heard.failures = 1
    await workspace.channel("#help", with_app=True)
    await workspace.person("amina").asks("#help", "How do I get VPN access?")
    await next_event(heard)
    assert heard.failures == 0


async def test_a_command_is_answered_with_its_acknowledgement(
    workspace: Workspace, door: SocketDoor, heard: Heard
) -> None:
    await workspace.channel("#help", with_app=True)
    amina = workspace.person("amina")
    await amina.says("/thrice help", "#help")
    assert [(command["command"], command["text"]) for command in heard.commands] == [("/thrice", "help")]
    assert [message.text for message in await amina.private("#help")] == ["Heard."]


@pytest.mark.parametrize("reason", ["refresh_requested", "cut"])
async def test_a_connection_that_ends_is_opened_again(
    workspace: Workspace, door: SocketDoor, heard: Heard, reason: str
) -> None:
    await workspace.channel("#help", with_app=True)
    await workspace.post("/control/socket/disconnect", {"reason": reason})
    await workspace.person("amina").asks("#help", "How do I get VPN access?")
    await next_event(heard)
    await connected(door)


async def test_many_at_once_all_arrive_though_few_are_open(
    workspace: Workspace, door: SocketDoor, heard: Heard
) -> None:
    await workspace.channel("#help", with_app=True)
    amina = workspace.person("amina")
    await amina.joins("#help")
    await asyncio.gather(*(amina.asks("#help", f"How do I get VPN access {n}?") for n in range(20)))
    arrived = {await next_event(heard) for _ in range(20)}
    assert len(arrived) == 20


async def test_a_token_that_slack_refuses_is_named(playground: Playground, heard: Heard) -> None:
    reception = Reception(gate=heard, inbox=heard, dispatch=heard.dispatch)
    door = SocketDoor(reception, app_token="xapp-1-A1-1-wrong", api_url=playground.api_url)
    with pytest.raises(SettingsError, match="SLACK_APP_TOKEN: Slack refuses it"):
        await door.start()
    assert not await door.connected()


async def test_a_slack_that_cannot_be_reached_is_waited_for(heard: Heard) -> None:
    reception = Reception(gate=heard, inbox=heard, dispatch=heard.dispatch)
    door = SocketDoor(reception, app_token="xapp-1", api_url="http://127.0.0.1:9/api/")
    await door.start()
    assert not await door.connected()
    await door.stop()
