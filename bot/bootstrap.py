"""The composition root: settings -> engine -> providers -> application; the only file that knows every part."""

import asyncio
import json
import os
import socket
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Literal, Self

import structlog
import uvicorn
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.clock import Clock, utc_now
from bot.config import ModelSettings, Settings, StorageSettings
from bot.errors import SettingsError
from bot.knowledge.asking import Asking
from bot.knowledge.drafting.drafter import Drafter
from bot.knowledge.exporting import export_member
from bot.knowledge.jobs import WelcomeChannel
from bot.knowledge.search import Search
from bot.knowledge.topics import Placing
from bot.ports.chat import ChatError, ChatRefused, ChatUnavailable
from bot.ports.embedder import Embedder
from bot.ports.language_model import LanguageModel, TokenBudget
from bot.ports.wiki import WikiPublisher
from bot.providers import embedders, language_models, wikis
from bot.slack.authorize import Authorize
from bot.slack.calls import Tokens
from bot.slack.chat import SlackChat
from bot.slack.installations import OneToken, StoredTokens, remember_team, team_of
from bot.slack.interest import Interest
from bot.slack.views import Views
from bot.telemetry.metrics import Metrics
from bot.web.app import build_web
from bot.web.parts import WebParts
from bot.workspaces import channels
from bot.workspaces.budget import WorkspaceBudget
from bot.workspaces.policy import Policy
from bot.workspaces.secrets import SecretBox, secret_box
from bot.workspaces.signing_in import Redeemed
from bot.workspaces.tenancy import Tenants
from handlers import register_listeners
from handlers.door import Door
from migrations.runner import is_behind, migrate
from models.engine import make_engine, parse
from models.search.matrices import Matrices
from models.uow import Storage
from scheduler.durable import prepare
from scheduler.engine import Engine
from scheduler.jobs import RUNNERS
from scheduler.jobs.tools import Tools
from scheduler.registry import Registry

Role = Literal["all", "web", "worker"]
log = structlog.get_logger(__name__)


def migrate_everything(settings: StorageSettings) -> None:
    """Bring the database to this version's schema, ours and the durable engine's."""
    migrate(settings.database_url)
    prepare(settings.database_url)


def make_ready(settings: StorageSettings) -> None:
    """Migrate an SQLite database; raise `SettingsError` for a PostgreSQL one that is behind."""
    if parse(settings.database_url).get_backend_name() == "sqlite":
        migrate_everything(settings)
    elif is_behind(settings.database_url):
        raise SettingsError("The database is behind this version of Thrice. Run `thrice migrate` first.")


def make_embedder(settings: ModelSettings) -> Embedder:
    """Return the embedder that the settings name; raise `SettingsError` where one of its own is missing."""
    options = {"OPENAI_BASE_URL": settings.base_url or ""}
    if settings.api_key is not None:
        options["OPENAI_API_KEY"] = settings.api_key.get_secret_value()
    try:
        return embedders.build(settings.embeddings, {name: value for name, value in options.items() if value})
    except ValueError as error:
        raise SettingsError(str(error)) from None


def make_model(settings: ModelSettings) -> LanguageModel | None:
    """Return the language model, or none where no model is named: drafts are extractive then."""
    if settings.model is None:
        return None
    if settings.api_key is None and settings.base_url is None:
        raise SettingsError("THRICE_MODEL is set, but neither OPENAI_API_KEY nor OPENAI_BASE_URL is.")
    options: dict[str, object] = {
        "model": settings.model,
        "base_url": settings.base_url,
        "api_key": settings.api_key.get_secret_value() if settings.api_key is not None else "none",
        "deadline_seconds": settings.model_deadline,
    }
    return language_models.build("openai", options)


def make_wikis(names: tuple[str, ...]) -> dict[str, WikiPublisher]:
    """Return the wikis that THRICE_WIKIS names, each with its own settings from the environment."""
    try:
        return {name: wikis.build(name, os.environ) for name in names}
    except ValueError as error:
        raise SettingsError(str(error)) from None


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
        self.chat = SlackChat(self.storage, self.tokens, api_url=settings.slack.api_url, clock=self.clock)
        self._stack.push_async_callback(self.chat.close)
        self._furnish()
        await self._begin_work()
        await self._open_doors(box)
        await self._look_around()

    async def _tokens(self, box: SecretBox) -> Tokens:
        """Return where bot tokens come from: the one of the settings, or the store that OAuth fills."""
        slack = self.settings.slack
        if slack.bot_token is None and slack.client_id is None:
            raise SettingsError(_NO_SLACK)
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
        self.views = Views(settings.web.public_url if settings.web.port else self.url)
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
        )

    def _budget(self, workspace_id: int) -> TokenBudget:
        daily = self.settings.model.model_daily_tokens
        return WorkspaceBudget(self.storage, workspace_id, daily_tokens=daily, clock=self.clock)

    async def _begin_work(self) -> None:
        """Run jobs and make the rounds, unless this process only takes requests."""
        if self.role == "web":
            return
        await self.placing.get_ready()
        registry = Registry.of(self.tools, {**RUNNERS})
        await self.engine.start(registry)
        self._stack.push_async_callback(self.engine.stop)

    async def _open_doors(self, box: SecretBox) -> None:
        """Listen: to Slack's requests and the web, and to a socket where Slack is to be called by us."""
        self.bolt = self._bolt()
        await self.interest.refresh()
        front = TemporaryFront(self)
        parts = WebParts(
            storage=self.storage,
            settings=self.settings.web,
            search=self.search,
            metrics=self.metrics,
            readiness={"database": self._is_migrated, "engine": self._engine_runs},
            export=self._export,
            slack_front=front,
            clock=self.clock,
        )
        await self._listen(build_web(parts))

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
            raise SettingsError(
                f"THRICE_PORT: {self.settings.web.host}:{self.settings.web.port} cannot be listened on ({taken.strerror})."
            ) from None
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
        while not server.started and not task.done():
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


_NO_SLACK = (
    "No Slack workspace is configured. Set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET (HTTP) or SLACK_BOT_TOKEN and"
    " SLACK_APP_TOKEN (Socket Mode), or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for several workspaces."
    " `thrice demo` needs none of them."
)


class TemporaryFront:
    def __init__(self, thrice):
        self.t = thrice
        self.lock = asyncio.Lock()

    async def __call__(self, scope, receive, send):
        body = b""
        while True:
            m = await receive()
            body += m.get("body", b"")
            if not m.get("more_body"):
                break
        headers = {k.decode(): v.decode() for k, v in scope["headers"]}
        status, out, ct = 200, b"", "text/plain"
        if headers.get("content-type", "").startswith("application/json"):
            payload = json.loads(body)
            if payload.get("type") == "event_callback" and self.t.interest.concerns_us(payload):
                await self.t.interest.refresh()
                asyncio.create_task(self._go(payload))
        else:
            r = await self.t.bolt.async_dispatch(AsyncBoltRequest(body=body.decode(), headers=headers))
            status, out = r.status, (r.body or "").encode()
            ct = r.first_headers().get("content-type", "text/plain")
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", ct.encode())]})
        await send({"type": "http.response.body", "body": out})

    async def _go(self, payload):
        try:
          async with self.lock:
            r = await self.t.bolt.async_dispatch(AsyncBoltRequest(body=payload, mode="socket_mode"))
            await self.t.interest.refresh()
        except Exception:
            log.exception("event failed")
