"""A member's weeks as rows, when something changes in the middle of one: they join, travel, move, leave, or the rule is
another."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events

from bot.learning_blocks import due, feed, lapsing, members, publishing, rules, weeks
from bot.learning_blocks.feed_secrets import FeedSecrets
from bot.learning_blocks.jobs import DisconnectCalendar, EndBlock, LookForConflicts, RemindOfBlock
from bot.learning_blocks.members import Wanted
from bot.learning_blocks.policy import BlockPolicy
from bot.learning_blocks.schedule import Rule
from bot.learning_blocks.weeks import CannotMove
from bot.workspaces.secrets import SecretBox
from models.blocks import Block
from models.calendars import CalendarConnection
from models.members import Member
from tests.unit.rules.conftest import Jobs
from tests.wiki_world import Team

POLICY = BlockPolicy()
FEEDS = FeedSecrets(SecretBox([b"k" * 32]), "https://thrice.example")
BERLIN = "Europe/Berlin"
MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)


async def joined(team: Team, at: datetime, tz: str = BERLIN) -> list[str]:
    """Bo joins; return his blocks to come, by his own clock."""
    async with team.storage.begin(team.workspace_id) as uow:
        bo = await uow.members.get_or_add("U2")
        bo.tz = tz
        await members.join(uow, "U2", policy=POLICY, feeds=FEEDS, at=at)
    return await planned(team)


async def blocks(team: Team) -> Sequence[Block]:
    async with team.storage.look(team.workspace_id) as uow:
        return await uow.blocks.weeks("U2", date(2020, 1, 6))


async def planned(team: Team) -> list[str]:
    """Return the blocks that are to take place, by the clock of where Bo is."""
    async with team.storage.look(team.workspace_id) as uow:
        member = await members.active(uow, "U2")
    there = ZoneInfo(member.tz)
    return [f"{b.starts_at.astimezone(there):%a %d %b %H:%M}" for b in await blocks(team) if b.state == "planned"]


async def fed(team: Team, now: datetime, days: int = 20) -> list[str]:
    """Return what a calendar shows that subscribes to Bo's feed."""
    async with team.storage.look(team.workspace_id) as uow:
        member = await members.active(uow, "U2")
        text = feed.calendar(await publishing.feed_of(uow, member, policy=POLICY, now=now))
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(text))
    begins = sorted(event["DTSTART"].dt for event in found.between(now - timedelta(days=7), now + timedelta(days=days)))
    return [f"{at.astimezone(ZoneInfo(member.tz)):%a %d %b %H:%M}" for at in begins]


async def look_after(team: Team, at: datetime) -> None:
    while await team.storage.in_bulk(lambda bulk: due.hand_out(bulk, at)):
        pass


async def plan(team: Team, at: datetime) -> None:
    async with team.storage.begin(team.workspace_id) as uow:
        await weeks.plan(uow, await members.active(uow, "U2"), policy=POLICY, at=at)


async def test_who_joins_on_a_friday_at_13_55_has_a_block_in_five_minutes_and_hears_of_it(
    team: Team, jobs: Jobs
) -> None:
    at = datetime(2026, 11, 27, 12, 55, tzinfo=UTC)
    assert (await joined(team, at))[0] == "Fri 27 Nov 14:00"
    await look_after(team, at + timedelta(seconds=20))
    [reminder] = jobs.of(RemindOfBlock)
    assert reminder.block_id == (await blocks(team))[0].id
    assert not jobs.of(LookForConflicts), "it is too late to move it"


async def test_who_joins_when_the_block_has_begun_has_the_next_one(team: Team) -> None:
    assert (await joined(team, datetime(2026, 11, 27, 13, 0, tzinfo=UTC)))[0] == "Fri 04 Dec 14:00"


async def test_a_member_who_travels_has_it_at_the_same_hour_there(team: Team) -> None:
    await joined(team, MONDAY)
    async with team.storage.begin(team.workspace_id) as uow:
        person = Member(user_id="U2", tz="Asia/Kolkata")
        await members.follow(uow, person, policy=POLICY, at=MONDAY + timedelta(days=1))
    assert (await planned(team))[:2] == ["Fri 27 Nov 14:00", "Fri 04 Dec 14:00"]
    assert (await blocks(team))[0].starts_at == datetime(2026, 11, 27, 8, 30, tzinfo=UTC)


async def test_who_travels_west_on_the_day_has_it_once(team: Team, jobs: Jobs) -> None:
    await joined(team, MONDAY)
    over = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
    for at in (over - timedelta(hours=2, minutes=5), over):
        await look_after(team, at)
    async with team.storage.begin(team.workspace_id) as uow:
        await members.follow(uow, Member(user_id="U2", tz="America/New_York"), policy=POLICY, at=over)
    assert len([block for block in await blocks(team) if block.week == date(2026, 11, 23)]) == 1
    assert (await blocks(team))[0].starts_at == datetime(2026, 11, 27, 13, tzinfo=UTC), "what was, stays where it was"
    assert len(jobs.of(EndBlock)) == 1


async def test_a_changed_country_brings_its_weekend_and_its_holidays(team: Team) -> None:
    await joined(team, MONDAY)
    change = Wanted(country="SA", days={0, 1, 2, 3, 6})
    async with team.storage.begin(team.workspace_id) as uow:
        await members.change(uow, "U2", change, policy=POLICY, at=MONDAY)
    assert {each[:3] for each in await planned(team)} == {"Thu"}, "Friday is a day off there"
    async with team.storage.begin(team.workspace_id) as uow:
        everyday = Wanted(country="GB", days={0, 1, 2, 3, 4})
        await members.change(uow, "U2", everyday, policy=POLICY, at=MONDAY)
    assert "Thu 24 Dec 14:00" in await planned(team), "the 25th is a holiday there"
    assert await fed(team, MONDAY, days=40) == [each for each in await planned(team) if "Jan" not in each]


@pytest.mark.parametrize(
    ("since", "weekday", "comes"),
    [(24, 2, ["Wed 25 Nov 14:00", "Wed 02 Dec 14:00"]),
     (24, 0, ["Mon 30 Nov 14:00", "Mon 07 Dec 14:00"]),
     (28, 5, ["Fri 27 Nov 14:00", "Fri 04 Dec 14:00"])],
    ids=["sooner in it", "on a day of it that is over", "on its Saturday, after the present rule's Friday"],
)  # fmt: skip
async def test_a_rule_changed_in_the_middle_of_a_week_gives_that_week_no_two_blocks(
    team: Team, since: int, weekday: int, comes: list[str]
) -> None:
    await joined(team, MONDAY)
    await set_rule(team, Rule(weekday=weekday, since=date(2026, 11, since)), MONDAY)
    found = await planned(team)
    assert found[:2] == comes
    assert len({block.week for block in await blocks(team)}) == len(await blocks(team))
    assert (await fed(team, MONDAY))[:2] == found[:2], "and calendars show the same"


async def test_a_block_that_is_to_come_before_another_rule_holds_stays_the_one_of_its_week(team: Team) -> None:
    await set_rule(team, Rule(weekday=2, since=date(2026, 11, 23)), MONDAY)
    await joined(team, MONDAY)
    await set_rule(team, Rule(weekday=4, since=date(2026, 11, 26)), MONDAY)
    assert (await planned(team))[:2] == ["Wed 25 Nov 14:00", "Fri 04 Dec 14:00"]
    assert (await fed(team, MONDAY))[:2] == ["Wed 25 Nov 14:00", "Fri 04 Dec 14:00"]


async def test_a_rule_changed_after_its_block_adds_none_to_that_week(team: Team) -> None:
    await set_rule(team, Rule(weekday=1, since=date(2026, 11, 23)), MONDAY)
    await joined(team, MONDAY)
    over = datetime(2026, 11, 24, 16, tzinfo=UTC)
    for at in (over - timedelta(hours=3, minutes=9), over):
        await look_after(team, at)
    await set_rule(team, Rule(weekday=4, since=date(2026, 11, 25)), over)
    assert [f"{block.starts_at:%a %d}" for block in await blocks(team)][:2] == ["Tue 24", "Fri 04"]
    assert (await fed(team, over))[:2] == ["Tue 24 Nov 14:00", "Fri 04 Dec 14:00"], "and calendars show the same"


async def set_rule(team: Team, rule: Rule, at: datetime) -> None:
    async with team.storage.begin(team.workspace_id) as uow:
        await rules.set_rule(uow, "U1", rule, seen=await rules.version_of(uow), at=at)
        if (member := await uow.blocks.member("U2")) is not None:
            await weeks.plan(uow, member, policy=POLICY, at=at)


async def test_of_a_deactivated_member_all_is_withdrawn(team: Team, jobs: Jobs) -> None:
    await joined(team, MONDAY)
    async with team.storage.begin(team.workspace_id) as uow:
        uow.add(CalendarConnection(user_id="U2", kind="google", name="b", sealed=b"", connected_at=MONDAY))
        secret = FEEDS.address(await members.active(uow, "U2"), team.workspace_id).rpartition("/")[2][: -len(".ics")]
        gone = await uow.members.get_or_add("U2")
        gone.is_deleted = True
        await members.follow(uow, gone, policy=POLICY, at=MONDAY)
    assert {block.state for block in await blocks(team)} == {"withdrawn"}
    assert len(jobs.of(DisconnectCalendar)) == 1
    assert await publishing.published(team.storage, secret, policy=POLICY, now=MONDAY) is None
    await look_after(team, MONDAY + timedelta(days=6))
    assert not jobs.of(RemindOfBlock)


async def test_a_clock_that_is_put_back_and_forward_again_doubles_nothing(team: Team, jobs: Jobs) -> None:
    await joined(team, MONDAY)
    friday = datetime(2026, 11, 27, 12, 50, 5, tzinfo=UTC)
    hour = timedelta(hours=1)
    for at in (
        MONDAY + timedelta(days=3, hours=4),
        friday,
        friday - hour,
        friday - 30 * hour,
        friday,
        friday + 3 * hour,
    ):
        await look_after(team, at)
        await plan(team, at)
    this_week = (await blocks(team))[0]
    assert [job.block_id for job in jobs.of(RemindOfBlock)].count(this_week.id) == 1
    assert [job.block_id for job in jobs.of(EndBlock)].count(this_week.id) == 1


async def test_a_block_is_not_moved_onto_another_one(team: Team) -> None:
    """Last week's of a night shift may lie in this week: the team's, and one that its owner moved, never meet."""
    await joined(team, MONDAY)
    async with team.storage.begin(team.workspace_id) as uow:
        first, second, *_ = await uow.blocks.weeks("U2", date(2026, 11, 23))
        weeks.put_by_owner(second, MONDAY + timedelta(days=3), MONDAY + timedelta(days=3, hours=2), at=MONDAY)
        member = await members.active(uow, "U2")
        with pytest.raises(CannotMove, match="another learning block"):
            await weeks.move(uow, member, first, MONDAY + timedelta(days=3, hours=1), at=MONDAY)


async def test_a_block_ends_within_its_week_save_in_a_night_shift(team: Team) -> None:
    await joined(team, MONDAY)
    late = datetime(2026, 11, 29, 22, 30, tzinfo=UTC)
    async with team.storage.begin(team.workspace_id) as uow:
        first, *_ = await uow.blocks.weeks("U2", date(2026, 11, 23))
        member = await members.active(uow, "U2")
        with pytest.raises(CannotMove, match="after its week is over"):
            await weeks.move(uow, member, first, late, at=MONDAY)
        assert not first.is_moved
        await weeks.move(uow, member, first, late - timedelta(minutes=90), at=MONDAY)
        assert first.ends_at == datetime(2026, 11, 29, 23, tzinfo=UTC), "midnight there is still within it"
        member.days, member.day_begins, member.day_ends = [6], 22 * 60, 6 * 60
        await weeks.move(uow, member, first, late, at=MONDAY)
    assert "Sun 29 Nov 23:30" in await planned(team)


@pytest.mark.parametrize(("kind", "looks"), [("caldav", 1), ("email", 0)])
async def test_a_block_that_is_moved_is_looked_at_where_a_calendar_says_what_stands_there(
    team: Team, jobs: Jobs, kind: str, looks: int
) -> None:
    await joined(team, MONDAY)
    async with team.storage.begin(team.workspace_id) as uow:
        uow.add(CalendarConnection(user_id="U2", kind=kind, name="Work", sealed=b"", connected_at=MONDAY))
        first, *_ = await uow.blocks.weeks("U2", date(2026, 11, 23))
        await weeks.move(uow, await members.active(uow, "U2"), first, MONDAY + timedelta(days=2), at=MONDAY)
        moved = (first.id, first.sequence, "moved")
    found = [(job.block_id, job.sequence, job.step) for job in jobs.of(LookForConflicts)]
    assert found == [moved] * looks


async def test_one_that_is_made_up_for_is_looked_at_too(team: Team, jobs: Jobs) -> None:
    await joined(team, MONDAY)
    async with team.storage.begin(team.workspace_id) as uow:
        uow.add(CalendarConnection(user_id="U2", kind="caldav", name="Work", sealed=b"", connected_at=MONDAY))
        first, *_ = await uow.blocks.weeks("U2", date(2026, 11, 23))
        weeks.skip(first)
        await lapsing.make_up(uow, await members.active(uow, "U2"), first.id, MONDAY + timedelta(days=2), at=MONDAY)
    assert [job.step for job in jobs.of(LookForConflicts)] == ["moved"]
