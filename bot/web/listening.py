"""Listens for HTTP on one address until it is told to stop."""

import asyncio
import errno
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from bot.errors import SettingsError

_LAST_ANSWERS: Final = 5
"""Seconds that requests under way may still take when we stop."""


@dataclass(frozen=True)
class Listening:
    """An open port, and how to close it."""

    port: int
    stop: Callable[[], Awaitable[None]]


async def listen(web: ASGIApp, host: str, port: int) -> Listening:
    """Serve `web`; port 0 takes a free one. Raises `SettingsError` where the address cannot be listened on."""
    opened = _open(host, port)
    config = uvicorn.Config(
        web,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=_LAST_ANSWERS,
        server_header=False,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[opened]))

    async def stop() -> None:
        server.should_exit = True
        await task

    while not server.started and not task.done():  # noqa: ASYNC110 (uvicorn tells by a flag only)
        await asyncio.sleep(0.01)
    if task.done():
        await task
    return Listening(opened.getsockname()[1], stop)


def _open(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as unknown:
        raise SettingsError(f"THRICE_HOST: {host} is no address of this machine ({unknown.strerror}).") from None
    opened = socket.socket(family, kind, protocol)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind(address)
        # With SO_REUSEADDR two may bind; the second is refused when it listens.
        opened.listen(2048)
    except OSError as taken:
        opened.close()
        if taken.errno == errno.EADDRNOTAVAIL:
            raise SettingsError(f"THRICE_HOST: {host} is no address of this machine ({taken.strerror}).") from None
        raise SettingsError(f"THRICE_PORT: {host}:{port} cannot be listened on ({taken.strerror}).") from None
    return opened


class _Server(uvicorn.Server):
    """uvicorn without its own signal handlers: the command decides when to stop."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield
