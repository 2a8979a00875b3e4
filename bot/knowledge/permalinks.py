"""Permalinks: the address of a message in Slack."""

from urllib.parse import urlencode

ANY_WORKSPACE = "https://slack.com/"
"""Where a link begins while the workspace's own address is not known; Slack asks which workspace is meant."""


def permalink(workspace_url: str, channel: str, ts: str, thread_ts: str | None = None) -> str:
    """Return the address of the message `ts` in `channel`, as Slack's `chat.getPermalink` writes it.

    `workspace_url` is such as `https://acme.slack.com/`, or empty while it is not known. A reply's address names
    its thread too; `thread_ts` of a message in no thread is none or its own `ts`.
    """
    base = workspace_url if workspace_url.startswith("https://") else ANY_WORKSPACE
    address = f"{base.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
    if thread_ts is None or thread_ts == ts:
        return address
    return f"{address}?{urlencode({'thread_ts': thread_ts, 'cid': channel})}"


def spellings(link: str) -> tuple[str, ...]:
    """Return how a link may be written in Markdown: as it is, and with its `&` as rendering once wrote it."""
    return tuple(dict.fromkeys((link, link.replace("&", "&amp;"))))


def stands_in(link: str, markdown: str) -> bool:
    """Tell whether a Markdown text links to `link`."""
    return any(spelling in markdown for spelling in spellings(link))
