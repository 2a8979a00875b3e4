"""Settings: small frozen classes per concern, read once from the environment or a `.env` file."""

from collections.abc import Mapping
from pathlib import Path

from bot.config.blocks import BlockSettings
from bot.config.calendars import CalendarSettings
from bot.config.knowledge import KnowledgeSettings
from bot.config.learning import LearningSettings
from bot.config.model import ModelSettings
from bot.config.operation import OperationSettings
from bot.config.reading import SettingsGroup, by_name, read, web_address
from bot.config.slack import SlackSettings
from bot.config.storage import StorageSettings
from bot.config.web import WebSettings

__all__ = (
    "GROUPS",
    "BlockSettings",
    "CalendarSettings",
    "KnowledgeSettings",
    "LearningSettings",
    "ModelSettings",
    "OperationSettings",
    "Settings",
    "SlackSettings",
    "StorageSettings",
    "WebSettings",
    "by_name",
    "read",
    "web_address",
)


class Settings:
    """All settings, each group read from the environment and a `.env` file, or from `values` alone.

    Raises `SettingsError` with the name of the setting that is wrong.
    """

    def __init__(self, values: Mapping[str, str] | None = None, *, env_file: Path | str | None = ".env") -> None:
        self.slack = read(SlackSettings, values, env_file=env_file)
        self.storage = read(StorageSettings, values, env_file=env_file)
        self.web = read(WebSettings, values, env_file=env_file)
        self.model = read(ModelSettings, values, env_file=env_file)
        self.knowledge = read(KnowledgeSettings, values, env_file=env_file)
        self.learning = read(LearningSettings, values, env_file=env_file)
        self.calendars = read(CalendarSettings, values, env_file=env_file)
        self.blocks = read(BlockSettings, values, env_file=env_file)
        self.operation = read(OperationSettings, values, env_file=env_file)
        self.wiki_options: Mapping[str, str] = by_name(env_file) if values is None else dict(values)


GROUPS: tuple[type[SettingsGroup], ...] = (
    SlackSettings,
    StorageSettings,
    WebSettings,
    ModelSettings,
    KnowledgeSettings,
    LearningSettings,
    CalendarSettings,
    BlockSettings,
    OperationSettings,
)
