"""Two teams in one Slack and one Thrice: what is asked in one is never seen in the other, and either may leave."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from bot.bootstrap import Thrice
from bot.config import Settings
from bot.playground.options import Credentials, Options, Pace
from bot.playground.server import Playground
from bot.playground.teams import Teams
from bot.slack.manifest import manifest
from tests.scenarios.conftest import at_work, credentials, free_port
from tests.scenarios.test_installing import Browser as Installer
from tests.support.knowledge import Browser, asked_three_times, card, export, link_in, published
from tests.support.people import Workspace

NORTH, SOUTH = "T0NORTH", "T0SOUTH"
"""Everybody and every channel has the same id in both: nothing but the team tells them apart."""


@dataclass(frozen=True)
class Stage:
    """One Thrice, and the workspaces of two teams that it is installed in."""

    thrice: Thrice
    playgrounds: dict[str, Playground]
    north: Workspace
    south: Workspace

    def calls(self, team: str) -> list[str]:
        """The methods that were called with this team's tokens."""
        return [call.method for call in self.playgrounds[team].api.calls]


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    app = Credentials.made_up()
    async with AsyncExitStack() as stack:
        playgrounds = {}
        for team in (NORTH, SOUTH):
            options = Options(
                port=0, manifest=manifest("http://127.0.0.1:3000"), rate_limits=False, team_id=team, team_name=team,
                credentials=app, pace=Pace(retry_waits=(0.0, 0.2, 0.5)),
            )  # fmt: skip
            playgrounds[team] = await stack.enter_async_context(Playground(options))
        teams = await stack.enter_async_context(Teams(*playgrounds.values()))
        values = {
            **credentials(playgrounds[NORTH], "oauth"),
            **free_port(),
            "SLACK_API_URL": teams.api_url,
            "DATABASE_URL": f"sqlite:///{tmp_path}/thrice.db",
            "THRICE_LOG_LEVEL": "warning",
        }
        thrice = await stack.enter_async_context(Thrice(Settings(values)))
        works = at_work(tmp_path / "thrice.db")
        workspaces = {}
        for team, playground in playgrounds.items():
            workspace = await stack.enter_async_context(Workspace(playground, works))
            await workspace.put("/control/app", {"request_url": f"{thrice.url}/slack/events"})
            await workspace.channel("#help", with_app=True)
            await installs(thrice, team)
            workspaces[team] = workspace
        yield Stage(thrice, playgrounds, workspaces[NORTH], workspaces[SOUTH])


async def installs(thrice: Thrice, team: str) -> None:
    """Have somebody install Thrice, who chooses a team on Slack's page."""
    async with Installer(thrice) as browser:
        status, slack_page = await browser.opens("/slack/install", follow=False)
        assert status == 303
        status, page = await browser.opens(f"{slack_page}&team={team}")
        assert (status, team in page) == (200, True), page


@pytest.fixture
async def browsers(stage: Stage) -> AsyncIterator[tuple[Browser, Browser]]:
    """The browsers of an amina in each team, signed in to the wiki."""
    jars = [aiohttp.CookieJar(unsafe=True) for _ in (NORTH, SOUTH)]
    async with aiohttp.ClientSession(cookie_jar=jars[0]) as north, aiohttp.ClientSession(cookie_jar=jars[1]) as south:
        pair = Browser(north, stage.thrice), Browser(south, stage.thrice)
        for browser, workspace in zip(pair, (stage.north, stage.south), strict=True):
            await browser.sign_in(workspace, "amina")
        yield pair


async def page_of(workspace: Workspace) -> str:
    """The path of the page whose link stands in a thread of #help."""
    app = await workspace.app_user()
    roots = await workspace.person("amina").sees("#help")
    threads = [m for root in roots for m in await workspace.person("amina").sees_thread(root)]
    return next("/wiki" + link_in(m).split("/wiki")[1] for m in threads if m.user == app and "/wiki/" in m.text)


async def test_what_one_team_asks_is_never_seen_in_the_other(stage: Stage, browsers: tuple[Browser, Browser]) -> None:
    asked = await published(stage.north)
    before = len(stage.calls(SOUTH))
    gita = stage.south.person("gita")
    first = await gita.asks("#help", "Hi! How can I get access to the VPN?")
    await stage.south.quiet()
    assert not [m for m in await gita.sees("#help") if m.ephemeral], "nobody asked this in the south before"
    assert not [m for m in await gita.sees_thread(first) if m.ephemeral]
    assert not [m for m in stage.calls(SOUTH)[before:] if m.startswith("chat.")]

    found = "\n".join([m.reads for m in await gita.says("/thrice search VPN access", "#help")])
    assert "Chen" not in found
    assert "Chen" in "\n".join(
        [m.reads for m in await stage.north.person("gita").says("/thrice search VPN access", "#help")]
    )

    north, south = browsers
    page = await page_of(stage.north)
    assert (await north.opens(page))[0] == 200
    assert (await south.opens(page))[0] == 404
    assert "Chen" in (await north.opens("/wiki?q=VPN"))[1]
    assert "Chen" not in (await south.opens("/wiki?q=VPN"))[1]

    held = (await export(stage.thrice))["questions"]
    assert [each["team"] for each in held] == [NORTH] * len(asked) + [SOUTH]
    assert held[-1]["topic"] is None


async def test_each_team_comes_to_its_own_page(stage: Stage, browsers: tuple[Browser, Browser]) -> None:
    await published(stage.north)
    await published(stage.south)
    pages = [await page_of(stage.north), await page_of(stage.south)]
    assert pages[0] != pages[1]
    for browser, own, other in zip(browsers, pages, reversed(pages), strict=True):
        assert [(await browser.opens(each))[0] for each in (own, other)] == [200, 404]
    held = await export(stage.thrice)
    teams_of = [{q["team"] for q in held["questions"] if q["topic"] == topic["id"]} for topic in held["topics"]]
    assert teams_of == [{NORTH}, {SOUTH}]


async def test_a_person_is_handed_what_they_said_in_their_team(stage: Stage, browsers: tuple[Browser, Browser]) -> None:
    asked = {}
    for workspace, question in (stage.north, "How do I get VPN access?"), (stage.south, "Where do I claim my travel?"):
        await workspace.person("amina").asks("#help", question)
        await workspace.quiet()
        [shown] = await workspace.person("amina").says("/thrice export me", "#help")
        _, told = await browsers[0].opens(link_in(shown))
        asked[question] = [each["text"] for each in json.loads(told)["questions"]]
    assert asked == {question: [question] for question in asked}


@pytest.mark.parametrize("how", ["uninstall", "revoke"])
async def test_one_team_leaves_and_the_other_goes_on(stage: Stage, how: str) -> None:
    await published(stage.north)
    await asked_three_times(stage.south)
    await card(stage.south)
    await stage.south.quiet()
    await stage.south.post(f"/control/app/{how}", {})

    async def left() -> bool:
        async with stage.thrice.storage.look() as uow:
            return [each.team_id for each in await uow.workspaces.installed()] == [NORTH]

    await stage.south.eventually(left, because="Thrice is told")
    silent = len(stage.calls(SOUTH))
    await stage.south.person("eli").asks("#help", "How can I get access to the VPN?")
    fay = stage.north.person("fay")
    await fay.asks("#help", "Hi! How can I get access to the VPN?")
    await fay.receives("Chen", channel="#help", button="That solves it", within=20)
    await stage.north.quiet()
    assert stage.calls(SOUTH)[silent:] == []

    await installs(stage.thrice, SOUTH)
    assert (await stage.south.person("amina").says("/thrice why", "#help"))[0].ephemeral
