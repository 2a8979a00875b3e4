"""Reading of settings: one group at a time, from the environment, a `.env` file, or given values."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

from pydantic import BeforeValidator, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsError


def _words(value: object) -> object:
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def web_address(value: str) -> str:
    """Return a public web address without a slash at its end; raise `ValueError` with what is wrong with one."""
    if not value.startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or any(letter.isspace() or not letter.isprintable() for letter in value):
        raise ValueError("must name a host, such as https://thrice.example.com, and hold no spaces")
    if "?" in value or "#" in value:
        raise ValueError("must end before any ? or #: paths are put behind it")
    return value.rstrip("/")


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)]


class SettingsGroup(BaseSettings):
    """One concern's settings: frozen; an empty value in the environment counts as none."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True)


Group = TypeVar("Group", bound=SettingsGroup)


class _File(BaseSettings):
    """A `.env` file's settings, whatever their names."""

    model_config = SettingsConfigDict(extra="allow", case_sensitive=True, env_ignore_empty=True)


def by_name(env_file: Path | str | None = ".env") -> Mapping[str, str]:
    """Return all settings by their names, the environment's before the file's: what each wiki reads its own from."""
    in_file = _File(_env_file=env_file).model_extra or {}
    return {**in_file, **{name: value for name, value in os.environ.items() if value}}


def read(group: type[Group], values: Mapping[str, str] | None = None, *, env_file: Path | str | None = ".env") -> Group:
    """Return one group of settings; raise `SettingsError` with the name of what is wrong."""
    try:
        return group(_env_file=env_file) if values is None else group.model_validate(dict(values))
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"{name}: {first['msg']}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{env_file}: is not UTF-8 text.") from None
