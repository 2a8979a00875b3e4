"""The third party's Slack starts, knows its people, and signs the events it sends."""

import asyncio
import hashlib
import hmac
import json
from typing import Any

import httpx2
import pytest

from tests.counterparts.emulate import Emulate, emulated_slack
from tests.counterparts.node import free_port

pytestmark = pytest.mark.node


async def called(slack: Emulate, method: str, token: str, **arguments: str) -> dict[str, Any]:
    async with httpx2.AsyncClient(timeout=10) as client:
        headers = {"Authorization": f"Bearer {token}"}
        answer: dict[str, Any] = (
            (await client.post(slack.api_url + method, data=arguments, headers=headers)).raise_for_status().json()
        )
        return answer


async def test_it_answers_auth_test_for_each_person() -> None:
    async with emulated_slack() as slack:
        for name, token in slack.tokens.items():
            answer = await called(slack, "auth.test", token)
            assert answer["ok"], answer
            assert answer["user"] == name


async def test_it_posts_signed_events_to_our_address() -> None:
    received: asyncio.Queue[tuple[dict[str, str], bytes]] = asyncio.Queue()
    port = free_port()

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in head.split("\r\n")[1:]) if k}
        body = await reader.readexactly(int(headers["content-length"]))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        await received.put((headers, body))

    async with (
        await asyncio.start_server(hear, "127.0.0.1", port),
        emulated_slack(f"http://127.0.0.1:{port}/slack/events") as slack,
    ):
        channels = (await called(slack, "conversations.list", slack.tokens["alice"]))["channels"]
        help_channel = next(channel["id"] for channel in channels if channel["name"] == "help")
        posted = await called(
            slack, "chat.postMessage", slack.tokens["alice"], channel=help_channel, text="How do I get VPN access?"
        )
        assert posted["ok"], posted
        async with asyncio.timeout(10):
            headers, body = await received.get()
    signed = b"v0:" + headers["x-slack-request-timestamp"].encode() + b":" + body
    expected = "v0=" + hmac.new(slack.signing_secret.encode(), signed, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(expected, headers["x-slack-signature"])
    assert json.loads(body)["event"]["text"] == "How do I get VPN access?"
