"""What `thrice doctor` looks at on our side: database, embedder, model, wikis, calendars, and learning."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp

from bot.cli.checks_calendars import check_calendars
from bot.cli.checks_key import check_key
from bot.cli.checks_learning import check_learning
from bot.cli.checks_port import check_port
from bot.cli.findings import Finding, note, ok, wrong
from bot.config import ModelSettings, Settings, StorageSettings
from bot.errors import SettingsError
from bot.makers import make_wikis
from bot.providers.embedders.local import FOLDER
from migrations.runner import current_and_newest
from models.engine import parse

_DEADLINE = 5.0


async def check_machine(settings: Settings) -> AsyncIterator[Finding]:
    """Look at everything that concerns this machine and what it is connected to."""
    database = await _database(settings.storage)
    yield database
    yield await check_key(settings.storage, readable=database.standing == "ok")
    yield await check_port(settings.web)
    yield await asyncio.to_thread(embedder, settings.model)
    yield await _model(settings.model)
    yield await asyncio.to_thread(wiki_settings, settings)
    yield await check_calendars(settings)
    async for finding in check_learning(settings, readable=database.standing == "ok"):
        yield finding


async def _database(storage: StorageSettings) -> Finding:
    about = "Database"
    try:
        url = parse(storage.database_url)
    except SettingsError as error:
        return wrong(about, str(error), "Correct DATABASE_URL.")
    sqlite = url.get_backend_name() == "sqlite"
    if sqlite and not _exists(Path(str(url.database))):
        return note(about, f"{url.database} is not there yet; `thrice serve` makes it.")
    shown = url.database if sqlite else url.set(drivername="postgresql").render_as_string(hide_password=True)
    try:
        current, newest = await asyncio.to_thread(current_and_newest, storage.database_url)
    except SettingsError as error:
        return wrong(about, str(error), "Install that version of Thrice, or set DATABASE_URL to another database.")
    except Exception as error:  # noqa: BLE001 (whatever a driver raises, the operator reads one line)
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        return wrong(about, f"{shown} cannot be opened: {reason}", "Start the database, or correct DATABASE_URL.")
    if current == newest:
        return ok(about, f"{shown} is there and migrated.")
    state = "has no tables yet" if current is None else f"is at {current}, and this version needs {newest}"
    if sqlite:
        return note(about, f"{url.database} {state}; `thrice serve` migrates it.")
    return wrong(about, f"{shown} {state}.", "Run `thrice migrate`.")


def _exists(path: Path) -> bool:
    return path.exists()


def embedder(model: ModelSettings, folder: Path = FOLDER) -> Finding:
    """Compare the embedder's files with the hashes they were released with."""
    about = "Embedder"
    if model.embeddings == "openai":
        if model.api_key is None and model.base_url is None:
            return wrong(about, "THRICE_EMBEDDINGS is openai, and there is no key.", "Set OPENAI_API_KEY, or `local`.")
        return ok(about, "is the model server's.")
    mend = "Install Thrice again: the files beside the provider are not those it was released with."
    try:
        expected: dict[str, str] = json.loads((folder / "origin.json").read_text("utf-8"))["sha256"]
        for name, digest in expected.items():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
                return wrong(about, f"{name} is damaged.", mend)
    except (OSError, ValueError, KeyError) as error:
        return wrong(about, f"its files cannot be read ({type(error).__name__}).", mend)
    return ok(about, "its files are whole; nothing leaves this machine.")


async def _model(model: ModelSettings) -> Finding:
    about = "Language model"
    if model.model is None:
        return note(about, "none is set: drafts are made of people's own sentences.")
    address = (model.base_url or "https://api.openai.com/v1").rstrip("/") + "/models"
    headers = {"Authorization": f"Bearer {model.api_key.get_secret_value()}"} if model.api_key else {}
    mend = "Correct OPENAI_BASE_URL and OPENAI_API_KEY. Until then drafts are extractive."
    try:
        async with (
            asyncio.timeout(_DEADLINE),
            aiohttp.ClientSession() as session,
            session.get(address, headers=headers) as answer,
        ):
            status = answer.status
    except (aiohttp.ClientError, TimeoutError) as error:
        return wrong(about, f"its server cannot be reached ({type(error).__name__}).", mend)
    if status in (401, 403):
        return wrong(about, f"its server refuses the key ({status}).", mend)
    if status >= 500:
        return wrong(about, f"its server fails ({status}).", mend)
    return ok(about, f"{model.model}, its server answers.")


def wiki_settings(settings: Settings) -> Finding:
    """Make the wikis as `thrice serve` does, and say what it would refuse; nothing is published."""
    about = "THRICE_WIKIS"
    try:
        make_wikis(settings.knowledge.wikis, settings.wiki_options)
    except SettingsError as error:
        return wrong(about, str(error), "Correct it, or leave it out of THRICE_WIKIS; docs/wikis.md has each setting.")
    if not (names := settings.knowledge.wikis):
        return ok(about, "names none: pages are in Thrice's own wiki.")
    return ok(about, f"{', '.join(names)}: set up as it should be.")
