"""Radicale and Xandikos, each a process of its own on a free loopback port."""

import asyncio
import contextlib
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import aiohttp

USER: Final = "bo@example.com"
PASSWORD: Final = "correct horse"
_PATIENCE: Final = 60.0

_NEW_CALENDAR: Final = (
    '<?xml version="1.0"?><c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop>'
    "<d:displayname>{name}</d:displayname><c:supported-calendar-component-set>"
    '<c:comp name="{component}"/></c:supported-calendar-component-set></d:prop></d:set></c:mkcalendar>'
)


@dataclass(frozen=True)
class DavServer:
    """A running server: its address without a slash at the end, and the path of the one calendar for events."""

    name: str
    url: str
    calendar: str


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


@asynccontextmanager
async def radicale(folder: Path) -> AsyncIterator[DavServer]:
    """Radicale with a name and password, a list for tasks before the calendar for events, and nothing of anybody's."""
    users = folder / "users"
    users.write_text(f"{USER}:{PASSWORD}\n")
    port = free_port()
    command = [
        *("-m", "radicale", "--config", "", "--server-hosts", f"127.0.0.1:{port}", "--logging-level", "critical"),
        *("--storage-filesystem-folder", str(folder / "radicale"), "--rights-type", "owner_only"),
        *("--auth-type", "htpasswd", "--auth-htpasswd-filename", str(users)),
        *("--auth-htpasswd-encryption", "plain", "--auth-delay", "0"),
    ]
    async with _running(command, port):
        url = f"http://127.0.0.1:{port}"
        await _makes(f"{url}/{USER}/a-tasks/", "Tasks", "VTODO")
        await _makes(f"{url}/{USER}/work/", "Work", "VEVENT")
        yield DavServer("radicale", url, f"/{USER}/work/")


@asynccontextmanager
async def xandikos(folder: Path) -> AsyncIterator[DavServer]:
    """Xandikos, which lets everybody in, with the calendar that it makes by itself."""
    port = free_port()
    command = [
        *("-m", "xandikos", "serve", "--directory", str(folder / "xandikos"), "--defaults", "--no-detect-systemd"),
        *("--listen-address", "127.0.0.1", "--port", str(port), "--current-user-principal", "/user/"),
        *("--state-dir", str(folder / "state")),
    ]
    async with _running(command, port):
        yield DavServer("xandikos", f"http://127.0.0.1:{port}", "/user/calendars/calendar/")


SERVERS: Final[dict[str, Callable[[Path], "contextlib.AbstractAsyncContextManager[DavServer]"]]] = {
    "radicale": radicale,
    "xandikos": xandikos,
}


@asynccontextmanager
async def _running(command: list[str], port: int) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *command), stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await _listens(port)
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _listens(port: int) -> None:
    async with asyncio.timeout(_PATIENCE):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
                continue
            writer.close()
            return


async def _makes(url: str, name: str, component: str) -> None:
    body = _NEW_CALENDAR.format(name=name, component=component)
    async with aiohttp.ClientSession() as session:
        headers = {"Authorization": aiohttp.encode_basic_auth(USER, PASSWORD)}
        async with session.request("MKCALENDAR", url, data=body, headers=headers) as answer:
            assert answer.status == 201, answer.status
