"""Requests to a CalDAV server: with a deadline, within bounds, and with its owner's password for nobody else."""

import asyncio
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Final, Self

import aiohttp
from yarl import URL

from bot.clock import Clock
from bot.ports.calendar import CalendarRefused, CalendarUnavailable
from bot.providers.calendars.dav.addresses import CarefulResolver, followed
from bot.providers.calendars.dav.multistatus import MOST_KEPT, Malformed, Multistatus
from bot.providers.calendars.wire import LONGEST_WAIT

MOST_BYTES: Final = 32_000_000
_MOST_REDIRECTS: Final = 5
_MEND: Final = "Connect it again: `/thrice focus`."
NOT_A_SERVER: Final = "There is no calendar server at this address. Your calendar's help says which address CalDAV has."


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, from which address: a status, headers in lower case, and what was said in XML, if anything."""

    status: int
    url: URL
    headers: Mapping[str, str] = field(repr=False)
    said: Multistatus | None = field(repr=False)

    @property
    def etag(self) -> str | None:
        """The version of what was stored; None where the answer has none that `If-Match` can be asked with.

        Some servers give a weak one or an encoded one here, and tell the true one as a property.
        """
        said = self.headers.get("etag", "").strip()
        return said if len(said) > 2 and said[0] == said[-1] == '"' else None

    def good(self, clock: Clock) -> "Answer":
        """Return itself; raise `CalendarRefused` or `CalendarUnavailable` where it says that it does not serve."""
        if 200 <= self.status < 300:
            return self
        if self.status in _SENTENCES:
            raise CalendarRefused(_SENTENCES[self.status])
        if self.status in (408, 423, 425, 429) or self.status >= 500 or self.status < 400:
            raise CalendarUnavailable(f"caldav: {self.status}", after=self._after(clock))
        raise CalendarRefused(f"Your calendar server does not take what Thrice sends (status {self.status}). {_MEND}")

    def multistatus(self, clock: Clock) -> Multistatus:
        """Return what was said; raise `CalendarUnavailable` where it is not what a calendar server says."""
        self.good(clock)
        if self.status != 207 or self.said is None:
            raise CalendarUnavailable(f"caldav: {self.status} without an answer that can be read")
        return self.said

    def _after(self, clock: Clock) -> float | None:
        said = self.headers.get("retry-after", "").strip()
        if said.isdecimal():
            return min(float(said), LONGEST_WAIT)
        try:
            seconds = (parsedate_to_datetime(said) - clock()).total_seconds()
        except (ValueError, TypeError):
            return None
        return min(max(seconds, 0.0), LONGEST_WAIT)


_SENTENCES: Final = {
    401: f"Your calendar server does not accept the name and the app password any more. {_MEND}",
    403: f"Your calendar server does not allow Thrice to do this. {_MEND}",
    404: f"The calendar is not there any more. {_MEND}",
    410: f"The calendar is not there any more. {_MEND}",
    405: NOT_A_SERVER,
    501: NOT_A_SERVER,
    507: "Your calendar is full: its server takes no more.",
}


def strong(etag: str) -> str | None:
    """Return a version as `If-Match` can be asked with it, which a weak one never matches; None where there is none,
    or one that is longer than anybody's."""
    said = etag.strip().removeprefix("W/")
    return said if 0 < len(said) <= MOST_KEPT else None


class Dav:
    """Requests of one member. Use it as a context; what it opened is closed in the end."""

    def __init__(self, user: str, password: str, *, allow_http: bool, deadline: float) -> None:
        if ":" in user or not user:
            raise CalendarRefused("The name for a calendar server has no colon in it, and is not empty.")
        self._authorization = aiohttp.encode_basic_auth(user, password, encoding="utf-8")
        self._allow_http = allow_http
        self._deadline = deadline
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        resolver = None if self._allow_http else CarefulResolver()
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=resolver),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=not self._allow_http,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def ask(
        self,
        method: str,
        url: URL,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        keep: Callable[[str], bool] | None = None,
    ) -> Answer:
        """Return the answer, whatever its status; raise `CalendarUnavailable` where there is none.

        A redirection is followed where `addresses.followed` allows it, with the same method. `keep`: which resources
        of the answer are kept, by their addresses.
        """
        for _ in range(_MOST_REDIRECTS + 1):
            answer = await self._once(method, url, body, headers or {}, keep)
            target = answer.headers.get("location")
            if answer.status not in (301, 302, 303, 307, 308) or target is None:
                return answer
            url = followed(url, target, allow_http=self._allow_http)
        raise CalendarUnavailable("caldav: one redirection after the other")

    async def _once(
        self,
        method: str,
        url: URL,
        body: bytes | None,
        headers: Mapping[str, str],
        keep: Callable[[str], bool] | None,
    ) -> Answer:
        if self._session is None:
            raise RuntimeError("used outside of its context")
        sent = {
            "Authorization": self._authorization,
            "User-Agent": "Thrice",
            "Accept-Encoding": "identity",  # Compressing, some proxies change the version of an object.
            "Content-Type": "application/xml; charset=utf-8",
            **headers,
        }
        try:
            async with (
                asyncio.timeout(self._deadline),
                self._session.request(method, url, data=body, headers=sent, allow_redirects=False) as response,
            ):
                said = await _read(response, Multistatus(keep))
                lowered = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status, url, lowered, said)
        except (aiohttp.ClientSSLError, ssl.SSLError):
            raise CalendarUnavailable("caldav: the certificate of the server is not valid") from None
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            raise CalendarUnavailable(f"caldav: {type(error).__name__}") from None


async def _read(response: aiohttp.ClientResponse, said: Multistatus) -> Multistatus | None:
    """Read an answer in XML, and no other; what comes after the most that we read is left where it is."""
    if response.status != 207 and "xml" not in response.content_type:
        return None
    size = 0
    try:
        async for piece in response.content.iter_chunked(65_536):
            size += len(piece)
            if size > MOST_BYTES:
                said.is_cut = True
                return said
            # Parsing is work: whoever else runs in this process gets a turn in between.
            await asyncio.sleep(0)
            said.feed(piece)
        said.feed(b"", is_last=True)
    except Malformed:
        return None
    return said
