"""The token with which a calendar is asked: renewed before it ends, and once where it is refused before its time."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from bot.clock import Clock, utc_now
from bot.ports.calendar import CalendarRefused
from bot.ports.calendar_access import CalendarConsent, TokenStore
from bot.providers.calendars.wire import Answer, Wire

_EARLY: Final = timedelta(minutes=1)
"""A token is renewed so long before its end, so that it does not end on the way."""


class Access:
    """Sends requests in the name of a calendar's owner."""

    def __init__(
        self, wire: Wire, store: TokenStore, consent: CalendarConsent, *, mend: str, clock: Clock = utc_now
    ) -> None:
        """Take how to send, where the tokens are kept, who renews them, and the sentence that says how to mend it."""
        self._wire = wire
        self._store = store
        self._consent = consent
        self._mend = mend
        self._clock = clock
        self._renewing = asyncio.Lock()

    async def send(
        self,
        method: str,
        address: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Answer:
        """Return the answer. Raises `CalendarRefused` where a fresh token is refused, or `CalendarUnavailable`."""
        token = await self._token()
        answer = await self._once(method, address, token, headers, body)
        if answer.status == 401:
            answer = await self._once(method, address, await self._renewed(token), headers, body)
        if answer.status == 401:
            raise CalendarRefused(self._mend)
        return answer

    async def _once(
        self,
        method: str,
        address: str,
        token: str,
        headers: Mapping[str, str] | None,
        body: Mapping[str, Any] | None,
    ) -> Answer:
        return await self._wire.send(
            method, address, headers={**(headers or {}), "Authorization": f"Bearer {token}"}, body=body
        )

    async def _token(self) -> str:
        tokens = await self._store.get()
        if self._clock() < tokens.expires_at - _EARLY:
            return tokens.access
        return await self._renewed(tokens.access)

    async def _renewed(self, spent: str) -> str:
        async with self._renewing:
            tokens = await self._store.get()
            # Another job renewed it meanwhile; renewing it again would end what that one has just been given.
            if tokens.access != spent:
                return tokens.access
            fresh = await self._consent.refresh(tokens)
            await self._store.put(fresh)
            return fresh.access
