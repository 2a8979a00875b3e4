"""Bench: what an event costs at the door, beside a route that only verifies and answers and one commit per event.

`python -m tests.bench.ingest` prints the figures. `serve NAME DATABASE` is what it starts for itself.
"""

import asyncio
import gc
import hmac
import json
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import uvicorn

from bot.slack.ingest import Answer, DispatchEvent, Inbox, Reception, SlackFront
from bot.slack.interest import Interest
from bot.telemetry.metrics import Metrics
from bot.workspaces.tenancy import Tenants
from migrations.runner import migrate
from models.channels import Channel
from models.engine import make_engine
from models.uow import Storage
from scheduler.durable import prepare
from scheduler.engine import Engine
from scheduler.registry import Registry

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
ASGI = Callable[[Any, Any, Any], Awaitable[None]]
CHATTER = (
    "I moved the tables for tomorrow's workshop, and the projector is back from repair as well.",
    "good morning everyone :wave:",
    "Thanks <@U0CHEN001>, that did the trick.",
    "Deployed 4.12.1 to staging, watching the dashboards for an hour before production.",
    "lol",
    "Lunch at half past twelve, the usual place. Table for eight under my name.",
    "The build is green again: it was the cache key, see <https://ci.example.com/runs/8841|run 8841>.",
    "+1",
    "We should talk about the rota on Thursday, I am away the week after.",
    "```Traceback (most recent call last):\n  File \"app.py\", line 12\nKeyError: 'team'```",
    "I'll take the 14:00 with the customer, you can have the afternoon off :tada:",
    "Nice, that's what I had hoped for. Merging it now and closing the ticket.",
)
"""What is said in a channel all day; some of it holds words that questions hold."""
QUESTION = "How do I get access to the VPN from home when my laptop was set up again?"


# --- what is sent


def body_of(number: int, text: str) -> bytes:
    """Return the body of a message event, of the size and shape that Slack sends."""
    ts = f"{time.time() - 3600:.0f}.{number:06d}"
    event = {
        "client_msg_id": f"9cbd4c5b-7ddf-4ede-b479-{number:012d}", "type": "message", "text": text, "user": "U0AMINA01",
        "ts": ts, "team": "T0BENCH01", "channel": "C0HELP001", "event_ts": ts, "channel_type": "channel",
        "blocks": [
            {
                "type": "rich_text", "block_id": "ibB",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}],
            }
        ],
    }  # fmt: skip
    envelope = {
        "token": "verification_token", "team_id": "T0BENCH01", "api_app_id": "A0BENCH01", "event": event,
        "type": "event_callback", "event_id": f"Ev{number:010d}", "event_time": int(float(ts)),
        "authorizations": [
            {"enterprise_id": None, "team_id": "T0BENCH01", "user_id": "U0BOT0001", "is_bot": True,
             "is_enterprise_install": False}
        ],
        "is_ext_shared_channel": False,
        "event_context": "4-eyJldCI6Im1lc3NhZ2UiLCJ0aWQiOiJUMEJFTkNIMDEiLCJhaWQiOiJBMEJFTkNIMDEifQ",
    }  # fmt: skip
    return json.dumps(envelope).encode()


def signed(body: bytes) -> list[tuple[bytes, bytes]]:
    """Return the headers with which Slack sends `body`."""
    timestamp = str(int(time.time())).encode()
    digest = hmac.digest(SECRET.encode(), b"v0:" + timestamp + b":" + body, "sha256").hex()
    return [
        (b"host", b"thrice.example"),
        (b"user-agent", b"Slackbot 1.0 (+https://api.slack.com/robots)"),
        (b"accept-encoding", b"gzip,deflate"),
        (b"accept", b"*/*"),
        (b"content-length", str(len(body)).encode()),
        (b"content-type", b"application/json"),
        (b"x-slack-request-timestamp", timestamp),
        (b"x-slack-signature", b"v0=" + digest.encode()),
    ]


# --- what takes it


async def verify_and_answer(scope: Any, receive: Any, send: Any) -> None:
    """Be the floor: a raw ASGI route that verifies the signature and answers, and knows nothing else."""
    headers = dict(scope["headers"])
    body = (await receive())["body"]
    timestamp = headers[b"x-slack-request-timestamp"]
    mac = b"v0=" + hmac.digest(SECRET.encode(), b"v0:" + timestamp + b":" + body, "sha256").hex().encode()
    genuine = abs(time.time() - int(timestamp)) < 300 and hmac.compare_digest(mac, headers[b"x-slack-signature"])
    await send(
        {"type": "http.response.start", "status": 200 if genuine else 401, "headers": [(b"content-length", b"0")]}
    )
    await send({"type": "http.response.body", "body": b""})


class Door:
    """The front on a SQLite database, with one workspace that captures in one channel."""

    def __init__(self, database: Path, *, most_at_once: int = 256, work: bool = False) -> None:
        self._url = f"sqlite:///{database}"
        self._most_at_once = most_at_once
        self._work = work
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> SlackFront:
        await asyncio.to_thread(migrate, self._url)
        await asyncio.to_thread(prepare, self._url)
        metrics = Metrics()
        engine = Engine(self._url, metrics=metrics)
        storage = Storage(make_engine(self._url), engine.writer)
        self._stack.push_async_callback(storage.close)
        self._stack.push_async_callback(engine.stop)
        async with storage.begin() as uow:
            workspace_id = (await uow.workspaces.get_or_add("T0BENCH01", at=datetime.now(UTC))).id
        async with storage.begin(workspace_id) as uow:
            uow.add(Channel(channel_id="C0HELP001", name="help", capturing=True, joined_at=datetime.now(UTC)))
        interest = Interest(storage, "bookmark")
        await interest.refresh()
        inbox = Inbox(storage, Tenants(storage).of, metrics=metrics, most_at_once=self._most_at_once)
        inbox.start()
        self._stack.push_async_callback(inbox.stop)
        if self._work:
            await engine.start(Registry({DispatchEvent: _Dispatching(storage)}))
        reception = Reception(gate=interest, inbox=inbox, dispatch=_nothing, metrics=metrics)
        return SlackFront(reception, signing_secrets=[SECRET], metrics=metrics)

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()


class _Dispatching:
    """A dispatch that reads the event and does nothing with it."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def __call__(self, job: DispatchEvent) -> None:
        async with self._storage.begin(job.workspace_id) as uow:
            await uow.inbox.take(job.event_id)
            await uow.inbox.done(job.event_id, at=datetime.now(UTC))


async def _nothing(_body: dict[str, Any]) -> Answer:
    return Answer()


async def ask(app: ASGI, body: bytes) -> int:
    """Send one event to an ASGI callable; return the status."""
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {"type": "http", "method": "POST", "path": "/slack/events", "headers": signed(body)}
    await app(scope, receive, send)
    return statuses[0]


# --- what is measured


async def cpu_of_chatter(front: ASGI, *, events: int = 3000, rounds: int = 5) -> tuple[float, float]:
    """Return the CPU microseconds of one forgotten event at the front and at the floor, without HTTP."""
    bodies = [body_of(number, CHATTER[number % len(CHATTER)]) for number in range(events)]

    async def cost(app: ASGI) -> float:
        began = time.process_time()
        for body in bodies:
            assert await ask(app, body) == 200
        return (time.process_time() - began) / events * 1e6

    async def nothing(_scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})

    pairs = [(await cost(front), await cost(verify_and_answer), await cost(nothing)) for _ in range(rounds)]
    harness = min(pair[2] for pair in pairs)
    return min(pair[0] for pair in pairs) - harness, min(pair[1] for pair in pairs) - harness


async def kept_per_second(folder: Path, *, most_at_once: int, events: int) -> tuple[float, float]:
    """Return how many events a second are stored, by the wall's clock and by CPU time, 128 at a time."""
    async with Door(folder / f"kept{most_at_once}.db", most_at_once=most_at_once) as front:
        bodies = iter([body_of(number, QUESTION) for number in range(events)])

        async def sender() -> None:
            for body in bodies:
                assert await ask(front, body) == 200

        wall, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(sender() for _ in range(128)))
        return events / (time.perf_counter() - wall), events / (time.process_time() - cpu)


class Client:
    """A keep-alive connection that sends signed events as fast as they are answered."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, body: bytes) -> float:
        """Send an event; return the seconds until it was acknowledged."""
        head = b"".join(b"%b: %b\r\n" % pair for pair in signed(body))
        request = b"POST /slack/events HTTP/1.1\r\n" + head + b"\r\n" + body
        began = time.perf_counter()
        self._socket.sendall(request)
        answer = self._socket.recv(65536)
        assert answer.startswith(b"HTTP/1.1 200"), answer[:80]
        return time.perf_counter() - began

    def close(self) -> None:
        self._socket.close()


@contextmanager
def server(name: str, database: Path) -> Iterator[tuple[int, psutil.Process]]:
    """Run a server in a process of its own; give its port and the process."""
    command = [sys.executable, "-m", "tests.bench.ingest", "serve", name, str(database)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        try:
            yield int(child.stdout.readline()), psutil.Process(child.pid)
        finally:
            child.terminate()


def cpu_over_http(folder: Path, *, events: int = 6000, turn: int = 100) -> tuple[float, float]:
    """Return the CPU microseconds of one forgotten event in the front's process and in the floor's.

    Both are asked in turns, so that whatever else the machine does falls on both.
    """
    bodies = [body_of(number, CHATTER[number % len(CHATTER)]) for number in range(events)]
    used = [0.0, 0.0]
    with server("front", folder / "http.db") as front, server("floor", folder / "none.db") as floor:
        clients = [Client(port) for port, _ in (front, floor)]
        for begin in range(0, events, turn):
            for n, (_, process) in enumerate((front, floor)):
                before = _cpu_seconds(process)
                for body in bodies[begin : begin + turn]:
                    clients[n].send(body)
                if begin:  # the first turn warms up
                    used[n] += _cpu_seconds(process) - before
        for client in clients:
            client.close()
    measured = events - turn
    return used[0] / measured * 1e6, used[1] / measured * 1e6


def _cpu_seconds(process: psutil.Process) -> float:
    """Return the CPU time of a process to the nanosecond, which its clock tells and /proc/stat rounds to 10 ms."""
    return time.clock_gettime(((~process.pid) << 3) | 2)


def acknowledged_within(database: Path, *, per_second: int = 100, seconds: int = 10) -> list[float]:
    """Return the sorted seconds to acknowledge events that are stored while their jobs run, at a steady rate."""
    taken = []
    with server("work", database) as (port, _):
        client = Client(port)
        begin = time.perf_counter()
        for number in range(per_second * seconds):
            time.sleep(max(0.0, begin + number / per_second - time.perf_counter()))
            taken.append(client.send(body_of(number, QUESTION)))
        client.close()
    return sorted(taken)


def commits_within(database: Path, *, commits: int = 300) -> list[float]:
    """Return the sorted seconds of bare commits that are flushed to this disk: no acknowledgement can be quicker."""
    taken = []
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE events (body TEXT)")
    for number in range(commits):
        began = time.perf_counter()
        connection.execute("INSERT INTO events VALUES (?)", (body_of(number, QUESTION),))
        taken.append(time.perf_counter() - began)
        time.sleep(0.005)
    connection.close()
    return sorted(taken)


async def run() -> dict[str, float | str]:
    """Measure, and return each figure with its floor and ratio."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with Door(folder / "chatter.db") as front:
            bare, bare_floor = await cpu_of_chatter(front)
        http, http_floor = cpu_over_http(folder)
        kept, kept_cpu = await kept_per_second(folder, most_at_once=256, events=3000)
        single, single_cpu = await kept_per_second(folder, most_at_once=1, events=500)
        within = acknowledged_within(folder / "ack.db")
        bare_commits = commits_within(folder / "bare.db")
    return {
        "chatter_us": http,
        "chatter_floor_us": http_floor,
        "chatter_ratio (at most 1.5)": http / http_floor,
        "chatter_without_http_us": bare,
        "chatter_without_http_floor_us": bare_floor,
        "kept_per_s (at least 800)": kept,
        "kept_per_cpu_s": kept_cpu,
        "kept_floor_one_commit_each_per_s": single,
        "kept_floor_per_cpu_s": single_cpu,
        "kept_ratio": kept / single,
        "acknowledge_p50_ms": within[len(within) // 2] * 1e3,
        "acknowledge_p99_ms (under 15)": within[len(within) * 99 // 100] * 1e3,
        "bare_commit_p50_ms": bare_commits[len(bare_commits) // 2] * 1e3,
        "bare_commit_p99_ms": bare_commits[len(bare_commits) * 99 // 100] * 1e3,
    }


def figures() -> dict[str, float | str]:
    """Measure on a loop of its own."""
    return asyncio.run(run())


async def serve(name: str, database: Path) -> None:
    """Serve until told to stop: the `floor`, the `front`, or the front with its jobs at `work`."""
    async with AsyncExitStack() as stack:
        app: ASGI = verify_and_answer
        if name != "floor":
            app = await stack.enter_async_context(Door(database, work=name == "work"))
        listening = socket.create_server(("127.0.0.1", 0))
        gc.freeze()  # as `thrice serve` does
        print(listening.getsockname()[1], flush=True)
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", server_header=False)
        await uvicorn.Server(config).serve(sockets=[listening])


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        asyncio.run(serve(sys.argv[2], Path(sys.argv[3])))
    else:
        for figure, value in figures().items():
            print(f"{figure:36} {value:10.2f}" if isinstance(value, float) else f"{figure:36} {value}")
