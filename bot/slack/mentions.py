"""The guard at the exit: nothing that Thrice says mentions anybody unless our code chose to."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.ports.chat import Message, UnchosenMention

_IN_MRKDWN = re.compile(
    r"<(?:@(?P<user>[^|>\s]*)|!subteam\^(?P<group>[^|>\s]*)|!(?P<crowd>channel|here|everyone|group)\b)"
)
_CROWD: Final = "everybody"
# Slack reads markup in these; in plain_text and in the pieces of rich text it shows what is written.
_READS_MARKUP: Final = frozenset({"mrkdwn", "markdown"})


def mentioned(message: Message) -> frozenset[str]:
    """Return whom a message would mention: ids of people and user groups, `everybody` for a whole channel."""
    found = set(_in_markup(message.text))
    for block in message.blocks:
        found.update(_in_block(block))
    return frozenset(found)


def check(message: Message) -> None:
    """Raise `UnchosenMention` where a message would mention anybody who is not in its `mentions`."""
    unchosen = mentioned(message) - message.mentions
    if unchosen:
        raise UnchosenMention(f"a message would mention {len(unchosen)} whom nobody chose")


def _in_markup(text: str) -> Iterator[str]:
    for match in _IN_MRKDWN.finditer(text):
        yield _CROWD if match["crowd"] else match["user"] or match["group"] or _CROWD


def _in_block(thing: Any) -> Iterator[str]:
    if isinstance(thing, Mapping):
        yield from _in_object(thing)
        for value in thing.values():
            yield from _in_block(value)
    elif isinstance(thing, list | tuple):
        for value in thing:
            yield from _in_block(value)


def _in_object(thing: Mapping[str, Any]) -> Iterator[str]:
    kind = thing.get("type")
    if kind in _READS_MARKUP and isinstance(text := thing.get("text"), str):
        yield from _in_markup(text)
    elif kind == "broadcast":
        yield _CROWD
    elif kind == "user" and "user_id" in thing:
        yield str(thing["user_id"])
    elif kind == "usergroup":
        yield str(thing.get("usergroup_id", _CROWD))
