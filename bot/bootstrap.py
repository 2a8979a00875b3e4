"""The composition root: settings -> engine -> providers -> application; the only file that knows every part."""

import asyncio
import json
import socket
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial
from types import TracebackType
from typing import Any, Literal, Self

import structlog
import uvicorn
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.clock import Clock, utc_now
from bot.config import Settings
from bot.errors import SettingsError
from bot.knowledge.asking import Asking
from bot.knowledge.drafting.drafter import Drafter
from bot.knowledge.exporting import export_member
from bot.knowledge.jobs import WelcomeChannel
from bot.knowledge.search import Search
from bot.knowledge.topics import Placing
from bot.makers import make_embedder, make_model, make_ready, make_wikis
from bot.ports.chat import ChatError, ChatRefused, ChatUnavailable
from bot.ports.jobs import Job
from bot.ports.language_model import TokenBudget
from bot.slack.authorize import Authorize
from bot.slack.blockkit.errors import unknown
from bot.slack.calls import Tokens
from bot.slack.chat import SlackChat
from bot.slack.ingest import Answer, DispatchEvent, Inbox, Reception, SlackFront, SocketDoor, parse_object
from bot.slack.installations import OneToken, StoredTokens, remember_team, team_of
from bot.slack.interest import Interest
from bot.slack.views import Views
from bot.telemetry.metrics import Metrics
from bot.web.app import build_web
from bot.web.parts import Check, WebParts
from bot.workspaces import channels
from bot.workspaces.budget import WorkspaceBudget
from bot.workspaces.policy import Policy
from bot.workspaces.secrets import SecretBox, secret_box
from bot.workspaces.signing_in import Redeemed
from bot.workspaces.tenancy import Tenants
from handlers import register_listeners
from handlers.door import Door
from migrations.runner import is_behind
from models.engine import make_engine
from models.search.matrices import Matrices
from models.uow import Storage
from scheduler.clock import Tick, Ticker
from scheduler.engine import Engine
from scheduler.jobs import RUNNERS
from scheduler.jobs.tools import Tools
from scheduler.recovery import Recovery
from scheduler.registry import Registry, Runner
from scheduler.rounds import Rounds

Role = Literal["all", "web", "worker"]
log = structlog.get_logger(__name__)


class Thrice:
    """A running Thrice.

    ```python
    async with Thrice(Settings()) as thrice:
        print(thrice.url)
    ```
    Raises `SettingsError` at the start with what is missing and what to do about it.
    """

    def __init__(self, settings: Settings, *, role: Role = "all", clock: Clock = utc_now) -> None:
        self.settings = settings
        self.role = role
        self.clock = clock
        self.metrics = Metrics()
        self.policy = Policy.of(settings.knowledge)
        self._stack = AsyncExitStack()
        self._port = settings.web.port
        self.team_ids: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        return f"http://{self.settings.web.host}:{self._port}"

    async def __aenter__(self) -> Self:
        """Start everything that the role needs, in order; what was started is stopped again where one part fails."""
        try:
            await self._start()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop taking, finish or hand back what runs, close."""
        await self._stack.aclose()

    async def _start(self) -> None:
        settings = self.settings
        box = secret_box(settings.storage)
        await asyncio.to_thread(make_ready, settings.storage)
        self.engine = Engine(settings.storage.database_url, workers=settings.operation.workers, metrics=self.metrics)
        self.storage = Storage(make_engine(settings.storage.database_url), self.engine.writer)
        self._stack.push_async_callback(self.storage.close)
        self.tokens = await self._tokens(box)
        self.chat = SlackChat(
            self.storage, self.tokens, api_url=settings.slack.api_url, clock=self.clock, metrics=self.metrics
        )
        self._stack.push_async_callback(self.chat.close)
        self._furnish()
        await self._begin_work()
        await self._open_doors()
        await self._look_around()

    async def _tokens(self, box: SecretBox) -> Tokens:
        """Return where bot tokens come from: the one of the settings, or the store that OAuth fills."""
        slack = self.settings.slack
        if slack.bot_token is None and slack.client_id is None:
            raise SettingsError(_NO_SLACK)
        if slack.app_token is None and slack.signing_secret is None:
            raise SettingsError(_UNSIGNED)
        if slack.bot_token is None:
            return StoredTokens(self.storage, box, clock=self.clock)
        token = slack.bot_token.get_secret_value()
        try:
            team = await team_of(token, api_url=slack.api_url)
        except ChatRefused as refused:
            raise SettingsError(f"SLACK_BOT_TOKEN: Slack refuses it ({refused.code}). Run `thrice doctor`.") from None
        except ChatUnavailable:
            async with self.storage.look() as uow:
                if not await uow.workspaces.installed():
                    raise SettingsError("Slack cannot be reached to learn whose SLACK_BOT_TOKEN this is.") from None
            log.warning("slack_unreachable_at_start")
        else:
            await remember_team(self.storage, team, clock=self.clock)
        return OneToken(token)

    def _furnish(self) -> None:
        """Make the rooms."""
        settings = self.settings
        self.embedder = make_embedder(settings.model)
        self.matrices = Matrices(self.storage, model_id=self.embedder.model_id, dimensions=self.embedder.dimensions)
        self.placing = Placing(self.matrices, self.embedder)
        self.search = Search(self.embedder, self.matrices)
        self.asking = Asking(self.storage, self.embedder, self.placing, self.search, self.clock)
        self.views = Views(settings.web.public_url if settings.web.port else self.url, self.policy)
        self.tenants = Tenants(self.storage)
        self.interest = Interest(self.storage, settings.knowledge.save_reaction)
        self.tools = Tools(
            storage=self.storage,
            chat=self.chat,
            embedder=self.embedder,
            placing=self.placing,
            drafter=Drafter(make_model(settings.model)),
            wikis=make_wikis(settings.knowledge.wikis),
            policy=self.policy,
            clock=self.clock,
            views=self.views,
            budget=self._budget,
            metrics=self.metrics,
        )

    def _budget(self, workspace_id: int) -> TokenBudget:
        daily = self.settings.model.model_daily_tokens
        return WorkspaceBudget(self.storage, workspace_id, daily_tokens=daily, clock=self.clock)

    async def _begin_work(self) -> None:
        """Run jobs and make the rounds, unless this process only takes requests."""
        self.bolt = self._bolt()
        self.rounds = Rounds(self.storage, self.policy, self.clock)
        if self.role == "web":
            return
        await self.placing.get_ready()
        recovery = Recovery(
            self.storage,
            self.engine.ledger,
            self.engine.executor_id,
            beat_seconds=self.settings.operation.beat_seconds,
        )
        await recovery.beat()
        self._stack.push_async_callback(recovery.leave)
        runners: dict[type[Job], Runner] = {job: partial(run, self.tools) for job, run in RUNNERS.items()}
        await self.engine.start(Registry({**runners, DispatchEvent: self._dispatch_event}))
        self._stack.push_async_callback(self.engine.stop)
        ticker = Ticker(self._ticks(recovery))
        ticker.start()
        self._stack.push_async_callback(ticker.stop)

    def _ticks(self, recovery: Recovery) -> list[Tick]:
        """What the clock looks after. Every replica ticks; what a tick does is done once."""
        rounds, beat = self.rounds, timedelta(seconds=self.settings.operation.beat_seconds)
        return [
            Tick("beat", beat, recovery.beat),
            Tick("take over", beat, recovery.take_over, beat),
            Tick("finished jobs", timedelta(hours=24), self._clean_up, timedelta(minutes=10)),
            Tick("pass reviews on", timedelta(minutes=5), rounds.pass_reviews_on, timedelta(seconds=20)),
            Tick("release cards", timedelta(hours=1), rounds.release_cards, timedelta(seconds=30)),
            Tick("articles", timedelta(hours=1), rounds.look_after_articles, timedelta(seconds=40)),
            Tick("channels", timedelta(hours=6), rounds.read_channels, timedelta(seconds=50)),
            Tick("sweep", timedelta(hours=1), rounds.sweep, timedelta(seconds=60)),
        ]

    async def _clean_up(self) -> None:
        await asyncio.to_thread(self.engine.ledger.clean_up, self.clock())

    async def _dispatch_event(self, job: DispatchEvent) -> None:
        """Hand a stored event to the handlers, then let its words go."""
        async with self.storage.look() as uow:
            body = await uow.inbox.take(job.event_id)
        if body is None:
            return
        response = await self.bolt.async_dispatch(AsyncBoltRequest(body=parse_object(body), mode="socket_mode"))
        if response.status >= 500:
            raise RuntimeError(f"an event was answered with {response.status}")
        async with self.storage.begin() as uow:
            await uow.inbox.done(job.event_id, at=self.clock())

    async def _dispatch_action(self, body: dict[str, Any]) -> Answer:
        """Hand a command, click or submission to Bolt; what nobody listens to is answered with a sentence."""
        response = await self.bolt.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
        if response.status == 404:
            if isinstance(url := body.get("response_url"), str):
                await self.chat.respond(url, unknown())
            return Answer()
        return Answer(response.status, response.body or "", response.headers)

    async def _open_doors(self) -> None:
        """Listen: to Slack's requests and the web, and to a socket where Slack is to be called by us."""
        readiness: dict[str, Check] = {"database": self._is_migrated, "engine": self._engine_runs}
        front = None
        if self.role != "worker":
            front = await self._front(readiness)
        parts = WebParts(
            storage=self.storage,
            settings=self.settings.web,
            search=self.search,
            metrics=self.metrics,
            readiness=readiness,
            export=self._export,
            slack_front=front,
            clock=self.clock,
        )
        await self._listen(build_web(parts))

    async def _front(self, readiness: dict[str, Check]) -> SlackFront:
        """Take what Slack sends: by HTTP always, by Socket Mode where there is an app-level token."""
        slack = self.settings.slack
        await self.interest.refresh()
        follow = Ticker([Tick("interest", timedelta(seconds=0.5), self.interest.refresh)])
        follow.start()
        self._stack.push_async_callback(follow.stop)
        inbox = Inbox(self.storage, self.tenants.of, clock=self.clock, metrics=self.metrics)
        inbox.start()
        self._stack.push_async_callback(inbox.stop)
        reception = Reception(gate=self.interest, inbox=inbox, dispatch=self._dispatch_action, metrics=self.metrics)
        if slack.app_token is not None:
            door = SocketDoor(reception, app_token=slack.app_token.get_secret_value(), api_url=slack.api_url)
            await door.start()
            self._stack.push_async_callback(door.stop)
            readiness["socket"] = door.connected
        secrets = [slack.signing_secret.get_secret_value()] if slack.signing_secret is not None else []
        return SlackFront(reception, signing_secrets=secrets, clock=self.clock, metrics=self.metrics)

    def _bolt(self) -> AsyncApp:
        app = AsyncApp(
            authorize=Authorize(self.storage, self.tokens),
            process_before_response=True,
            request_verification_enabled=False,
            ignoring_self_events_enabled=False,
        )

        async def on_error(error: Exception) -> BoltResponse:
            # A job that a fault ends is tried again; whoever calls us learns of the fault by the exception.
            raise error

        app.error(on_error)
        door = Door(
            storage=self.storage,
            chat=self.chat,
            tenants=self.tenants,
            asking=self.asking,
            views=self.views,
            policy=self.policy,
            clock=self.clock,
            public_url=self.settings.web.public_url,
            metrics=self.metrics,
            look_again=self.interest.refresh,
        )
        register_listeners(app, door)
        return app

    async def _listen(self, web: Any) -> None:
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((self.settings.web.host, self.settings.web.port))
        except OSError as taken:
            listening.close()
            where = f"{self.settings.web.host}:{self.settings.web.port}"
            raise SettingsError(f"THRICE_PORT: {where} cannot be listened on ({taken.strerror}).") from None
        self._port = listening.getsockname()[1]
        config = uvicorn.Config(
            web, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=5, server_header=False
        )
        server = _Server(config)
        task = asyncio.create_task(server.serve(sockets=[listening]))

        async def stop() -> None:
            server.should_exit = True
            await task

        self._stack.push_async_callback(stop)
        while not server.started and not task.done():  # noqa: ASYNC110 (uvicorn tells by a flag only)
            await asyncio.sleep(0.01)

    async def _is_migrated(self) -> bool:
        return not await asyncio.to_thread(is_behind, self.settings.storage.database_url)

    async def _engine_runs(self) -> bool:
        return self.role == "web" or self.engine.runs

    async def _export(self, redeemed: Redeemed) -> bytes:
        async with self.storage.look(redeemed.workspace_id) as uow:
            held = await export_member(uow, redeemed.user_id)
        return json.dumps(held, ensure_ascii=False, indent=2).encode()

    async def _look_around(self) -> None:
        """Find the channels that Thrice was invited to while it was not running."""
        async with self.storage.look() as uow:
            workspaces = [w.id for w in await uow.workspaces.installed()]
        for workspace_id in workspaces:
            try:
                found = await self.chat.channels(workspace_id)
            except ChatError as trouble:
                log.warning("channels_not_read", workspace=workspace_id, error=type(trouble).__name__)
                continue
            async with self.storage.begin(workspace_id) as uow:
                for channel in found:
                    new = await channels.found(
                        uow,
                        channel.id,
                        name=channel.name,
                        is_private=channel.is_private,
                        is_shared=channel.is_shared,
                        at=self.clock(),
                    )
                    if new:
                        await uow.enqueue(
                            WelcomeChannel(workspace_id=workspace_id, channel_id=channel.id, inviter=None),
                            key=f"welcome:found:{channel.id}:{self.clock().timestamp()}",
                        )
        await self.interest.refresh()


class _Server(uvicorn.Server):
    """uvicorn without its own signal handlers: the command decides when to stop."""

    def install_signal_handlers(self) -> None:
        """Install none."""


_UNSIGNED = (
    "SLACK_SIGNING_SECRET is missing: without it nobody can tell Slack's requests from others. It stands in your app's"
    " settings under Basic Information. Or set SLACK_APP_TOKEN for Socket Mode."
)
_NO_SLACK = (
    "No Slack workspace is configured. Set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET (HTTP) or SLACK_BOT_TOKEN and"
    " SLACK_APP_TOKEN (Socket Mode), or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for several workspaces."
    " `thrice demo` needs none of them."
)
