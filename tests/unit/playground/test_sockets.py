"""Socket Mode, driven by Slack's own clients: Bolt and the SDK over real WebSockets."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Options, Pace, Playground
from tests.support.people import Workspace
from tests.support.surfaces import Json

PACE = Pace(retry_waits=(0.0, 0.2, 0.2), answer_within=0.6)


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    options = Options(port=0, request_url="http://127.0.0.1:9/", pace=PACE, rate_limits=False)
    async with Playground(options) as running:
        yield running


@pytest.fixture
async def workspace(playground: Playground) -> AsyncIterator[Workspace]:
    async with Workspace(playground) as entered:
        yield entered


class Listener:
    """One socket of an app: it keeps what comes and acknowledges it, unless told to be deaf."""

    def __init__(self, playground: Playground) -> None:
        web_client = AsyncWebClient(base_url=playground.api_url)
        self.client = SocketModeClient(app_token=playground.app_token, web_client=web_client, ping_interval=0.2)
        self.client.socket_mode_request_listeners.append(self._take)
        self.client.logger.setLevel(logging.CRITICAL)
        self.taken: list[SocketModeRequest] = []
        self.deaf_for = 0
        self.answer: Json | None = None

    async def _take(self, client: Any, request: SocketModeRequest) -> None:
        self.taken.append(request)
        if self.deaf_for > 0:
            self.deaf_for -= 1
            return
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, self.answer))

    def texts(self) -> list[str]:
        return [r.payload["event"]["text"] for r in self.taken if r.payload.get("event", {}).get("type") == "message"]

    async def __aenter__(self) -> "Listener":
        await self.client.connect()  # type: ignore[no-untyped-call]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.close()  # type: ignore[no-untyped-call]


async def connected(workspace: Workspace, count: int) -> None:
    async def enough() -> bool:
        return bool((await workspace.get("/control/app"))["sockets"] == count)

    await workspace.eventually(enough, within=5, because=f"{count} sockets")


async def test_events_come_over_the_socket(playground: Playground, workspace: Workspace) -> None:
    async with Listener(playground) as listener:
        await connected(workspace, 1)
        await workspace.channel("#help", with_app=True)
        await workspace.person("amina").asks("#help", "Over the wire?")
        await workspace.quiet(0.1)

    assert "Over the wire?" in listener.texts()
    [delivery] = [d for d in await workspace.deliveries("message") if d["payload"]["event"]["text"] == "Over the wire?"]
    assert delivery["attempts"][0]["via"] == "socket"
    envelope = listener.taken[-1]
    assert (envelope.type, envelope.accepts_response_payload, envelope.retry_attempt) == ("events_api", False, 0)


async def test_what_is_not_acknowledged_comes_again(playground: Playground, workspace: Workspace) -> None:
    async with Listener(playground) as listener:
        await connected(workspace, 1)
        listener.deaf_for = 1
        await workspace.person("amina").id()
        await workspace.quiet(0.3)

    first, again = [r for r in listener.taken if r.payload["event"]["type"] == "team_join"]
    assert first.payload == again.payload
    assert first.envelope_id != again.envelope_id
    assert (again.retry_attempt, again.retry_reason) == (1, "timeout")


async def test_several_sockets_share_the_load(playground: Playground, workspace: Workspace) -> None:
    async with Listener(playground) as one, Listener(playground) as other:
        await connected(workspace, 2)
        await workspace.channel("#help", with_app=True)
        for number in range(6):
            await workspace.person("amina").asks("#help", f"Number {number}?")
        await workspace.quiet(0.1)

    assert len(one.taken) + len(other.taken) == len(await workspace.deliveries())
    assert one.taken
    assert other.taken


async def test_after_a_disconnect_the_app_comes_back_and_misses_nothing(
    playground: Playground, workspace: Workspace
) -> None:
    async with Listener(playground) as listener:
        await connected(workspace, 1)
        await workspace.channel("#help", with_app=True)
        await workspace.quiet(0.1)
        assert (await workspace.post("/control/socket/disconnect", {}))["sockets"] == 1
        await workspace.person("amina").asks("#help", "Are you back?")
        await connected(workspace, 1)
        await workspace.quiet(0.5)

        assert listener.texts().count("Are you back?") == 1


async def test_a_cut_connection_is_no_loss_either(playground: Playground, workspace: Workspace) -> None:
    async with Listener(playground) as listener:
        await connected(workspace, 1)
        await workspace.channel("#help", with_app=True)
        await workspace.post("/control/socket/disconnect", {"reason": "cut"})
        await connected(workspace, 1)
        await workspace.person("amina").asks("#help", "And now?")
        await workspace.quiet(0.5)

        assert "And now?" in listener.texts()


async def test_commands_are_answered_in_the_acknowledgement(playground: Playground, workspace: Workspace) -> None:
    async with Listener(playground) as listener:
        await connected(workspace, 1)
        listener.answer = {"text": "From the socket."}
        [shown] = await workspace.person("amina").says("/thrice help")

    assert shown.text == "From the socket."
    assert listener.taken[-1].type == "slash_commands"
    assert listener.taken[-1].accepts_response_payload is True


async def test_bolt_runs_over_the_socket(playground: Playground, workspace: Workspace) -> None:
    client = AsyncWebClient(playground.bot_token, base_url=playground.api_url)
    app = AsyncApp(client=client, signing_secret=playground.signing_secret)
    heard: asyncio.Queue[Json] = asyncio.Queue()

    @app.event("message")
    async def on_message(event: Json, say: Any) -> None:
        heard.put_nowait(event)
        await say(text="I heard you.", thread_ts=event["ts"])

    @app.command("/thrice")
    async def on_command(ack: AsyncAck) -> None:
        await ack("Here is help.")

    handler = AsyncSocketModeHandler(app, playground.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        await connected(workspace, 1)
        [shown] = await workspace.person("amina").says("/thrice help")
        question = await workspace.person("amina").tells_app("Hello?")
        reply = await workspace.person("amina").finds_reply(question)
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]

    assert shown.text == "Here is help."
    assert reply.text == "I heard you."
    assert (await heard.get())["channel_type"] == "im"
