"""The secret key: encrypts tokens so that each opens only in its own place, and signs what comes back to us."""

import base64
import binascii
import hashlib
import hmac
import os
import tempfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.config import StorageSettings
from bot.errors import SettingsError
from models.engine import parse

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
_VERSION: Final = b"\x01"
_NONCE_BYTES: Final = 12


class WrongKey(Exception):
    """A secret that none of the keys opens, or one that was moved from where it belongs."""


class SecretBox:
    """Seals secrets with the first key, and opens what any of the keys sealed.

    What is sealed is bound to its place, the workspace and the column: copied elsewhere it does not open.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        """Take keys of 32 bytes each, the one that seals first."""
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise ValueError("keys of 32 bytes are needed")
        self._keys = tuple(keys)

    # Made when first wanted: an app with one token in its settings seals nothing, and `cryptography` takes 7 MB.
    @cached_property
    def _ciphers(self) -> "list[AESGCM]":
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return [AESGCM(_derived(key, b"tokens")) for key in self._keys]

    @cached_property
    def _signing(self) -> list[bytes]:
        return [_derived(key, b"signatures") for key in self._keys]

    def seal(self, secret: str, *, workspace: str, column: str) -> bytes:
        """Return `secret` encrypted for its place."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[0].encrypt(nonce, secret.encode(), _place(workspace, column))
        return _VERSION + nonce + sealed

    def open(self, sealed: bytes, *, workspace: str, column: str) -> str:
        """Return the secret; raise `WrongKey` where no key opens it here."""
        return self._opened(sealed, _place(workspace, column))[0]

    def renewed(self, sealed: bytes, *, workspace: str, column: str) -> bytes | None:
        """Return the secret sealed with the first key; none where it is already. Raises `WrongKey` as `open` does."""
        secret, number = self._opened(sealed, _place(workspace, column))
        return self.seal(secret, workspace=workspace, column=column) if number else None

    def _opened(self, sealed: bytes, place: bytes) -> tuple[str, int]:
        """Return the secret, and the number of the key that opened it."""
        from cryptography.exceptions import InvalidTag

        if sealed[:1] != _VERSION or len(sealed) <= 1 + _NONCE_BYTES:
            raise WrongKey("not a sealed secret")
        nonce, text = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        for number, cipher in enumerate(self._ciphers):
            try:
                return cipher.decrypt(nonce, text, place).decode(), number
            except InvalidTag:
                continue
        raise WrongKey("no key opens this secret here")

    def sign(self, text: str) -> str:
        """Return a signature of `text`, safe in addresses."""
        return _signature(self._signing[0], text)

    def signed(self, text: str, signature: str) -> bool:
        """Tell whether `signature` is one that any of the keys gave `text`."""
        return any(hmac.compare_digest(_signature(key, text).encode(), signature.encode()) for key in self._signing)


def new_key() -> str:
    """Return a fresh key as the setting wants it: 32 random bytes in base64."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def read_keys(setting: str) -> list[bytes]:
    """Return the keys of a comma-separated list; raise `SettingsError` for one that is none."""
    keys = [_decoded(part.strip()) for part in setting.split(",") if part.strip()]
    if not keys:
        raise SettingsError("THRICE_SECRET_KEY: is empty. `thrice doctor --new-key` prints one.")
    return keys


def secret_box(settings: StorageSettings) -> SecretBox:
    """Return the box of this installation; beside an SQLite database the key is made once, in `<database>.key`.

    Raises `SettingsError` where a key is missing or is none.
    """
    if settings.secret_key is not None:
        return SecretBox(read_keys(settings.secret_key.get_secret_value()))
    path = key_file(settings.database_url)
    if path is None:
        raise SettingsError("THRICE_SECRET_KEY: is needed with PostgreSQL. `thrice doctor --new-key` prints one.")
    try:
        _make_once(path)
    except OSError as error:
        raise SettingsError(f"DATABASE_URL: nothing can be written to {path.parent} ({error.strerror}).") from None
    try:
        return SecretBox(read_keys(path.read_text("ascii")))
    except (SettingsError, UnicodeDecodeError):
        raise SettingsError(f"{path}: holds no key. Restore it, or set THRICE_SECRET_KEY.") from None


def key_file(database_url: str) -> Path | None:
    """Return where the key lies beside an SQLite database; none for PostgreSQL."""
    url = parse(database_url)
    if url.get_backend_name() != "sqlite" or url.database is None:
        return None
    return Path(f"{url.database}.key")


def _make_once(path: Path) -> None:
    """Make the key file unless it is there. Of two processes at once one wins, and neither sees half a file."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp gives the file to its owner alone (mode 0600) before a byte is in it.
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(new_key() + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(path).hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        Path(draft).unlink()


def _decoded(text: str) -> bytes:
    try:
        key = base64.b64decode(text, altchars=b"-_" if "-" in text or "_" in text else None, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise SettingsError(
            "THRICE_SECRET_KEY: each key is 32 random bytes in base64. `thrice doctor --new-key` prints one."
        )
    return key


def _derived(key: bytes, purpose: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"thrice:" + purpose).derive(key)


def _place(workspace: str, column: str) -> bytes:
    return f"{len(workspace)}:{workspace}:{column}".encode()


def _signature(key: bytes, text: str) -> str:
    return base64.urlsafe_b64encode(hmac.digest(key, text.encode(), hashlib.sha256)).decode().rstrip("=")
