"""Draws pages: templates, the words for times, and the few pages that say why there is nothing else."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from bot.web.markdown import render

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class View:
    """A page to be drawn: its template and what that shows. `status` is HTTP's."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    status: HTTPStatus = HTTPStatus.OK


class Pages:
    """The templates, read once."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.filters |= {"markdown": render, "day": day, "age": age, "span": span, "hours": hours}
        self._templates.tests["web_address"] = lambda address: str(address).startswith(("https://", "http://"))

    async def response(self, view: View) -> Response:
        """Draw a page, in a thread: an article may be long."""
        html = await asyncio.to_thread(self._draw, view)
        return HTMLResponse(html, view.status)

    def message(self, title: str, text: str, *, status: HTTPStatus, command: str = "", or_by: str = "") -> Response:
        """Return a page that only says something; `command` is to be typed in Slack, `or_by` leads right there."""
        values = {"visitor": None, "title": title, "text": text, "command": command, "or_by": or_by}
        return HTMLResponse(self._draw(View("message.html", values)), status)

    def not_found(self) -> Response:
        """Return the one page for whatever is not there, or not for this person: the same bytes for all."""
        return self.message(
            "Nothing here", "There is no such page, or it is not for you to see.", status=HTTPStatus.NOT_FOUND
        )

    def sign_in_first(self, *, or_by: str = "") -> Response:
        """Return the one page for whoever is not signed in, whatever they asked for.

        `or_by` is the command whose link leads right there; only for what is the same for everybody.
        """
        response = self.message(
            "Sign in from Slack",
            "This wiki belongs to your team. To get a private link that signs you in, type in Slack:",
            status=HTTPStatus.UNAUTHORIZED,
            command="/thrice wiki",
            or_by=or_by,
        )
        response.headers["WWW-Authenticate"] = 'OneTimeLink realm="Thrice wiki"'
        return response

    def _draw(self, view: View) -> str:
        # A lone surrogate in an article cannot be sent; it is shown as a question mark.
        return _sendable(self._templates.get_template(view.template).render(view.values))


def _sendable(html: str) -> str:
    return html.encode("utf-8", "replace").decode("utf-8")


def day(moment: datetime | None) -> Markup:
    """Return a moment's date, such as 24 November 2026 (UTC); nothing for none."""
    if moment is None:
        return Markup()
    words = f"{moment.day} {moment:%B %Y}"
    return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(timespec="seconds"), words)


def age(moment: datetime | None, now: datetime) -> str:
    """Return how long ago a moment was, such as `3 days ago`."""
    if moment is None:
        return ""
    passed = now - moment
    return "just now" if passed < timedelta(minutes=1) else f"{span(passed)} ago"


def hours(number: float) -> str:
    """Return hours as people write them: `2`, `1.5`."""
    return f"{number:.1f}".removesuffix(".0")


def span(time: timedelta | None) -> str:
    """Return a length of time in its largest unit, such as `2 hours`; a dash for none."""
    if time is None:
        return "–"
    for name, seconds in (("year", 31_536_000), ("month", 2_592_000), ("day", 86_400), ("hour", 3_600), ("minute", 60)):
        number = int(time.total_seconds() // seconds)
        if number:
            return f"{number} {name}{'s' if number > 1 else ''}"
    return "less than a minute"
