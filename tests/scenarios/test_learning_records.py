"""A member learns, and the organisation's record store has it: once, also when the store was away for a while."""

from collections.abc import AsyncIterator

import pytest

from bot.bootstrap import Thrice
from scheduler.following_cards import CardRounds
from scheduler.record_rounds import RecordRounds
from tests.scenarios.conftest import Starter
from tests.support.clock import MovableClock
from tests.support.knowledge import rows_with
from tests.support.learning import goes_to, nudge, through, to_monday
from tests.support.people import Person, Workspace
from tests.support.record_store import DoubleStore


@pytest.fixture
async def store() -> AsyncIterator[DoubleStore]:
    async with DoubleStore() as store:
        yield store


@pytest.fixture
async def workspace(start: Starter, store: DoubleStore) -> Workspace:
    """A workspace whose Thrice tells a record store what was learned."""
    started: Workspace = await start(**store.settings)
    return started


@pytest.fixture
async def lena(workspace: Workspace, thrice: Thrice, clock: MovableClock) -> Person:
    """Lena, who joined on a Monday at eight (UTC) and learns what the starter course holds."""
    to_monday(clock)
    lena = workspace.person("lena", tz="UTC")
    await lena.says("/thrice learn")
    await CardRounds(thrice.storage, clock).follow()
    await workspace.quiet()
    return lena


async def learns(thrice: Thrice, who: Person, *, days: int = 0, grade: str = "Good") -> None:
    """Somebody goes through the sprint of a day, begun from its nudge."""
    clock = thrice.clock
    assert isinstance(clock, MovableClock)
    goes_to(clock, 9, 31, days=days)
    await who.clicks(await nudge(thrice, who), "Start")
    await through(who, grade)


async def sends(workspace: Workspace, thrice: Thrice) -> None:
    """The clock looks at what is due, and what it found is sent."""
    await RecordRounds(thrice.storage, thrice.clock).send()
    await workspace.quiet()


async def test_what_somebody_learned_and_used_is_told_once(
    workspace: Workspace, thrice: Thrice, lena: Person, store: DoubleStore, clock: MovableClock
) -> None:
    await learns(thrice, lena, grade="Again")
    await sends(workspace, thrice)
    [taken] = store.said("registered")
    assert taken["object"]["definition"]["name"]["en"] == "Using Thrice"
    [done] = store.said("completed")
    account = done["actor"]["account"]
    assert (account["name"], account["homePage"]) == (await lena.id(), "https://playground.slack.com/")
    assert done["result"]["completion"] is True
    assert done["object"]["id"].startswith(f"{thrice.settings.web.public_url}/learning/sprints/")
    assert "score" not in str(done), "how somebody graded themselves is theirs"
    assert [about["definition"]["type"].rpartition("/")[2] for about in done["context"]["contextActivities"]["other"]]

    goes_to(clock, 9, 31, days=3)
    await lena.clicks(await nudge(thrice, lena), "Used it")
    await sends(workspace, thrice)
    [used] = store.said("used")
    [parent] = used["context"]["contextActivities"]["parent"]
    assert parent["id"] == taken["object"]["id"]
    assert set(store.came.values()) == {1}, "nothing was sent twice"
    assert len(store.shown) == len(await rows_with(thrice, "adlnet.gov", "activitystrea"))


async def test_whoever_joins_is_told_that_it_is_recorded(workspace: Workspace) -> None:
    [said] = await workspace.person("mika", tz="UTC").says("/thrice learn")
    assert "record store is told" in said.reads
    assert "never how you graded a card" in said.reads


async def test_a_store_that_was_away_has_everything_once_it_is_back(
    workspace: Workspace, thrice: Thrice, lena: Person, store: DoubleStore, clock: MovableClock
) -> None:
    await store.stop()
    await learns(thrice, lena)
    await sends(workspace, thrice)
    store.mood = "failing"
    await store.start()
    clock.passes(minutes=10)
    await sends(workspace, thrice)
    assert store.calls == 1
    assert store.shown == []
    store.mood = "well"
    clock.passes(minutes=10)
    await sends(workspace, thrice)
    assert len(store.said("registered")) == len(store.said("completed")) == 1


async def test_who_is_forgotten_has_what_was_told_taken_back(
    workspace: Workspace, thrice: Thrice, lena: Person, store: DoubleStore, clock: MovableClock
) -> None:
    await sends(workspace, thrice)
    assert len(store.shown) == 1
    await learns(thrice, lena)
    [ask] = await lena.says("/thrice forget me")
    await lena.clicks(ask, "Forget me")
    await lena.receives("It is done")
    assert await rows_with(thrice, f'"name": "{await lena.id()}"') == []
    clock.passes(minutes=11)
    await sends(workspace, thrice)
    assert {each["verb"]["display"]["en"] for each in store.shown} == {"voided"}, "what was sent is taken back"
    assert await lena.id() not in str(store.shown)


async def test_nothing_is_recorded_of_somebody_who_does_not_learn(
    workspace: Workspace, thrice: Thrice, lena: Person, store: DoubleStore
) -> None:
    mika = workspace.person("mika", tz="UTC")
    [listed] = await mika.says("/thrice learn courses")
    await mika.clicks(listed, "Take")
    await lena.says("/thrice learn leave")
    await sends(workspace, thrice)
    assert {each["actor"]["account"]["name"] for each in store.shown} == {await lena.id()}
