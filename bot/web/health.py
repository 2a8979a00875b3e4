"""Health: whether the process lives, whether it can serve, and its figures."""

import asyncio
import hmac
from http import HTTPStatus

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.telemetry.metrics import CONTENT_TYPE
from bot.web.parts import Check, WebParts

_DEADLINE_SECONDS = 2.0

log = structlog.stdlib.get_logger(__name__)


class Health:
    """The endpoints for those who look after the process."""

    def __init__(self, parts: WebParts, *, deadline_seconds: float = _DEADLINE_SECONDS) -> None:
        self._parts = parts
        self._deadline = deadline_seconds

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/healthz", self._alive),
            Route("/readyz", self._ready),
            Route("/metrics", self._metrics),
        ]

    async def _alive(self, _request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def _ready(self, _request: Request) -> Response:
        """Answer 200 where every check holds, else 503; the body names each."""
        names = list(self._parts.readiness)
        held = await asyncio.gather(*(self._holds(name, self._parts.readiness[name]) for name in names))
        for name, holds in zip(names, held, strict=True):
            self._parts.metrics.ready.labels(name).set(holds)
        status = HTTPStatus.OK if all(held) else HTTPStatus.SERVICE_UNAVAILABLE
        return JSONResponse({"ready": all(held), "checks": dict(zip(names, held, strict=True))}, status)

    async def _holds(self, name: str, check: Check) -> bool:
        try:
            async with asyncio.timeout(self._deadline):
                return bool(await check())
        except Exception as error:  # noqa: BLE001 (whatever a check raises, it does not hold)
            log.warning("a check of readiness failed", check=name, error=error)
            return False

    async def _metrics(self, request: Request) -> Response:
        token = self._parts.settings.metrics_token
        if token is not None and not _is_bearer(request, token.get_secret_value()):
            return PlainTextResponse(
                "This needs the token of THRICE_METRICS_TOKEN.\n",
                HTTPStatus.UNAUTHORIZED,
                {"WWW-Authenticate": 'Bearer realm="metrics"'},
            )
        return Response(self._parts.metrics.text(), headers={"Content-Type": CONTENT_TYPE})


def _is_bearer(request: Request, token: str) -> bool:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    same = hmac.compare_digest(given.strip().encode("utf-8", "replace"), token.encode("utf-8", "replace"))
    return scheme.casefold() == "bearer" and same
