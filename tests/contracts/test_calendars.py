"""What every calendar promises, held against each provider with its counterpart."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.ports.calendar import (
    BlockEvent,
    CalendarRefused,
    CalendarUnavailable,
    ChangedByOwner,
    Protection,
    Standing,
)
from tests.counterparts.calendars import Maker, TheirCalendar
from tests.counterparts.cloud_calendars import CLOUDS
from tests.counterparts.dav_calendar import dav_calendar
from tests.counterparts.dav_servers import SERVERS
from tests.support.calendars import BERLIN, NEW_YORK

UID = "0123456789abcdefv0123456789abcde"
OTHER_UID = "v123456789abcdefv0123456789abcde"
FRIDAY = datetime(2026, 11, 27, 14, 0, tzinfo=BERLIN)
HOUR = timedelta(hours=1)


# One line for each provider's counterpart.
MAKERS: dict[str, Maker] = {name: dav_calendar(name) for name in SERVERS} | CLOUDS


@pytest.fixture(params=MAKERS)
async def theirs(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[TheirCalendar]:
    async with MAKERS[request.param](tmp_path) as made:
        yield made


def block(
    starts: datetime = FRIDAY,
    *,
    uid: str = UID,
    hours: int = 2,
    title: str = "Learning block",
    protection: Protection = Protection.FIRM,
) -> BlockEvent:
    return BlockEvent(uid, starts, starts + hours * HOUR, title, "Three cards are due.", protection)


def spans(standing: list[Standing]) -> list[tuple[str, datetime, datetime]]:
    return [(each.uid, each.starts, each.ends) for each in standing]


# --- once ---------------------------------------------------------------------------------------------------------


async def test_a_block_stands_there_as_it_was_meant(theirs: TheirCalendar) -> None:
    standing = await theirs.connect().put(block(), version=None)
    assert (standing.uid, standing.starts, standing.ends) == (UID, FRIDAY, FRIDAY + 2 * HOUR)
    assert spans(await theirs.blocks()) == [(UID, FRIDAY, FRIDAY + 2 * HOUR)]


async def test_making_it_twice_leaves_the_first_as_it_is(theirs: TheirCalendar) -> None:
    first = await theirs.connect().put(block(), version=None)
    again = await theirs.connect().put(block(FRIDAY + HOUR, title="Another"), version=None)
    assert (again.uid, again.starts, again.ends, again.version) == (first.uid, first.starts, first.ends, first.version)
    assert spans(await theirs.blocks()) == [(UID, FRIDAY, FRIDAY + 2 * HOUR)]


async def test_many_tries_at_once_make_one(theirs: TheirCalendar) -> None:
    calendar = theirs.connect()
    found = await asyncio.gather(*(calendar.put(block(), version=None) for _ in range(8)))
    assert len({each.version for each in found}) == 1
    assert len(await theirs.blocks()) == 1


async def test_a_lost_answer_doubles_nothing(theirs: TheirCalendar) -> None:
    theirs.loses_the_next_answer()
    with pytest.raises(CalendarUnavailable):
        await theirs.connect().put(block(), version=None)
    await theirs.connect().put(block(), version=None)
    assert len(await theirs.blocks()) == 1


async def test_a_lost_answer_to_a_change_is_no_change_by_the_owner(theirs: TheirCalendar) -> None:
    first = await theirs.connect().put(block(), version=None)
    theirs.loses_the_next_answer()
    with pytest.raises(CalendarUnavailable):
        await theirs.connect().put(block(FRIDAY + HOUR), version=first.version)
    second = await theirs.connect().put(block(FRIDAY + HOUR), version=first.version)
    assert second.starts == FRIDAY + HOUR
    third = await theirs.connect().put(block(FRIDAY + 2 * HOUR), version=second.version)
    assert third.starts == FRIDAY + 2 * HOUR


async def test_a_lost_answer_to_a_removal_is_no_error(theirs: TheirCalendar) -> None:
    first = await theirs.connect().put(block(), version=None)
    theirs.loses_the_next_answer()
    with pytest.raises(CalendarUnavailable):
        await theirs.connect().remove(UID, version=first.version)
    await theirs.connect().remove(UID, version=first.version)
    assert await theirs.blocks() == []


async def test_blocks_of_two_names_are_two(theirs: TheirCalendar) -> None:
    calendar = theirs.connect()
    await calendar.put(block(), version=None)
    await calendar.put(block(uid=OTHER_UID, protection=Protection.SOFT), version=None)
    assert {each.uid for each in await theirs.blocks()} == {UID, OTHER_UID}


async def test_a_block_stands_in_its_own_zone_on_both_sides_of_the_change_of_the_clock(theirs: TheirCalendar) -> None:
    calendar = theirs.connect()
    for number, starts in enumerate(
        (datetime(2027, 3, 26, 14, 0, tzinfo=BERLIN), datetime(2027, 4, 2, 14, 0, tzinfo=BERLIN),
         datetime(2026, 10, 30, 14, 0, tzinfo=NEW_YORK), datetime(2026, 11, 6, 14, 0, tzinfo=NEW_YORK))
    ):  # fmt: skip
        uid = f"{number}{UID[1:]}"
        await calendar.put(block(starts, uid=uid), version=None)
        (standing,) = [each for each in await theirs.blocks() if each.uid == uid]
        assert (standing.starts, standing.ends) == (starts, starts + 2 * HOUR)
        assert standing.starts.utcoffset() == starts.utcoffset()


async def test_a_block_over_midnight_and_one_of_a_week_stand_as_they_are(theirs: TheirCalendar) -> None:
    calendar = theirs.connect()
    for uid, hours in ((UID, 12), (OTHER_UID, 7 * 24)):
        await calendar.put(block(uid=uid, hours=hours), version=None)
    found = {each.uid: each.ends - each.starts for each in (await calendar.changes(None)).standing}
    assert found == {UID: 12 * HOUR, OTHER_UID: 7 * 24 * HOUR}


# --- the owner's changes win --------------------------------------------------------------------------------------


async def test_a_change_replaces_the_version_that_was_written(theirs: TheirCalendar) -> None:
    first = await theirs.connect().put(block(), version=None)
    second = await theirs.connect().put(block(FRIDAY + HOUR), version=first.version)
    assert second.version != first.version
    assert spans(await theirs.blocks()) == [(UID, FRIDAY + HOUR, FRIDAY + 3 * HOUR)]


async def test_what_its_owner_moved_stays_where_they_moved_it(theirs: TheirCalendar) -> None:
    first = await theirs.connect().put(block(), version=None)
    await theirs.moves(UID, FRIDAY - 4 * HOUR, FRIDAY - 2 * HOUR)
    with pytest.raises(ChangedByOwner) as raised:
        await theirs.connect().put(block(FRIDAY + HOUR), version=first.version)
    assert raised.value.standing is not None
    assert (raised.value.standing.starts, raised.value.standing.ends) == (FRIDAY - 4 * HOUR, FRIDAY - 2 * HOUR)
    with pytest.raises(ChangedByOwner):
        await theirs.connect().remove(UID, version=first.version)
    assert spans(await theirs.blocks()) == [(UID, FRIDAY - 4 * HOUR, FRIDAY - 2 * HOUR)]


async def test_what_its_owner_moved_may_be_changed_from_there(theirs: TheirCalendar) -> None:
    first = await theirs.connect().put(block(), version=None)
    await theirs.moves(UID, FRIDAY - 4 * HOUR, FRIDAY - 2 * HOUR)
    with pytest.raises(ChangedByOwner) as raised:
        await theirs.connect().put(block(FRIDAY + HOUR), version=first.version)
    assert raised.value.standing is not None
    await theirs.connect().put(block(FRIDAY + HOUR), version=raised.value.standing.version)
    assert spans(await theirs.blocks()) == [(UID, FRIDAY + HOUR, FRIDAY + 3 * HOUR)]


async def test_what_its_owner_deleted_stays_deleted(theirs: TheirCalendar) -> None:
    first = await theirs.connect().put(block(), version=None)
    await theirs.deletes(UID)
    with pytest.raises(ChangedByOwner) as raised:
        await theirs.connect().put(block(FRIDAY + HOUR), version=first.version)
    assert raised.value.standing is None
    assert await theirs.blocks() == []


async def test_a_deleted_block_is_made_again_when_asked(theirs: TheirCalendar) -> None:
    await theirs.connect().put(block(), version=None)
    await theirs.deletes(UID)
    await theirs.connect().put(block(FRIDAY + HOUR), version=None)
    assert spans(await theirs.blocks()) == [(UID, FRIDAY + HOUR, FRIDAY + 3 * HOUR)]


async def test_removing_takes_it_away_and_what_is_not_there_is_no_error(theirs: TheirCalendar) -> None:
    calendar = theirs.connect()
    await calendar.remove(UID, version=None)
    first = await calendar.put(block(), version=None)
    await calendar.remove(UID, version=first.version)
    assert await theirs.blocks() == []
    await calendar.remove(UID, version=first.version)
    await calendar.put(block(), version=None)
    await calendar.remove(UID, version=None)
    assert await theirs.blocks() == []


# --- what changed -------------------------------------------------------------------------------------------------


async def test_without_a_token_all_blocks_are_told_and_nothing_else(theirs: TheirCalendar) -> None:
    calendar = theirs.connect()
    await theirs.adds("foreign@example.com", "Plan", FRIDAY, FRIDAY + HOUR)
    first = await calendar.put(block(), version=None)
    changes = await calendar.changes(None)
    assert changes.is_whole
    assert list(changes.standing) == [first]


async def test_since_a_token_what_the_owner_did_is_told(theirs: TheirCalendar) -> None:
    calendar = theirs.connect()
    await calendar.put(block(), version=None)
    await calendar.put(block(uid=OTHER_UID), version=None)
    token = (await calendar.changes(None)).token
    nothing = await calendar.changes(token)
    assert (nothing.is_whole, list(nothing.standing), list(nothing.gone)) == (False, [], [])
    await theirs.moves(UID, FRIDAY - 4 * HOUR, FRIDAY - 2 * HOUR)
    await theirs.deletes(OTHER_UID)
    await theirs.adds("foreign@example.com", "Plan", FRIDAY, FRIDAY + HOUR)
    changes = await calendar.changes(nothing.token)
    assert not changes.is_whole
    assert spans(list(changes.standing)) == [(UID, FRIDAY - 4 * HOUR, FRIDAY - 2 * HOUR)]
    assert list(changes.gone) == [OTHER_UID]
    rest = await calendar.changes(changes.token)
    assert (list(rest.standing), list(rest.gone)) == ([], [])


async def test_the_version_that_is_told_is_the_one_to_change(theirs: TheirCalendar) -> None:
    calendar = theirs.connect()
    await calendar.put(block(), version=None)
    await theirs.moves(UID, FRIDAY - 4 * HOUR, FRIDAY - 2 * HOUR)
    (told,) = (await calendar.changes(None)).standing
    await calendar.put(block(FRIDAY + HOUR), version=told.version)
    assert spans(await theirs.blocks()) == [(UID, FRIDAY + HOUR, FRIDAY + 3 * HOUR)]


@pytest.mark.parametrize("token", ["http://example.com/sync/7", "<nonsense>&", "x" * 3000])
async def test_a_token_that_never_was_tells_all_there_is(theirs: TheirCalendar, token: str) -> None:
    calendar = theirs.connect()
    first = await calendar.put(block(), version=None)
    changes = await calendar.changes(token)
    assert changes.is_whole
    assert list(changes.standing) == [first]


async def test_a_token_that_was_forgotten_tells_all_there_is(theirs: TheirCalendar) -> None:
    calendar = theirs.connect()
    await calendar.put(block(uid=OTHER_UID), version=None)
    token = (await calendar.changes(None)).token
    await theirs.deletes(OTHER_UID)
    await calendar.put(block(), version=None)
    theirs.forgets_tokens()
    changes = await calendar.changes(token)
    assert changes.is_whole
    assert [each.uid for each in changes.standing] == [UID]


# --- meetings -----------------------------------------------------------------------------------------------------


async def test_meetings_are_what_others_put_there(theirs: TheirCalendar) -> None:
    calendar = theirs.connect()
    await calendar.put(block(), version=None)
    await theirs.adds("foreign@example.com", "Plan", FRIDAY + HOUR, FRIDAY + 2 * HOUR)
    (found,) = await calendar.meetings(FRIDAY, FRIDAY + 2 * HOUR)
    assert (found.title, found.starts, found.ends) == ("Plan", FRIDAY + HOUR, FRIDAY + 2 * HOUR)


async def test_a_series_is_there_in_the_week_that_is_asked_about(theirs: TheirCalendar) -> None:
    march = datetime(2026, 3, 6, 14, 0, tzinfo=BERLIN)
    await theirs.adds("foreign@example.com", "Weekly", march, march + HOUR, weekly=True)
    (found,) = await theirs.connect().meetings(FRIDAY, FRIDAY + 2 * HOUR)
    assert (found.starts, found.ends) == (FRIDAY, FRIDAY + HOUR)


async def test_what_touches_is_not_in_it(theirs: TheirCalendar) -> None:
    await theirs.adds("before@example.com", "Before", FRIDAY - HOUR, FRIDAY)
    await theirs.adds("after@example.com", "After", FRIDAY + 2 * HOUR, FRIDAY + 3 * HOUR)
    assert await theirs.connect().meetings(FRIDAY, FRIDAY + 2 * HOUR) == []


# --- what goes wrong ----------------------------------------------------------------------------------------------


async def everything_of(theirs: TheirCalendar, expected: type[Exception], *, deadline: float = 10.0) -> None:
    """Assert that whatever is asked raises that, and nothing else."""
    for ask in (
        lambda: theirs.connect(deadline=deadline).look(),
        lambda: theirs.connect(deadline=deadline).put(block(), version=None),
        lambda: theirs.connect(deadline=deadline).put(block(), version='"1"'),
        lambda: theirs.connect(deadline=deadline).remove(UID, version=None),
        lambda: theirs.connect(deadline=deadline).changes(None),
        lambda: theirs.connect(deadline=deadline).meetings(FRIDAY, FRIDAY + HOUR),
    ):
        with pytest.raises(expected) as raised:
            await ask()
        assert str(raised.value)


async def test_looking_leaves_nothing_behind(theirs: TheirCalendar) -> None:
    seen = await theirs.connect().look()
    assert seen.name
    assert await theirs.blocks() == []


async def test_a_withdrawn_access_is_the_owners_to_mend(theirs: TheirCalendar) -> None:
    theirs.withdraws()
    await everything_of(theirs, CalendarRefused)


@pytest.mark.parametrize("status", [429, 500, 502, 503])
async def test_a_server_that_does_not_serve_now_may_be_tried_later(theirs: TheirCalendar, status: int) -> None:
    theirs.fails(status, after=120)
    await everything_of(theirs, CalendarUnavailable)
    with pytest.raises(CalendarUnavailable) as raised:
        await theirs.connect().changes(None)
    assert raised.value.after == 120


async def test_a_slow_server_is_not_waited_for(theirs: TheirCalendar) -> None:
    theirs.is_slow(30)
    await everything_of(theirs, CalendarUnavailable, deadline=0.2)


@pytest.mark.parametrize("said", [b"", b"\xff\xfe\x00", b"<html>Sign in</html>", b"{" * 1000, b"<a>" * 100_000])
async def test_a_server_that_babbles_is_refused_or_tried_later(theirs: TheirCalendar, said: bytes) -> None:
    theirs.babbles(said)
    await everything_of(theirs, (CalendarUnavailable, CalendarRefused))  # type: ignore[arg-type]
