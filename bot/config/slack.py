"""Settings of Slack."""

from pydantic import Field, SecretStr, field_validator

from bot.config.reading import SettingsGroup


class SlackSettings(SettingsGroup):
    """How Thrice reaches Slack and how Slack proves itself."""

    bot_token: SecretStr | None = Field(
        None, alias="SLACK_BOT_TOKEN", description="Bot token (`xoxb-…`) of the one workspace."
    )
    signing_secret: SecretStr | None = Field(
        None, alias="SLACK_SIGNING_SECRET", description="Secret with which Slack signs its requests."
    )
    app_token: SecretStr | None = Field(
        None, alias="SLACK_APP_TOKEN", description="App-level token (`xapp-…`): Socket Mode instead of HTTP."
    )
    client_id: str | None = Field(
        None,
        alias="SLACK_CLIENT_ID",
        description="OAuth: several workspaces; beside `SLACK_BOT_TOKEN`, quiet during blocks for who allows it.",
    )
    client_secret: SecretStr | None = Field(
        None, alias="SLACK_CLIENT_SECRET", description="The secret that goes with it."
    )
    api_url: str = Field(
        "https://slack.com/api/",
        alias="SLACK_API_URL",
        description="Another Web API address (tests, proxies).",
    )

    @field_validator("api_url")
    @classmethod
    def _ends_with_a_slash(cls, value: str) -> str:
        return value if value.endswith("/") else value + "/"
