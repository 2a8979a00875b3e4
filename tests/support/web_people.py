"""People in their browsers: signed in by the private link that Thrice gave them in Slack."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import httpx2

from tests.support.people import Person

ORIGIN = {"sec-fetch-site": "same-origin"}


class Browser:
    """One person's browser: it keeps cookies, and follows no redirection by itself."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self.client = client
        self.base = ""

    async def opens(self, address: str) -> httpx2.Response:
        """Open an address, or a path of Thrice's."""
        if address.startswith("http"):
            self.base = self.base or f"http://{urlsplit(address).netloc}"
        else:
            address = f"{self.base}{address}"
        return await self.client.get(address)

    async def sends(self, path: str, headers: Mapping[str, str] = ORIGIN, **fields: str) -> httpx2.Response:
        """Send a form; what a browser adds to one of our own pages is in `headers`."""
        return await self.client.post(f"{self.base}{path}", data=fields, headers=dict(headers))

    async def reads(self, path: str = "/wiki/calendar") -> str:
        """What a page says, without its marks."""
        return words(await self.opens(path))


def words(answer: httpx2.Response) -> str:
    """What a page says, without its marks."""
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())


def query_of(address: str) -> dict[str, str]:
    """What stands in the query of an address."""
    return dict(parse_qsl(urlsplit(address).query))


@asynccontextmanager
async def browser_of(person: Person, command: str = "/thrice focus connect") -> AsyncIterator[Browser]:
    """Their browser, after they opened the link that the command gave them."""
    [told] = await person.says(command)
    link = next(found for found in re.findall(r"http://[^|>\s]+", str(told)) if "/sign-in/" in found)
    async with httpx2.AsyncClient(timeout=60) as client:
        browser = Browser(client)
        answer = await browser.opens(link)
        assert answer.status_code == 303, answer.status_code
        yield browser
