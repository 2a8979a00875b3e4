"""Makes what the settings name: the schema, the embedder, the language model, the wikis; refuses with a sentence."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DatabaseError, OperationalError

from bot.clock import Clock, utc_now
from bot.config import LearningSettings, ModelSettings, StorageSettings
from bot.errors import SettingsError
from bot.ports.embedder import Embedder
from bot.ports.language_model import LanguageModel
from bot.ports.wiki import WikiPublisher
from bot.providers import embedders, language_models, wikis
from bot.providers.record_stores.xapi import Options, XapiStore
from migrations.runner import is_behind, migrate
from models.engine import parse
from scheduler import durable


def migrate_everything(settings: StorageSettings) -> None:
    """Bring the database to this version's schema, ours and the durable engine's.

    Raises `SettingsError` where it cannot be opened, or is of a newer version of Thrice.
    """
    _make_file(settings.database_url)
    with said_if_closed(settings.database_url):
        migrate(settings.database_url)
        durable.prepare(settings.database_url)


def make_ready(settings: StorageSettings) -> None:
    """Migrate an SQLite database; raise `SettingsError` for a PostgreSQL one that is behind, or out of reach."""
    if parse(settings.database_url).get_backend_name() == "sqlite":
        migrate_everything(settings)
        return
    with said_if_closed(settings.database_url):
        behind = is_behind(settings.database_url) or durable.is_behind(settings.database_url)
    if behind:
        raise SettingsError("The database is behind this version of Thrice. Run `thrice migrate` first.")


def _make_file(database_url: str) -> None:
    """Make the file of an SQLite database that is not there, readable to its owner alone, and the folder for it."""
    url = parse(database_url)
    if url.get_backend_name() != "sqlite":
        return
    path = Path(str(url.database))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(0o600)
    except OSError as error:
        raise SettingsError(f"DATABASE_URL: nothing can be written to {path.parent} ({error.strerror}).") from None


@contextmanager
def said_if_closed(database_url: str) -> Iterator[None]:
    """Turn what a driver says of a database that cannot be opened into one line for the operator."""
    try:
        yield
    except DatabaseError as error:
        # SQLite says of a file that is none of its own only that: none of the kinds of error that a fault of ours has.
        if type(error) not in (DatabaseError, OperationalError):
            raise
        raise SettingsError(f"DATABASE_URL: {_shown(database_url)} cannot be opened: {_reason(error)}") from None


@contextmanager
def said_if_lost(database_url: str, then: str) -> Iterator[None]:
    """Turn what a driver says of a database that is locked for too long, or gone, into a line; `then`: what to do."""
    try:
        yield
    except OperationalError as error:
        reason = _reason(error)
        if reason == "database is locked":
            reason = "another program has locked it for too long"
        raise SettingsError(f"DATABASE_URL: {_shown(database_url)} failed: {reason}. {then}") from None


def _reason(error: DatabaseError) -> str:
    return (str(error.orig).strip().splitlines() or [type(error.orig).__name__])[0]


def _shown(database_url: str) -> str:
    return parse(database_url).render_as_string(hide_password=True)


def make_embedder(settings: ModelSettings) -> Embedder:
    """Return the embedder that the settings name; raise `SettingsError` where one of its own is missing."""
    options = {
        "OPENAI_BASE_URL": settings.base_url or "",
        "THRICE_EMBEDDINGS_MODEL": settings.embeddings_model or "",
        "THRICE_EMBEDDINGS_DIMENSIONS": str(settings.embeddings_dimensions),
    }
    if settings.api_key is not None:
        options["OPENAI_API_KEY"] = settings.api_key.get_secret_value()
    try:
        return embedders.build(settings.embeddings, {name: value for name, value in options.items() if value})
    except ValueError as error:
        raise SettingsError(str(error)) from None


def make_model(settings: ModelSettings) -> LanguageModel | None:
    """Return the language model, or none where no model is named: drafts are extractive then."""
    if settings.model is None:
        return None
    if settings.api_key is None and settings.base_url is None:
        raise SettingsError("THRICE_MODEL is set, but neither OPENAI_API_KEY nor OPENAI_BASE_URL is.")
    options: dict[str, object] = {
        "model": settings.model,
        "base_url": settings.base_url,
        "api_key": settings.api_key.get_secret_value() if settings.api_key is not None else "none",
        "api": settings.model_api,
        "deadline_seconds": settings.model_deadline,
    }
    return language_models.build("openai", options)


def make_wikis(names: tuple[str, ...], options: Mapping[str, str]) -> dict[str, WikiPublisher]:
    """Return the wikis that THRICE_WIKIS names, each with its own settings, by name in `options`."""
    try:
        return {name: wikis.build(name, options) for name in names}
    except ValueError as error:
        raise SettingsError(str(error)) from None


def make_record_store(settings: LearningSettings, *, clock: Clock = utc_now) -> XapiStore | None:
    """Return the store that learning records go to, or none; raise `SettingsError` where settings are missing."""
    if settings.xapi_url is None:
        if settings.xapi_key is not None or settings.xapi_secret is not None:
            raise SettingsError("THRICE_XAPI_URL is not set: the key and secret are for a record store.")
        return None
    if (settings.xapi_key is None) != (settings.xapi_secret is None):
        missing = "THRICE_XAPI_SECRET" if settings.xapi_secret is None else "THRICE_XAPI_KEY"
        raise SettingsError(f"{missing} is not set: a record store's key and secret go together.")
    secret = settings.xapi_secret.get_secret_value() if settings.xapi_secret is not None else ""
    options = Options(settings.xapi_url, settings.xapi_key or "", secret)
    return XapiStore(options, seconds=lambda: clock().timestamp())
