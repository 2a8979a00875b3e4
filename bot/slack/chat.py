"""The chat port on Slack's Web API: guarded against unchosen mentions, paced, and each message sent once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Final

from bot.clock import Clock, utc_now
from bot.ports.chat import (
    ChannelInfo,
    ChatMessage,
    ChatRefused,
    MemberInfo,
    Message,
    Posted,
    View,
)
from bot.slack import mentions, reading
from bot.slack.calls import DEADLINE, Calls, Tokens
from bot.slack.limits import MESSAGE_TEXT, clip
from bot.slack.once import Look, SendOnce, carries, metadata
from bot.slack.pacing import Pacer
from bot.telemetry.metrics import Metrics
from models.uow import Storage

_PAGE: Final = 200
_MANY_DIRECTS: Final = 50_000


class SlackChat:
    """`bot.ports.chat.Chat` over slack_sdk. Close it when done."""

    def __init__(
        self,
        storage: Storage,
        tokens: Tokens,
        *,
        api_url: str,
        clock: Clock = utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        pacer: Pacer | None = None,
        deadline: float = DEADLINE,
        metrics: Metrics | None = None,
    ) -> None:
        self._calls = Calls(tokens, api_url=api_url, pacer=pacer, deadline=deadline, metrics=metrics)
        self._once = SendOnce(storage, clock=clock, sleep=sleep)
        self._clock = clock
        self._directs: dict[tuple[int, str], str] = {}

    async def close(self) -> None:
        """Close the connections."""
        await self._calls.close()

    # Speaking

    async def post(
        self, workspace_id: int, channel: str, message: Message, *, key: str, thread_ts: str | None = None
    ) -> str:
        """Post in a channel or thread, once for `key`; return the message's `ts`."""
        mentions.check(message)
        arguments = {
            **_said(message),
            "channel": channel,
            "unfurl_links": False,
            "unfurl_media": False,
            "metadata": metadata(workspace_id, key),
            **({"thread_ts": thread_ts} if thread_ts else {}),
        }

        async def post() -> Posted:
            answer = await self._calls(workspace_id, "chat.postMessage", arguments, paced_by=channel)
            return Posted(str(answer.get("channel") or channel), str(answer.get("ts", "")))

        look = self._looking(workspace_id, channel, thread_ts, key)
        return (await self._once.send(workspace_id, key, channel=channel, post=post, look=look)).ts

    async def post_private(
        self, workspace_id: int, channel: str, user: str, message: Message, *, key: str, thread_ts: str | None = None
    ) -> None:
        """Show a message to one person, at most once for `key`."""
        mentions.check(message)
        arguments = {
            **_said(message),
            "channel": channel,
            "user": user,
            **({"thread_ts": thread_ts} if thread_ts else {}),
        }

        async def post() -> Posted:
            answer = await self._calls(workspace_id, "chat.postEphemeral", arguments, paced_by=channel)
            return Posted(channel, str(answer.get("message_ts", "")))

        await self._once.send(workspace_id, key, channel=channel, post=post, look=None)

    async def direct(self, workspace_id: int, user: str, message: Message, *, key: str) -> Posted:
        """Send a direct message, once for `key`; return where it stands."""
        channel = await self._direct_channel(workspace_id, user)
        return Posted(channel, await self.post(workspace_id, channel, message, key=key))

    async def respond(self, response_url: str, message: Message | None, *, replace: bool = False) -> None:
        """Answer by the address that came with a command or click."""
        body: dict[str, Any] = {"response_type": "ephemeral", "replace_original": replace}
        if message is None:
            body = {"delete_original": True} if replace else {}
        else:
            mentions.check(message)
            body.update(_said(message), unfurl_links=False, unfurl_media=False)
        if body:
            await self._calls.send_to(response_url, body)

    # Amending

    async def update(self, workspace_id: int, channel: str, ts: str, message: Message) -> None:
        """Replace one of our messages."""
        mentions.check(message)
        # Without `parse`, chat.update reads its text as a client would have typed it: "@here" would be linked.
        arguments = {**_said(message), "channel": channel, "ts": ts, "parse": "none"}
        await self._calls(workspace_id, "chat.update", arguments)

    async def delete(self, workspace_id: int, channel: str, ts: str) -> None:
        """Take one of our messages back."""
        await self._unless(workspace_id, "chat.delete", {"channel": channel, "ts": ts}, "message_not_found")

    async def react(self, workspace_id: int, channel: str, ts: str, name: str) -> None:
        """Put our reaction on a message."""
        arguments = {"channel": channel, "timestamp": ts, "name": name}
        await self._unless(workspace_id, "reactions.add", arguments, "already_reacted")

    async def unreact(self, workspace_id: int, channel: str, ts: str, name: str) -> None:
        """Take our reaction back."""
        arguments = {"channel": channel, "timestamp": ts, "name": name}
        await self._unless(workspace_id, "reactions.remove", arguments, "no_reaction")

    # Listening

    async def message(
        self, workspace_id: int, channel: str, ts: str, *, thread_ts: str | None = None
    ) -> ChatMessage | None:
        """Return a message; none where it is gone."""
        # Asked for the thread of any message, Slack gives that message, and says which thread it is in.
        arguments = {"channel": channel, "ts": thread_ts or ts, "oldest": ts, "latest": ts, "inclusive": True}
        try:
            answer = await self._calls(workspace_id, "conversations.replies", {**arguments, "limit": 2})
        except ChatRefused as refusal:
            if refusal.code == "thread_not_found":
                return None
            raise
        found = (m for m in answer.get("messages") or () if m.get("ts") == ts)
        return next((reading.message(m, channel) for m in found), None)

    async def thread(self, workspace_id: int, channel: str, thread_ts: str) -> tuple[ChatMessage, ...]:
        """Return a thread's messages, the root first; empty where it is gone."""
        arguments = {"channel": channel, "ts": thread_ts}
        try:
            pages = [page async for page in self._pages(workspace_id, "conversations.replies", arguments)]
        except ChatRefused as refusal:
            if refusal.code == "thread_not_found":
                return ()
            raise
        # Each page begins with the root again.
        found = {m["ts"]: m for page in pages for m in page.get("messages") or () if m.get("ts")}
        return tuple(reading.message(found[ts], channel) for ts in sorted(found))

    async def user(self, workspace_id: int, user: str) -> MemberInfo:
        """Return what Slack says of a person."""
        answer = await self._calls(workspace_id, "users.info", {"user": user})
        return reading.member(answer.get("user") or {"id": user})

    async def channel(self, workspace_id: int, channel: str) -> ChannelInfo:
        """Return what Slack says of a channel."""
        answer = await self._calls(workspace_id, "conversations.info", {"channel": channel})
        return reading.channel(answer.get("channel") or {"id": channel})

    async def members(self, workspace_id: int, channel: str) -> tuple[str, ...]:
        """Return the ids of everybody in a channel."""
        pages = self._pages(workspace_id, "conversations.members", {"channel": channel})
        return tuple(dict.fromkeys([str(user) async for page in pages for user in page.get("members") or ()]))

    async def channels(self, workspace_id: int) -> tuple[ChannelInfo, ...]:
        """Return the channels that Thrice is in."""
        arguments = {"types": "public_channel,private_channel", "exclude_archived": True}
        pages = self._pages(workspace_id, "users.conversations", arguments)
        return tuple([reading.channel(found) async for page in pages for found in page.get("channels") or ()])

    async def do_not_disturb(self, workspace_id: int, users: Collection[str]) -> Mapping[str, datetime]:
        """Return until when those of some people want to be left alone who do so now."""
        answer = await self._calls(workspace_id, "dnd.teamInfo", {"users": ",".join(sorted(users))})
        return reading.left_alone(answer.get("users") or {}, now=self._clock())

    async def permalink(self, workspace_id: int, channel: str, ts: str) -> str:
        """Return a message's address."""
        arguments = {"channel": channel, "message_ts": ts}
        return str((await self._calls(workspace_id, "chat.getPermalink", arguments)).get("permalink", ""))

    # Surfaces

    async def open_view(self, workspace_id: int, trigger_id: str, view: View) -> None:
        """Open a modal."""
        await self._calls(workspace_id, "views.open", {"trigger_id": trigger_id, "view": view})

    async def update_view(self, workspace_id: int, view_id: str, view: View) -> None:
        """Replace an open modal."""
        await self._calls(workspace_id, "views.update", {"view_id": view_id, "view": view})

    async def publish_home(self, workspace_id: int, user: str, view: View) -> None:
        """Show a person's home tab."""
        await self._calls(workspace_id, "views.publish", {"user_id": user, "view": view})

    # How

    async def _direct_channel(self, workspace_id: int, user: str) -> str:
        if (known := self._directs.get((workspace_id, user))) is not None:
            return known
        answer = await self._calls(workspace_id, "conversations.open", {"users": user})
        channel = str((answer.get("channel") or {}).get("id", ""))
        if len(self._directs) >= _MANY_DIRECTS:
            self._directs.clear()
        self._directs[workspace_id, user] = channel
        return channel

    def _looking(self, workspace_id: int, channel: str, thread_ts: str | None, key: str) -> Look:
        method = "conversations.replies" if thread_ts else "conversations.history"

        async def look(since: datetime) -> Posted | None:
            arguments: dict[str, Any] = {
                "channel": channel,
                "oldest": f"{since.timestamp():.6f}",
                "include_all_metadata": True,
                **({"ts": thread_ts} if thread_ts else {}),
            }
            async for page in self._pages(workspace_id, method, arguments):
                for found in page.get("messages") or ():
                    if carries(found, workspace_id, key):
                        return Posted(channel, str(found["ts"]))
            return None

        return look

    async def _pages(
        self, workspace_id: int, method: str, arguments: Mapping[str, Any]
    ) -> AsyncIterator[Mapping[str, Any]]:
        cursor = ""
        while True:
            asked = {**arguments, "limit": _PAGE, **({"cursor": cursor} if cursor else {})}
            page = await self._calls(workspace_id, method, asked)
            yield page
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return

    async def _unless(self, workspace_id: int, method: str, arguments: Mapping[str, Any], done_already: str) -> None:
        """Call, and take the refusal that says it was done already for success."""
        try:
            await self._calls(workspace_id, method, arguments)
        except ChatRefused as refusal:
            if refusal.code != done_already:
                raise


def _said(message: Message) -> dict[str, Any]:
    if not message.text.strip():
        raise ValueError("a message needs a text for those who see no blocks")
    said: dict[str, Any] = {"text": clip(message.text, MESSAGE_TEXT), "link_names": False}
    if message.blocks:
        said["blocks"] = [dict(block) for block in message.blocks]
    return said
