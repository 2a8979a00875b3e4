"""A language model that keeps failing is left alone for a while, then tried once."""

import pytest

from bot.ports.language_model import ModelError, ModelPaused, ModelRefused, ModelSlow, ModelUnreachable
from bot.providers.language_models.circuit_breaker import CircuitBreaker


class Seconds:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def breaker(clock: Seconds) -> CircuitBreaker:
    return CircuitBreaker(after=3, pause_seconds=60, clock=clock)


def attempt(breaker: CircuitBreaker, error: ModelError | None = None) -> None:
    with breaker.attempt():
        if error:
            raise error


def fail(breaker: CircuitBreaker, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(ModelUnreachable):
            attempt(breaker, ModelUnreachable())


def test_three_failures_in_a_row_pause_it(breaker: CircuitBreaker) -> None:
    fail(breaker, 3)
    with pytest.raises(ModelPaused):
        attempt(breaker)


def test_a_success_in_between_starts_the_count_anew(breaker: CircuitBreaker) -> None:
    fail(breaker, 2)
    attempt(breaker)
    fail(breaker, 2)
    attempt(breaker)


def test_a_refusal_is_an_answer(breaker: CircuitBreaker) -> None:
    fail(breaker, 2)
    with pytest.raises(ModelRefused):
        attempt(breaker, ModelRefused())
    fail(breaker, 2)
    attempt(breaker)


def test_after_the_pause_one_attempt_decides(breaker: CircuitBreaker, clock: Seconds) -> None:
    fail(breaker, 3)
    clock.now += 60
    with breaker.attempt(), pytest.raises(ModelPaused):
        attempt(breaker)
    attempt(breaker)


def test_a_failed_trial_pauses_it_again(breaker: CircuitBreaker, clock: Seconds) -> None:
    fail(breaker, 3)
    clock.now += 60
    with pytest.raises(ModelSlow):
        attempt(breaker, ModelSlow())
    clock.now += 59
    with pytest.raises(ModelPaused):
        attempt(breaker)
    clock.now += 1
    attempt(breaker)


def test_a_cancelled_trial_does_not_block_the_next(breaker: CircuitBreaker, clock: Seconds) -> None:
    fail(breaker, 3)
    clock.now += 60
    with pytest.raises(KeyboardInterrupt), breaker.attempt():
        raise KeyboardInterrupt
    attempt(breaker)
