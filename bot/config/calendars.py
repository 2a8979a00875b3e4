"""Settings of the calendars that members can connect."""

from pydantic import Field, SecretStr, field_validator

from bot.config.reading import SettingsGroup, web_address


class CalendarSettings(SettingsGroup):
    """The calendars that members can connect, and the mail server for those whose calendar nothing else reaches."""

    google_client_id: str | None = Field(
        None, alias="THRICE_GOOGLE_CLIENT_ID", description="OAuth client: members can connect Google Calendar."
    )
    google_client_secret: SecretStr | None = Field(
        None, alias="THRICE_GOOGLE_CLIENT_SECRET", description="Secret of that client."
    )
    google_api_url: str = Field(
        "https://www.googleapis.com/calendar/v3",
        alias="THRICE_GOOGLE_API_URL",
        description="Another address of Google's calendars (tests, proxies).",
    )
    google_consent_url: str = Field(
        "https://accounts.google.com/o/oauth2/v2/auth",
        alias="THRICE_GOOGLE_CONSENT_URL",
        description="Another address of Google's window that asks for consent.",
    )
    google_token_url: str = Field(
        "https://oauth2.googleapis.com",
        alias="THRICE_GOOGLE_TOKEN_URL",
        description="Another address under which `/token` and `/revoke` are.",
    )
    microsoft_client_id: str | None = Field(
        None, alias="THRICE_MICROSOFT_CLIENT_ID", description="Registered app: members can connect Microsoft 365."
    )
    microsoft_client_secret: SecretStr | None = Field(
        None, alias="THRICE_MICROSOFT_CLIENT_SECRET", description="Secret of that app."
    )
    microsoft_tenant: str = Field(
        "organizations",
        alias="THRICE_MICROSOFT_TENANT",
        pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$",
        description="Whose accounts may connect: a directory's id, `organizations`, or `common` for private ones too.",
    )
    microsoft_api_url: str = Field(
        "https://graph.microsoft.com/v1.0",
        alias="THRICE_MICROSOFT_API_URL",
        description="Another address of Microsoft Graph (national clouds, tests).",
    )
    microsoft_login_url: str = Field(
        "https://login.microsoftonline.com",
        alias="THRICE_MICROSOFT_LOGIN_URL",
        description="Another address of Microsoft's sign-in (national clouds, tests).",
    )
    smtp_url: SecretStr | None = Field(
        None,
        alias="THRICE_SMTP_URL",
        description="Mail server for invitations: `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`.",
    )
    smtp_from: str | None = Field(
        None, alias="THRICE_SMTP_FROM", description="Sender of the invitations, such as `Thrice <thrice@example.com>`."
    )

    @field_validator(
        "google_api_url", "google_consent_url", "google_token_url", "microsoft_api_url", "microsoft_login_url"
    )
    @classmethod
    def _an_address(cls, value: str) -> str:
        return web_address(value)
