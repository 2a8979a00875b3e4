"""Quiet during a block: what is set, what is put back, and that its owner's own word wins, wherever we are killed."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.learning_blocks.quiet_rule import EMOJI, TEXT, Pause, Span
from bot.ports.chat import ChatRefused, Status
from bot.ports.own_status import Shown
from tests.support.own_status import Killed, Person, Thrice

FRIDAY = datetime(2026, 11, 27, tzinfo=UTC)
HOME = Status("house_with_garden", "Working from home", None)
MEETING = Status("calendar", "In a meeting", FRIDAY + timedelta(hours=15))


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    return FRIDAY + timedelta(hours=hour, minutes=minute, seconds=second)


def ours(until: datetime) -> Status:
    return Status(EMOJI, TEXT, until)


class Day:
    """A Friday with a block from two to four, unless told otherwise."""

    def __init__(self, *blocks: Span) -> None:
        self.now = at(12)
        self.person = Person(lambda: self.now)
        self.thrice = Thrice(self.person, lambda: self.now)
        self.thrice.blocks = list(blocks or [Span(at(14), at(16))])

    async def comes(self, moment: datetime) -> Shown:
        """It is then, and Thrice does what is due; returns what is to be seen."""
        self.now = moment
        await self.thrice.runs()
        return self.person.shown

    def member_shows(self, status: Status | None, moment: datetime) -> None:
        self.now = moment
        self.person.shows(status)
        self.thrice.hears(status)

    def member_pauses(self, until: datetime | None, moment: datetime) -> None:
        self.now = moment
        self.person.pauses(until)


@pytest.fixture
def day() -> Day:
    return Day()


async def test_a_block_shows_and_pauses_for_its_length_and_nothing_stays(day: Day) -> None:
    assert await day.comes(at(13, 59)) == Shown()
    assert await day.comes(at(14, 0, 20)) == Shown(ours(at(16)), at(16, 0, 20)), "rather some seconds too long"
    assert await day.comes(at(15)) == Shown(ours(at(16)), at(16, 0, 20))
    assert await day.comes(at(16)) == Shown()
    assert day.thrice.kept is None
    assert day.thrice.effects == [f"show {TEXT}", "pause", "end pause"], "each once"


async def test_what_was_there_before_comes_back(day: Day) -> None:
    day.person.shows(HOME)
    assert (await day.comes(at(14))).status == ours(at(16))
    assert (await day.comes(at(16, 0, 15))).status == HOME


async def test_a_status_whose_own_end_came_meanwhile_is_not_put_back(day: Day) -> None:
    day.person.shows(MEETING)
    await day.comes(at(14))
    day.thrice.blocks = [Span(at(14), at(15, 30))]
    await day.comes(at(14, 10))
    day.thrice.blocks = []
    assert (await day.comes(at(15, 10))).status is None
    assert MEETING.text not in str(day.thrice.effects)


async def test_a_status_that_has_not_ended_comes_back_with_its_end(day: Day) -> None:
    day.person.shows(MEETING)
    await day.comes(at(14))
    day.thrice.blocks = []
    assert await day.comes(at(14, 30)) == Shown(MEETING, None)


async def test_a_status_that_its_owner_changed_stays_theirs(day: Day) -> None:
    day.person.shows(HOME)
    await day.comes(at(14))
    day.member_shows(MEETING, at(14, 30))
    assert (await day.comes(at(14, 40))).status == MEETING, "and is not set again"
    assert (await day.comes(at(16))).status is None, "it ended by itself at three"


async def test_a_status_that_its_owner_cleared_stays_cleared(day: Day) -> None:
    day.person.shows(HOME)
    await day.comes(at(14))
    day.member_shows(None, at(14, 30))
    assert (await day.comes(at(16, 1))).status is None


async def test_only_its_end_changed_is_its_owners_word_too(day: Day) -> None:
    day.person.shows(HOME)
    await day.comes(at(14))
    day.member_shows(ours(at(18)), at(14, 30))
    assert (await day.comes(at(16))).status == ours(at(18))


async def test_a_pause_that_ends_later_is_never_shortened(day: Day) -> None:
    day.person.pauses(at(18))
    assert (await day.comes(at(14))).paused_until == at(18)
    assert (await day.comes(at(16))).paused_until == at(18)
    assert "pause" not in day.thrice.effects


async def test_a_pause_without_end_is_left_alone(day: Day) -> None:
    day.person.pauses(datetime.max.replace(tzinfo=UTC))
    await day.comes(at(14))
    assert (await day.comes(at(16))).paused_until == datetime.max.replace(tzinfo=UTC)


async def test_a_shorter_pause_is_prolonged_and_put_back_where_the_block_is_cut_short(day: Day) -> None:
    day.person.pauses(at(15))
    assert (await day.comes(at(14))).paused_until == at(16)
    day.thrice.blocks = []
    assert (await day.comes(at(14, 30))).paused_until == at(15)
    assert day.thrice.kept is None


async def test_a_pause_that_its_owner_ended_stays_ended(day: Day) -> None:
    await day.comes(at(14))
    day.member_pauses(None, at(14, 30))
    for moment in (at(14, 31), at(15), at(16)):
        assert (await day.comes(moment)).paused_until is None
    assert day.thrice.effects.count("pause") == 1


async def test_a_pause_that_its_owner_made_meanwhile_outlives_the_block(day: Day) -> None:
    await day.comes(at(14))
    day.member_pauses(at(20), at(14, 30))
    assert (await day.comes(at(16))).paused_until == at(20)


async def test_two_blocks_after_each_other_are_one_quiet_time() -> None:
    day = Day(Span(at(14), at(16)), Span(at(16), at(17)))
    day.person.shows(HOME)
    assert await day.comes(at(14)) == Shown(ours(at(17)), at(17))
    assert (await day.comes(at(16))).status == ours(at(17))
    assert await day.comes(at(17)) == Shown(HOME, None)
    assert day.thrice.effects == [f"show {TEXT}", "pause", f"show {HOME.text}"], "the pause has ended by itself"


async def test_a_block_that_is_moved_so_that_it_touches_prolongs_the_quiet_time(day: Day) -> None:
    day.person.shows(HOME)
    await day.comes(at(14))
    day.thrice.blocks.append(Span(at(16), at(17)))
    assert await day.comes(at(15)) == Shown(ours(at(17)), at(17))
    assert await day.comes(at(17)) == Shown(HOME, None)


async def test_the_teams_block_and_another_at_once_are_one_quiet_time() -> None:
    day = Day(Span(at(14), at(16)), Span(at(15), at(15, 30)))
    await day.comes(at(14))
    assert (await day.comes(at(15, 40))).status == ours(at(16)), "the shorter one's end is no end"
    assert await day.comes(at(16)) == Shown()


async def test_between_two_blocks_with_a_gap_all_is_as_it_was() -> None:
    day = Day(Span(at(14), at(15)), Span(at(15, 30), at(16)))
    day.person.shows(HOME)
    await day.comes(at(14))
    assert await day.comes(at(15)) == Shown(HOME, None)
    assert (await day.comes(at(15, 30))).status == ours(at(16))
    assert await day.comes(at(16)) == Shown(HOME, None)


async def test_a_restart_in_the_middle_sets_the_rest_and_one_after_the_end_nothing(day: Day) -> None:
    assert await day.comes(at(15, 10)) == Shown(ours(at(16)), at(16))
    over = Day()
    assert await over.comes(at(16, 10)) == Shown()
    assert over.thrice.effects == []


async def test_a_restart_in_the_next_block_ends_the_one_before_first() -> None:
    day = Day(Span(at(14), at(15)), Span(at(15, 30), at(16)))
    day.person.shows(HOME)
    await day.comes(at(14))
    assert (await day.comes(at(15, 40))).status == ours(at(16))
    assert await day.comes(at(16)) == Shown(HOME, None)


async def test_a_restart_long_after_the_end_puts_back_what_has_not_ended(day: Day) -> None:
    day.person.shows(HOME)
    await day.comes(at(14))
    assert await day.comes(at(19)) == Shown(HOME, None)


async def test_a_block_made_longer_and_shorter_again(day: Day) -> None:
    await day.comes(at(14))
    day.thrice.blocks = [Span(at(14), at(17))]
    assert await day.comes(at(14, 10)) == Shown(ours(at(17)), at(17))
    day.thrice.blocks = [Span(at(14), at(15))]
    assert await day.comes(at(14, 20)) == Shown(ours(at(15)), at(15))


async def test_a_pause_from_before_outlives_a_block_made_shorter_than_it(day: Day) -> None:
    day.person.pauses(at(15, 30))
    await day.comes(at(14))
    day.thrice.blocks = [Span(at(14), at(15))]
    assert (await day.comes(at(14, 20))).paused_until == at(15, 30)
    assert (await day.comes(at(15))).paused_until == at(15, 30)


async def test_what_was_left_over_of_ours_is_never_taken_for_somebodys_own(day: Day) -> None:
    day.person.shows(ours(at(16)))
    await day.comes(at(14, 30))
    assert (await day.comes(at(15, 59))).status == ours(at(16))
    day.thrice.blocks = []
    assert (await day.comes(at(15, 59, 30))).status is None


async def test_what_the_chat_will_not_take_is_given_up_and_the_rest_goes_on(day: Day) -> None:
    async def refuses(_status: Status | None) -> None:
        raise ChatRefused("invalid_emoji_not_allowed")

    hand = day.thrice
    hand.show = refuses  # type: ignore[method-assign]
    assert await day.comes(at(14)) == Shown(None, at(16))
    assert await day.comes(at(16)) == Shown()
    assert hand.kept is None


def test_a_pause_is_counted_in_whole_minutes_and_never_too_short() -> None:
    assert Pause(at(16)).minutes(at(14)) == 120
    assert Pause(at(16)).minutes(at(14, 0, 1)) == 120
    assert Pause(at(16)).minutes(at(15, 59, 59)) == 1


async def test_killed_at_each_step_and_run_again_it_comes_to_the_same() -> None:
    for step in range(40):
        day = Day()
        day.person.shows(HOME)
        day.person.pauses(at(15))
        day.thrice.dies_after = step
        for moment, wanted in ((at(14), Shown(ours(at(16)), at(16))), (at(16), Shown(HOME, None))):
            try:
                found = await day.comes(moment)
            except Killed:
                found = await day.comes(moment)
            assert found == wanted, f"killed at step {step}"
        if day.thrice.dies_after is not None:
            assert step > 12, "it was killed at every step before"
            return
    raise AssertionError("it never came to an end by itself")


async def killed_after(day: Day, steps: int, moment: datetime) -> None:
    """Let it die after so many steps that leave a trace: two for each thing that is written, shown or paused."""
    day.thrice.dies_after = steps
    with pytest.raises(Killed):
        await day.comes(moment)


async def test_what_was_set_but_not_noted_is_put_back_though_nobody_looked_until_it_was_over(day: Day) -> None:
    day.person.shows(HOME)
    await killed_after(day, 3, at(14))
    assert day.person.shown.status == ours(at(16))
    assert (await day.comes(at(19))).status == HOME


async def test_what_was_set_but_not_noted_is_recognised_also_after_it_was_to_be_prolonged(day: Day) -> None:
    day.person.shows(HOME)
    await killed_after(day, 3, at(14))
    assert day.thrice.kept is not None
    day.thrice.kept = replace(day.thrice.kept, status=replace(day.thrice.kept.status, ends_at=None))  # untold of it
    day.thrice.blocks = [Span(at(14), at(17))]
    await killed_after(day, 1, at(14, 10))
    assert (await day.comes(at(14, 20))).status == ours(at(17))
    assert (await day.comes(at(17))).status == HOME


async def test_a_block_that_is_known_too_late_to_be_longer_is_shown_for_the_rest(day: Day) -> None:
    day.person.shows(HOME)
    await day.comes(at(14))
    day.thrice.blocks = [Span(at(14), at(17))]
    assert (await day.comes(at(16, 5))).status == ours(at(17)), "ours had ended at four by itself"
    assert (await day.comes(at(17))).status == HOME


async def test_a_status_cleared_right_after_it_was_put_back_is_not_put_back_twice(day: Day) -> None:
    day.person.shows(HOME)
    await day.comes(at(14))
    await killed_after(day, 3, at(16))
    assert day.person.shown.status == HOME
    day.member_shows(None, at(16, 0, 1))
    assert (await day.comes(at(16, 0, 2))).status is None


# Whatever happens ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Deed:
    """Something that happens, so many minutes after the last."""

    after: int
    what: str
    value: int = 0
    dies_after: int | None = None


DEEDS = st.builds(
    Deed,
    after=st.integers(0, 45),
    what=st.sampled_from(["tick", "tick", "tick", "status", "clear", "pause", "unpause", "skip", "prolong", "next"]),
    value=st.integers(1, 6),
    dies_after=st.one_of(st.none(), st.integers(0, 8)),
)


class Twice:
    """One day as it is, beside the same day had Thrice never been there. Nobody clears what is not to be seen."""

    def __init__(self) -> None:
        self.day = Day()
        self.alone = Person(lambda: self.day.now)

    def happens(self, deed: Deed) -> None:
        day, people = self.day, (self.day.person, self.alone)
        day.now += timedelta(minutes=deed.after)
        match deed.what:
            case "status":
                ends = day.now + timedelta(minutes=20 * deed.value) if deed.value % 2 else None
                status = Status("coffee", f"Away {deed.value}", ends)
                [person.shows(status) for person in people]
                day.thrice.hears(status)
            case "clear" if day.person.shown.status is not None:
                [person.shows(None) for person in people]
                day.thrice.hears(None)
            case "pause" if not self.cannot_be_told_from_ours(until := day.now + timedelta(minutes=30 * deed.value)):
                [person.pauses(until) for person in people]
            case "unpause" if day.person.shown.paused_until is not None:
                [person.pauses(None) for person in people]
            case "skip":
                day.thrice.blocks = []
            case "prolong":
                day.thrice.blocks = [Span(s, e + timedelta(minutes=10 * deed.value)) for s, e in day.thrice.blocks]
            case "next":
                starts = day.now + timedelta(minutes=deed.value)
                day.thrice.blocks.append(Span(starts, starts + timedelta(hours=1)))
        day.thrice.dies_after = deed.dies_after
        with suppress(Killed):
            asyncio.run(day.thrice.runs())
        day.thrice.dies_after = None

    def cannot_be_told_from_ours(self, until: datetime) -> bool:
        """Whether a pause ends when ours does, or one of ours would that we died over: nobody can tell whose it is."""
        kept = self.day.thrice.kept
        ends = (kept.pause.ends_at, kept.pause.next_ends_at) if kept is not None else ()
        return any(each is not None and abs(until - each) <= timedelta(seconds=90) for each in ends)

    def goes_to_sleep(self) -> None:
        """The day comes to its end, with nothing in the way any more."""
        self.day.now = max([self.day.now, *(span.ends for span in self.day.thrice.blocks)])
        asyncio.run(self.day.thrice.runs())


@settings(max_examples=400)
@given(st.lists(DEEDS, max_size=14), st.integers(0, 90))
def test_in_the_end_all_is_as_if_we_had_never_been_there(deeds: list[Deed], begins: int) -> None:
    world = Twice()
    world.day.now = at(13) + timedelta(minutes=begins)
    for deed in deeds:
        world.happens(deed)
    world.goes_to_sleep()
    seen, alone = world.day.person.shown, world.alone.shown
    assert seen.status == alone.status
    assert world.day.thrice.kept is None
    if seen.paused_until != alone.paused_until:
        assert seen.paused_until is not None
        assert alone.paused_until is not None
        assert timedelta(0) <= seen.paused_until - alone.paused_until < timedelta(minutes=1), "put back to the minute"
