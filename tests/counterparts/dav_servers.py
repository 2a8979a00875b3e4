"""Radicale and Xandikos, each a process of its own on a free loopback port."""

import asyncio
import atexit
import contextlib
import shutil
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, Popen
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
    async with _started("radicale", folder) as server:
        yield server


@asynccontextmanager
async def xandikos(folder: Path) -> AsyncIterator[DavServer]:
    """Xandikos, which lets everybody in, with the calendar that it makes by itself."""
    async with _started("xandikos", folder) as server:
        yield server


SERVERS: Final[dict[str, Callable[[Path], "contextlib.AbstractAsyncContextManager[DavServer]"]]] = {
    "radicale": radicale,
    "xandikos": xandikos,
}


async def shared(name: str) -> DavServer:
    """Return a server as it is after its start, which goes on until this process ends.

    It takes half a second to start one and some milliseconds to empty it, and nothing in these servers outlives that.
    """
    if name not in _shared:
        folder = Path(tempfile.mkdtemp(prefix=f"{name}-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        process, _shared[name] = await _start(name, folder)
        atexit.register(_end, process)
    await _furnish(_shared[name])
    return _shared[name]


def _radicale(folder: Path, port: int) -> list[str]:
    users = folder / "users"
    users.write_text(f"{USER}:{PASSWORD}\n")
    return [
        *("-m", "radicale", "--config", "", "--server-hosts", f"127.0.0.1:{port}", "--logging-level", "critical"),
        *("--storage-filesystem-folder", str(folder / "radicale"), "--rights-type", "owner_only"),
        *("--auth-type", "htpasswd", "--auth-htpasswd-filename", str(users)),
        *("--auth-htpasswd-encryption", "plain", "--auth-delay", "0"),
    ]


def _xandikos(folder: Path, port: int) -> list[str]:
    return [
        *("-m", "xandikos", "serve", "--directory", str(folder / "xandikos"), "--defaults", "--no-detect-systemd"),
        *("--listen-address", "127.0.0.1", "--port", str(port), "--current-user-principal", "/user/"),
        *("--state-dir", str(folder / "state")),
    ]


_COMMANDS: Final[dict[str, Callable[[Path, int], list[str]]]] = {"radicale": _radicale, "xandikos": _xandikos}
_CALENDARS: Final = {"radicale": f"/{USER}/work/", "xandikos": "/user/calendars/calendar/"}
_shared: Final[dict[str, DavServer]] = {}


@asynccontextmanager
async def _started(kind: str, folder: Path) -> AsyncIterator[DavServer]:
    process, server = await _start(kind, folder)
    try:
        await _furnish(server)
        yield server
    finally:
        _end(process)


async def _start(kind: str, folder: Path) -> tuple[Popen[bytes], DavServer]:
    port = free_port()
    process = _run(_COMMANDS[kind](folder, port))
    try:
        await _listens(port)
    except BaseException:
        _end(process)
        raise
    return process, DavServer(kind, f"http://127.0.0.1:{port}", _CALENDARS[kind])


def _run(command: list[str]) -> "Popen[bytes]":
    # No subprocess of asyncio: a shared one outlives the loop of the test that starts it.
    return Popen([sys.executable, *command], stdout=DEVNULL, stderr=DEVNULL)


def _end(process: Popen[bytes]) -> None:
    process.kill()
    process.wait()


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


async def _furnish(server: DavServer) -> None:
    """Give it the calendar for events, empty, and Radicale, which brings none of its own, a list for tasks before."""
    headers = {"Authorization": aiohttp.encode_basic_auth(USER, PASSWORD)}
    async with aiohttp.ClientSession(base_url=server.url, headers=headers) as session:
        await _asked(session, "DELETE", server.calendar, (200, 204, 404))
        if server.name == "radicale":
            tasks = _NEW_CALENDAR.format(name="Tasks", component="VTODO")
            await _asked(session, "MKCALENDAR", f"/{USER}/a-tasks/", (201, 409), tasks)
            work = _NEW_CALENDAR.format(name="Work", component="VEVENT")
            await _asked(session, "MKCALENDAR", server.calendar, (201,), work)
        else:
            await _asked(session, "MKCALENDAR", server.calendar, (201,))


async def _asked(
    session: aiohttp.ClientSession, method: str, path: str, expected: tuple[int, ...], body: str | None = None
) -> None:
    async with session.request(method, path, data=body) as answer:
        assert answer.status in expected, (method, path, answer.status)
