"""The figures of `/metrics`, fed by a workspace in which things happen; and what is swept away at night."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.bootstrap import Thrice
from bot.telemetry.metrics import Metrics
from scheduler.record_rounds import RecordRounds
from tests.scenarios.conftest import Starter
from tests.support.clock import MovableClock
from tests.support.knowledge import published
from tests.support.people import Workspace
from tests.support.record_store import DoubleStore

Figures = dict[tuple[str, frozenset[tuple[str, str]]], float]


async def figures(thrice: Thrice) -> Figures:
    """What a scrape reads: (sample, labels) -> value."""
    async with aiohttp.ClientSession() as session, session.get(f"{thrice.url}/metrics") as answer:
        assert answer.status == 200
        families = text_string_to_metric_families(await answer.text())
        return {(s.name, frozenset(s.labels.items())): s.value for family in families for s in family.samples}


def figure(found: Figures, name: str, **labels: str) -> float:
    return found.get((name, frozenset(labels.items())), 0.0)


@pytest.fixture
async def store() -> AsyncIterator[DoubleStore]:
    async with DoubleStore() as store:
        yield store


@pytest.fixture
async def workspace(start: Starter, store: DoubleStore) -> Workspace:
    """A workspace whose Thrice tells a record store what was learned."""
    started: Workspace = await start(**store.settings)
    return started


async def test_everything_that_happens_is_counted(workspace: Workspace, thrice: Thrice) -> None:
    asked = await published(workspace)
    await workspace.person("lena", tz="UTC").says("/thrice learn")
    await RecordRounds(thrice.storage, thrice.clock).send()
    fay, bo = workspace.person("fay"), workspace.person("bo")
    await bo.asks("#help", "good morning")
    await fay.says("/thrice search VPN", "#help")
    await fay.says("/thrice search zygomorphic", "#help")
    await workspace.goes_wrong({"event": "message", "effect": "duplicate", "times": 1})
    await fay.asks("#help", "How do I renew my parking permit for the garage downtown?")
    await workspace.quiet()
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{thrice.url}/slack/events", data=b"forged") as refused:
            assert refused.status == 401
        async with session.get(f"{thrice.url}/readyz") as ready:
            assert ready.status == 200

    found = await figures(thrice)
    questions = len(asked) + 1
    assert figure(found, "thrice_events_total", outcome="stored") >= questions
    assert figure(found, "thrice_events_total", outcome="forgotten") >= 1
    assert figure(found, "thrice_events_total", outcome="duplicate") == 1
    assert figure(found, "thrice_events_total", outcome="refused") == 1
    assert figure(found, "thrice_event_acknowledge_seconds_count") >= questions
    assert figure(found, "thrice_jobs_total", kind="place_question", outcome="done") == questions
    assert figure(found, "thrice_jobs_total", kind="dispatch_event", outcome="done") == figure(
        found, "thrice_events_total", outcome="stored"
    )
    assert figure(found, "thrice_job_seconds_count", kind="place_question") == questions
    assert figure(found, "thrice_drafts_total", made_by="extractive") == 1
    assert figure(found, "thrice_slack_calls_total", method="chat.postMessage", outcome="ok") >= len(asked)
    assert figure(found, "thrice_searches_total", outcome="found") == 1
    assert figure(found, "thrice_searches_total", outcome="empty") == 1
    assert figure(found, "thrice_learning_records_total", outcome="sent") == 1
    assert figure(found, "thrice_http_requests_total", route="/readyz", method="GET", status="200") == 1
    assert figure(found, "thrice_ready", check="database") == 1
    fed = {name.removesuffix("_total").removesuffix("_count") for (name, _), value in found.items() if value}
    assert Metrics().names() <= fed, "a figure that nothing feeds tells nobody anything"


async def test_slack_asking_us_to_wait_and_slack_refusing_are_told_apart(workspace: Workspace, thrice: Thrice) -> None:
    await workspace.goes_wrong({"method": "users.info", "effect": "500", "times": 20})
    await workspace.person("gita").asks("#help", "Where do I find the slides of the all hands of last Thursday?")

    async def counted() -> bool:
        found = await figures(thrice)
        return figure(found, "thrice_slack_calls_total", method="users.info", outcome="failed") > 0

    await workspace.eventually(counted, because="a call that failed is counted")
    await workspace.goes_wrong({"method": "chat.postMessage", "effect": "429", "times": 1, "retry_after": 1})
    await workspace.person("hugo").tells_app("hello")

    async def limited() -> bool:
        found = await figures(thrice)
        return figure(found, "thrice_slack_calls_total", method="chat.postMessage", outcome="limited") == 1

    await workspace.eventually(limited, because="a call that had to wait is counted as such")


async def test_figures_may_be_kept_from_strangers(start: Starter, started: list[Thrice]) -> None:
    await start(THRICE_METRICS_TOKEN="secret")
    async with aiohttp.ClientSession() as session:
        for said, status in ((None, 401), ("Bearer wrong", 401), ("Bearer secret", 200)):
            headers = {"Authorization": said} if said else {}
            async with session.get(f"{started[0].url}/metrics", headers=headers) as answer:
                assert answer.status == status, said


async def test_what_was_posted_long_ago_is_swept_away_and_nothing_else(
    workspace: Workspace, thrice: Thrice, clock: MovableClock
) -> None:
    asked = await published(workspace)
    async with thrice.storage.look() as uow:
        [there] = await uow.workspaces.installed()

    async def link(number: int) -> bool:
        key = f"link:1:{asked[number].channel}:{asked[number].ts}"
        async with thrice.storage.look(there.id) as uow:
            return await uow.outgoing.find(key) is not None

    clock.passes(days=100)
    await thrice.rounds.sweep()
    assert await link(0), "a job that failed for good may still be run again"
    clock.passes(days=30)
    await thrice.rounds.sweep()
    assert not await link(0)
    async with thrice.storage.look(there.id) as uow:
        assert {entry.action for entry in await uow.audit.of("article:1")} >= {"article.drafted", "article.published"}
        assert await uow.articles.get(1) is not None
