"""The web as a browser meets it, on both databases."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest

from bot.config import WebSettings
from bot.knowledge.search import Search
from bot.ports.jobs import Job
from bot.providers import embedders
from bot.telemetry.metrics import Metrics
from bot.web.app import Web, build_web
from bot.web.parts import Check, WebParts
from bot.workspaces.signing_in import Purpose, Redeemed, create_link
from models.engine import make_engine
from models.uow import Storage
from tests.wiki_world import NOW, Matrices, Team


@dataclass
class Jobs:
    """Remembers the jobs that rules left."""

    left: list[Job] = field(default_factory=list)

    def write(self, _connection: object, job: Job, *, key: str, after: timedelta | None = None) -> None:
        self.left.append(job)


@dataclass
class Clock:
    """A clock that stands until somebody moves it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


class Browser:
    """One person's browser."""

    def __init__(self, web: Web, address: str) -> None:
        self.client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=web), base_url=address)

    async def get(self, path: str, **headers: str) -> httpx2.Response:
        return await self.client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    async def post(self, path: str, **headers: str) -> httpx2.Response:
        return await self.client.post(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


async def _hands_over(who: Redeemed) -> bytes:
    return json.dumps({"user": who.user_id, **who.details}).encode()


@dataclass
class Site:
    """The web over a team's knowledge."""

    team: Team
    clock: Clock
    jobs: Jobs
    address: str
    parts: WebParts
    browsers: list[Browser] = field(default_factory=list)

    def browser(self) -> Browser:
        """Return a browser without a cookie."""
        self.browsers.append(Browser(build_web(self.parts), self.address))
        return self.browsers[-1]

    async def link(self, user_id: str, purpose: Purpose = Purpose.WIKI, **details: Any) -> str:
        """Return a fresh one-time link."""
        async with self.team.storage.begin(self.team.workspace_id) as uow:
            return await create_link(uow, user_id=user_id, purpose=purpose, now=self.clock(), details=details)

    async def signed_in(self, user_id: str) -> Browser:
        """Return a browser in which the person is signed in."""
        browser = self.browser()
        assert (await browser.get(await self.link(user_id))).status_code == 303
        return browser


MakeSite = Callable[..., Any]


@pytest.fixture
async def make_site(database_url: str) -> AsyncIterator[MakeSite]:
    """Give a function that makes a site; settings and checks of readiness may be named."""
    made: list[Site] = []
    embedder = embedders.build("local", {})

    async def make(
        *,
        address: str = "http://thrice.example.com",
        readiness: dict[str, Check] | None = None,
        metrics_token: str | None = None,
        team_id: str = "T1",
        **more: Any,
    ) -> Site:
        jobs, clock = Jobs(), Clock()
        storage = Storage(make_engine(database_url), jobs)
        team = await Team.founded(storage, team_id)
        settings = WebSettings(_env_file=None, THRICE_PUBLIC_URL=address, THRICE_METRICS_TOKEN=metrics_token)
        parts = WebParts(
            storage=storage,
            settings=settings,
            search=Search(embedder, Matrices()),
            metrics=Metrics(),
            readiness=readiness or {},
            export=_hands_over,
            clock=clock,
            **more,
        )
        made.append(Site(team, clock, jobs, address, parts))
        return made[-1]

    yield make
    for site in made:
        for browser in site.browsers:
            await browser.client.aclose()
        await site.team.storage.close()


@pytest.fixture
async def site(make_site: MakeSite) -> Site:
    """A site as most tests need it."""
    made: Site = await make_site()
    return made
