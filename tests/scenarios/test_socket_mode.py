"""The whole loop where nobody can reach Thrice from outside: it calls Slack, and Slack answers over a socket."""

import asyncio

import aiohttp
import pytest

from bot.bootstrap import Thrice
from tests.scenarios.conftest import Starter
from tests.support.knowledge import asked_three_times, card, published
from tests.support.people import Workspace

NAMES = ("sales", "billing", "payroll", "latency", "incident", "hiring", "support", "release", "security", "traffic")


@pytest.fixture
async def workspace(start: Starter) -> Workspace:
    """A workspace with Thrice invited to #help, which has an app-level token and no signing secret."""
    begun: Workspace = await start(mode="socket")
    return begun


async def get(url: str) -> tuple[int, dict[str, object]]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.json()


async def test_asked_drafted_published_and_answered_over_the_socket(workspace: Workspace) -> None:
    asked = await published(workspace)
    fay = workspace.person("fay")
    await fay.asks("#help", "Hi! How can I get access to the VPN?")
    answer = await fay.receives("Chen", channel="#help", button="That solves it")
    await fay.clicks(answer, "That solves it")
    assert (await fay.says("/thrice help", "#help"))[0].reads
    delivered = await workspace.deliveries()
    assert len(delivered) > len(asked)
    assert {attempt["via"] for each in delivered for attempt in each["attempts"]} == {"socket"}


async def test_a_modal_is_answered_over_the_socket_too(workspace: Workspace) -> None:
    await asked_three_times(workspace)
    bo = workspace.person("bo")
    await bo.clicks(await card(workspace), "Edit")
    modal = await bo.sees_modal()
    assert await bo.submits(modal, {"Title, as a question": " "}) == {"Title, as a question": "A page needs a title."}
    assert await bo.submits(modal, {"Title, as a question": "Who hands out VPN accounts?"}) == {}
    await bo.receives("Who hands out VPN accounts?", button="Publish")


async def test_the_port_is_open_all_the_same_and_readiness_names_the_socket(
    workspace: Workspace, thrice: Thrice
) -> None:
    assert await get(f"{thrice.url}/readyz") == (
        200,
        {"ready": True, "checks": {"database": True, "engine": True, "socket": True}},
    )
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{thrice.url}/wiki") as page:
            assert page.status == 401
        async with session.post(f"{thrice.url}/slack/events", json={"type": "url_verification"}) as refused:
            assert refused.status == 401, "without a signing secret nothing that comes this way is Slack's"


async def reconnected(workspace: Workspace) -> None:
    async def stands() -> bool:
        return bool((await workspace.get("/control/app"))["sockets"])

    await workspace.eventually(stands, within=20, because="the socket stands again")


@pytest.mark.slow
@pytest.mark.parametrize("reason", ["refresh_requested", "warning", "cut"])
async def test_a_connection_that_ends_in_the_middle_loses_nothing(
    start: Starter, started: list[Thrice], reason: str
) -> None:
    # Slack tries again after a minute and after five; a cut connection is noticed after five seconds.
    workspace: Workspace = await start(mode="socket", retry_waits=(0.0, 3.0, 6.0, 9.0))
    [thrice] = started
    questions = [f"How do I get access to the {name} dashboard for my team?" for name in NAMES]
    amina = workspace.person("amina")
    await amina.joins("#help")

    async def ask() -> None:
        for question in questions:
            await amina.asks("#help", question)

    asking = asyncio.create_task(ask())
    for _ in range(3):
        await workspace.post("/control/socket/disconnect", {"reason": reason})
        await reconnected(workspace)
    await asking

    async def all_there() -> bool:
        async with thrice.storage.look() as uow:
            [there] = await uow.workspaces.installed()
        async with thrice.storage.look(there.id) as uow:
            held = await uow.messages.keys_after(0, limit=100)
        return len(held) == len(questions)

    await workspace.eventually(all_there, within=30, because="every question is there, once")


@pytest.mark.slow
async def test_while_the_socket_is_away_it_is_not_ready(workspace: Workspace, thrice: Thrice) -> None:
    await workspace.goes_wrong({"method": "apps.connections.open", "effect": "503", "times": 50})
    await workspace.post("/control/socket/disconnect", {"reason": "cut"})

    async def away() -> bool:
        status, body = await get(f"{thrice.url}/readyz")
        return status == 503 and body["checks"] == {"database": True, "engine": True, "socket": False}

    await workspace.eventually(away, because="readiness names the socket")
    await workspace.goes_wrong()

    async def back() -> bool:
        return (await get(f"{thrice.url}/readyz"))[0] == 200

    await workspace.eventually(back, within=30, because="the socket stands again")
