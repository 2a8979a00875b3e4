"""What we need from a wiki: approved articles become pages there, and can be taken away again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class PageSource:
    """A Slack message that a page cites. `author` is a name as people know it, or `former member`."""

    permalink: str
    author: str
    at: datetime


@dataclass(frozen=True)
class WikiPage:
    """An approved article as a page. `url` is its address in Thrice's own wiki, `body_markdown` is CommonMark."""

    title: str
    body_markdown: str
    url: str
    revision: int
    reviewer: str
    verified_at: datetime
    sources: Sequence[PageSource] = ()
    tags: Sequence[str] = ()


class WikiPublisher(Protocol):
    """A place where approved articles become pages that people can read.

    Whoever can read the wiki can read what is published there: hand it articles of the public audience only.
    """

    async def publish(self, page: WikiPage, *, key: str) -> str:
        """Create or replace the page stored under `key`; return its address. Calling it twice leaves one page.

        Raises `WikiUnavailable` where the wiki cannot be reached in time; then calling it again is right.
        """

    async def withdraw(self, *, key: str) -> None:
        """Take the page stored under `key` away; one that is not there is no error. Raises `WikiUnavailable`."""


class WikiUnavailable(Exception):
    """The wiki cannot be written now; trying later may help. The message holds no words of the page."""
