"""Being away as people do it in Slack: Do Not Disturb, a status, another time zone."""

from collections.abc import Collection
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import aiohttp

from tests.support.surfaces import Json


class Availability:
    """What somebody does who is not to be reached, or is elsewhere. A `Person` knows how to reach the door."""

    async def changes(self, what: str, body: Json) -> Json:
        """Change something about oneself; returns what the door says of it."""
        raise NotImplementedError

    async def does_not_want_to_be_disturbed(self, *, until: datetime) -> None:
        """Pause notifications from now on until a moment."""
        await self.changes("dnd", {"until": until.timestamp()})

    async def may_be_disturbed(self) -> None:
        """End the pause."""
        await self.changes("dnd", {"until": None})

    async def sleeps(self, begins: str, ends: str) -> None:
        """Have notifications paused every night between two local times: `sleeps("22:00", "08:00")`."""
        await self.changes("nights", {"begins": begins, "ends": ends})

    async def sets_status(self, emoji: str, text: str = "", *, until: datetime | None = None) -> None:
        """Show a status beside the name: `sets_status(":palm_tree:", "Vacationing")`; empty clears it."""
        ends = None if until is None else until.timestamp()
        await self.changes("status", {"emoji": emoji, "text": text, "until": ends})

    async def consents(self, address: str, *, to: Collection[str] | None = None, instead: str = "") -> str:
        """Open Slack's window at an address and allow what it asks for (`to`: only these scopes); `instead` presses
        another button. Returns where the browser is sent."""
        return await agree(await self.id(), address, to=to, decision=instead or "allow")

    async def id(self) -> str:
        """Their Slack id."""
        raise NotImplementedError

    async def moves_to(self, tz: str) -> None:
        """Be in another time zone from now on."""
        await self.changes("zone", {"tz": tz})


async def agree(user: str, address: str, *, to: Collection[str] | None = None, decision: str = "allow") -> str:
    """Decide in Slack's window as somebody who is signed in to the browser; returns where it is sent."""
    asked = parse_qs(urlsplit(address).query).get("user_scope", [""])[0].split(",")
    form = [("user", user), ("decision", decision), *[("scope", each) for each in (to if to is not None else asked)]]
    async with aiohttp.ClientSession() as browser:
        async with browser.get(address) as window:
            shown = await window.text()
            assert window.status == 200, shown
            assert "requesting permission" in shown
        async with browser.post(address, data=form, allow_redirects=False) as sent:
            assert sent.status == 302, await sent.text()
            return str(sent.headers["Location"])
