"""A team's own weights: fitted elsewhere, judged here, kept if they are better, and never a reason to stop."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from bot.cli.checks_learning import check_learning
from bot.config import LearningSettings, Settings
from bot.learning import optimising
from bot.learning.fitting import Fitter, FittingFailed, is_installed
from bot.learning.jobs import OptimiseSpacing
from bot.learning.judging import History
from bot.learning.policy import LearningPolicy
from bot.learning.weights import OURS, SETTING
from models.cards import Card, CardSource
from models.sprints import Grade, Sprint
from models.uow import Storage
from scheduler.spacing_rounds import SpacingRounds
from tests.integration.test_learning_records import a_record
from tests.integration.test_records_file import command as _records
from tests.support.record_store import DoubleStore
from tests.support.simulated_learners import FORGETFUL, histories
from tests.unit.rules.conftest import Jobs
from tests.wiki_world import Team

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@dataclass
class Knows:
    """Finds the weights that it was told, and remembers what it was shown."""

    weights: tuple[float, ...]
    shown: Sequence[History] = ()

    async def fit(self, histories: Sequence[History]) -> tuple[float, ...]:
        self.shown = histories
        return self.weights


@pytest.fixture
async def team(storage: Storage) -> Team:
    return await Team.founded(storage)


async def answered(team: Team, learned: Sequence[History], *, user_id: str = "U2") -> None:
    """Keep what simulated learners answered as grades of one person, a card for each history."""
    async with team.storage.begin(team.workspace_id) as uow:
        source = CardSource(revision=1, made_at=NOW)
        sprint = Sprint(user_id=user_id, local_date=NOW.date(), items=[], step_at=NOW, began_at=NOW)
        uow.add(source, sprint)
        await uow.flush()
        both = {"workspace_id": team.workspace_id}
        card = {**both, "source_id": source.id, "kind": "recall", "question": "?", "answer": "!", "created_at": NOW}
        rows = [{**card, "key": str(n), "position": n} for n in range(len(learned))]
        ids = (await uow.session.scalars(insert(Card).returning(Card.id, sort_by_parameter_order=True), rows)).all()
        position = 0
        grades: list[dict[str, Any]] = []
        for card_id, history in zip(ids, learned, strict=True):
            for answer in history:
                position += 1
                grade = {"user_id": user_id, "card_id": card_id, "sprint_id": sprint.id, "position": position}
                grades.append({**both, **grade, "rating": answer.rating, "seconds": 5.0, "at": answer.at})
        await uow.session.execute(insert(Grade), grades)


async def policy(team: Team) -> LearningPolicy:
    async with team.storage.look(team.workspace_id) as uow:
        found = LearningPolicy.of(LearningSettings(_env_file=None))
        return found.in_workspace(await uow.workspaces.get(team.workspace_id))


async def set_weights(team: Team, weights: object) -> None:
    async with team.storage.begin(team.workspace_id) as uow:
        workspace = await uow.workspaces.get(team.workspace_id)
        assert workspace is not None
        workspace.settings = {**workspace.settings, SETTING: weights, "draft_after": 4}


async def optimise(team: Team, weights: tuple[float, ...]) -> optimising.Outcome:
    return await optimising.optimise(team.storage, team.workspace_id, Knows(weights), at=NOW)


async def test_better_weights_are_kept_and_hold_from_then_on(team: Team) -> None:
    await answered(team, histories(400, truth=FORGETFUL))
    assert (await policy(team)).parameters is None
    outcome = await optimise(team, FORGETFUL)
    assert outcome.verdict is not None
    assert outcome.verdict.keep
    assert "The new ones are kept." in outcome.sentence()
    assert (await policy(team)).parameters == FORGETFUL
    again = await optimise(team, OURS)
    assert again.verdict is not None
    assert again.verdict.before == pytest.approx(outcome.verdict.after), "judged against those that it has now"
    assert not again.verdict.keep
    assert (await policy(team)).parameters == FORGETFUL
    async with team.storage.begin(team.workspace_id) as uow:
        assert await optimising.reset(uow)
        assert not await optimising.reset(uow)
    assert (await policy(team)).parameters is None


async def test_the_fitting_is_shown_numbers_alone_and_not_the_latest(team: Team) -> None:
    await answered(team, histories(200, truth=OURS), user_id="U2")
    await answered(team, histories(200, truth=OURS, seed=8), user_id="U3")
    knows = Knows(FORGETFUL)
    outcome = await optimising.optimise(team.storage, team.workspace_id, knows, at=NOW)
    assert outcome.verdict is not None
    assert not outcome.verdict.keep
    assert "none is kept" in outcome.sentence()
    assert len({answer.card for history in knows.shown for answer in history}) > 200, (
        "one person's card is not another's"
    )
    assert "U2" not in str(knows.shown)


async def test_too_few_answers_are_said_and_nothing_is_fitted(team: Team) -> None:
    await answered(team, histories(20, truth=OURS))
    knows = Knows(FORGETFUL)
    outcome = await optimising.optimise(team.storage, team.workspace_id, knows, at=NOW)
    assert outcome.verdict is None
    assert "1000 are needed" in outcome.sentence()
    assert knows.shown == ()


@pytest.mark.parametrize("held", ["x", [1.0, 2.0], [0.0] * 21, [None] * 21, {"a": 1}])
async def test_weights_that_cannot_be_are_passed_over_and_named(team: Team, database_url: str, held: object) -> None:
    await set_weights(team, held)
    assert (await policy(team)).parameters is None
    settings = Settings({"DATABASE_URL": database_url})
    found = [f async for f in check_learning(settings, readable=True) if f.about == "FSRS"]
    assert [(each.standing, "T1 are ignored" in each.said) for each in found] == [("wrong", True)]
    await answered(team, histories(400, truth=FORGETFUL))
    outcome = await optimise(team, FORGETFUL)
    assert outcome.verdict is not None
    assert outcome.verdict.keep
    assert (await policy(team)).parameters == FORGETFUL
    async with team.storage.look(team.workspace_id) as uow:
        workspace = await uow.workspaces.get(team.workspace_id)
        assert workspace is not None
        assert workspace.settings["draft_after"] == 4, "nothing else of the settings was touched"


async def test_once_a_month_and_only_where_the_optimiser_is(storage: Storage) -> None:
    jobs = Jobs()
    team = await Team.founded(Storage(storage.engine, jobs))

    async def look(at: datetime, *, installed: bool = True) -> int:
        await SpacingRounds(team.storage, lambda: at, installed=installed).optimise()
        return len(jobs.of(OptimiseSpacing))

    assert await look(NOW) == 0, "nobody has answered enough"
    await answered(team, histories(300, truth=OURS))
    assert await look(NOW, installed=False) == 0
    assert await look(NOW) == 1
    assert await look(NOW + timedelta(hours=6)) == 1
    async with team.storage.begin(team.workspace_id) as uow:
        await optimising.looked_at(uow, at=NOW)
    jobs.left.clear()
    assert await look(NOW + timedelta(days=5)) == 0
    assert await look(NOW + timedelta(days=10)) == 1, "December"


async def test_a_process_that_fits() -> None:
    fitter = Fitter(worker="tests.support.odd_fitters")
    assert await fitter.fit(histories(7, truth=OURS)) == (0.007, *OURS[1:])


@pytest.mark.parametrize(
    ("odd", "said"),
    [("hangs", "longer than 3 s"), ("dies", "status"), ("nonsense", "cannot be"), ("wrong", "not 21 numbers")],
)
async def test_a_process_that_does_not_fit(monkeypatch: pytest.MonkeyPatch, odd: str, said: str) -> None:
    monkeypatch.setenv("ODD", odd)
    began = time.monotonic()
    with pytest.raises(FittingFailed, match=said):
        await Fitter(deadline_seconds=3, worker="tests.support.odd_fitters").fit(histories(7, truth=OURS))
    assert time.monotonic() - began < 60


@pytest.mark.skipif(is_installed(), reason="the optional extra is installed here")
async def test_without_the_extra_the_command_says_how_to_get_it(team: Team, database_url: str) -> None:
    done = _records(database=database_url, group="optimise")
    assert done.returncode == 1
    assert done.stderr == (
        'FSRS\'s optimiser is not installed here. `pip install "fsrs[optimizer]"` brings it, with PyTorch.\n'
    )
    await set_weights(team, list(FORGETFUL))
    back = _records("--reset", database=database_url, group="optimise")
    assert (back.returncode, back.stdout) == (0, "FSRS's own weights hold again.\n")
    assert (await policy(team)).parameters is None


@pytest.mark.skipif(not is_installed(), reason="needs the optional extra: pip install fsrs[optimizer]")
@pytest.mark.timeout(600)
async def test_the_optimiser_itself_finds_weights_that_foresee_better(team: Team) -> None:
    await answered(team, histories(600, truth=FORGETFUL))
    outcome = await optimising.optimise(team.storage, team.workspace_id, Fitter(), at=NOW)
    assert outcome.verdict is not None
    assert outcome.verdict.keep


async def test_doctor_says_where_records_go_and_what_waits(database_url: str, team: Team) -> None:
    async def said(**more: str) -> list[tuple[str, str]]:
        settings = Settings({"DATABASE_URL": database_url, **more})
        return [(f.standing, f.said) async for f in check_learning(settings, readable=True)]

    assert await said() == [("ok", "go nowhere: no record store is set.")]
    async with DoubleStore() as double:
        assert await said(**double.settings) == [("note", "go to a store that speaks xAPI 1.0.3, 1.0.0.")]
        assert double.kept == {}
        [(standing, text)] = await said(**{**double.settings, "THRICE_XAPI_SECRET": "other"})
        assert (standing, text) == ("wrong", "the record store refuses the key and secret.")
        double.mood = "page"
        assert (await said(**double.settings))[0][0] == "wrong"
    assert await said(**double.settings) == [("wrong", "the record store cannot be reached.")]
    half = {"THRICE_XAPI_URL": double.url, "THRICE_XAPI_KEY": "k"}
    assert "THRICE_XAPI_SECRET is not set" in (await said(**half))[0][1]
    assert "THRICE_XAPI_URL is not set" in (await said(THRICE_XAPI_KEY="k", THRICE_XAPI_SECRET="s"))[0][1]
    async with team.storage.begin(team.workspace_id) as uow:
        uow.add(*(a_record(number, "U1") for number in range(3)))
        await uow.flush()
        await uow.records.refused([1], "400")
    assert (await said())[1:] == [("note", "2 wait to be sent."), ("note", "1 were refused by the store.")]
