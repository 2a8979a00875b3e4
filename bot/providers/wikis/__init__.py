"""The wikis that articles are published to, one file each; the file's name stands in THRICE_WIKIS."""

from collections.abc import Mapping
from importlib import import_module
from typing import cast

from bot.ports.wiki import WikiPublisher

NAMES = ("git_markdown",)


def build(name: str, options: Mapping[str, str]) -> WikiPublisher:
    """Return the wiki of that name; `options` are settings by their environment names.

    Raises `ValueError` with a sentence for the operator when the name is unknown or a setting is missing or wrong.
    """
    if name not in NAMES:
        raise ValueError(f"THRICE_WIKIS names {name!r}; it can name {' or '.join(NAMES)}.")
    return cast(WikiPublisher, import_module(f"{__name__}.{name}").build(options))
