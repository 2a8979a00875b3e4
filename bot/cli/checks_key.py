"""What `thrice doctor` says of the secret key: whether it is one, who can read it, and what it opens."""

from pathlib import Path
from typing import Final

from bot.cli.findings import Finding, note, ok, wrong
from bot.config import StorageSettings
from bot.errors import SettingsError
from bot.learning_blocks.keys import SealedFound, sealed_found
from bot.slack.keys import TokensFound, tokens_found
from bot.workspaces.secrets import SecretBox, key_file, read_keys, secret_box
from models.engine import make_engine
from models.uow import Storage

_ABOUT: Final = "THRICE_SECRET_KEY"
_NEW_KEY: Final = "`thrice doctor --new-key` prints one."
_NEXT_START: Final = "Keep it in the list; the next start of `thrice serve` encrypts them with the first."
_ANOTHER: Final = "Set the key that was used before, or add it to the comma-separated list."


async def check_key(storage: StorageSettings, *, readable: bool) -> Finding:
    """Look at the key, and where the database is `readable`, at what it opens."""
    try:
        path = key_file(storage.database_url) if storage.secret_key is None else None
        if path is not None and not _exists(path):
            if readable and await _holds_secrets(storage):
                return wrong(_ABOUT, f"is gone: {path} is not there, and what is stored needs it.", "Restore the file.")
            return note(_ABOUT, f"will be made once, in {path}.")
        box = secret_box(storage)
        if path is not None and _is_open_to_others(path):
            return wrong(_ABOUT, f"{path} can be read by others.", f"Run `chmod 600 {path}`.")
    except SettingsError as error:
        return wrong(_ABOUT, str(error).removeprefix("THRICE_SECRET_KEY: "), _NEW_KEY)
    except OSError as error:
        return wrong(_ABOUT, f"cannot be read ({error.strerror}).", "Give the file to the user that runs Thrice.")
    there = f"is there{f', in {path}' if path else ''}."
    if not readable:
        return ok(_ABOUT, there)
    return _opens(*await _found(storage, box), there, keys=_how_many(storage))


def _opens(found: TokensFound, of_members: SealedFound, there: str, *, keys: int) -> Finding:
    if found.none_opens:
        return wrong(_ABOUT, "does not open the tokens in the database: it is another key.", _ANOTHER)
    if found.closed:
        return wrong(_ABOUT, f"does not open the tokens of {', '.join(sorted(found.closed))}.", _ANOTHER)
    if of_members.closed:
        said = f"does not open {of_members.closed} of members' calendars and feeds."
        return wrong(_ABOUT, said, f"{_ANOTHER} Else they connect again, and make new addresses.")
    if found.older:
        said = f"an older key is still needed for the tokens of {', '.join(sorted(found.older))}."
        return note(_ABOUT, said, _NEXT_START)
    if of_members.older:
        said = f"an older key is still needed for {of_members.older} of members' calendars and feeds."
        return note(_ABOUT, said, _NEXT_START)
    if keys > 1:
        return note(_ABOUT, "the first key opens all that is stored: the others can be dropped.")
    return ok(_ABOUT, there)


async def _found(storage: StorageSettings, box: SecretBox) -> tuple[TokensFound, SealedFound]:
    kept = Storage(make_engine(storage.database_url))
    try:
        return await tokens_found(kept, box), await sealed_found(kept, box)
    finally:
        await kept.close()


async def _holds_secrets(storage: StorageSettings) -> bool:
    kept = Storage(make_engine(storage.database_url))
    try:
        async with kept.look() as uow:
            return bool(
                await uow.workspaces.every_token() or await uow.sealed.feeds() or await uow.sealed.connections()
            )
    finally:
        await kept.close()


def _how_many(storage: StorageSettings) -> int:
    return len(read_keys(storage.secret_key.get_secret_value())) if storage.secret_key is not None else 1


def _exists(path: Path) -> bool:
    return path.exists()


def _is_open_to_others(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o077)
