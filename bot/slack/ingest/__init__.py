"""The door for Slack's requests, before Bolt: what is genuine and concerns us is stored before it is acknowledged.

`SlackFront` takes them over HTTP, `SocketDoor` over Socket Mode; both hand events to the one `Reception`, which
forgets chatter and has `Inbox` store the rest, and hand commands and clicks to Bolt at once.
"""

from bot.slack.ingest.front import SlackFront
from bot.slack.ingest.inbox import Inbox, InboxUnavailable
from bot.slack.ingest.jobs import DispatchEvent
from bot.slack.ingest.reading import Malformed, parse_object
from bot.slack.ingest.reception import Answer, Dispatch, Gate, Reception
from bot.slack.ingest.socket import SocketDoor

__all__ = [
    "Answer",
    "Dispatch",
    "DispatchEvent",
    "Gate",
    "Inbox",
    "InboxUnavailable",
    "Malformed",
    "Reception",
    "SlackFront",
    "SocketDoor",
    "parse_object",
]
