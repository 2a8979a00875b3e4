"""Acts for members who allow it: sets their status and Do Not Disturb in Slack, each by their own token."""

import asyncio
from typing import Final

import structlog

from bot.clock import Clock
from bot.config import SlackSettings
from bot.learning_blocks.quiet import Left
from bot.learning_blocks.quieting import Page, Quiet, WithToken, bring_about
from bot.partings import Partings
from bot.ports.chat import ChatError
from bot.slack.app_credentials import SlackApp
from bot.slack.calls import Calls, Tokens
from bot.slack.own_status import SlackConsentWindow, SlackOwnStatus
from bot.telemetry.metrics import Metrics

log = structlog.stdlib.get_logger(__name__)

_PARTING: Final = 60.0
"""Seconds for putting all back for somebody of whom nothing is kept."""


class ActingForMembers:
    """`own` acts; `window` asks (none where the settings do not name the app). Close it when done."""

    def __init__(
        self, tokens: Tokens, slack: SlackSettings, *, public_url: str, clock: Clock, metrics: Metrics | None = None
    ) -> None:
        self._calls = Calls(tokens, api_url=slack.api_url, metrics=metrics)
        self._clock = clock
        self._partings = Partings()
        self.own = SlackOwnStatus(self._calls)
        app = SlackApp.of(slack)
        self.window = SlackConsentWindow(app, public_url) if app is not None else None

    def leave(self, left: Left) -> None:
        """Begin to put all back for somebody of whom nothing is kept any more, and to give their token back."""
        self._partings.begin(self._leave(left), name="leave-quiet")

    async def _leave(self, left: Left) -> None:
        hand = WithToken(self.own, left.workspace_id, left.token)
        try:
            async with asyncio.timeout(_PARTING):
                if left.kept is not None:
                    await bring_about(_OnPaper(left.kept), hand, self._clock)
                await self.own.revoke(left.workspace_id, left.token)
        except (ChatError, TimeoutError) as error:
            log.info("quiet_left_as_it_is", error=type(error).__name__)

    async def close(self) -> None:
        """Close the connections; what is being put back is let finish."""
        await self._partings.finish()
        await self._calls.close()


class _OnPaper:
    """The `Book` of somebody of whom nothing is kept: no block of theirs is to come."""

    def __init__(self, kept: Quiet) -> None:
        self._kept: Quiet | None = kept

    async def read(self) -> Page:
        return Page(None, self._kept)

    async def write(self, kept: Quiet | None) -> None:
        self._kept = kept
