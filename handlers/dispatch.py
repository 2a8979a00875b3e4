"""What both doors hand over: stored events and interactions that want an answer, each to its listener in Bolt."""

from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.slack.blockkit import errors
from bot.slack.ingest import Answer, DispatchEvent, parse_object
from handlers import unknown
from handlers.door import Door

log = structlog.get_logger(__name__)


class Dispatch:
    """Calls Bolt's listeners with what was verified and parsed before."""

    def __init__(self, app: AsyncApp, door: Door) -> None:
        self._app = app
        self._door = door

    async def event(self, job: DispatchEvent) -> None:
        """Hand a stored event to the handlers, then let its words go. Raises what they raise: the job is run again."""
        async with self._door.storage.look() as uow:
            body = await uow.inbox.take(job.event_id)
        if body is None:
            return
        response = await self._to_bolt(parse_object(body))
        if response.status >= 500:
            raise RuntimeError(f"an event was answered with {response.status}")
        async with self._door.storage.begin() as uow:
            await uow.inbox.done(job.event_id, at=self._door.clock())

    async def action(self, body: dict[str, Any]) -> Answer:
        """Hand a command, click or submission to its listener; where there is none, say so."""
        # Bolt itself would call the address for answers, and fail where that does not work.
        if await self._door.tenants.of(self._door.team_of(body)) is None:
            return await unknown.say(self._door, body, errors.not_installed(), installed=False)
        response = await self._to_bolt(body)
        if response.status == 404:
            kind = unknown.kind_of(body)
            log.info("unknown_action", kind=kind)
            return await unknown.say(self._door, body, errors.unknown(kind))
        return Answer(response.status, response.body or "", response.headers)

    async def _to_bolt(self, body: dict[str, Any]) -> BoltResponse:
        return await self._app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
