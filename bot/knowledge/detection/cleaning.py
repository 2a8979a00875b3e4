"""From a Slack message to the sentences a person wrote: without code, links, mentions and quoted lines."""

import re
from html import unescape

LONGEST_MESSAGE = 6_000
"""Characters looked at. Slack allows 40,000; what a person asks stands well within these, at the beginning or end."""

LONGEST_SENTENCE = 1_200

# Every pattern here is linear: no quantifier is nested and each inner class excludes what ends it.
_FENCE = re.compile(r"```.*?(?:```|\Z)", re.S)
_CODE = re.compile(r"`([^`\n]{1,200})`")
_QUOTED_LINE = re.compile(r"^[ \t]*(?:&gt;|>)[^\n]*$", re.M)
_ANGLE = re.compile(r"<([^<>\n]{1,2000})>")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+", re.I)
_EMOJI = re.compile(r":[a-z0-9_+\-]{2,40}:(?::skin-tone-\d:)?")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0f\ufeff\ud800-\udfff]"
)
_STYLE = re.compile(r"(?<!\w)[*_~]+(?=\w)|(?<=[\w?!.])[*_~]+(?!\w)")
_BREAK = re.compile(r"(?<=[.!?？。！؟])[\"')\]]{0,3}\s+(?=\S)|(?<=[？。！؟])|\n+")
_NO_BREAK_AFTER = (
    "e.g.",
    "i.e.",
    "etc.",
    "vs.",
    "approx.",
    "resp.",
    "cf.",
    "dr.",
    "mr.",
    "mrs.",
    "ms.",
    "z.b.",
    "bzw.",
    "ca.",
)
_SPACES = re.compile(r"\s+")


def plain(message: str) -> str:
    """The message as text: Slack's mark-up resolved, code blocks, links, mentions, emoji and quotes gone.

    A question mark inside inline code is removed too, because it asks nothing.
    """
    if len(message) > LONGEST_MESSAGE:
        half = LONGEST_MESSAGE // 2
        message = f"{message[:half]}\n{message[-half:]}"
    text = message
    if "`" in text:
        text = _CODE.sub(lambda found: found[1].replace("?", ""), _FENCE.sub("\n", text))
    if ">" in text or "&gt;" in text:
        text = _QUOTED_LINE.sub("", text)
    if "<" in text:
        text = _ANGLE.sub(_resolve, text)
    if "&" in text:
        text = unescape(text)
    if "//" in text or "www." in text:
        text = _ADDRESS.sub(" ", text)
    if ":" in text:
        text = _EMOJI.sub(" ", text)
    text = _INVISIBLE.sub("", text)
    if "*" in text or "_" in text or "~" in text:
        text = _STYLE.sub("", text)
    return text


def sentences(text: str) -> list[str]:
    """The sentences of a plain text, trimmed, none empty."""
    found: list[str] = []
    for part in _BREAK.split(text):
        trimmed = _SPACES.sub(" ", part[:LONGEST_SENTENCE]).strip()
        if not trimmed:
            continue
        if found and found[-1].lower().endswith(_NO_BREAK_AFTER):
            found[-1] = f"{found[-1]} {trimmed}"
        else:
            found.append(trimmed)
    return found


def _resolve(found: re.Match[str]) -> str:
    """`<@U1>` and `<!here>` to nothing, `<#C1|help>` to "#help", `<https://…|label>` to its label."""
    inner = found[1]
    target, _, label = inner.partition("|")
    if target[:1] in "@!":
        return " "
    if target[:1] == "#":
        return f"#{label}" if label else " "
    if "://" in target or target.startswith("mailto:"):
        return label if label and "://" not in label else " "
    return found[0]
