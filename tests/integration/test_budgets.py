"""Budgets as rows of both databases: spent once, told of at most twice a quarter, and of one workspace alone."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.errors import BotError, NotAllowed, NotFound
from bot.learning import budgets, learners, reminding
from bot.learning.amounts import TIME, Amount
from bot.learning.budgets import Given, NothingGiven, QuarterOver, TooMuch
from bot.learning.jobs import RemindOfBudget
from bot.learning.policy import LearningPolicy
from bot.learning.quarters import Quarter
from bot.learning.reminding import Reminder
from bot.slack import budget_views
from bot.slack.blockkit import budgets as shown
from bot.slack.blockkit.refs import SpendingRef, UnknownButton
from models.learners import Learner, Nudge
from models.members import Member
from models.uow import Storage, UnitOfWork
from tests.unit.rules.conftest import Jobs
from tests.wiki_world import Team

Q4 = Quarter(2026, 4)
NOVEMBER = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 17, 10, 30, tzinfo=UTC)
LAST = datetime(2026, 12, 30, 10, 30, tzinfo=UTC)
NOBODY: Mapping[str, datetime] = {}


@pytest.fixture
def jobs() -> Jobs:
    return Jobs()


@pytest.fixture
async def team(storage: Storage, jobs: Jobs) -> AsyncIterator[Team]:
    """A team in which each member has ten hours and 300 EUR this quarter; Chen (U3) learns."""
    team = await Team.founded(Storage(storage.engine, jobs))
    async with team.storage.begin(team.workspace_id) as uow:
        await budgets.give(uow, "U1", [Given(Q4, Decimal(600), (Decimal(300), "EUR"))], at=NOVEMBER)
        await learners.join(uow, "U3", policy=LearningPolicy(), at=NOVEMBER)
    yield team
    await team.storage.close()


def hours(number: str) -> Amount:
    return Amount(Decimal(number) * 60, (TIME,))


async def left(team: Team, user_id: str, quarter: Quarter = Q4) -> dict[str, Decimal]:
    async with team.storage.look(team.workspace_id) as uow:
        return {pot.unit: pot.left for pot in await budgets.pots_of(uow, user_id, quarter)}


async def spend(team: Team, user_id: str, amount: Amount, *, at: datetime = NOVEMBER) -> int:
    async with team.storage.begin(team.workspace_id) as uow:
        return (await budgets.spend(uow, user_id, amount, "Book", at=at)).id


async def test_of_ten_who_spend_at_once_what_is_left_is_spent_once(team: Team) -> None:
    done = await asyncio.gather(*(spend(team, "U2", hours("2.5")) for _ in range(10)), return_exceptions=True)
    refused = [each for each in done if isinstance(each, BaseException)]
    assert len(refused) == 6
    assert all(isinstance(each, TooMuch) for each in refused), refused
    assert (await left(team, "U2"))[TIME] == 0
    assert (await left(team, "U3"))[TIME] == 600


async def test_money_is_exact(team: Team) -> None:
    for _ in range(3_00):
        await spend(team, "U2", Amount(Decimal("0.1"), ("EUR",)))
    assert (await left(team, "U2"))["EUR"] == Decimal("270")
    async with team.storage.look(team.workspace_id) as uow:
        [together] = await uow.budgets.together(Q4.name)
    assert together.used == Decimal(30)


async def test_taking_back_twice_at_once_takes_back_once(team: Team) -> None:
    spending_id = await spend(team, "U2", hours("4"))

    async def take_back() -> None:
        async with team.storage.begin(team.workspace_id) as uow:
            await budgets.take_back(uow, "U2", spending_id)

    done = await asyncio.gather(take_back(), take_back(), take_back(), return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["NoneType", "NotFound", "NotFound"]
    assert (await left(team, "U2"))[TIME] == 600


async def test_the_largest_id_that_a_button_may_carry_is_looked_for_and_not_there(team: Team) -> None:
    largest = SpendingRef.unpack(f'{{"spending_id":{2**31 - 1}}}')
    async with team.storage.begin(team.workspace_id) as uow:
        with pytest.raises(NotFound):
            await budgets.take_back(uow, "U2", largest.spending_id)
    with pytest.raises(UnknownButton):
        SpendingRef.unpack(f'{{"spending_id":{2**31}}}')


async def test_another_workspace_has_its_own(storage: Storage, team: Team) -> None:
    other = await Team.founded(team.storage, "T2")
    spending_id = await spend(team, "U2", hours("4"))
    async with other.storage.begin(other.workspace_id) as uow:
        with pytest.raises(NotFound):
            await budgets.take_back(uow, "U2", spending_id)
        with pytest.raises(NothingGiven):
            await budgets.spend(uow, "U2", hours("1"), "Book", at=NOVEMBER)
        await budgets.give(uow, "U1", [Given(Q4, Decimal(60))], at=NOVEMBER)
    assert (await left(other, "U2"))[TIME] == 60
    assert await left(team, "U2") == {TIME: 360, "EUR": 300}


async def refusal(team: Team, user_id: str, act: str) -> BotError:
    async with team.storage.begin(team.workspace_id) as uow:
        doing = {
            "give": lambda: budgets.give(uow, user_id, [Given(Q4, Decimal(60))], at=NOVEMBER),
            "spend": lambda: budgets.spend(uow, user_id, hours("1"), "Book", at=NOVEMBER),
            "look": lambda: budget_views.account(uow, user_id, at=NOVEMBER),
        }
        with pytest.raises(BotError) as refused:
            await doing[act]()
        return refused.value


async def test_only_curators_give_and_only_full_members_spend(team: Team) -> None:
    async with team.storage.begin(team.workspace_id) as uow:
        uow.add(
            Member(user_id="U7", is_admin=True, is_deleted=True, seen_at=NOVEMBER),
            Member(user_id="U8", forgotten_at=NOVEMBER, seen_at=NOVEMBER),
        )
    for user_id in ("U2", "U7", "U9", "UNKNOWN"):
        assert isinstance(await refusal(team, user_id, "give"), NotAllowed)
    for user_id in ("U7", "U8", "U9", "UNKNOWN"):
        for act in ("spend", "look"):
            assert isinstance(await refusal(team, user_id, act), NotAllowed)
    assert await left(team, "U2") == {TIME: 600, "EUR": 300}


async def test_a_quarter_that_is_over_or_far_away_is_given_nothing(team: Team) -> None:
    async with team.storage.begin(team.workspace_id) as uow:
        for quarter in (Quarter(2026, 3), Quarter(2027, 2), Quarter(9998, 4)):
            with pytest.raises(QuarterOver):
                await budgets.give(uow, "U1", [Given(Q4, Decimal(1)), Given(quarter, Decimal(60))], at=NOVEMBER)
        assert dict(await uow.budgets.given(Q4.name)) == {TIME: 600, "EUR": 300}


async def test_the_quarter_is_the_members_own(team: Team) -> None:
    async with team.storage.begin(team.workspace_id) as uow:
        (await uow.members.get_or_add("U2")).tz = "Pacific/Kiritimati"
        (await uow.members.get_or_add("U3")).tz = "Pacific/Honolulu"
    new_year = datetime(2026, 12, 31, 22, 0, tzinfo=UTC)
    with pytest.raises(NothingGiven, match="January to March 2027"):
        await spend(team, "U2", hours("1"), at=new_year)
    await spend(team, "U3", hours("1"), at=new_year)
    assert (await left(team, "U3"))[TIME] == 540


async def test_a_sign_means_the_currency_that_is_given(team: Team) -> None:
    async with team.storage.begin(team.workspace_id) as uow:
        await budgets.give(uow, "U1", [Given(Q4, None, (Decimal(300), "CAD"))], at=NOVEMBER)
        spending = await budgets.spend(uow, "U2", Amount(Decimal(40), ("USD", "CAD")), "Book", at=NOVEMBER)
        assert spending.unit == "CAD"
    assert await left(team, "U2") == {"CAD": 260}


async def test_what_was_booked_is_listed_page_by_page_and_each_can_be_taken_back(team: Team) -> None:
    ids = [await spend(team, "U2", Amount(Decimal(1), ("EUR",))) for _ in range(45)]
    async with team.storage.look(team.workspace_id) as uow:
        pages = [await budget_views.account(uow, "U2", page=page, at=NOVEMBER) for page in (0, 1, 2, 9)]
    listed = [line.ref.spending_id for page in pages[:3] for line in page.lines]
    assert listed == ids[::-1]
    assert [page.more is not None for page in pages] == [True, True, False, False]
    assert pages[3] == pages[2], "a page that is not there (any more) is the last one"
    assert all(len(shown.account(page).blocks) <= 50 for page in pages)


async def test_sums_need_three_people_in_each_unit_and_a_curator(team: Team) -> None:
    async with team.storage.begin(team.workspace_id) as uow:
        uow.add(*(Member(user_id=f"U{n}", seen_at=NOVEMBER) for n in (4, 5)))
    for user_id in ("U2", "U3", "U4"):
        await spend(team, user_id, hours("2"))
    await spend(team, "U4", hours("1"))
    for user_id in ("U4", "U5"):
        await spend(team, user_id, Amount(Decimal(100), ("EUR",)))
    async with team.storage.look(team.workspace_id) as uow:
        for_curator = await budget_views.account(uow, "U1", at=NOVEMBER)
        for_member = await budget_views.account(uow, "U2", at=NOVEMBER)
    assert for_curator.together == (shown.TogetherView(3, "7 h", "30 h"),)
    assert for_member.together == ()


# Reminders ----------------------------------------------------------------------------------------


async def chens(uow: UnitOfWork) -> Learner:
    learner = await uow.learners.get("U3")
    assert learner is not None
    return learner


async def looks(team: Team, jobs: Jobs, at: datetime, quiet: Mapping[str, datetime] = NOBODY) -> list[Reminder]:
    """Let the clock look, and return what would be said by messages of their own."""
    jobs.left.clear()
    await team.storage.in_bulk(lambda bulk: reminding.claim(bulk, at))
    found = []
    for job in jobs.of(RemindOfBudget):
        for learner_id in job.learner_ids:
            async with team.storage.begin(team.workspace_id) as uow:
                told = await reminding.by_message(uow, learner_id, quiet=quiet, at=at)
            found += [told[1]] if told is not None else []
    return found


async def no_nudges(team: Team) -> None:
    """Let the clock believe that nobody has a nudge before long."""
    async with team.storage.begin(team.workspace_id) as uow:
        (await chens(uow)).next_nudge_at = datetime(2027, 3, 1, tzinfo=UTC)


async def test_each_reminder_comes_once_by_message_where_no_nudge_comes(team: Team, jobs: Jobs) -> None:
    await no_nudges(team)
    assert await looks(team, jobs, DECEMBER - timedelta(minutes=1)) == []
    [first] = await looks(team, jobs, DECEMBER)
    assert [(pot.unit, pot.left) for pot in first.left] == [(TIME, 600), ("EUR", 300)]
    assert (first.name, first.is_last) == ("2026Q4 first", False)
    for days in range(1, 13):
        assert await looks(team, jobs, DECEMBER + timedelta(days=days)) == []
    await spend(team, "U3", hours("10"), at=LAST)
    [last] = await looks(team, jobs, LAST)
    assert [(pot.unit, pot.left) for pot in last.left] == [("EUR", 300)]
    assert last.is_last
    for days in range(1, 40):
        assert await looks(team, jobs, LAST + timedelta(days=days)) == []


async def test_a_job_that_is_done_again_says_the_same_again(team: Team, jobs: Jobs) -> None:
    await no_nudges(team)
    [first] = await looks(team, jobs, DECEMBER)
    [job] = jobs.of(RemindOfBudget)
    async with team.storage.begin(team.workspace_id) as uow:
        again = await reminding.by_message(uow, job.learner_ids[0], quiet=NOBODY, at=DECEMBER + timedelta(minutes=1))
    assert again == ("U3", first), "its key lets it be posted once"


async def test_whoever_has_nothing_left_left_or_goes_hears_nothing(team: Team, jobs: Jobs) -> None:
    await no_nudges(team)
    await spend(team, "U3", hours("10"))
    await spend(team, "U3", Amount(Decimal(300), ("EUR",)))
    assert await looks(team, jobs, DECEMBER) == []
    async with team.storage.begin(team.workspace_id) as uow:
        await budgets.give(uow, "U1", [Given(Q4, Decimal(660))], at=NOVEMBER)
        await learners.leave(uow, "U3", at=DECEMBER)
    assert await looks(team, jobs, LAST) == []


async def test_a_reminder_waits_for_the_end_of_do_not_disturb_and_is_given_on_another_day_else(
    team: Team, jobs: Jobs
) -> None:
    await no_nudges(team)
    assert await looks(team, jobs, DECEMBER, {"U3": DECEMBER + timedelta(hours=2)}) == []
    assert await looks(team, jobs, DECEMBER + timedelta(hours=1)) == []
    async with team.storage.begin(team.workspace_id) as uow:
        (await uow.members.get_or_add("U3")).away_until = DECEMBER + timedelta(hours=20)
    assert await looks(team, jobs, DECEMBER + timedelta(hours=2)) == []
    [told] = await looks(team, jobs, DECEMBER + timedelta(days=1))
    assert told.name == "2026Q4 first"


@pytest.mark.parametrize("hour", [3, 17, 22])
async def test_outside_working_hours_nothing_comes_also_after_the_machine_was_off(
    team: Team, jobs: Jobs, hour: int
) -> None:
    await no_nudges(team)
    assert await looks(team, jobs, DECEMBER.replace(hour=hour) + timedelta(days=1 if hour == 3 else 0)) == []
    [told] = await looks(team, jobs, DECEMBER + timedelta(days=4))
    assert told.name == "2026Q4 first"


async def test_a_pause_is_respected(team: Team, jobs: Jobs) -> None:
    async with team.storage.begin(team.workspace_id) as uow:
        await learners.pause(uow, "U3", date(2027, 1, 4), at=NOVEMBER)
    for days in range(40):
        assert await looks(team, jobs, DECEMBER + timedelta(days=days)) == []


def a_nudge(**changed: object) -> Nudge:
    usual = {
        "user_id": "U3", "local_date": DECEMBER.date(), "state": "waiting", "because": "",
        "ends_at": DECEMBER.replace(hour=17), "shown": 0,
    }  # fmt: skip
    return Nudge(**{**usual, **changed})


async def test_a_nudge_says_it_and_then_no_message_does(team: Team, jobs: Jobs) -> None:
    async with team.storage.begin(team.workspace_id) as uow:
        nudge, learner = a_nudge(), await chens(uow)
        uow.add(nudge)
        await uow.flush()
        said = await reminding.in_nudge(uow, nudge, learner, at=DECEMBER - timedelta(hours=1))
        again = await reminding.in_nudge(uow, nudge, learner, at=DECEMBER - timedelta(minutes=59))
        assert said is not None
        assert said == again, "a nudge that is sent again after a failure reads the same"
        tomorrow = a_nudge(local_date=DECEMBER.date() + timedelta(days=1))
        uow.add(tomorrow)
        await uow.flush()
        assert await reminding.in_nudge(uow, tomorrow, learner, at=DECEMBER) is None
        november = a_nudge(local_date=NOVEMBER.date())
        assert await reminding.in_nudge(uow, november, learner, at=NOVEMBER) is None
    await no_nudges(team)
    assert await looks(team, jobs, DECEMBER) == []
    assert await looks(team, jobs, DECEMBER + timedelta(days=1)) == []


async def test_a_message_waits_for_a_nudge_that_is_on_its_way(team: Team, jobs: Jobs) -> None:
    await no_nudges(team)
    async with team.storage.begin(team.workspace_id) as uow:
        nudge = a_nudge()
        uow.add(nudge)
    assert await looks(team, jobs, DECEMBER) == []
    async with team.storage.begin(team.workspace_id) as uow:
        held = await uow.learners.nudge_on("U3", DECEMBER.date())
        assert held is not None
        held.state = "dropped"  # there was nothing to learn
    assert await looks(team, jobs, DECEMBER + timedelta(minutes=10)) == []
    [told] = await looks(team, jobs, DECEMBER + timedelta(minutes=16))
    assert told.name == "2026Q4 first"


async def test_two_replicas_that_look_at_once_leave_one_job(team: Team, jobs: Jobs) -> None:
    await no_nudges(team)
    other = Storage(team.storage.engine, jobs)
    looked = await asyncio.gather(
        *(each.in_bulk(lambda bulk: reminding.claim(bulk, DECEMBER)) for each in (team.storage, other)),
        return_exceptions=True,
    )
    assert sum(each for each in looked if isinstance(each, int)) == 1
    assert len(jobs.of(RemindOfBudget)) == 1
    await other.close()


async def test_where_nothing_is_given_nobody_is_looked_at_in_a_job(team: Team, jobs: Jobs) -> None:
    async with team.storage.begin(team.workspace_id) as uow:
        await budgets.give(uow, "U1", [Given(Q4)], at=NOVEMBER)
    await looks(team, jobs, DECEMBER)
    assert jobs.of(RemindOfBudget) == []
    async with team.storage.look(team.workspace_id) as uow:
        assert (await chens(uow)).next_reminder_at == DECEMBER + timedelta(days=1), "one may be given yet"
