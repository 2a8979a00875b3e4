"""Killed at any moment and started again: what was acknowledged is there once, and what was posted stands once."""

import asyncio
import json
import random
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.playground.options import Options, Pace
from bot.playground.server import Playground
from bot.slack.manifest import manifest
from tests.scenarios.conftest import free_port
from tests.scenarios.killing import Killer, exported, jobs_left
from tests.scenarios.town import Place, Town
from tests.support.nursery import Nursery
from tests.support.people import Workspace
from tests.support.serving import Served

KILLS = 51
PATIENCE = 240.0
"""Seconds to wait for what comes at the end, on however busy a machine."""
SEED = 20261124
# Slack tries for minutes, longer than any life of Thrice here: each event finds it there in the end.
PACE = Pace(retry_waits=(0.1, 0.2, *[0.4] * 800))


@pytest.mark.slow
@pytest.mark.timeout(1200)
async def test_fifty_kills_lose_no_question_and_repeat_no_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(SEED)
    options = Options(port=0, manifest=manifest("http://127.0.0.1:3000"), rate_limits=False, pace=PACE)
    async with Playground(options) as playground, Workspace(playground) as workspace:
        settings = settings_of(playground, tmp_path)
        await workspace.put("/control/app", {"request_url": f"{settings['THRICE_PUBLIC_URL']}/slack/events"})
        town = Town(workspace, playground, chance)
        async with Nursery(settings, tmp_path) as nursery:
            killer = Killer(nursery, playground, tmp_path / "thrice.db", chance)
            await are_killed(killer, town)
        held = await live_on(settings, tmp_path, workspace, town)
    with capsys.disabled():
        print(f"\nseed {SEED}, killed while {dict(killer.moments)}")  # noqa: T201 (what it takes to do it again)
    assert killer.moments["idle"] < KILLS / 3, "most lives had something to lose"
    assert len(town.acknowledged()) == town.messages
    assert questions(held) == Counter(town.places_asked())
    assert town.is_said() == town.should_be_said()
    assert [said for said in town.said_privately() if len(said) > 1] == []
    assert verified(held) == on_pages(tmp_path / "wiki") == Counter(story.subject.question for story in town.stories)


async def are_killed(killer: Killer, town: Town) -> None:
    """Let one process after another live and die, while people do what they do."""
    for life in range(KILLS):
        async with asyncio.TaskGroup() as at_once:
            others = at_once.create_task(town.acts(-(-town.left // (KILLS - life)), within=0.8))
            being_killed = at_once.create_task(killer.one_life(others))
            at_once.create_task(town.reviews(until=being_killed))


def settings_of(playground: Playground, folder: Path) -> dict[str, str]:
    """Return the settings of a Thrice that also publishes to a wiki of files."""
    subprocess.run(("git", "init", "--quiet", str(folder / "wiki")), check=True)
    return {
        "SLACK_BOT_TOKEN": playground.bot_token,
        "SLACK_SIGNING_SECRET": playground.signing_secret,
        "SLACK_API_URL": playground.api_url,
        "DATABASE_URL": f"sqlite:///{folder}/thrice.db",
        "THRICE_WIKIS": "git_markdown",
        "THRICE_GIT_MARKDOWN_REPOSITORY": str(folder / "wiki"),
        "THRICE_LOG_LEVEL": "warning",
        **free_port(),
    }


async def live_on(settings: dict[str, str], folder: Path, workspace: Workspace, town: Town) -> dict[str, Any]:
    """Let a last process live until all is done that people and Thrice have to do; return what it holds then."""
    async with Served(settings, folder) as served:
        await served.ready()
        try:
            await publish_the_rest(workspace, town)
            await town.acts(town.left, within=1)
            await come_to_rest(workspace, folder / "thrice.db")
        finally:
            print(*served.said, sep="\n")  # noqa: T201 (shown where the test fails)
        held = await exported(settings, folder)
        await served.stop()
    return held


async def publish_the_rest(workspace: Workspace, town: Town) -> None:
    """Have everything asked and answered that is left, and every card clicked until somebody takes the click."""

    async def all_is_published() -> bool:
        return all(story.published for story in town.stories)

    async def people_act() -> None:
        await town.acts(town.left, within=1)
        await workspace.eventually(
            all_is_published, within=PATIENCE, because="every card comes, and its click is taken"
        )

    acting = asyncio.create_task(people_act())
    await town.reviews(until=acting)
    await acting


async def come_to_rest(workspace: Workspace, database: Path) -> None:
    """Wait until every event was delivered, every job has ended, and nothing moves any more."""
    await workspace.quiet(0.5, within=PATIENCE)

    async def nothing_is_left() -> bool:
        return await asyncio.to_thread(jobs_left, database) == 0

    await workspace.eventually(nothing_is_left, within=PATIENCE, because="every job ends")
    await workspace.quiet(0.5, within=PATIENCE)


def questions(held: dict[str, Any]) -> Counter[Place]:
    """Return how often each message is held as a question."""
    return Counter((each["channel"], each["ts"]) for each in held["questions"])


def verified(held: dict[str, Any]) -> Counter[str]:
    """Return the titles of the articles that are live."""
    return Counter(each["title"] for each in held["articles"] if each["status"] == "verified")


def on_pages(repository: Path) -> Counter[str]:
    """Return the titles of the pages that are committed in the wiki of files."""
    found = subprocess.run(
        ("git", "-C", str(repository), "grep", "-h", "^title: ", "HEAD"), check=True, capture_output=True, text=True
    )
    return Counter(json.loads(line.removeprefix("title: ")) for line in found.stdout.splitlines())
