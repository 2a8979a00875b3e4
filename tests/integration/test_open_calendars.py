"""Connected calendars are opened by what is kept of them, sealed; tokens that were renewed are kept before use."""

import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.config import CalendarSettings, read
from bot.learning_blocks.connection_secrets import ConnectionSecrets, KeptTokens, Secret
from bot.open_calendar import OpenCalendar
from bot.ports.calendar import CalendarRefused, CalendarUnavailable
from bot.ports.calendar_access import Login, Tokens
from bot.workspaces.secrets import SecretBox
from models.calendars import CalendarConnection
from models.uow import Storage
from models.workspaces import Workspace
from tests.counterparts.dav_servers import PASSWORD, USER, radicale
from tests.counterparts.google_calendar import GoogleDouble, google_double
from tests.support.calendars import BERLIN

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
OWNED = "https://www.googleapis.com/auth/calendar.events.owned"
BOX = SecretBox([os.urandom(32)])


def opener(storage: Storage, box: SecretBox = BOX, url: str = "", public: str = "http://127.0.0.1:1") -> OpenCalendar:
    settings = read(
        CalendarSettings,
        {
            "THRICE_GOOGLE_CLIENT_ID": "client-1",
            "THRICE_GOOGLE_CLIENT_SECRET": "s3cret",
            "THRICE_GOOGLE_API_URL": f"{url}/calendar/v3",
            "THRICE_GOOGLE_TOKEN_URL": url,
        }
        if url
        else {},
    )
    return OpenCalendar(storage, box, settings, public_url=public, clock=lambda: NOW)


async def connected(storage: Storage, kind: str, secret: Secret) -> tuple[int, int]:
    """A workspace, and a connection in it."""
    async with storage.begin() as uow:
        workspace = Workspace(
            enterprise_id="", team_id="T1", name="Team", url="https://team.slack.com/", installed_at=NOW
        )
        uow.add(workspace)
        await uow.flush()
    async with storage.begin(workspace.id) as uow:
        sealed = ConnectionSecrets(BOX).seal(secret, workspace.id)
        connection = CalendarConnection(user_id="U1", kind=kind, name="Work", sealed=sealed, connected_at=NOW)
        uow.add(connection)
        await uow.flush()
    return workspace.id, connection.id


@pytest.fixture
async def google() -> AsyncIterator[GoogleDouble]:
    async with google_double() as double:
        yield double


async def test_a_google_calendar_is_opened_and_its_renewed_tokens_are_kept(
    storage: Storage, google: GoogleDouble
) -> None:
    access, lasting = google.authority.let_in(OWNED)
    google.authority.rotates = True
    there = await connected(storage, "google", Tokens(access, lasting, NOW - timedelta(hours=1)))
    calendars = opener(storage, url=google.url)
    calendar = await calendars.open(*there)
    assert calendar is not None
    assert (await calendar.changes(None)).is_whole
    kept = await KeptTokens(storage, ConnectionSecrets(BOX), *there).get()
    assert kept.refresh in google.authority.lasting
    assert kept.refresh != lasting
    assert kept.expires_at == NOW + timedelta(hours=1)
    await calendars.close()


async def test_a_caldav_calendar_is_tried_found_and_opened(storage: Storage, tmp_path: Path) -> None:
    async with radicale(tmp_path) as server:
        calendars = opener(storage)
        login, seen = await calendars.try_login(Login(server.url, USER, PASSWORD), BERLIN)
        assert seen.name == "Work"
        assert login.calendar == f"{server.url}{server.calendar}".replace("@", "%40")
        calendar = await calendars.open(*await connected(storage, "caldav", login))
        assert calendar is not None
        assert (await calendar.changes(None)).is_whole
        with pytest.raises(CalendarRefused):
            await calendars.try_login(replace(login, password="wrong", calendar=None), BERLIN)
        elsewhere = opener(storage, public="https://thrice.example.com")
        with pytest.raises(CalendarRefused, match="https"):
            await elsewhere.try_login(Login(server.url, USER, PASSWORD), BERLIN)
        await calendars.close()
        await elsewhere.close()


async def test_what_cannot_be_opened_is_said(storage: Storage) -> None:
    there = await connected(storage, "google", Tokens("a", "b", NOW))
    unset = opener(storage)
    with pytest.raises(CalendarUnavailable):
        await unset.open(*there)
    assert await unset.open(there[0], there[1] + 1) is None
    other_key = opener(storage, SecretBox([os.urandom(32)]))
    with pytest.raises(CalendarRefused, match="Connect it again"):
        await other_key.open(*there)
    with pytest.raises(CalendarRefused):
        await KeptTokens(storage, ConnectionSecrets(BOX), there[0], there[1] + 1).get()


def test_secrets_show_nowhere() -> None:
    login = Login("https://dav.example.com/", "bo", "correct horse")
    assert "correct horse" not in repr(login)
    assert b"correct horse" not in ConnectionSecrets(BOX).seal(login, 1)
