"""The loop against a Slack that none of us wrote: npm `emulate`, with its own reading of the Web API and of events."""

import asyncio
import html
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from bot.bootstrap import Thrice
from bot.config import Settings
from bot.slack.manifest import SCOPES
from tests.counterparts.emulate import Emulate, emulated_slack
from tests.scenarios.conftest import free_port
from tests.support.signed import SignedSlack
from tests.support.surfaces import find_element

pytestmark = [pytest.mark.node, pytest.mark.slow]

Json = dict[str, Any]
Found = TypeVar("Found")
FIRST = "How do I get VPN access?"
SECOND = "anyone know who hands out vpn accounts? can't connect from home"
THIRD = "Where can I request access to the VPN as a new joiner?"
FOURTH = "Hi! How can I get access to the VPN?"


class Town:
    """The emulated workspace with Thrice in it, as its people and its inspector see it."""

    def __init__(self, slack: Emulate, session: aiohttp.ClientSession, bot_token: str = "") -> None:
        self.slack, self._session, self.bot_token = slack, session, bot_token

    async def call(self, who: str, method: str, **arguments: str) -> Json:
        """Call the Web API as a person, or as `thrice`."""
        token = self.bot_token if who == "thrice" else self.slack.tokens[who]
        headers = {"Authorization": f"Bearer {token}"}
        async with self._session.post(self.slack.api_url + method, data=arguments, headers=headers) as response:
            answer: Json = await response.json()
        assert answer["ok"], (method, answer)
        return answer

    async def install(self) -> None:
        """Let alice install the app, as she would by clicking her name on emulate's page."""
        asked = {"client_id": self.slack.client_id, "redirect_uri": "http://127.0.0.1:3100/slack/oauth_redirect"}
        people = {user["name"]: user["id"] for user in (await self.call("alice", "users.list"))["members"]}
        form = {**asked, "user_id": people["alice"], "scope": ",".join(SCOPES), "state": "s"}
        where = f"{self.slack.url}/oauth/v2/authorize/callback"
        async with self._session.post(where, data=form, allow_redirects=False) as back:
            code = parse_qs(urlsplit(back.headers["Location"]).query)["code"][0]
        exchange = {**asked, "client_secret": self.slack.client_secret, "code": code}
        async with self._session.post(f"{self.slack.api_url}oauth.v2.access", data=exchange) as answer:
            self.bot_token = (await answer.json())["access_token"]

    async def id_of(self, who: str) -> str:
        return str((await self.call(who, "auth.test"))["user_id"])

    async def help_channel(self) -> str:
        channels = (await self.call("alice", "conversations.list"))["channels"]
        return str(next(channel["id"] for channel in channels if channel["name"] == "help"))

    async def says(self, who: str, text: str, thread_ts: str = "") -> str:
        """Have somebody write in #help; returns the message's ts."""
        where = {"channel": await self.help_channel(), **({"thread_ts": thread_ts} if thread_ts else {})}
        return str((await self.call(who, "chat.postMessage", text=text, **where))["ts"])

    async def thread(self, ts: str) -> list[Json]:
        channel = await self.help_channel()
        return list((await self.call("alice", "conversations.replies", channel=channel, ts=ts))["messages"])

    async def direct_messages(self, who: str) -> tuple[str, list[Json]]:
        """What Thrice wrote to somebody alone, and the channel it stands in."""
        opened = await self.call(who, "conversations.open", users=await self.id_of("thrice"))
        channel = opened["channel"]["id"]
        history = await self.call(who, "conversations.history", channel=channel)
        return channel, history["messages"]

    async def private_in_help(self) -> list[tuple[str, str]]:
        """What only one person sees in #help, from emulate's inspector: (person, words)."""
        where = f"{self.slack.url}/?tab=messages&channel={await self.help_channel()}"
        async with self._session.get(where) as page:
            section = (await page.text()).split("Ephemeral", 1)[1].split("Scheduled", 1)[0]
        rows = (re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in section.split("<tr")[1:])
        words = [[html.unescape(re.sub(r"<[^>]+>", " ", cell)).strip() for cell in row] for row in rows]
        return [(row[1].split()[0], row[2]) for row in words if len(row) == 4]


async def eventually(look: Callable[[], Awaitable[Found | None]], because: str) -> Found:
    """Look again until there is something to see: emulate tells nobody but the app of what happens."""
    deadline = asyncio.get_running_loop().time() + 20
    while asyncio.get_running_loop().time() < deadline:
        if found := await look():
            return found
        await asyncio.sleep(0.1)
    raise AssertionError(f"Not within 20 s: {because}")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[tuple[Town, Thrice]]:
    ours = free_port()
    async with (
        emulated_slack(f"{ours['THRICE_PUBLIC_URL']}/slack/events") as slack,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session,
    ):
        town = Town(slack, session)
        await town.install()
        settings = {
            **ours,
            "SLACK_BOT_TOKEN": town.bot_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
            "DATABASE_URL": f"sqlite:///{tmp_path}/thrice.db",
        }
        async with Thrice(Settings(settings)) as thrice:
            invited = {"channel": await town.help_channel(), "users": await town.id_of("thrice")}
            await town.call("alice", "conversations.invite", **invited)
            yield town, thrice


def click(card: Json, label: str, *, channel: str, user: str, team: str) -> Json:
    """What Slack sends when somebody presses a button of a message; emulate has nobody to press it."""
    block, element, _ = find_element(card["blocks"], label)
    where = {"message_ts": card["ts"], "channel_id": channel}
    return {
        "type": "block_actions",
        "team": {"id": team, "domain": "acme"},
        "user": {"id": user, "team_id": team},
        "api_app_id": "A000000001",
        "trigger_id": "1.2.3",
        "channel": {"id": channel, "name": "directmessage"},
        "container": {"type": "message", **where},
        "message": card,
        "actions": [{**element, "block_id": block.get("block_id", "b"), "action_ts": "1700000000.000100"}],
    }


async def test_asked_three_times_drafted_published_and_answered(town: tuple[Town, Thrice]) -> None:
    people, thrice = town
    first = await people.says("alice", FIRST)
    await people.says("bob", "Ask Chen in IT, she hands out the VPN accounts. Fill in the access form first.", first)
    await people.says("alice", "thanks, that worked!", first)
    second = await people.says("carol", SECOND)
    third = await people.says("dave", THIRD)

    async def dave_is_told() -> str | None:
        told = [words for who, words in await people.private_in_help() if who == "dave"]
        return next((words for words in told if words.startswith("You are the third to ask this")), None)

    await eventually(dave_is_told, "the third asker is told privately")
    assert {who for who, _ in await people.private_in_help()} == {"dave"}

    async def review_card() -> Json | None:
        _, messages = await people.direct_messages("bob")
        return next((m for m in messages if "Publish" in json.dumps(m.get("blocks"))), None)

    card = await eventually(review_card, "who had answered gets the draft")
    assert "Chen" in json.dumps(card["blocks"])
    assert f"thread_ts={first}" in json.dumps(card["blocks"]), "every sentence leads back to a message"

    team = (await people.call("bob", "auth.test"))["team_id"]
    channel, _ = await people.direct_messages("bob")
    pressed = click(card, "Publish", channel=channel, user=await people.id_of("bob"), team=team)
    async with SignedSlack(thrice.url, people.slack.signing_secret) as slack:
        assert (await slack.interaction(pressed)).status == 200

    for asked in (first, second, third):

        async def linked(asked: str = asked) -> bool:
            return any(f"{thrice.settings.web.public_url}/wiki/" in json.dumps(m) for m in await people.thread(asked))

        await eventually(linked, "each thread gets the link")

    await people.says("erin", FOURTH)

    async def erin_is_answered() -> bool:
        # The inspector shows a message's text, and not its blocks.
        told = [words for who, words in await people.private_in_help() if who == "erin"]
        return any(words.startswith("This has an answer") and "/wiki/" in words for words in told)

    await eventually(erin_is_answered, "the fourth asker gets it at once")
    assert {who for who, _ in await people.private_in_help()} == {"dave", "erin"}


async def test_a_direct_message_is_answered_though_the_event_does_not_say_that_it_is_one(
    town: tuple[Town, Thrice],
) -> None:
    people, _ = town
    channel, _ = await people.direct_messages("carol")
    await people.call("carol", "chat.postMessage", channel=channel, text="hello")

    async def answered() -> bool:
        _, messages = await people.direct_messages("carol")
        thrice = await people.id_of("thrice")
        return any(m["user"] == thrice and "/thrice ask" in json.dumps(m) for m in messages)

    await eventually(answered, "whoever addresses Thrice gets an answer")
