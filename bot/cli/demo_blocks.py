"""Learning blocks in the demo: nobody there waits for an hour until Thrice looks into a calendar again."""

import asyncio
from typing import Final

from bot.bootstrap import Thrice
from bot.playground import Playground

_EVERY: Final = 2.0
"""Seconds between two looks at what is due; outside of the demo it is 20, and 1 hour for a calendar's own changes."""


class DemoBlocks:
    """Has Thrice look after blocks every other second, and into a calendar as soon as something changes in it."""

    def __init__(self, playground: Playground, thrice: Thrice) -> None:
        self._playground = playground
        self._thrice = thrice
        self._changed: set[str] = set()

    async def look(self) -> None:
        """Do what is due by now."""
        await self._thrice.rounds.look_after_blocks()

    async def follow(self) -> None:
        """Look, until cancelled."""
        watching = asyncio.create_task(self._watch())
        try:
            while not watching.done():
                await asyncio.sleep(_EVERY)
                users, self._changed = self._changed, set()
                if users:
                    await self._sync_soon(users)
                await self.look()
        finally:
            watching.cancel()

    async def _watch(self) -> None:
        async for change in self._playground.world.stream.watch():
            if change.kind == "calendar" and change.user is not None:
                self._changed.add(change.user)

    async def _sync_soon(self, users: set[str]) -> None:
        async with self._thrice.storage.look() as uow:
            workspaces = [workspace.id for workspace in await uow.workspaces.installed()]
        for workspace_id in workspaces:
            async with self._thrice.storage.begin(workspace_id) as uow:
                for user_id in users:
                    await uow.calendars.sync_soon(user_id, self._thrice.clock())
