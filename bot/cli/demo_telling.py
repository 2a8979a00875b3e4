"""Tells in the terminal what happens in the demo as it happens, in words for somebody who watches the chat page."""

import asyncio
import json
from datetime import datetime
from typing import Any

import aiohttp
from rich.console import Console

_WORDS = {
    "chat.postEphemeral": "told {user} something privately in {channel}",
    "chat.postMessage": "posted in {channel}",
    "chat.update": "redrew a message in {channel}",
    "reactions.add": "put :{name}: on a message in {channel}",
    "reactions.remove": "took :{name}: back from a message in {channel}",
    "views.open": "opened a window for somebody",
    "views.publish": "drew {user}'s App Home",
}


async def tell_what_happens(playground_url: str, console: Console) -> None:
    """Print one line for each thing that Thrice does in the workspace, until cancelled."""
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=5)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        seen = len(await _calls(session, playground_url))
        async with session.get(f"{playground_url}/people/stream") as stream:
            async for line in stream.content:
                if not line.startswith(b"data:"):
                    continue
                await asyncio.sleep(0.05)
                calls = await _calls(session, playground_url)
                names = await _names(session, playground_url) if len(calls) > seen else {}
                for call in calls[seen:]:
                    _tell(call, names, console)
                seen = len(calls)


def _tell(call: dict[str, Any], names: dict[str, str], console: Console) -> None:
    words = _WORDS.get(str(call.get("method")))
    if words is None or not (call.get("answer") or {}).get("ok"):
        return
    arguments = call.get("arguments") or {}
    named = {key: names.get(str(arguments.get(key)), "somebody") for key in ("user", "user_id", "channel")}
    if str(arguments.get("channel", "")).startswith("D"):
        named["channel"] = names.get(str(arguments["channel"]), "a direct message")
    named["user"] = named["user"] if "user" in arguments else named["user_id"]
    line = words.format(**named, name=arguments.get("name", ""))
    console.print(f"  {datetime.now():%H:%M:%S}  Thrice {line}", markup=False, highlight=False)  # noqa: DTZ005


async def _calls(session: aiohttp.ClientSession, url: str) -> list[dict[str, Any]]:
    async with session.get(f"{url}/control/calls") as response:
        return list(json.loads(await response.text())["calls"])


async def _names(session: aiohttp.ClientSession, url: str) -> dict[str, str]:
    async with session.get(f"{url}/people/world") as response:
        world = json.loads(await response.text())
    people = {p["id"]: p["display_name"] or p["real_name"] or p["name"] for p in world["people"]}
    rooms = {c["id"]: f"#{c['name']}" for c in world["channels"] if c.get("name")}
    for room in world["channels"]:
        if room.get("is_im"):
            with_whom = [people[m] for m in room["members"] if m in people]
            rooms[room["id"]] = f"the direct messages of {' and '.join(with_whom)}" if with_whom else "a direct message"
    return people | rooms
