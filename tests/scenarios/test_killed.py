"""Killed at any moment and started again: what was acknowledged is there once, and what was posted stands once."""

import asyncio
import os
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.playground.options import Options, Pace
from bot.playground.server import Playground
from bot.slack.manifest import manifest
from tests.scenarios.conftest import free_port
from tests.scenarios.killing import ASKERS_A_TOPIC, CHANNELS, Killer, Town, exported, jobs_left
from tests.support.people import Workspace
from tests.support.serving import Served

KILLS = 52
SEED = 20261124
# Slack tries for minutes, longer than any life of Thrice here: each event finds it there in the end.
PACE = Pace(retry_waits=(0.1, 0.2, 0.4, *[0.7] * 400))


@pytest.mark.skipif("THRICE_KILLS" not in os.environ, reason="takes four minutes; THRICE_KILLS=1 runs it")
@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_fifty_kills_lose_no_question_and_repeat_no_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(SEED)
    options = Options(port=0, manifest=manifest("http://127.0.0.1:3000"), rate_limits=False, pace=PACE)
    async with Playground(options) as playground, Workspace(playground) as workspace:
        settings = settings_of(playground, tmp_path)
        await workspace.put("/control/app", {"request_url": f"{settings['THRICE_PUBLIC_URL']}/slack/events"})
        town, killer = Town(workspace, playground, chance), Killer(playground, settings, tmp_path, chance)
        for life in range(KILLS):
            async with asyncio.TaskGroup() as at_once:
                being_killed = at_once.create_task(killer.one_life())
                at_once.create_task(town.acts(-(-town.left // (KILLS - life)), within=1.2))
                at_once.create_task(town.reviews(until=being_killed))
        async with Served(settings, tmp_path) as served:
            await served.ready()
            try:
                await come_to_rest(workspace, tmp_path / "thrice.db")
            finally:
                print(*served.said, sep="\n")  # noqa: T201 (shown where the test fails)
            held = await exported(settings, tmp_path)
            await served.stop()
    with capsys.disabled():
        print(f"\nseed {SEED}, killed while {dict(killer.moments)}; said {dict(town.said())}")  # noqa: T201 (the seed)
    assert lost(town, held) == []
    assert town.doubles() == []
    assert killer.moments["working"] + killer.moments["posting"] > KILLS / 3, "enough lives saw some work"
    assert len(town.acknowledged()) == town.messages
    assert town.said() >= Counter(welcome=len(CHANNELS), card=len(town.stories)), "nothing was left unsaid"


def settings_of(playground: Playground, folder: Path) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": playground.bot_token,
        "SLACK_SIGNING_SECRET": playground.signing_secret,
        "SLACK_API_URL": playground.api_url,
        "DATABASE_URL": f"sqlite:///{folder}/thrice.db",
        "THRICE_LOG_LEVEL": "warning",
        **free_port(),
    }


async def come_to_rest(workspace: Workspace, database: Path) -> None:
    """Wait until every event was delivered, every job has ended, and nothing moves any more."""
    await workspace.quiet(0.5, within=60)

    async def nothing_is_left() -> bool:
        return await asyncio.to_thread(jobs_left, database) == 0

    await workspace.eventually(nothing_is_left, within=90, because="every job ends")
    await workspace.quiet(0.5)


def lost(town: Town, held: dict[str, Any]) -> list[str]:
    """Return what was acknowledged and is not there, or is there twice."""
    acknowledged = town.acknowledged()
    there = Counter((each["channel"], each["ts"]) for each in held["questions"])
    asked = [(m.channel, m.ts) for story in town.stories for m in story.asked]
    missing = [f"{there[place]} x {place}" for place in asked if place in acknowledged and there[place] != 1]
    without_card = [
        f"no card: {story.subject.question}"
        for story in town.stories
        if sum((m.channel, m.ts) in acknowledged for m in story.asked) >= ASKERS_A_TOPIC and not town.cards(story)
    ]
    return missing + without_card
