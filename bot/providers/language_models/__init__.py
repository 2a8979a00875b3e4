"""Language models by name: one provider is one file here, and nothing is imported before it is asked for."""

from collections.abc import Mapping
from importlib import import_module
from typing import Final, cast

from bot.ports.language_model import LanguageModel

NAMES: Final = ("openai",)


def build(name: str, options: Mapping[str, object]) -> LanguageModel:
    """The provider `name` with its options (see its `Options`). Raises ValueError that lists the names."""
    if name not in NAMES:
        raise ValueError(f"There is no language model provider {name!r}. Choose one of: {', '.join(NAMES)}.")
    return cast(LanguageModel, import_module(f"{__name__}.{name}").build(options))
