"""What `thrice doctor` says of learning: the record store, what waits for it, and the weights of each workspace."""

from collections.abc import AsyncIterator
from typing import Final

from bot.cli.findings import Finding, note, ok, wrong
from bot.cli.furnishing import opened
from bot.config import LearningSettings, Settings, StorageSettings
from bot.errors import SettingsError
from bot.learning.weights import SETTING, weights_in
from bot.makers import make_record_store
from bot.ports.record_store import StoreUnavailable

_ABOUT: Final = "Learning records"
_MEND: Final = "Correct THRICE_XAPI_URL, THRICE_XAPI_KEY and THRICE_XAPI_SECRET; what waits is sent by itself then."
_TROUBLES: Final = {
    "unreachable": "the record store cannot be reached.",
    "slow": "the record store does not answer in time.",
    "key": "the record store refuses the key and secret.",
    "no_store": "there is no record store at THRICE_XAPI_URL: it does not say its version at /about.",
}


async def check_learning(settings: Settings, *, readable: bool) -> AsyncIterator[Finding]:
    """Look at where learning records go and, where the database is `readable`, at what it holds of learning."""
    yield await _record_store(settings.learning)
    if readable:
        async for finding in _held(settings.storage):
            yield finding


async def _record_store(learning: LearningSettings) -> Finding:
    try:
        store = make_record_store(learning)
    except SettingsError as error:
        return wrong(_ABOUT, str(error), _MEND)
    if store is None:
        return ok(_ABOUT, "go nowhere: no record store is set.")
    try:
        versions = await store.look()
    except StoreUnavailable as trouble:
        return wrong(_ABOUT, _TROUBLES.get(trouble.because, "the record store fails."), _MEND)
    finally:
        await store.close()
    if learning.xapi_url is not None and learning.xapi_url.startswith("http://"):
        return note(_ABOUT, f"go to a store that speaks xAPI {versions}.", "Reach it by https: the key travels along.")
    return ok(_ABOUT, f"go to a store that speaks xAPI {versions}.")


async def _held(storage: StorageSettings) -> AsyncIterator[Finding]:
    """Look into each workspace; nothing is said of what is as it should be."""
    async with opened(storage) as kept:
        async with kept.look() as uow:
            workspaces = await uow.workspaces.installed()
        waiting = refused = 0
        for workspace in workspaces:
            try:
                weights_in(workspace.settings)
            except ValueError as error:
                yield wrong(
                    "FSRS",
                    f"the {SETTING} of {workspace.team_id} are ignored: {error}.",
                    f"`thrice course optimise --team {workspace.team_id} --reset` removes them.",
                )
            async with kept.look(workspace.id) as uow:
                standing = await uow.records.standing()
            waiting, refused = waiting + standing.waiting, refused + standing.refused
    if waiting:
        yield note(_ABOUT, f"{waiting} wait to be sent.")
    if refused:
        yield note(
            _ABOUT,
            f"{refused} were refused by the store.",
            "The log says with which status (`record_refused`); `thrice course records --again` sends them once more.",
        )
