"""Inviting: a calendar that is reached by e-mail shows what is planned, whatever happens, and hears nothing twice."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.learning_blocks.conflicts import Span
from bot.learning_blocks.invited import invitation_of
from bot.learning_blocks.inviting import Plan, next_step
from bot.learning_blocks.schedule import WEEK, Rule, upcoming, week_of
from bot.learning_blocks.series import Series, Word
from bot.ports.calendar import Protection
from bot.ports.invitation import Invitation, Method
from bot.workspaces import countries
from bot.workspaces.working_times import WorkingTimes
from tests.support.mailbox import Mailbox

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
BERLIN = WorkingTimes("Europe/Berlin")
FRIDAY = datetime(2026, 11, 27, 13, tzinfo=UTC)
HOURS = timedelta(hours=2)


@dataclass
class Life:
    """Somebody's blocks and the two kinds of calendars that their invitations reach."""

    rules: list[Rule] = field(default_factory=lambda: [Rule()])
    times: WorkingTimes = BERLIN
    protection: Protection = Protection.FIRM
    now: datetime = NOW
    blocks: dict[date, Span | None] = field(default_factory=dict)
    own: set[date] = field(default_factory=set)
    """Weeks that their owner moved or skipped."""
    sent: list[Series] = field(default_factory=list)
    boxes: tuple[Mailbox, Mailbox] = field(default_factory=lambda: (Mailbox(keeps=True), Mailbox(keeps=False)))

    def __post_init__(self) -> None:
        self.plans()

    def plans(self) -> None:
        """Plan the next weeks, as `bot.learning_blocks.weeks` does."""
        wanted = {p.week: (p.starts, p.ends) for p in upcoming(self.rules, self.times, after=self.now, weeks=5)}
        for week in {*wanted, *self.blocks}:
            there = self.blocks.get(week)
            has_begun = there is not None and there[0] <= self.now
            if week in self.own or has_begun or (week in self.blocks and week < week_of(self.now.date()) - WEEK):
                continue
            self.blocks[week] = wanted.get(week)

    def plan(self) -> Plan:
        return Plan(self.rules, self.times, self.protection, self.blocks)

    def hears(self, *, plan: Plan | None = None) -> list[Invitation]:
        """Send what is to be sent; returns it."""
        messages: list[Invitation] = []
        while (step := next_step(self.sent, plan or self.plan(), uid=f"uid{len(self.sent)}", at=self.now)) is not None:
            self.takes(step.series)
            messages.append(invitation_of(step.series, step.word, address="bo@example.com", name="Bo"))
            assert len(messages) < 60, "it goes on for ever"
        for message in messages:
            for box in self.boxes:
                box.takes(message)
        return messages

    def takes(self, series: Series) -> None:
        self.sent = [*(each for each in self.sent if each.uid != series.uid), series]

    def puts(self, week: date, span: Span | None) -> None:
        """Move or skip the block of a week, by its owner's hand."""
        self.blocks[week] = span
        self.own.add(week)

    def planned_until(self) -> datetime:
        """Blocks that begin before this moment are all planned: the one of a week may be up to a week before it."""
        return datetime.combine(max(self.blocks) - WEEK, datetime.min.time(), UTC)

    def shown(self, days: int | None = None) -> list[list[Span]]:
        """What both calendars show."""
        until = self.planned_until() if days is None else self.now + timedelta(days)
        return [box.shows(self.now, until) for box in self.boxes]

    def wanted(self) -> list[Span]:
        """What is planned."""
        until = self.planned_until()
        return sorted(span for span in self.blocks.values() if span is not None and self.now < span[0] < until)


def week(number: int = 0) -> date:
    return week_of(NOW.date()) + WEEK * number


def kinds(messages: list[Invitation]) -> list[tuple[str, bool]]:
    """What was sent: by which method, and whether of a single one."""
    return [(message.method.value, message.instance is not None) for message in messages]


def test_a_series_is_sent_once_and_then_nothing() -> None:
    life = Life()
    [first] = life.hears()
    assert (first.method, first.sequence, first.rule) == (Method.REQUEST, 0, "FREQ=WEEKLY;BYDAY=FR")
    assert first.starts == FRIDAY
    for _ in range(3):
        life.now += timedelta(hours=1)
        assert not life.hears()
    life.now += timedelta(days=6)
    life.plans()
    assert not life.hears(), "the next week is as the series has it"


def test_a_week_that_is_left_out_and_one_that_is_moved_are_one_message_each() -> None:
    life = Life()
    life.hears()
    life.puts(week(0), None)
    [left_out] = life.hears()
    assert (left_out.method, left_out.instance, left_out.sequence) == (Method.CANCEL, FRIDAY, 1)
    moved = FRIDAY + timedelta(days=6)
    life.puts(week(1), (moved, moved + HOURS))
    [told] = life.hears()
    assert (told.method, told.instance, told.starts) == (Method.REQUEST, FRIDAY + timedelta(7), moved)
    life.puts(week(0), (FRIDAY, FRIDAY + HOURS))
    [back] = life.hears()
    assert (back.method, back.instance, back.starts) == (Method.REQUEST, FRIDAY, FRIDAY)
    assert [back.sequence, told.sequence] == [3, 2]


def test_a_holiday_is_told_when_its_week_is_planned() -> None:
    life = Life(now=NOW - 2 * WEEK, times=replace(BERLIN, country="DE"))
    assert kinds(life.hears()) == [("REQUEST", False)]
    life.now += timedelta(days=7)
    life.plans()
    # Christmas Day is a Friday in 2026.
    [told] = life.hears()
    assert (told.instance, told.starts) == (FRIDAY + timedelta(28), FRIDAY + timedelta(27))


def test_what_is_left_out_from_the_beginning_is_said_with_the_series() -> None:
    life = Life()
    life.puts(week(1), None)
    [series] = life.hears()
    assert series.left_out == (FRIDAY + timedelta(7),)
    life.puts(week(1), (FRIDAY + timedelta(7), FRIDAY + timedelta(7) + HOURS))
    [again] = life.hears()
    assert (again.method, again.instance, again.left_out, again.sequence) == (Method.REQUEST, None, (), 1)


def test_another_rule_ends_the_series_and_begins_one() -> None:
    life = Life(now=NOW - WEEK)
    life.hears()
    life.now = NOW
    since = date(2026, 12, 10)
    life.rules = [Rule(until=since), Rule(weekday=1, since=since)]
    life.plans()
    ended, begun = life.hears()
    assert ended.uid != begun.uid
    assert ended.rule == "FREQ=WEEKLY;BYDAY=FR;UNTIL=20261204T130000Z"
    assert (begun.rule, begun.starts) == ("FREQ=WEEKLY;BYDAY=TU", datetime(2026, 12, 15, 13, tzinfo=UTC))


def test_a_rule_that_is_only_written_anew_sends_nothing() -> None:
    life = Life()
    life.hears()
    since = date(2026, 12, 10)
    life.rules = [Rule(until=since), Rule(since=since, covered="C1")]
    life.plans()
    assert not life.hears()


def test_another_protection_is_said_of_the_series_and_of_what_was_told() -> None:
    life = Life()
    life.hears()
    moved = FRIDAY + timedelta(days=6)
    life.puts(week(1), (moved, moved + HOURS))
    life.puts(week(2), None)
    life.hears()
    life.protection = Protection.SOFT
    sent = life.hears()
    assert kinds(sent) == [("REQUEST", False), ("REQUEST", True)]
    assert {message.protection for message in sent} == {Protection.SOFT}
    assert sent[0].left_out == (FRIDAY + timedelta(14),)


def test_leaving_takes_back_what_has_not_begun_and_ends_what_has() -> None:
    nothing = Plan([], BERLIN, Protection.FIRM, {})
    fresh = Life()
    fresh.hears()
    assert kinds(fresh.hears(plan=nothing)) == [("CANCEL", False)]
    assert not fresh.hears(plan=nothing)
    older = Life()
    older.hears()
    older.now = FRIDAY + timedelta(days=1)
    moved = FRIDAY + timedelta(days=5)
    older.puts(week(1), (moved, moved + HOURS))
    older.plans()
    older.hears()
    taken, ended = older.hears(plan=nothing)
    assert (taken.method, taken.starts) == (Method.CANCEL, moved)
    assert ended.rule == "FREQ=WEEKLY;BYDAY=FR;UNTIL=20261127T130000Z"
    assert older.shown() == [[], []]
    assert [box.shows(NOW, older.now) for box in older.boxes] == [[(FRIDAY, FRIDAY + HOURS)]] * 2, "what was, stays"


def test_a_block_that_no_rule_bears_any_more_comes_once() -> None:
    life = Life()
    life.hears()
    moved = FRIDAY + timedelta(days=6)
    life.puts(week(1), (moved, moved + HOURS))
    life.hears()
    life.rules = [replace(life.rules[0], until=date(2026, 11, 30)), Rule(every=2, since=date(2026, 12, 7))]
    life.plans()
    assert kinds(life.hears())[-1] == ("REQUEST", False)
    assert life.shown() == [life.wanted()] * 2


def test_what_was_begun_stays_as_it_stands() -> None:
    life = Life()
    life.hears()
    life.now = FRIDAY + timedelta(minutes=5)
    life.puts(week(0), None)
    assert not life.hears()


# --- lives --------------------------------------------------------------------------------------------------------

ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Riyadh", "Australia/Lord_Howe", "Pacific/Chatham"]


def a_rule(chance: random.Random, **more: object) -> Rule:
    minute = 5 * chance.randrange(6 * 12, 20 * 12)
    made = Rule(chance.randrange(7), minute, chance.choice([60, 120]), chance.choice([1, 1, 2]))
    return replace(made, **more)  # type: ignore[arg-type]


def lives_on(life: Life, chance: random.Random) -> None:
    """Something happens."""
    today = life.now.date()
    ahead = [each for each in sorted(life.blocks) if each >= week_of(today)]
    acts = ["move", "move", "skip", "skip", "back", "rule", "rule", "travel", "level", "days", "time", "time"]
    match chance.choice(acts) if ahead else "time":
        case "move":
            chosen = chance.choice(ahead)
            starts = datetime.combine(chosen, datetime.min.time(), UTC) + timedelta(minutes=15 * chance.randrange(672))
            if starts > life.now and life.blocks[chosen] is not None:
                life.puts(chosen, (starts, starts + timedelta(minutes=chance.choice([30, 60, 120]))))
        case "skip":
            life.puts(chance.choice(ahead), None)
        case "back":
            life.own.clear()
        case "rule":
            since = today + timedelta(days=chance.randrange(0, 60))
            kept = [replace(r, until=min(r.until or since, since)) for r in life.rules if r.since < since]
            again = replace(life.rules[-1], since=since, until=None)
            life.rules = [*kept, chance.choice([a_rule(chance, since=since), again])]
        case "travel":
            zone = chance.choice(ZONES)
            life.times = replace(life.times, zone=zone, country=countries.country_of(zone))
        case "level":
            life.protection = chance.choice(list(Protection))
        case "days":
            life.times = replace(life.times, days=frozenset(chance.sample(range(7), chance.randint(1, 6))))
        case "time":
            life.now += timedelta(hours=chance.choice([1, 20, 24 * 7, 24 * 25]))


def is_odd(span: Span, life: Life) -> bool:
    """Whether it is in an hour that is left out or comes twice somewhere: each calendar's own affair."""
    return any(
        span[0].astimezone(ZoneInfo(zone)).replace(fold=1).utcoffset() != span[0].astimezone(ZoneInfo(zone)).utcoffset()
        for zone in ZONES
    )


def even(spans: list[Span], life: Life) -> list[Span]:
    return [span for span in spans if not is_odd(span, life)]


@pytest.mark.parametrize("seed", range(25))
def test_in_every_life_both_calendars_show_what_is_planned(seed: int) -> None:
    chance = random.Random(seed)
    life = Life(rules=[a_rule(chance)], now=NOW + timedelta(days=chance.randrange(3_000)))
    life.hears()
    for _ in range(20):
        lives_on(life, chance)
        if chance.random() < 0.6:
            life.plans()
            life.hears()
            assert not life.hears()
            assert [even(each, life) for each in life.shown()] == [even(life.wanted(), life)] * 2
    life.hears(plan=Plan([], life.times, life.protection, {}))
    assert life.shown(400) == [[], []]


@pytest.mark.parametrize("seed", range(10))
def test_a_message_that_is_sent_again_changes_nothing(seed: int) -> None:
    chance = random.Random(seed)
    life = Life(rules=[a_rule(chance)])
    again = Mailbox(keeps=chance.choice([True, False]))
    for _ in range(12):
        for message in life.hears():
            for _ in range(chance.choice([1, 2])):
                again.takes(message)
        lives_on(life, chance)
        life.plans()
    for message in life.hears():
        again.takes(message)
    assert even(again.shows(life.now, life.planned_until()), life) == even(life.wanted(), life)


def test_what_is_known_comes_back_from_its_json() -> None:
    life = Life()
    life.puts(week(1), None)
    life.hears()
    life.puts(week(2), (FRIDAY + timedelta(12), FRIDAY + timedelta(12) + HOURS))
    life.hears()
    for series in life.sent:
        held: Mapping[str, object] = series.model_dump(mode="json")
        assert Series.model_validate(held) == series
    word = Word(method=Method.CANCEL, shown=(FRIDAY, FRIDAY + HOURS), said_at=NOW, instance=FRIDAY.replace(tzinfo=None))
    assert Word.model_validate(word.model_dump(mode="json")) == word
