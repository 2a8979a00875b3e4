"""The window in which somebody is asked to let an app in: Slack's and Google's are one page with another question."""

from collections.abc import Iterable
from html import escape
from string import Template
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

from .. import page
from ..world.model import Person

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def window(title: str, body: str, *, back: str, status: int = 200) -> web.Response:
    """Return the window with a question. `back`: where the browser is sent with the answer; the title is no HTML."""
    there = urlsplit(back)
    text = Template((page.FILES / "consent.html").read_text()).substitute(title=escape(title), body=body)
    headers = {
        # A form that leads elsewhere in the end is followed only to where the policy says.
        "Content-Security-Policy": f"{_POLICY}; form-action 'self' {there.scheme}://{there.netloc}",
        "Referrer-Policy": "no-referrer",
    }
    return web.Response(text=text, content_type="text/html", status=status, headers=headers)


def options(people: Iterable[Person]) -> str:
    """Return the people to choose from; the browser script chooses whoever plays there."""
    return "".join(f'<option value="{escape(each.id)}">{escape(each.real_name)}</option>' for each in people)
