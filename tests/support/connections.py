"""Connections to our doubles of Google's and Microsoft's calendars, as Thrice makes them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.ports.calendar import BlockEvent, Protection
from bot.ports.calendar_access import Tokens

BERLIN = ZoneInfo("Europe/Berlin")
UID = "0123456789abcdefv0123456789abcde"
OTHER_UID = "v123456789abcdefv0123456789abcde"
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
SINCE, UNTIL = datetime(2026, 11, 26, 23, 0, tzinfo=UTC), datetime(2026, 11, 27, 23, 0, tzinfo=UTC)


@dataclass
class Kept:
    """A `TokenStore` in memory."""

    tokens: Tokens
    puts: int = 0

    async def get(self) -> Tokens:
        return self.tokens

    async def put(self, tokens: Tokens) -> None:
        self.puts += 1
        self.tokens = tokens


def tokens(access: str, refresh: str | None, *, lasts: timedelta = timedelta(hours=1)) -> Tokens:
    return Tokens(access, refresh, NOW + lasts)


def friday(
    hour: int = 14, *, uid: str = UID, protection: Protection = Protection.FIRM, title: str = "Learning block"
) -> BlockEvent:
    starts = datetime(2026, 11, 27, hour, 0, tzinfo=BERLIN)
    return BlockEvent(uid, starts, starts + timedelta(hours=2), title, "Three cards are due.", protection)
