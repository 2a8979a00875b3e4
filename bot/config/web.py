"""Settings of the web."""

from pydantic import Field, SecretStr, field_validator

from bot.config.reading import SettingsGroup, web_address


class WebSettings(SettingsGroup):
    """Where people and Slack reach Thrice."""

    public_url: str = Field(
        "http://localhost:3000", alias="THRICE_PUBLIC_URL", description="Address in links that people follow."
    )
    host: str = Field("127.0.0.1", alias="THRICE_HOST", description="Address to listen on.")
    port: int = Field(3000, alias="THRICE_PORT", ge=0, le=65535, description="Port to listen on.")
    metrics_token: SecretStr | None = Field(
        None,
        alias="THRICE_METRICS_TOKEN",
        description="Bearer token that `/metrics` asks for; open when unset.",
    )

    @field_validator("public_url")
    @classmethod
    def _without_a_slash(cls, value: str) -> str:
        return web_address(value)
