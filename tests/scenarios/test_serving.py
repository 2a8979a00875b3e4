"""`thrice serve` as operators run it: it says why it cannot start, stops within seconds, and shares the work."""

import asyncio
import json
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.clock import utc_now
from bot.playground.options import Options, Pace
from bot.playground.server import Playground
from bot.slack.manifest import manifest
from bot.workspaces.secrets import new_key
from migrations.runner import migrate
from tests import databases
from tests.scenarios.conftest import credentials, free_port
from tests.support.exports import ExportWriter, channel, user
from tests.support.knowledge import published
from tests.support.people import Workspace
from tests.support.serving import Served, environment
from tests.support.subjects import subjects


@pytest.fixture(scope="module")
def postgres() -> Iterator[databases.PostgresDatabases]:
    with databases.postgres_server() as url:
        yield databases.PostgresDatabases(url)


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    made = Options(port=0, manifest=manifest("http://127.0.0.1:3000"), rate_limits=False, pace=Pace((0.0, 1.0, 2.0)))
    async with Playground(made) as playground:
        yield playground


@pytest.fixture
def settings(playground: Playground, tmp_path: Path) -> dict[str, str]:
    """What is enough for `thrice serve` to start."""
    return {
        **credentials(playground, "http"),
        **free_port(),
        "SLACK_API_URL": playground.api_url,
        "DATABASE_URL": f"sqlite:///{tmp_path}/thrice.db",
    }


async def run(folder: Path, settings: Mapping[str, str], *arguments: str) -> tuple[int | None, str, str]:
    """Run the command to its end: status, standard output, standard error."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments,
        cwd=folder, env=environment(settings), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


async def refusal(folder: Path, settings: Mapping[str, str], *arguments: str) -> str:
    """What `thrice serve` says last as it refuses to start: one line, with status 1 and without a traceback."""
    status, out, err = await run(folder, settings, "serve", *arguments)
    assert (status, out) == (1, ""), err
    assert "Traceback" not in err
    return err.splitlines()[-1]


# Why it does not start ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("without", "instead", "sentence"),
    [
        (("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"), {}, "No Slack workspace is configured. Set SLACK_BOT_TOKEN and"),
        (("SLACK_SIGNING_SECRET",), {}, "SLACK_SIGNING_SECRET is missing"),
        (("SLACK_BOT_TOKEN",), {"SLACK_CLIENT_ID": "1.2"}, "SLACK_CLIENT_SECRET is missing"),
        ((), {"SLACK_BOT_TOKEN": "xoxb-wrong"}, "SLACK_BOT_TOKEN: Slack refuses it (invalid_auth)"),
        (("SLACK_SIGNING_SECRET",), {"SLACK_APP_TOKEN": "xapp-wrong"}, "SLACK_APP_TOKEN: Slack refuses it"),
        ((), {"SLACK_API_URL": "http://127.0.0.1:9/api/"}, "Slack cannot be reached"),
        ((), {"THRICE_PORT": "eighty"}, "THRICE_PORT: "),
        ((), {"THRICE_SECRET_KEY": "short"}, "THRICE_SECRET_KEY"),
        ((), {"THRICE_WIKIS": "papyrus"}, "papyrus"),
        ((), {"DATABASE_URL": "mysql://localhost/thrice"}, "DATABASE_URL: mysql is not supported"),
        ((), {"DATABASE_URL": "sqlite:////dev/null/thrice.db"}, "DATABASE_URL: nothing can be written to /dev/null"),
        ((), {"DATABASE_URL": "postgresql://u:secret@127.0.0.1:9/thrice"}, "THRICE_SECRET_KEY: is needed"),
        (
            (),
            {"DATABASE_URL": "postgresql://u:secret@127.0.0.1:9/thrice", "THRICE_SECRET_KEY": new_key()},
            "DATABASE_URL: postgresql+psycopg://u:***@127.0.0.1:9/thrice cannot be opened",
        ),
    ],
)  # fmt: skip
async def test_it_names_the_setting_that_is_missing_or_wrong(
    tmp_path: Path, settings: dict[str, str], without: tuple[str, ...], instead: dict[str, str], sentence: str
) -> None:
    given = {name: value for name, value in {**settings, **instead}.items() if name not in without}
    assert sentence in await refusal(tmp_path, given)


async def test_a_port_that_is_taken_is_named(tmp_path: Path, settings: dict[str, str]) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = await refusal(tmp_path, {**settings, "THRICE_PORT": port})
    assert f"THRICE_PORT: 127.0.0.1:{port} cannot be listened on" in said


async def test_a_second_process_on_the_same_file_is_refused(tmp_path: Path, settings: dict[str, str]) -> None:
    async with Served(settings, tmp_path) as first:
        await first.ready()
        assert "another Thrice is running" in await refusal(tmp_path, {**settings, **free_port()})
        assert await first.stop() == 0


async def test_a_role_that_is_none_is_a_usage_error(tmp_path: Path, settings: dict[str, str]) -> None:
    status, _, err = await run(tmp_path, settings, "serve", "--role", "everything")
    assert status == 2
    assert "web" in err


async def test_a_postgresql_that_is_behind_is_refused_until_it_is_migrated(
    tmp_path: Path, settings: dict[str, str], postgres: databases.PostgresDatabases
) -> None:
    there = {**settings, "DATABASE_URL": postgres.empty(), "THRICE_SECRET_KEY": new_key()}
    assert "`thrice migrate`" in await refusal(tmp_path, there)
    status, out, err = await run(tmp_path, there, "migrate")
    assert (status, out) == (0, "")
    assert "The database is up to date." in err
    async with Served(there, tmp_path) as served:
        await served.ready()


async def test_a_postgresql_whose_engine_was_never_prepared_is_behind_too(
    tmp_path: Path, settings: dict[str, str], postgres: databases.PostgresDatabases
) -> None:
    half = postgres.empty()
    await asyncio.to_thread(migrate, half)
    there = {**settings, "DATABASE_URL": half, "THRICE_SECRET_KEY": new_key()}
    assert "`thrice migrate`" in await refusal(tmp_path, there)


# How it stops -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("by", "status"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
async def test_it_stops_within_seconds_and_what_it_took_is_kept(
    tmp_path: Path, settings: dict[str, str], playground: Playground, by: signal.Signals, status: int
) -> None:
    async with Served(settings, tmp_path) as served, Workspace(playground) as workspace:
        await served.ready()
        await workspace.put("/control/app", {"request_url": f"{settings['THRICE_PUBLIC_URL']}/slack/events"})
        await workspace.channel("#help", with_app=True)
        await workspace.person("amina").asks("#help", "How do I get VPN access?")
        began = time.perf_counter()
        assert await served.stop(by) == status
        assert time.perf_counter() - began < 8
        assert "Stopping." in served.said
        assert not any("Traceback" in line for line in served.said)


# Several processes --------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_a_process_that_takes_and_one_that_works_do_the_loop_together(
    tmp_path: Path, settings: dict[str, str], playground: Playground, postgres: databases.PostgresDatabases
) -> None:
    common = {**settings, "DATABASE_URL": postgres.another(), "THRICE_SECRET_KEY": new_key()}
    worker_port = free_port()["THRICE_PORT"]
    async with (
        Served(common, tmp_path, "--role", "web") as web,
        Served({**common, "THRICE_PORT": worker_port}, tmp_path, "--role", "worker") as worker,
        Workspace(playground) as workspace,
    ):
        await web.ready()
        await worker.ready()
        await workspace.put("/control/app", {"request_url": f"{settings['THRICE_PUBLIC_URL']}/slack/events"})
        await workspace.channel("#help", with_app=True)
        await published(workspace)
        fay = workspace.person("fay")
        await fay.asks("#help", "Hi! How can I get access to the VPN?")
        answer = await fay.receives("Chen", channel="#help", button="That solves it", within=20)
        await fay.clicks(answer, "That solves it")

        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{worker_port}/readyz") as ready:
                assert ready.status == 200
            async with session.post(f"http://127.0.0.1:{worker_port}/slack/events") as closed:
                assert closed.status == 404, "only the web takes what Slack sends"
            async with session.get(f"{settings['THRICE_PUBLIC_URL']}/readyz") as ready:
                assert ready.status == 200
        assert (await web.stop(), await worker.stop()) == (0, 0)


async def test_the_doctor_beside_a_running_thrice_finds_it_there(settings: dict[str, str], tmp_path: Path) -> None:
    async with Served(settings, tmp_path) as served:
        await served.ready()
        status, out, err = await run(tmp_path, settings, "doctor")
    assert status == 0, out + err
    assert f"a Thrice is running on 127.0.0.1:{settings['THRICE_PORT']}, and is ready" in out


IMPORTED = subjects()[:8]


@pytest.mark.slow
@pytest.mark.parametrize("kind", databases.NAMES)
async def test_what_is_imported_and_what_is_asked_meanwhile_share_their_topics(
    tmp_path: Path, settings: dict[str, str], playground: Playground, kind: str, request: pytest.FixtureRequest
) -> None:
    if kind == "postgresql":
        fresh = request.getfixturevalue("postgres").another()
        settings = {**settings, "DATABASE_URL": fresh, "THRICE_SECRET_KEY": new_key()}
    export = asked_long_ago(tmp_path / "export.zip")
    async with Served(settings, tmp_path) as served, Workspace(playground) as workspace:
        await served.ready()
        await workspace.put("/control/app", {"request_url": f"{settings['THRICE_PUBLIC_URL']}/slack/events"})
        await workspace.channel("#help", with_app=True)

        async def ask() -> None:
            for number, subject in enumerate(IMPORTED):
                await workspace.person(f"new-{number}").asks("#help", subject.asked(3))

        (status, _, err), _ = await asyncio.gather(run(tmp_path, settings, "import", str(export)), ask())
        assert status == 0, err

        async def all_is_placed() -> list[int]:
            held = json.loads((await run(tmp_path, settings, "export", "--json"))[1])
            asked_of = Counter(question["topic"] for question in held["questions"])
            return list(asked_of.values()) if asked_of.total() == 3 * len(IMPORTED) and None not in asked_of else []

        assert await workspace.eventually(all_is_placed, within=60) == [3] * len(IMPORTED)


def asked_long_ago(path: Path) -> Path:
    """Write an export in which two people asked for each thing."""
    writer = ExportWriter(channels=[channel("C0LD", "archive")], users=[user(f"UOLD{n}", f"old-{n}") for n in (1, 2)])
    began = utc_now() - timedelta(days=60)
    for times in (1, 2):
        for number, subject in enumerate(IMPORTED):
            at = began + timedelta(days=times, hours=number)
            writer.thread("archive", f"UOLD{times}", subject.asked(times), (f"UOLD{3 - times}", subject.answer), at=at)
    return writer.write(path)
