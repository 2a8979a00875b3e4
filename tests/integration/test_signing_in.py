"""One-time links and sessions, on both databases."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.workspaces import signing_in
from bot.workspaces.signing_in import LinkUsed, Purpose, Redeemed, SignedIn
from models.members import Member
from models.uow import Storage
from models.workspaces import Workspace

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
async def workspace(storage: Storage) -> int:
    async with storage.begin() as uow:
        workspace = Workspace(team_id="T1", installed_at=NOW)
        uow.add(workspace)
        await uow.flush()
        uow.add(Member(workspace_id=workspace.id, user_id="U1", name="Amina", seen_at=NOW))
        return workspace.id


async def a_link(storage: Storage, workspace: int, purpose: Purpose = Purpose.WIKI) -> str:
    async with storage.begin(workspace) as uow:
        path = await signing_in.create_link(uow, user_id="U1", purpose=purpose, now=NOW, details={"next": "/wiki/7"})
    return path.rpartition("/")[2]


async def redeemed(
    storage: Storage, token: str, *, at: datetime = LATER, purpose: Purpose = Purpose.WIKI
) -> Redeemed | None:
    async with storage.begin() as uow:
        return await signing_in.redeem(uow, token, purpose=purpose, now=at)


async def a_session(storage: Storage, workspace: int) -> str:
    async with storage.begin() as uow:
        return await signing_in.open_session(uow, Redeemed(workspace, "U1", {}), now=NOW)


async def who(storage: Storage, cookie: str | None, *, at: datetime = LATER) -> SignedIn | None:
    async with storage.look() as uow:
        return await signing_in.session_of(uow, cookie, now=at)


async def test_a_link_works_once(storage: Storage, workspace: int) -> None:
    token = await a_link(storage, workspace)
    assert await redeemed(storage, token) == Redeemed(workspace, "U1", {"next": "/wiki/7"})
    with pytest.raises(LinkUsed, match="ask for a new one: /thrice wiki"):
        await redeemed(storage, token)


async def test_of_many_clicks_at_once_one_signs_in(storage: Storage, workspace: int) -> None:
    token = await a_link(storage, workspace)
    outcomes = await asyncio.gather(*(redeemed(storage, token) for _ in range(8)), return_exceptions=True)
    assert sum(isinstance(outcome, Redeemed) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, LinkUsed) for outcome in outcomes) == 7


async def test_a_link_is_too_late_after_five_minutes(storage: Storage, workspace: int) -> None:
    token = await a_link(storage, workspace)
    with pytest.raises(LinkUsed):
        await redeemed(storage, token, at=NOW + timedelta(minutes=5))
    assert await redeemed(storage, token, at=NOW + timedelta(minutes=5) - timedelta(seconds=1)) is not None


async def test_a_link_serves_its_own_purpose_alone(storage: Storage, workspace: int) -> None:
    token = await a_link(storage, workspace, Purpose.EXPORT)
    assert await redeemed(storage, token) is None
    assert await redeemed(storage, token, purpose=Purpose.EXPORT) is not None


async def test_an_unknown_link_is_nothing(storage: Storage, workspace: int) -> None:
    for token in ("", "nothing", "\x00", "\ud800", "x" * 10_000):
        assert await redeemed(storage, token) is None


async def test_neither_link_nor_cookie_is_stored_as_it_is(storage: Storage, workspace: int) -> None:
    token, cookie = await a_link(storage, workspace), await a_session(storage, workspace)
    assert len(token) == len(cookie) == 43
    async with storage.look() as uow:
        rows = [*await uow.session.execute(text("SELECT * FROM one_time_links"))]
        rows += [*await uow.session.execute(text("SELECT * FROM web_sessions"))]
    assert token not in repr(rows)
    assert cookie not in repr(rows)


async def test_a_session_lasts_thirty_days(storage: Storage, workspace: int) -> None:
    cookie = await a_session(storage, workspace)
    assert await who(storage, cookie) == SignedIn(workspace, "U1")
    assert await who(storage, cookie, at=NOW + timedelta(days=30)) is None
    assert await who(storage, cookie + "x") is None
    assert await who(storage, None) is None


@pytest.mark.parametrize(
    "happening",
    [
        "UPDATE members SET is_deleted = true",
        "UPDATE members SET forgotten_at = '2026-11-24 09:30:30+00:00'",
        "DELETE FROM members",
        "UPDATE workspaces SET uninstalled_at = '2026-11-24 09:30:30+00:00'",
    ],
)
async def test_a_session_ends_with_its_member(storage: Storage, workspace: int, happening: str) -> None:
    cookie = await a_session(storage, workspace)
    async with storage.begin() as uow:
        # SQLite keeps moments without their zone.
        sqlite = storage.engine.dialect.name == "sqlite"
        await uow.session.execute(text(happening.replace("+00:00", "") if sqlite else happening))
    assert await who(storage, cookie) is None


async def test_who_was_forgotten_before_may_sign_in_again(storage: Storage, workspace: int) -> None:
    async with storage.begin(workspace) as uow:
        member = await uow.members.get("U1")
        assert member is not None
        member.forgotten_at = NOW - timedelta(days=1)
    assert await who(storage, await a_session(storage, workspace)) == SignedIn(workspace, "U1")


async def test_signing_out_ends_one_session_or_all(storage: Storage, workspace: int) -> None:
    here, there, elsewhere = [await a_session(storage, workspace) for _ in range(3)]
    async with storage.begin() as uow:
        await signing_in.close_session(uow, here)
    assert [await who(storage, cookie) is None for cookie in (here, there, elsewhere)] == [True, False, False]
    async with storage.begin(workspace) as uow:
        await signing_in.close_sessions_of(uow, "U1")
    assert [await who(storage, cookie) is None for cookie in (there, elsewhere)] == [True, True]


async def test_old_links_are_swept_after_two_days(storage: Storage, workspace: int) -> None:
    token = await a_link(storage, workspace)
    for days, left in ((1, 1), (3, 0)):
        async with storage.begin() as uow:
            await signing_in.sweep(uow, now=NOW + timedelta(days=days))
            assert await uow.session.scalar(text("SELECT count(*) FROM one_time_links")) == left
    assert await redeemed(storage, token) is None
