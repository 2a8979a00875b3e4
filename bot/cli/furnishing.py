"""Furnishes the commands that work on the database without serving: an import, an export."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.clock import utc_now
from bot.config import Settings, StorageSettings
from bot.errors import SettingsError
from bot.knowledge.drafting.drafter import Drafter
from bot.knowledge.importing.placing import Placer
from bot.knowledge.importing.run import Importer
from bot.knowledge.topics import Placing
from bot.makers import make_embedder, make_model, said_if_closed, said_if_lost
from bot.ports.language_model import TokenBudget
from bot.workspaces.budget import WorkspaceBudget
from bot.workspaces.policy import Policy
from migrations.runner import is_behind
from models.engine import make_engine, parse
from models.search.matrices import Matrices
from models.uow import Storage


@asynccontextmanager
async def opened(settings: StorageSettings, *, if_lost: str = "Nothing was changed.") -> AsyncIterator[Storage]:
    """Give storage on the configured database, and close it at the end.

    Raises `SettingsError` where the database is locked for too long, or gone; `if_lost`: what is to be said then.
    """
    storage = Storage(make_engine(settings.database_url))
    try:
        with said_if_lost(settings.database_url, if_lost):
            yield storage
    finally:
        await storage.close()


def missing_file(settings: StorageSettings) -> Path | None:
    """Return where the file of an SQLite database should be, if it is not there."""
    url = parse(settings.database_url)
    path = Path(url.database or "")
    return path if url.get_backend_name() == "sqlite" and not path.is_file() else None


def ready_to_read(settings: StorageSettings) -> None:
    """Raise `SettingsError` where there is no database, or one behind; reading must not make or change one."""
    if (path := missing_file(settings)) is not None:
        raise SettingsError(f"There is no database at {path}: nothing to export.")
    with said_if_closed(settings.database_url):
        behind = is_behind(settings.database_url)
    if behind:
        raise SettingsError("The database is behind this version of Thrice. Run `thrice migrate` first.")


def make_importer(storage: Storage, settings: Settings) -> Importer:
    """Return an importer of the parts that serve, the language model and its budget among them."""
    policy = Policy.of(settings.knowledge)
    embedder = make_embedder(settings.model)
    matrices = Matrices(storage, model_id=embedder.model_id, dimensions=embedder.dimensions)

    def budget(workspace_id: int) -> TokenBudget:
        daily = settings.model.model_daily_tokens
        return WorkspaceBudget(storage, workspace_id, daily_tokens=daily, clock=utc_now)

    drafter = Drafter(make_model(settings.model))
    placer = Placer(storage, embedder, Placing(matrices, embedder), drafter, policy=policy, budget=budget)
    return Importer(storage, placer, policy=policy)
