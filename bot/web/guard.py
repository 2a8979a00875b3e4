"""The guard around every page: security headers, the figures of each request, and a reference for every fault."""

import secrets
import time

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.telemetry.metrics import Metrics

log = structlog.stdlib.get_logger(__name__)

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # A form of ours still tells us where it was sent from; nobody else learns of our addresses.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_REFERENCE = "thrice.reference"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Guard:
    """Wraps an application; what it answers without a header of its own gets ours."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 0

        async def guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, guarded)
        except Exception as error:  # noqa: BLE001 (the door: nothing may leave it but an answer)
            # Starlette has answered with the page of `fault` and raises again, so that servers may log it: we did.
            if _REFERENCE not in scope:
                fault(scope, error)
        finally:
            self._measure(scope, status, time.perf_counter() - began)

    def _measure(self, scope: Scope, status: int, seconds: float) -> None:
        route = _route(scope)
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._metrics.requests.labels(route, method, str(status)).inc()
        self._metrics.request_seconds.labels(route).observe(seconds)


def fault(scope: Scope, error: Exception) -> str:
    """Log what went wrong under a reference that a person can quote; return the reference."""
    reference = scope[_REFERENCE] = secrets.token_hex(4)
    log.error("request failed", reference=reference, route=_route(scope), exc_info=error)
    return reference


def _route(scope: Scope) -> str:
    """Return the pattern that matched; an address itself would make a figure of every guess."""
    path = getattr(scope.get("route"), "path", None)
    return path if isinstance(path, str) else "unknown"
