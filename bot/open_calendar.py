"""Opens members' calendars: by what is kept of those that are connected, or by what somebody has just given."""

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import structlog

from bot.clock import Clock, utc_now
from bot.config import CalendarSettings
from bot.learning_blocks.connection_secrets import ConnectionSecrets, KeptTokens
from bot.partings import Partings
from bot.ports.calendar import Calendar, CalendarRefused, CalendarSeen, CalendarUnavailable, ChangedByOwner
from bot.ports.calendar_access import Left, Login, Mailbox, Tokens, TokenStore
from bot.ports.invitation import Invitations
from bot.providers.calendars import google, microsoft, oauth
from bot.providers.calendars.access import Access
from bot.providers.calendars.google import GoogleCalendar
from bot.providers.calendars.microsoft import MicrosoftCalendar
from bot.providers.calendars.oauth import OAuth
from bot.providers.calendars.reading.reader import Reader
from bot.providers.calendars.wire import Wire
from bot.workspaces.local_time import zone_of
from bot.workspaces.secrets import SecretBox
from models.calendars import CalendarConnection
from models.uow import Storage

log = structlog.stdlib.get_logger(__name__)

_PARTING: Final = 30.0
"""Seconds for each of the two steps in which a calendar is left of which nothing is kept."""
if TYPE_CHECKING:
    from bot.providers.calendars.caldav import CalDavCalendar

_APPS: Final = ("google", "microsoft")
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_MEND: Final = {"google": google.MEND, "microsoft": microsoft.MEND}


class OpenCalendar:
    """See `bot.ports.calendar_access.Calendars`. Close it when done.

    A Thrice whose own public address is on this machine is a trial: it may reach calendar servers on this machine, and
    without https. Every other reaches them as `bot.providers.calendars.dav.addresses` has it. Raises `SettingsError`
    where half of what an app or a mail server needs is set.
    """

    def __init__(
        self,
        storage: Storage,
        box: SecretBox,
        settings: CalendarSettings,
        *,
        public_url: str,
        clock: Clock = utc_now,
    ) -> None:
        self._storage = storage
        self.secrets = ConnectionSecrets(box)
        self._settings = settings
        self._public_url = public_url
        self._clock = clock
        self._reader = Reader()
        self._partings = Partings()
        made = {name: oauth.made(settings, name, clock=clock) for name in _APPS}
        self._apps = {name: app for name, app in made.items() if app is not None}
        self.invitations = _invitations(settings)
        self._wires = {name: Wire(name) for name in self._apps}

    async def open(self, workspace_id: int, connection_id: int) -> Calendar | None:
        """Return a connected calendar; none where the connection is gone."""
        async with self._storage.look(workspace_id) as uow:
            connection = await uow.calendars.kept(connection_id)
            member = await uow.blocks.member(connection.user_id) if connection is not None else None
        if connection is None:
            return None
        zone = zone_of(member.tz if member is not None else "UTC")
        if connection.kind == "email":
            return None
        if connection.kind == "caldav":
            return self._caldav(self.secrets.login(connection), zone)
        # Read at once, so that what cannot be read is said before anything is asked.
        self.secrets.tokens(connection)
        store = KeptTokens(self._storage, self.secrets, workspace_id, connection_id)
        return self._of_app(connection.kind, store, zone, seen=_seen(connection))

    async def give_back(self, workspace_id: int, connection_id: int) -> None:
        """Give the access to a connected calendar back, unless something else needs it."""
        async with self._storage.look(workspace_id) as uow:
            connection = await uow.calendars.kept(connection_id)
            # With one of its accesses an account's provider takes back all that we have of it.
            if connection is None or await uow.sealed.is_held(connection.kind, connection.name):
                return
        app = self.consent(connection.kind)
        if app is not None:
            await app.withdraw(self.secrets.tokens(connection))

    def leave(self, left: Left) -> None:
        """Begin to take our blocks out of a calendar, and to give the access back."""
        self._partings.begin(self._leave(left), name="leave-calendar")

    async def _leave(self, left: Left) -> None:
        tokens = _Held(left.secret) if isinstance(left.secret, Tokens) else None
        # The access is given back also where the calendar itself could not be reached.
        for step in (self._take_out, self._hand_back):
            try:
                async with asyncio.timeout(_PARTING):
                    await step(left, tokens)
            except (CalendarRefused, CalendarUnavailable, ChangedByOwner, TimeoutError) as error:
                log.info("calendar_left_as_it_is", kind=left.kind, error=type(error).__name__)

    async def _take_out(self, left: Left, tokens: "_Held | None") -> None:
        if self.invitations is not None:
            for each in left.farewell:
                await self.invitations.send(each)
        calendar: Calendar
        if isinstance(left.secret, Mailbox):
            return
        if isinstance(left.secret, Login):
            calendar = self._caldav(left.secret, left.zone)
        else:
            calendar = self._of_app(left.kind, tokens or _Held(left.secret), left.zone, seen=None)
        for uid in left.uids:
            await calendar.remove(uid, version=None)

    async def _hand_back(self, left: Left, tokens: "_Held | None") -> None:
        async with self._storage.look() as uow:
            is_held = await uow.sealed.is_held(left.kind, left.name)
        app = self.consent(left.kind)
        if tokens is not None and app is not None and not is_held:
            await app.withdraw(tokens.tokens)

    async def try_login(self, login: Login, zone: ZoneInfo) -> tuple[Login, CalendarSeen]:
        """Try a CalDAV login; return it with the calendar that was found."""
        calendar = self._caldav(login, zone)
        seen = await calendar.look()
        account = await calendar.found()
        return replace(login, calendar=account.calendar, addresses=account.addresses), seen

    async def try_tokens(self, kind: str, tokens: Tokens, zone: ZoneInfo) -> tuple[Tokens, CalendarSeen]:
        """Try a calendar of an app; return the tokens as they are then."""
        store = _Held(tokens)
        seen = await self._of_app(kind, store, zone, seen=None).look()
        return store.tokens, seen

    def consent(self, kind: str) -> OAuth | None:
        """Return how people let us into a calendar of a kind; none where its app is not set up."""
        return self._apps.get(kind)

    def redirect(self, kind: str) -> str:
        """Return where the provider sends the browser back to."""
        return oauth.redirect_address(self._public_url, kind)

    async def close(self) -> None:
        """Close the connections, and end the processes that read foreign calendars; whoever leaves is let finish."""
        await self._partings.finish()
        await self._reader.close()
        for app in self._apps.values():
            await app.close()
        for wire in self._wires.values():
            await wire.close()

    def _caldav(self, login: Login, zone: ZoneInfo) -> "CalDavCalendar":
        # `icalendar` takes 7 MB, which only who connects such a calendar needs to spend.
        from bot.providers.calendars.caldav import Account, CalDavCalendar

        account = Account(login.address, login.user, login.password, login.calendar, login.addresses)
        is_here = _is_here(self._public_url) and _is_here(login.address)
        return CalDavCalendar(account, zone=zone, reader=self._reader, clock=self._clock, allow_http=is_here)

    def _of_app(self, kind: str, store: TokenStore, zone: ZoneInfo, *, seen: CalendarSeen | None) -> Calendar:
        app = self._apps.get(kind)
        if app is None:
            raise CalendarUnavailable(f"{kind}: its app is not set up")
        access = Access(self._wires[kind], store, app, mend=_MEND[kind], clock=self._clock)
        if kind == "google":
            can_decline = seen.can_decline if seen is not None else False
            return GoogleCalendar(access, api_url=self._settings.google_api_url, zone=zone, can_decline=can_decline)
        owner = seen.name if seen is not None else None
        return MicrosoftCalendar(access, api_url=self._settings.microsoft_api_url, zone=zone, owner=owner)


class _Held:
    """The `TokenStore` of a calendar that is only being tried."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens

    async def get(self) -> Tokens:
        return self.tokens

    async def put(self, tokens: Tokens) -> None:
        self.tokens = tokens


def _is_here(address: str) -> bool:
    try:
        return urlsplit(address).hostname in _HERE
    except ValueError:
        return False


def _seen(connection: CalendarConnection) -> CalendarSeen:
    return CalendarSeen(connection.name, connection.can_decline)


def _invitations(settings: CalendarSettings) -> Invitations | None:
    if settings.smtp_url is None:
        return None
    # What talks to mail servers is loaded where there is one.
    from bot.providers.calendars import invitation

    return invitation.made(settings)
