"""The embedders, one file each; the file's name is the value of THRICE_EMBEDDINGS."""

from collections.abc import Mapping
from importlib import import_module
from typing import cast

from bot.ports.embedder import Embedder

NAMES = ("local", "openai")


def build(name: str, options: Mapping[str, str]) -> Embedder:
    """The embedder of that name; `options` are settings by their environment names.

    Raises ValueError with a sentence for the operator when the name is unknown or a setting is missing.
    """
    if name not in NAMES:
        raise ValueError(f"THRICE_EMBEDDINGS is {name!r}; it can be {' or '.join(NAMES)}.")
    return cast(Embedder, import_module(f"{__name__}.{name}").build(options))
