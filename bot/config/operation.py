"""Settings of how the processes behave."""

from typing import Literal

from pydantic import Field

from bot.config.reading import SettingsGroup


class OperationSettings(SettingsGroup):
    """How the processes behave."""

    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", alias="THRICE_LOG_LEVEL", description="Least level that is logged."
    )
    log_format: Literal["text", "json"] = Field("text", alias="THRICE_LOG_FORMAT", description="How logs are written.")
    workers: int = Field(8, alias="THRICE_WORKERS", ge=1, le=256, description="Jobs that run at once in a process.")
    beat_seconds: float = Field(
        5.0,
        alias="THRICE_BEAT_SECONDS",
        gt=0,
        description="Seconds between a replica's signs of life; silent for six of them, its jobs are taken over.",
    )
