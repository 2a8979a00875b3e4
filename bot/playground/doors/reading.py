"""How the people's and the control door read requests and word their refusals."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from ..errors import Refused
from ..options import Json

_MISSING = object()
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def sentences(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer a refusal with `{"error": "a sentence"}`."""
    try:
        return await handler(request)
    except Refused as error:
        return web.json_response({"error": str(error)}, status=error.status)


class Body:
    """A JSON body whose fields are asked for by name and type."""

    def __init__(self, fields: Json) -> None:
        self.fields = fields

    @classmethod
    async def of(cls, request: web.Request) -> "Body":
        """Read it. Raises `Refused` for anything but an object; nothing counts as an empty one."""
        raw = await request.read()
        try:
            fields = json.loads(raw) if raw.strip() else {}
        except ValueError:
            raise Refused("The body is not JSON.") from None
        if not isinstance(fields, dict):
            raise Refused("The body must be a JSON object.")
        return cls(fields)

    def text(self, name: str, default: Any = _MISSING) -> str:
        """A string. Raises `Refused` if it is missing and has no default, or is something else."""
        value = self._get(name, default)
        if value is not default and not isinstance(value, str):
            raise Refused(f"{name} must be a string.")
        return value  # type: ignore[no-any-return]

    def maybe(self, name: str) -> str | None:
        """A string or None."""
        value = self.fields.get(name)
        if value is not None and not isinstance(value, str):
            raise Refused(f"{name} must be a string.")
        return value

    def flag(self, name: str) -> bool:
        """True or false; false if it is missing."""
        return bool(self.fields.get(name, False))

    def moment(self, name: str) -> int | None:
        """Whole seconds since the epoch, or None."""
        value = self.fields.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Refused(f"{name} must be seconds since the epoch.")
        return int(value)

    def strings(self, name: str) -> list[str]:
        """A list of strings; empty if it is missing."""
        value = self.fields.get(name) or []
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise Refused(f"{name} must be a list of strings.")
        return value

    def record(self, name: str) -> Json:
        """An object; empty if it is missing."""
        value = self.fields.get(name) or {}
        if not isinstance(value, dict):
            raise Refused(f"{name} must be an object.")
        return value

    def _get(self, name: str, default: Any) -> Any:
        value = self.fields.get(name, default)
        if value is _MISSING:
            raise Refused(f"{name} is missing.")
        return value
