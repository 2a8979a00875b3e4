"""A running playground with a small app installed in it."""

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Options, Pace, Playground
from tests.support.people import Workspace
from tests.unit.playground.app import SmallApp

HASTY = Pace(retry_waits=(0.0, 0.05, 0.05), answer_within=0.5)


@pytest.fixture
async def small_app() -> AsyncIterator[SmallApp]:
    async with SmallApp() as app:
        yield app


@pytest.fixture
async def playground(small_app: SmallApp) -> AsyncIterator[Playground]:
    options = Options(port=0, request_url=small_app.url, pace=HASTY, rate_limits=False)
    async with Playground(options) as running:
        yield running


@pytest.fixture
async def workspace(playground: Playground) -> AsyncIterator[Workspace]:
    async with Workspace(playground) as entered:
        await entered.channel("#help", members=("amina", "bo"), with_app=True)
        yield entered


@pytest.fixture
def slack(playground: Playground) -> AsyncWebClient:
    return AsyncWebClient(playground.bot_token, base_url=playground.api_url)
