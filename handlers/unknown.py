"""What nothing listens to (any more): whoever clicked, sent or chose it reads a sentence all the same."""

import json
from collections.abc import Mapping
from typing import Any, Final

from bot.ports.chat import Message, View
from bot.slack.blockkit import errors
from bot.slack.ingest import Answer
from handlers.clicks import tell_in_person
from handlers.door import Door
from handlers.replies import answered

_JSON: Final = {"Content-Type": ["application/json"]}
# Closing a window says nothing to us, and Slack shows nothing in answer to it.
_SAYS_NOTHING: Final = frozenset({"view_closed", "dialog_cancellation"})


def kind_of(body: Mapping[str, Any]) -> str:
    """Return Slack's word for what came in."""
    return "command" if "command" in body else str(body.get("type"))


async def say(door: Door, body: dict[str, Any], sentence: Message, *, installed: bool = True) -> Answer:
    """Say a sentence where whoever did this will see it: in place, in a window, else in a direct message.

    Where Thrice is not `installed` there is no token to open a window or to write with.
    """
    kind, url = kind_of(body), body.get("response_url")
    if kind == "command":
        return Answer(200, sentence.text)
    if kind == "view_submission":
        return _json({"response_action": "update", "view": errors.window(sentence)})
    if kind == "block_suggestion":
        return _json({"options": errors.no_options()})
    if isinstance(url, str) and url:
        await door.respond(url, sentence)
    elif installed and kind == "shortcut":
        await _open(door, body, errors.window(sentence))
    elif installed and kind not in _SAYS_NOTHING:
        await tell_in_person(door, body, sentence)
    return Answer()


async def _open(door: Door, body: dict[str, Any], window: View) -> None:
    async def run() -> None:
        await door.chat.open_view(await door.workspace_of(body), str(body["trigger_id"]), window)

    await answered(run)


def _json(answer: dict[str, Any]) -> Answer:
    return Answer(200, json.dumps(answer), _JSON)
