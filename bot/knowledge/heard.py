"""What was said in a channel, as a value: the one shape in which live events and exports reach the rules."""

from dataclasses import dataclass
from datetime import datetime

from bot.clock import from_slack_ts


@dataclass(frozen=True)
class Heard:
    """One message by a person. `thread_ts` of a message that is in no thread is its own `ts`."""

    channel_id: str
    ts: str
    thread_ts: str
    author: str
    text: str

    @property
    def at(self) -> datetime:
        """When it was said."""
        return from_slack_ts(self.ts)

    @property
    def is_root(self) -> bool:
        """Whether it begins a thread (or stands alone)."""
        return self.ts == self.thread_ts


def storable(text: str) -> str:
    """Return `text` as both databases can keep it: without NULs, and lone surrogates replaced."""
    cleaned = text.replace("\x00", "")
    return cleaned.encode("utf-8", "replace").decode("utf-8") if not cleaned.isascii() else cleaned
