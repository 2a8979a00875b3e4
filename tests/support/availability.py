"""Being away as people do it in Slack: Do Not Disturb, a status, another time zone."""

from datetime import datetime

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

    async def moves_to(self, tz: str) -> None:
        """Be in another time zone from now on."""
        await self.changes("zone", {"tz": tz})
