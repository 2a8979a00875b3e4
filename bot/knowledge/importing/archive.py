"""Opens a zip that a stranger may have made: names and sizes are judged before anything in it is read."""

import hashlib
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from bot.errors import BotError

_DRIVE = re.compile(r"^[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    OverflowError,
    RuntimeError,  # NotImplementedError too: a zip version or an encryption that Python does not know
)
"""What `zipfile` raises on damaged input."""

_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_SMALL = 1 << 20
_CHUNK = 1 << 20
_MOST_ENTRIES = 2_000_000


class ExportRefused(BotError):
    """The file cannot be imported; nothing of it was."""

    code = "export_refused"


class Unreadable(Exception):
    """One file inside the zip is damaged; the others may be read."""


@dataclass(frozen=True)
class Limits:
    """What a zip may ask of memory. Sizes in bytes, decompressed; `ratio` is decompressed : compressed.

    Text such as Slack's compresses 5 to 30 times, deflate at most 1,032 times: between them lie bombs alone.
    """

    file: int = 64 << 20
    directory: int = 128 << 20
    ratio: int = 200


class Archive:
    """The readable files of a zip, by name. Use it as a context; nothing is ever unpacked to the disk."""

    def __init__(self, path: Path, *, large: frozenset[str] = frozenset(), limits: Limits | None = None) -> None:
        """Open `path`; raise `ExportRefused` for what is no zip, climbs out of itself or is a bomb.

        Files named in `large` may have `limits.directory` bytes, all others `limits.file`.
        """
        self._limits = limits or Limits()
        self._large = large
        try:
            self._zip = zipfile.ZipFile(path)
        except _BROKEN:
            raise ExportRefused(f"{path.name} is not a zip file, or it is cut off. Nothing was imported.") from None
        try:
            self._files = self._judge(path.stat().st_size)
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> "Archive":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    @property
    def names(self) -> frozenset[str]:
        """The names of its files, without its folders."""
        return frozenset(self._files)

    def read(self, name: str) -> bytes:
        """Return a file's content; raise `KeyError` where there is none, `Unreadable` where it is damaged."""
        info = self._files[name]
        most = self._most(name)
        try:
            with self._zip.open(info) as file:
                content = file.read(most + 1)
        except _BROKEN as error:
            raise Unreadable(name) from error
        if len(content) > most:
            raise Unreadable(name)
        return content

    def _judge(self, size: int) -> dict[str, zipfile.ZipInfo]:
        infos = self._zip.infolist()
        if len(infos) > _MOST_ENTRIES or sum(info.compress_size for info in infos) > size:
            # More compressed bytes than the file has: its entries overlap, which is how bombs are folded.
            raise ExportRefused("The zip claims to hold more than it can. Nothing was imported.")
        for info in infos:
            self._judge_entry(info)
        return {info.filename: info for info in infos if not info.is_dir()}

    def _judge_entry(self, info: zipfile.ZipInfo) -> None:
        name = info.orig_filename
        if climbs_out(name):
            raise ExportRefused(f"The zip holds a name that climbs out of it: {shown(name)}. Nothing was imported.")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise ExportRefused(f"The zip holds a link instead of a file: {shown(name)}. Nothing was imported.")
        if info.flag_bits & 1:
            raise ExportRefused("The zip is protected by a password. Nothing was imported.")
        if info.compress_type not in _READABLE:
            raise ExportRefused(f"The zip is packed in a way that cannot be read: {shown(name)}. Nothing was imported.")
        small = info.file_size <= _SMALL
        if info.file_size > self._most(name) or not (
            small or info.file_size <= self._limits.ratio * max(1, info.compress_size)
        ):
            raise ExportRefused(f"The zip would unpack to too much: {shown(name)}. Nothing was imported.")

    def _most(self, name: str) -> int:
        return self._limits.directory if name in self._large else self._limits.file


def climbs_out(name: str) -> bool:
    """Tell whether a name inside a zip could lead elsewhere: absolute, with `..`, a drive, or backslashes."""
    return (
        not name
        or name.startswith("/")
        or "\\" in name
        or _DRIVE.match(name) is not None
        or _CONTROL.search(name) is not None
        or ".." in name.split("/")
    )


def shown(name: str) -> str:
    """Return a name from a zip as one short line that a terminal can print."""
    line = "".join(letter if letter.isprintable() else "?" for letter in name)
    return line if len(line) <= 80 else line[:77] + "..."


def sha256_of(path: Path, *, stopped: Callable[[], bool] = lambda: False) -> str | None:
    """Return the hash of the file's bytes in hexadecimal, or none where `stopped` said so in between."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if stopped():
                return None
            digest.update(chunk)
    return digest.hexdigest()
