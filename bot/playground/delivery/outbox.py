"""Events on their way to the app: wrapped, delivered, repeated as Slack repeats them, written down."""

import asyncio
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from ..options import Json, Options
from ..world.model import Channel
from ..world.world import World
from .answer import Answer, Kind, Retry
from .faults import Faults
from .http import HttpLine
from .sockets import Sockets

VERIFICATION_TOKEN = "playground-verification-token"  # noqa: S105 (Slack's deprecated token; it guards nothing)
_KEPT = 5000
_HELD_BACK_FOR = 1.0


@dataclass
class Delivery:
    """One event or interaction and every attempt to deliver it."""

    id: str
    kind: Kind
    type: str
    payload: Json
    attempts: list[Json] = field(default_factory=list)
    done: bool = False

    def to_json(self) -> Json:
        """The delivery as the control door shows it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "type": self.type,
            "payload": self.payload,
            "attempts": self.attempts,
            "status": self.attempts[-1]["status"] if self.attempts else None,
            "ok": bool(self.attempts) and bool(self.attempts[-1]["ok"]),
            "done": self.done,
        }


class Line:
    """The way to the app that is open now: a socket if one is (or ever was), else HTTP."""

    def __init__(self, http: HttpLine, sockets: Sockets) -> None:
        self.http = http
        self.sockets = sockets

    async def send(self, kind: Kind, payload: Json, retry: Retry | None = None) -> Answer:
        """Deliver one payload and wait for the answer."""
        if len(self.sockets) or self.sockets.used:
            return await self.sockets.send(kind, payload, retry)
        return await self.http.send(kind, payload, retry)


class Outbox:
    """Takes what the app shall know and does not rest until it was told or Slack would give up."""

    def __init__(self, world: World, line: Line, faults: Faults, options: Options) -> None:
        self._world = world
        self._line = line
        self._faults = faults
        self._options = options
        self._tasks: set[asyncio.Task[None]] = set()
        self._held_back: list[Delivery] = []
        self.log: deque[Delivery] = deque(maxlen=_KEPT)
        world.listen(self.take)

    def take(self, event: Json, channel: Channel | None = None) -> None:
        """Take one event and start to deliver it."""
        delivery = self._wrap(event, channel)
        self.log.append(delivery)
        rule = self._faults.for_event(delivery.type)
        effect = rule.effect if rule else None
        if effect == "reorder":
            self._held_back.append(delivery)
            self._start(self._release_later(delivery))
            return
        self._start(
            self._deliver(delivery, wait=rule.seconds if rule and effect == "delay" else 0.0, lose=effect == "drop_ack")
        )
        if effect == "duplicate":
            self._start(self._deliver(delivery))
        held, self._held_back = self._held_back, []
        for each in held:
            self._start(self._deliver(each, wait=0.05))

    async def _release_later(self, delivery: Delivery) -> None:
        """An event held back with nothing after it must arrive all the same."""
        await asyncio.sleep(_HELD_BACK_FOR)
        if delivery in self._held_back:
            self._held_back.remove(delivery)
            await self._deliver(delivery)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _wrap(self, event: Json, channel: Channel | None) -> Delivery:
        world = self._world
        event_id = world.ids.once("Ev")
        payload = {
            "token": VERIFICATION_TOKEN,
            "team_id": world.team.id,
            "context_team_id": world.team.id,
            "context_enterprise_id": None,
            "api_app_id": world.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": event_id,
            "event_time": world.now(),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": world.team.id,
                    "user_id": world.bot.id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": bool(channel and channel.is_ext_shared),
        }
        if channel is not None:
            payload["event_context"] = f"4-{event['type']}-{world.team.id}-{world.app_id}-{channel.id}"
        else:
            payload["event_context"] = f"4-{event['type']}-{world.team.id}-{world.app_id}"
        return Delivery(event_id, "events_api", str(event.get("subtype") or event["type"]), payload)

    async def _deliver(self, delivery: Delivery, *, wait: float = 0.0, lose: bool = False) -> None:
        """Deliver until the app says yes, or Slack's retries are used up; `lose` ignores the first yes."""
        await asyncio.sleep(wait)
        retry: Retry | None = None
        for number, pause in enumerate((*self._options.pace.retry_waits, None), start=1):
            answer = await self._attempt(delivery, retry, lose=lose and number == 1)
            if answer.ok or answer.no_retry or pause is None:
                break
            retry = Retry(number, self._reason(answer))
            await asyncio.sleep(pause)
        delivery.done = True

    @staticmethod
    def _reason(answer: Answer) -> str:
        if answer.via == "socket":
            return "timeout" if answer.failure == "http_timeout" else "connection_failed"
        return answer.failure or "unknown_error"

    async def _attempt(self, delivery: Delivery, retry: Retry | None, *, lose: bool) -> Answer:
        started = self._options.clock()
        answer = await self._line.send(delivery.kind, delivery.payload, retry)
        if lose:
            answer = Answer(None, failure="http_timeout", via=answer.via)
        write_down(delivery, answer, started, self._options.clock())
        return answer

    async def ask(self, kind: Kind, kind_of: str, payload: Json) -> Answer:
        """Deliver a command or an interaction, once, and hand back the app's answer."""
        delivery = Delivery(str(payload.get("trigger_id", "")), kind, kind_of, payload)
        self.log.append(delivery)
        started = self._options.clock()
        answer = await self._line.send(kind, payload)
        write_down(delivery, answer, started, self._options.clock())
        delivery.done = True
        return answer

    @property
    def busy(self) -> bool:
        """Whether something is still on its way (retries that wait count)."""
        return any(not each.done for each in self.log)

    async def close(self) -> None:
        """Give up what is on its way."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def write_down(delivery: Delivery, answer: Answer, started: float, ended: float) -> None:
    """Add one attempt to a delivery."""
    delivery.attempts.append(
        {
            "at": started,
            "seconds": round(ended - started, 4),
            "via": answer.via,
            "status": answer.status,
            "reason": answer.failure,
            "ok": answer.ok,
        }
    )
