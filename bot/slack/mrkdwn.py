"""Slack's own markup, written safely: whatever is put into it stands there as it was written, and does nothing."""

import re
from typing import Final

from bot.slack.limits import clip

# Slack's marks work at the edges of words only: `snake_case` needs no help.
_MARKS: Final = re.compile(r"(?<!\w)(?=[*_~])|(?<=[*_~])(?!\w)|(?=`)")
_JOINER: Final = "\u2060"
_LABEL: Final = 300
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_ADDRESS = re.compile(r"https?://[^\s<>|]+", re.IGNORECASE)


def escape(text: str) -> str:
    """Return `text` so that Slack shows it as it is: no mention, no link, no emphasis.

    `&`, `<` and `>` are written as Slack asks. For `*`, `_`, `~` and `` ` `` Slack has no escape: where they would
    mean something, an invisible joiner keeps them apart from their words.
    """
    safe = _CONTROL.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKS.sub(_JOINER, safe)


def link(address: str, label: str) -> str:
    """Return a link; an address that is not one of the web gives the label alone. Long labels are cut."""
    words = escape(clip(label, _LABEL)).replace("|", "¦").replace("\n", " ").strip() or "link"
    if not _ADDRESS.fullmatch(address):
        return words
    return f"<{address.replace('&', '&amp;')}|{words}>"


def mention(user_id: str) -> str:
    """Return a mention of a person whom our code chose; name the id in the message's `mentions` too."""
    if not re.fullmatch(r"[UW][A-Z0-9]{1,30}", user_id):
        raise ValueError("not a person's id")
    return f"<@{user_id}>"


def channel(channel_id: str) -> str:
    """Return a link to a channel; only those who may see it are shown its name."""
    if not re.fullmatch(r"[CG][A-Z0-9]{1,30}", channel_id):
        raise ValueError("not a channel's id")
    return f"<#{channel_id}>"
