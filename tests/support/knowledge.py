"""What scenarios about knowledge share: a question that came back, its card, its page, and a look behind the door."""

import asyncio
import json
import sqlite3
from pathlib import Path
from typing import Any

import aiohttp

from bot.bootstrap import Thrice
from bot.knowledge.exporting import export_everything
from tests.support.people import Workspace
from tests.support.surfaces import Message

ASKED = (
    ("amina", "How do I get VPN access?"),
    ("dana", "anyone know who hands out vpn accounts? can't connect from home"),
    ("eli", "Where can I request access to the VPN as a new joiner?"),
)
FROM_BO = "Ask Chen in IT, she hands out the VPN accounts."
FROM_GITA = "You need to fill in the access form on the intranet first."


async def asked_three_times(workspace: Workspace, *, channel: str = "#help") -> list[Message]:
    """The questions that three people asked; bo answered the first, gita the second. Waits for the review card."""
    (one, first), (two, second), (three, third) = ASKED
    asked = [await workspace.person(one).asks(channel, first)]
    await workspace.person("bo").replies(asked[0], FROM_BO)
    asked.append(await workspace.person(two).asks(channel, second))
    await workspace.person("gita").replies(asked[1], FROM_GITA)
    await workspace.quiet()
    asked.append(await workspace.person(three).asks(channel, third))
    return asked


async def reply_of(workspace: Workspace, name: str, question: Message) -> Message:
    """What somebody answered to a question."""
    who = workspace.person(name)
    user = await who.id()
    return next(m for m in await who.sees_thread(question) if m.user == user)


async def published(workspace: Workspace, *, reviewer: str = "bo") -> list[Message]:
    """The three questions of a page that its reviewer has published; waits for the link in the last thread."""
    asked = await asked_three_times(workspace)
    await workspace.person(reviewer).clicks(await card(workspace, reviewer), "Publish")
    for question in asked:
        await workspace.person(reviewer).finds_reply(question, "page")
    return asked


async def card(workspace: Workspace, reviewer: str = "bo") -> Message:
    """The review card that somebody gets."""
    return await workspace.person(reviewer).receives(button="Publish")


async def export(thrice: Thrice) -> dict[str, Any]:
    """What `thrice export --json` prints while Thrice runs."""
    async with thrice.storage.look() as uow:
        return dict(json.loads("".join([piece async for piece in export_everything(uow, thrice.policy)])))


def link_in(message: Message) -> str:
    """The address behind a message's button, or in its text."""
    for block in message.all_blocks:
        for element in block.get("elements", ()):
            if isinstance(element, dict) and element.get("url"):
                return str(element["url"])
    return message.text.split("<", 1)[1].split("|", 1)[0]


class Browser:
    """Somebody's browser, signed in to the wiki by the link that `/thrice wiki` gave."""

    def __init__(self, session: aiohttp.ClientSession, thrice: Thrice) -> None:
        self._session, self._thrice = session, thrice

    async def sign_in(self, workspace: Workspace, name: str) -> None:
        """Ask for the link and open it."""
        [shown] = await workspace.person(name).says("/thrice wiki")
        status, _ = await self.opens(link_in(shown))
        assert status == 200

    async def opens(self, address: str) -> tuple[int, str]:
        """Open an address; returns the status and the text."""
        url = address if address.startswith("http") else f"{self._thrice.url}{address}"
        async with self._session.get(url) as response:
            return response.status, await response.text()


async def rows_with(thrice: Thrice, *needles: str) -> list[str]:
    """The rows of the SQLite database that hold one of the words, each as `table: values`; what search keeps too."""
    path = Path(thrice.settings.storage.database_url.removeprefix("sqlite:///"))
    return await asyncio.to_thread(_rows_with, path, needles)


def _rows_with(path: Path, needles: tuple[str, ...]) -> list[str]:
    found = []
    with sqlite3.connect(path) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in database.execute(f'SELECT * FROM "{table}"'):
                shown = " | ".join(v.decode("utf-8", "replace") if isinstance(v, bytes) else str(v) for v in row)
                if any(needle in shown for needle in needles):
                    found.append(f"{table}: {shown}")
    return found
