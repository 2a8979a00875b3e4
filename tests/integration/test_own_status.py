"""Acting for a member in Slack: what is read and set by their token, and what comes of refusals and silences."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from html import escape
from typing import Any

import pytest

from bot.playground import Options, Playground
from bot.ports.chat import ChatRefused, ChatUnavailable, Status
from bot.ports.own_status import Shown
from bot.slack import reading
from bot.slack.calls import Calls
from bot.slack.installations import OneToken
from bot.slack.manifest import USER_SCOPES
from bot.slack.own_status import SlackOwnStatus
from tests.support.people import Workspace

LATER = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground(Options(port=0, rate_limits=False)) as running:
        yield running


@pytest.fixture
async def workspace(playground: Playground) -> AsyncIterator[Workspace]:
    async with Workspace(playground) as entered:
        yield entered


@pytest.fixture
async def token(playground: Playground, workspace: Workspace) -> str:
    return playground.tokens.give(await workspace.person("lena").id(), frozenset(USER_SCOPES))


@pytest.fixture
async def own(playground: Playground) -> AsyncIterator[SlackOwnStatus]:
    calls = Calls(OneToken("xoxb-not-used"), api_url=playground.api_url, deadline=1.0)
    yield SlackOwnStatus(calls)
    await calls.close()


async def test_what_is_set_is_what_is_seen(own: SlackOwnStatus, token: str) -> None:
    assert await own.look(1, token) == Shown()
    for status in (Status("books", "In a learning block", LATER), Status("wave::skin-tone-2", "R&D <3", None)):
        await own.show(1, token, status)
        assert (await own.look(1, token)).status == status
    until = await own.pause(1, token, 30)
    assert (await own.look(1, token)).paused_until == until
    await own.end_pause(1, token)
    await own.end_pause(1, token)
    await own.show(1, token, None)
    assert await own.look(1, token) == Shown()
    await own.revoke(1, token)
    await own.revoke(1, token)
    with pytest.raises(ChatRefused, match="token_revoked"):
        await own.look(1, token)


async def test_a_status_that_slack_would_escape_twice_is_put_back_as_it_was(token: str) -> None:
    """Slack gives "&amp;" away for "&"; whether it takes that for the same is on no page of its, so both are borne."""

    class Escaping:
        def __init__(self) -> None:
            self.text = ""

        async def paced(self, _workspace: int, _method: str, arguments: dict[str, Any], **_: Any) -> dict[str, Any]:
            self.text = escape(arguments["profile"]["status_text"], quote=False)
            return {"profile": {"status_text": self.text, "status_emoji": ":wave:"}}

    calls = Escaping()
    await SlackOwnStatus(calls).show(1, token, Status("wave", "R&amp;D", None))  # type: ignore[arg-type]
    assert calls.text == "R&amp;D"


def test_a_pause_without_end_lasts_for_ever() -> None:
    said = {"snooze_enabled": True, "snooze_is_indefinite": True, "snooze_endtime": 0}
    assert reading.paused(said) == datetime.max.replace(tzinfo=UTC)
    assert reading.paused({"snooze_enabled": False, "snooze_endtime": 2_000_000_000}) is None


async def test_silence_is_worth_another_try_and_a_lost_answer_doubles_nothing(
    own: SlackOwnStatus, workspace: Workspace, token: str
) -> None:
    await workspace.goes_wrong({"method": "dnd.setSnooze", "effect": "timeout_after_accept", "seconds": 3})
    with pytest.raises(ChatUnavailable):
        await own.pause(1, token, 30)
    until = await own.pause(1, token, 30)
    assert (await own.look(1, token)).paused_until == until


async def test_nothing_of_a_token_is_said(own: SlackOwnStatus, playground: Playground, token: str) -> None:
    playground.tokens.revoke_all()
    with pytest.raises(ChatRefused) as refused:
        await own.look(1, token)
    assert token not in str(refused.value)
