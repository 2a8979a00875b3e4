"""The composition root: settings -> engine -> providers -> application; the only file that knows every part."""

import asyncio
import json
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial
from types import TracebackType
from typing import Literal, Self

from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from starlette.routing import BaseRoute

from bot.acting_for_members import ActingForMembers
from bot.clock import Clock, utc_now
from bot.config import Settings
from bot.knowledge.asking import Asking
from bot.knowledge.drafting.drafter import Drafter
from bot.knowledge.exporting import export_member
from bot.knowledge.jobs import LookAround
from bot.knowledge.search import Search
from bot.knowledge.topics import Placing
from bot.learning.cards.maker import CardMaker
from bot.learning.policy import LearningPolicy
from bot.learning_blocks.feed_secrets import FeedSecrets
from bot.learning_blocks.policy import BlockPolicy
from bot.makers import make_embedder, make_model, make_ready, make_record_store, make_wikis
from bot.open_calendar import OpenCalendar
from bot.ports.jobs import Job
from bot.ports.language_model import TokenBudget
from bot.slack.authorize import Authorize
from bot.slack.block_views import BlockViews
from bot.slack.chat import SlackChat
from bot.slack.ingest import DispatchEvent, Inbox, Reception, SlackFront, SocketDoor
from bot.slack.interest import Interest
from bot.slack.learning_views import LearningViews
from bot.slack.oauth import Installed
from bot.slack.tokens import make_tokens
from bot.slack.views import Views
from bot.telemetry.metrics import Metrics
from bot.warm_up import warm_up
from bot.ways_in import consent_routes, install_routes
from bot.web.app import build_web
from bot.web.listening import listen
from bot.web.parts import CalendarParts, Check, WebParts
from bot.workspaces.budget import WorkspaceBudget
from bot.workspaces.policy import Policy
from bot.workspaces.secrets import secret_box
from bot.workspaces.signing_in import Redeemed
from bot.workspaces.tenancy import Tenants
from handlers import register_listeners
from handlers.dispatch import Dispatch
from handlers.door import Door
from migrations.runner import is_behind
from models.engine import make_engine
from models.search.matrices import Matrices
from models.uow import Storage
from scheduler.clock import Tick, Ticker
from scheduler.engine import Engine
from scheduler.following_cards import CardRounds
from scheduler.jobs import RUNNERS
from scheduler.jobs.tools import Tools
from scheduler.record_rounds import RecordRounds
from scheduler.recovery import Recovery
from scheduler.registry import Registry, Runner
from scheduler.rounds import Rounds
from scheduler.spacing_rounds import SpacingRounds
from scheduler.timetable import timetable

Role = Literal["all", "web", "worker"]


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
        self.learning = LearningPolicy.of(settings.learning)
        self.blocks = BlockPolicy.of(settings.blocks)
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
        self._box = secret_box(settings.storage)
        await asyncio.to_thread(make_ready, settings.storage)
        self.engine = Engine(settings.storage.database_url, workers=settings.operation.workers, metrics=self.metrics)
        self.record_store = make_record_store(settings.learning, clock=self.clock)
        if self.record_store is not None:
            self._stack.push_async_callback(self.record_store.close)
        self.storage = Storage(
            make_engine(settings.storage.database_url),
            self.engine.writer,
            records_under=settings.web.public_url if self.record_store is not None else None,
        )
        self._stack.push_async_callback(self.storage.close)
        self.tokens = await make_tokens(settings.slack, self.storage, self._box, clock=self.clock)
        self.chat = SlackChat(
            self.storage, self.tokens, api_url=settings.slack.api_url, clock=self.clock, metrics=self.metrics
        )
        self._stack.push_async_callback(self.chat.close)
        self.acting = ActingForMembers(
            self.tokens, settings.slack, public_url=settings.web.public_url, clock=self.clock, metrics=self.metrics
        )
        self._stack.push_async_callback(self.acting.close)
        self.calendars = OpenCalendar(
            self.storage, self._box, settings.calendars, public_url=settings.web.public_url, clock=self.clock
        )
        self._stack.push_async_callback(self.calendars.close)
        self._furnish()
        await self._begin_work()
        await self._open_doors()
        await self._look_around()
        self._begin_to_warm_up()

    def _furnish(self) -> None:
        """Make the rooms."""
        settings = self.settings
        self.embedder = make_embedder(settings.model)
        self.matrices = Matrices(self.storage, model_id=self.embedder.model_id, dimensions=self.embedder.dimensions)
        self.placing = Placing(self.matrices, self.embedder)
        self.search = Search(self.embedder, self.matrices)
        self.asking = Asking(self.storage, self.embedder, self.placing, self.search, self.clock)
        public_url = settings.web.public_url if settings.web.port else self.url
        self.views = Views(public_url, self.policy)
        self.learning_views = LearningViews(public_url)
        offers_quiet = self.acting.window is not None
        self.block_views = BlockViews(FeedSecrets(self._box, public_url), self.blocks, offers_quiet=offers_quiet)
        self.tenants = Tenants(self.storage)
        self.authorize = Authorize(self.storage, self.tokens)
        self.interest = Interest(self.storage, settings.knowledge.save_reaction)
        model = make_model(settings.model)
        self.tools = Tools(
            storage=self.storage,
            chat=self.chat,
            embedder=self.embedder,
            placing=self.placing,
            drafter=Drafter(model),
            card_maker=CardMaker(model),
            wikis=make_wikis(settings.knowledge.wikis, settings.wiki_options),
            policy=self.policy,
            learning=self.learning,
            blocks=self.blocks,
            clock=self.clock,
            views=self.views,
            learning_views=self.learning_views,
            block_views=self.block_views,
            search=self.search,
            budget=self._budget,
            metrics=self.metrics,
            calendars=self.calendars,
            own_status=self.acting.own,
            record_store=self.record_store,
        )

    def _budget(self, workspace_id: int) -> TokenBudget:
        daily = self.settings.model.model_daily_tokens
        return WorkspaceBudget(self.storage, workspace_id, daily_tokens=daily, clock=self.clock)

    async def _begin_work(self) -> None:
        """Run jobs and make the rounds, unless this process only takes requests."""
        self.dispatch = self._dispatch()
        self.rounds = Rounds(self.storage, self.policy, self.blocks, self.clock)
        if self.role == "web":
            return
        recovery = Recovery(
            self.storage,
            self.engine.ledger,
            self.engine.executor_id,
            beat_seconds=self.settings.operation.beat_seconds,
        )
        await recovery.beat()
        self._stack.push_async_callback(recovery.leave)
        runners: dict[type[Job], Runner] = {job: partial(run, self.tools) for job, run in RUNNERS.items()}
        await self.engine.start(Registry({**runners, DispatchEvent: self.dispatch.event}))
        self._stack.push_async_callback(self.engine.stop)
        cards, beat = CardRounds(self.storage, self.clock), timedelta(seconds=self.settings.operation.beat_seconds)
        records = RecordRounds(self.storage, self.clock) if self.record_store is not None else None
        spacing = SpacingRounds(self.storage, self.clock)
        ticker = Ticker(
            timetable(
                self.rounds,
                cards,
                recovery,
                self.engine,
                records=records,
                spacing=spacing,
                beat=beat,
                clock=self.clock,
            )
        )
        ticker.start()
        self._stack.push_async_callback(ticker.stop)

    async def _open_doors(self) -> None:
        """Listen: to Slack's requests and the web, and to a socket where Slack is to be called by us."""
        readiness: dict[str, Check] = {"database": self._is_migrated, "engine": self._engine_runs}
        front, routes = None, list[BaseRoute]()
        if self.role != "worker":
            front = await self._front(readiness)
            routes += self._ways_in()
        parts = WebParts(
            storage=self.storage,
            settings=self.settings.web,
            search=self.search,
            metrics=self.metrics,
            readiness=readiness,
            export=self._export,
            slack_front=front,
            routes=routes,
            policy=self.policy,
            learning=self.learning,
            blocks=self.blocks,
            connecting=CalendarParts(self.calendars, self.calendars.secrets, self.block_views.feeds),
            clock=self.clock,
            for_people=self.role != "worker",
        )
        listening = await listen(build_web(parts), self.settings.web.host, self.settings.web.port)
        self._port = listening.port
        self._stack.push_async_callback(listening.stop)

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
        reception = Reception(gate=self.interest, inbox=inbox, dispatch=self.dispatch.action, metrics=self.metrics)
        if slack.app_token is not None:
            door = SocketDoor(reception, app_token=slack.app_token.get_secret_value(), api_url=slack.api_url)
            await door.start()
            self._stack.push_async_callback(door.stop)
            readiness["socket"] = door.connected
        secrets = [slack.signing_secret.get_secret_value()] if slack.signing_secret is not None else []
        return SlackFront(reception, signing_secrets=secrets, clock=self.clock, metrics=self.metrics)

    def _ways_in(self) -> list[BaseRoute]:
        return [
            *install_routes(self.settings, self.tokens, self._box, clock=self.clock, installed=self._installed),
            *consent_routes(self.storage, self.acting, self._box, clock=self.clock),
        ]

    async def _installed(self, done: Installed) -> None:
        """Begin in a workspace that Thrice was installed in: hear it from now on, and find what it is in already."""
        self._forget(done.workspace_id, done.team_id)
        await self.interest.refresh()
        await self._look_around_in(done.workspace_id)

    def _forget(self, workspace_id: int, team_id: str) -> None:
        """Ask the database again what is known of a workspace: Thrice was installed in it, or removed from it."""
        self.tenants.forget(team_id)
        self.authorize.forget(team_id)
        self.tokens.forget(workspace_id)

    def _dispatch(self) -> Dispatch:
        """Bolt, with our listeners."""
        app = AsyncApp(
            authorize=self.authorize,
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
            learning_views=self.learning_views,
            block_views=self.block_views,
            policy=self.policy,
            learning=self.learning,
            blocks=self.blocks,
            clock=self.clock,
            metrics=self.metrics,
            calendars=self.calendars,
            window=self.acting.window,
            leave_quiet=self.acting.leave,
            look_again=self.interest.refresh,
            forget_team=self._forget,
        )
        register_listeners(app, door)
        return Dispatch(app, door)

    async def _is_migrated(self) -> bool:
        return not await asyncio.to_thread(is_behind, self.settings.storage.database_url)

    async def _engine_runs(self) -> bool:
        return self.role == "web" or self.engine.runs

    async def _export(self, redeemed: Redeemed) -> bytes:
        async with self.storage.look(redeemed.workspace_id) as uow:
            held = await export_member(uow, redeemed.user_id)
        return json.dumps(held, ensure_ascii=False, indent=2).encode()

    def _begin_to_warm_up(self) -> None:
        """Load what matching needs while requests are taken already."""
        if self.role == "web":
            return
        task = asyncio.create_task(warm_up(self.storage, self.matrices, self.placing), name="warm-up")

        async def stop() -> None:
            task.cancel()
            await asyncio.wait([task])

        self._stack.push_async_callback(stop)

    async def _look_around(self) -> None:
        """Have the channels found that Thrice was invited to while it was not running."""
        async with self.storage.look() as uow:
            workspaces = [workspace.id for workspace in await uow.workspaces.installed()]
        for workspace_id in workspaces:
            await self._look_around_in(workspace_id)

    async def _look_around_in(self, workspace_id: int) -> None:
        async with self.storage.begin(workspace_id) as uow:
            key = f"look:{workspace_id}:{self.clock().timestamp()}"
            await uow.enqueue(LookAround(workspace_id=workspace_id), key=key)
