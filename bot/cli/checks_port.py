"""What `thrice doctor` says of the port: free, taken by a Thrice that runs there, or by somebody else."""

import asyncio
import errno
import socket
from ipaddress import ip_address
from typing import Final

import aiohttp

from bot.cli.findings import Finding, ok, wrong
from bot.config import WebSettings

_DEADLINE: Final = aiohttp.ClientTimeout(total=3)
_ABOUT: Final = "Port"
_HOST: Final = "Set it to 127.0.0.1 behind a proxy on this machine, or to 0.0.0.0 to be reached from others."


async def check_port(web: WebSettings) -> Finding:
    """Tell whether `thrice serve` could listen, or does already."""
    where = f"{web.host}:{web.port}"
    error = await asyncio.to_thread(_bind, web)
    if error is None:
        return ok(_ABOUT, f"{where} is free.")
    if error.errno == errno.EADDRNOTAVAIL or isinstance(error, socket.gaierror):
        return wrong("THRICE_HOST", f"{web.host} is no address of this machine ({error.strerror}).", _HOST)
    if error.errno != errno.EADDRINUSE:
        return wrong(_ABOUT, f"{where} cannot be used ({error.strerror}).", "Correct THRICE_HOST and THRICE_PORT.")
    failing = await _checks_that_fail(f"http://{_host(web)}:{web.port}")
    if failing is None:
        return wrong(_ABOUT, f"{where} is in use, not by Thrice.", "Stop what listens there, or set THRICE_PORT.")
    if failing:
        said = f"a Thrice is running on {where}, and is not ready: {', '.join(failing)}."
        return wrong(_ABOUT, said, "Read its log; `/readyz` names what does not hold.")
    return ok(_ABOUT, f"a Thrice is running on {where}, and is ready.")


def _bind(web: WebSettings) -> OSError | None:
    family = socket.AF_INET6 if ":" in web.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((web.host, web.port))
        except OSError as error:
            return error
    return None


def _host(web: WebSettings) -> str:
    """Return where what listens on this machine answers: an address that stands for all of them is not one to ask."""
    try:
        address = ip_address(web.host)
    except ValueError:
        return web.host
    if address.is_unspecified:
        return "[::1]" if address.version == 6 else "127.0.0.1"
    return f"[{address}]" if address.version == 6 else str(address)


async def _checks_that_fail(base: str) -> list[str] | None:
    """Return which checks of the Thrice that listens there do not hold; none where what listens is no Thrice."""
    try:
        async with aiohttp.ClientSession(timeout=_DEADLINE) as session:
            async with session.get(f"{base}/healthz") as alive:
                if alive.status != 200 or (await alive.text()).strip() != "ok":
                    return None
            # Others say "ok" too; what is ready, and by which checks, is Thrice's own way to say it.
            async with session.get(f"{base}/readyz") as ready:
                checks = (await ready.json())["checks"]
                return sorted(name for name, holds in checks.items() if not holds)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, LookupError, AttributeError, TypeError):
        return None
