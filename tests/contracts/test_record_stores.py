"""What every record store promises, held against a store on loopback that reads statements strictly, and its moods."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.learning import statements
from bot.learning.statements import Account, Activity, statement
from bot.ports.record_store import StatementsRefused, StoreUnavailable
from bot.providers.record_stores.xapi import Options, XapiStore
from tests.support.record_store import KEY, SECRET, DoubleStore, Mood

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
LENA = Account("https://acme.slack.com/", "U1")
PAGE = Activity("https://thrice.example.com/wiki/12", statements.PAGE)


def used(number: int) -> dict[str, Any]:
    return statement(f"https://thrice.example.com/used/{number}", LENA, statements.USED, PAGE, at=AT)


@pytest.fixture
async def double() -> AsyncIterator[DoubleStore]:
    async with DoubleStore() as double:
        yield double


class Seconds:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
async def store(double: DoubleStore, seconds: Seconds) -> AsyncIterator[XapiStore]:
    store = XapiStore(Options(double.url, KEY, SECRET), deadline_seconds=0.3, seconds=seconds)
    yield store
    await store.close()


async def test_keeping_twice_leaves_one_of_each(double: DoubleStore, store: XapiStore) -> None:
    batch = [used(1), used(2)]
    await store.keep(batch)
    await store.keep(batch)
    assert sorted(double.kept) == sorted(each["id"] for each in batch)
    assert set(double.came.values()) == {2}


async def test_one_that_is_there_with_other_words_counts_as_kept(double: DoubleStore, store: XapiStore) -> None:
    """A 409 says that the id is taken: by an earlier call of ours, since the id is made of the occasion."""
    await store.keep([used(1)])
    later = {**used(1), "timestamp": "2026-11-25T00:00:00.000Z"}
    await store.keep([later])
    with pytest.raises(StatementsRefused):
        await store.keep([later, used(2)])
    assert len(double.kept) == 1, "all of a batch, or none"


async def test_what_is_wrong_is_refused_and_the_store_is_asked_again_at_once(
    double: DoubleStore, store: XapiStore
) -> None:
    broken = {**used(1), "actor": {"name": "Lena"}}
    for _ in range(3):
        with pytest.raises(StatementsRefused) as refused:
            await store.keep([broken])
    assert refused.value.status == 400
    await store.keep([used(2)])
    assert len(double.kept) == 1


@pytest.mark.parametrize(
    ("mood", "because"),
    [
        ("failing", "failing"),
        ("page", "no_store"),
        ("away", "no_store"),
        ("busy", "busy"),
        ("hanging", "slow"),
        ("dripping", "slow"),
        ("cut", "unreachable"),
    ],
)
async def test_a_store_in_no_state_to_keep_anything(
    double: DoubleStore, store: XapiStore, mood: Mood, because: str
) -> None:
    double.mood = mood
    with pytest.raises(StoreUnavailable) as trouble:
        await store.keep([used(1)])
    assert trouble.value.because == because
    assert trouble.value.retry_after == (7200.0 if mood == "busy" else None)


async def test_a_batch_that_is_too_large_can_go_in_parts(double: DoubleStore, store: XapiStore) -> None:
    double.mood = "large"
    with pytest.raises(StatementsRefused):
        await store.keep([used(1), used(2)])


async def test_a_store_that_is_gone(double: DoubleStore, store: XapiStore) -> None:
    await double.stop()
    with pytest.raises(StoreUnavailable) as trouble:
        await store.keep([used(1)])
    assert trouble.value.because == "unreachable"


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/xAPI", "http://no.such.host.invalid/xAPI", "http://[::1/xAPI"])
async def test_an_address_where_nothing_is(url: str) -> None:
    store = XapiStore(Options(url, KEY, SECRET), deadline_seconds=2)
    with pytest.raises(StoreUnavailable):
        await store.keep([used(1)])
    await store.close()


async def test_a_wrong_secret_is_told_apart(double: DoubleStore) -> None:
    store = XapiStore(Options(double.url, KEY, "other"), deadline_seconds=2)
    with pytest.raises(StoreUnavailable) as trouble:
        await store.keep([used(1)])
    assert trouble.value.because == "key"
    with pytest.raises(StoreUnavailable) as trouble:
        await store.look()
    assert trouble.value.because == "key"
    await store.close()


async def test_a_store_that_fails_and_fails_is_left_alone_for_a_while(
    double: DoubleStore, store: XapiStore, seconds: Seconds
) -> None:
    double.mood = "failing"
    for _ in range(5):
        with pytest.raises(StoreUnavailable):
            await store.keep([used(1)])
    assert double.calls == 3
    double.mood = "well"
    seconds.now += 31
    await store.keep([used(1)])
    assert len(double.kept) == 1


async def test_a_store_that_asks_for_a_pause_gets_it(double: DoubleStore, store: XapiStore, seconds: Seconds) -> None:
    double.mood = "busy"
    with pytest.raises(StoreUnavailable):
        await store.keep([used(1)])
    seconds.now += 3000
    with pytest.raises(StoreUnavailable):
        await store.keep([used(1)])
    assert double.calls == 1


async def test_a_key_that_may_not_take_back_is_no_wrong_key(double: DoubleStore, store: XapiStore) -> None:
    await store.keep([used(1)])
    double.may_void = False
    with pytest.raises(StatementsRefused):
        await store.keep([statements.voiding(used(1)["id"], Account("https://acme.slack.com/", "Thrice"), at=AT)])
    await store.keep([used(2)])


async def test_looking_at_a_store_leaves_nothing_there(double: DoubleStore, store: XapiStore) -> None:
    assert await store.look() == "1.0.3, 1.0.0"
    assert not double.kept
    double.mood = "page"
    with pytest.raises(StoreUnavailable) as trouble:
        await store.look()
    assert trouble.value.because == "no_store"
