"""Settings of learning blocks."""

from typing import Literal

from pydantic import Field

from bot.config.reading import SettingsGroup


class BlockSettings(SettingsGroup):
    """When learning blocks are, where no curator has set a rule."""

    day: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = Field(
        "friday", alias="THRICE_BLOCK_DAY", description="Day of the learning block until a curator sets a rule."
    )
    time: str = Field(
        "14:00",
        alias="THRICE_BLOCK_TIME",
        pattern=r"^([01]\d|2[0-3]):[0-5]\d$",
        description="Local time at which it begins.",
    )
    minutes: int = Field(120, alias="THRICE_BLOCK_MINUTES", ge=15, le=720, description="Minutes that it lasts.")
