"""Weights are judged by answers that they never saw, of learners whose memory is known."""

import math
from datetime import timedelta
from itertools import chain

import fsrs
import pytest

from bot.learning import judging
from bot.learning.judging import Answer, counted, judge, newest, split
from bot.learning.weights import OURS, checked
from tests.support.simulated_learners import BEGAN, FORGETFUL, histories

_SLOW_TO_FORGET = (5.0, 12.0, 30.0, 80.0, *OURS[4:])


def test_the_weights_that_learners_really_have_are_kept() -> None:
    learned = histories(400, truth=FORGETFUL)
    parts = split(learned)
    assert parts is not None
    verdict = judge(learned, parts.since, now=None, new=FORGETFUL)
    assert verdict.after < verdict.before
    assert verdict.keep
    assert not judge(learned, parts.since, now=FORGETFUL, new=OURS).keep, "and not given back for worse ones"


@pytest.mark.parametrize("seed", range(8))
def test_no_others_are_kept_where_learners_are_as_fsrs_says(seed: int) -> None:
    learned = histories(200, truth=OURS, seed=seed)
    parts = split(learned)
    assert parts is not None
    for other in (FORGETFUL, _SLOW_TO_FORGET):
        assert not judge(learned, parts.since, now=None, new=other).keep
    assert not judge(learned, parts.since, now=None, new=OURS).keep, "the same is not better"


def test_chance_is_not_taken_for_a_gain() -> None:
    """Weights somewhat off the true ones are seldom kept: chance alone does that once in twenty times."""
    near = [tuple(w * off if n in (1, 2, 3, 8) else w for n, w in enumerate(OURS)) for off in (0.9, 1.01, 1.1)]
    kept = 0
    for seed in range(20):
        learned = histories(200, truth=OURS, seed=100 + seed)
        parts = split(learned)
        assert parts is not None
        kept += sum(judge(learned, parts.since, now=None, new=weights).keep for weights in near)
    assert kept <= 6, "of sixty"


def test_what_is_fitted_never_saw_what_judges_it() -> None:
    learned = histories(300, truth=OURS)
    parts = split(learned)
    assert parts is not None
    assert all(answer.at < parts.since for answer in chain.from_iterable(parts.fitted))
    later = [answer for history in learned for answer in counted(history) if answer.at >= parts.since]
    total = sum(len(counted(history)) for history in learned)
    assert len(later) == pytest.approx(total / 5, rel=0.05)
    assert judge(learned, parts.since, now=None, new=FORGETFUL).answers == len(later)
    assert sum(len(counted(history)) for history in parts.fitted) >= 512, "below that package fsrs fits nothing"


def test_the_loss_is_that_of_package_fsrs() -> None:
    """Reckoned here with the package alone, step by step."""
    learned = histories(300, truth=FORGETFUL)
    parts = split(learned)
    assert parts is not None
    scheduler = fsrs.Scheduler(parameters=FORGETFUL, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    losses = []
    for history in learned:
        card = fsrs.Card(card_id=1)
        for answer in history:
            if card.last_review and answer.at >= parts.since and (answer.at - card.last_review).days > 0:
                chance = scheduler.get_card_retrievability(card, answer.at)
                losses.append(-math.log(chance if answer.rating > 1 else 1 - chance))
            card, _ = scheduler.review_card(card, fsrs.Rating(answer.rating), answer.at)
    verdict = judge(learned, parts.since, now=None, new=FORGETFUL)
    assert verdict.after == pytest.approx(sum(losses) / len(losses))


def test_too_few_answers_are_not_judged() -> None:
    learned = histories(20, truth=OURS)
    assert 0 < sum(len(counted(history)) for history in learned) < judging.FEWEST
    assert split(learned) is None
    assert split([]) is None


def test_an_answer_on_the_same_day_does_not_count() -> None:
    history = [Answer(1, BEGAN + timedelta(hours=hours), 3) for hours in (0, 1, 26, 49, 73)]
    assert [answer.at for answer in counted(history)] == [BEGAN + timedelta(hours=26), BEGAN + timedelta(hours=73)]


def test_only_the_newest_of_very_many_are_used() -> None:
    learned = histories(3_000, truth=OURS)
    assert sum(len(counted(history)) for history in learned) > judging.MOST
    used = newest(learned)
    assert 0.9 * judging.MOST < sum(len(counted(history)) for history in used) <= judging.MOST
    assert min(history[-1].at for history in used) >= sorted(history[-1].at for history in learned)[0]


@pytest.mark.parametrize(
    "held",
    [None, "x", {}, [], [1.0] * 20, [*OURS, 1.0], [*OURS[:20], math.nan], [*OURS[:20], math.inf], [*OURS[:20], "0.2"],
     [*OURS[:20], True], [*OURS[:20], -0.1], [101.0, *OURS[1:]]],
)  # fmt: skip
def test_weights_that_cannot_be_are_named(held: object) -> None:
    with pytest.raises(ValueError, match=r"they are not 21 numbers|number \d+ is"):
        checked(held)


def test_weights_that_can_be_are_taken_as_they_are() -> None:
    assert checked(list(OURS)) == OURS
    assert checked([1, *OURS[1:]])[0] == 1.0
