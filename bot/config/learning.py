"""Settings of learning."""

from pydantic import Field, SecretStr, field_validator

from bot.config.reading import SettingsGroup, web_address


class LearningSettings(SettingsGroup):
    """When and how much members learn, where neither they nor their curators chose otherwise."""

    nudge_time: str = Field(
        "09:30",
        alias="THRICE_NUDGE_TIME",
        pattern=r"^([01]\d|2[0-3]):[0-5]\d$",
        description="Local time of the daily nudge.",
    )
    sprint_minutes: int = Field(
        15, alias="THRICE_SPRINT_MINUTES", ge=3, le=60, description="Minutes that a sprint is filled to, by estimate."
    )
    new_cards_per_day: int = Field(
        4, alias="THRICE_NEW_CARDS_PER_DAY", ge=0, le=50, description="New cards a member meets a day."
    )
    retention: float = Field(
        0.9,
        alias="THRICE_RETENTION",
        ge=0.7,
        le=0.97,
        description="How likely a card is to be recalled when it comes back.",
    )
    xapi_url: str | None = Field(
        None,
        alias="THRICE_XAPI_URL",
        description="Address of a learning record store (xAPI), before `/statements`; unset: nothing is recorded.",
    )
    xapi_key: str | None = Field(None, alias="THRICE_XAPI_KEY", description="Key of the record store's credentials.")
    xapi_secret: SecretStr | None = Field(None, alias="THRICE_XAPI_SECRET", description="The secret that goes with it.")

    @field_validator("xapi_url")
    @classmethod
    def _before_statements(cls, value: str | None) -> str | None:
        return web_address(value).removesuffix("/statements") if value is not None else None
