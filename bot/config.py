"""Settings: small frozen classes per concern, read once from the environment or a `.env` file."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsError


def _words(value: object) -> object:
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def web_address(value: str) -> str:
    """Return a public web address without a slash at its end; raise `ValueError` with what is wrong with one."""
    if not value.startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or any(letter.isspace() or not letter.isprintable() for letter in value):
        raise ValueError("must name a host, such as https://thrice.example.com, and hold no spaces")
    if "?" in value or "#" in value:
        raise ValueError("must end before any ? or #: paths are put behind it")
    return value.rstrip("/")


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)]


class _Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True)


Group = TypeVar("Group", bound=_Settings)


class SlackSettings(_Settings):
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
    client_id: str | None = Field(None, alias="SLACK_CLIENT_ID", description="OAuth: several workspaces.")
    client_secret: SecretStr | None = Field(None, alias="SLACK_CLIENT_SECRET", description="OAuth: several workspaces.")
    api_url: str = Field(
        "https://slack.com/api/",
        alias="SLACK_API_URL",
        description="Another Web API address (tests, proxies).",
    )

    @field_validator("api_url")
    @classmethod
    def _ends_with_a_slash(cls, value: str) -> str:
        return value if value.endswith("/") else value + "/"


class StorageSettings(_Settings):
    """Where everything is kept."""

    database_url: str = Field(
        "sqlite:///thrice.db", alias="DATABASE_URL", description="`sqlite:///file` or `postgresql://…`."
    )
    secret_key: SecretStr | None = Field(
        None,
        alias="THRICE_SECRET_KEY",
        description="32 random bytes in base64, encrypts tokens and signs links; a comma-separated list rotates,"
        " the first encrypts. Made once beside an SQLite database; required with PostgreSQL.",
    )


class WebSettings(_Settings):
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


class ModelSettings(_Settings):
    """The language model and the embedder. No model means extractive drafts."""

    api_key: SecretStr | None = Field(None, alias="OPENAI_API_KEY", description="Key of the language model's server.")
    base_url: str | None = Field(
        None, alias="OPENAI_BASE_URL", description="Address of any server that speaks OpenAI's protocol."
    )
    model: str | None = Field(None, alias="THRICE_MODEL", description="Name of the model; unset: extractive drafts.")
    model_api: Literal["chat", "responses"] = Field(
        "chat",
        alias="THRICE_MODEL_API",
        description="`chat` (chat completions, which every server knows) or `responses` (nothing is stored there).",
    )
    model_deadline: float = Field(
        25.0,
        alias="THRICE_MODEL_DEADLINE",
        gt=0,
        le=300,
        description="Seconds a draft may wait for the model.",
    )
    model_daily_tokens: int = Field(
        500_000,
        alias="THRICE_MODEL_DAILY_TOKENS",
        ge=0,
        description="Tokens per workspace and day; then extractive.",
    )
    embeddings: Literal["local", "openai"] = Field(
        "local", alias="THRICE_EMBEDDINGS", description="`local` (nothing leaves the machine) or `openai`."
    )


class KnowledgeSettings(_Settings):
    """When a question becomes a page, and how long the page stays fresh."""

    draft_after: int = Field(3, alias="THRICE_DRAFT_AFTER", ge=2, le=10, description="Occurrences that make a draft.")
    window_days: int = Field(180, alias="THRICE_WINDOW_DAYS", ge=1, description="Days within which they count.")
    same_asker_hours: int = Field(
        24,
        alias="THRICE_SAME_ASKER_HOURS",
        ge=0,
        description="Re-asking within these hours is the same occurrence.",
    )
    save_reaction: str = Field(
        "bookmark",
        alias="THRICE_SAVE_REACTION",
        description="Reaction (without colons) that saves a message.",
    )
    receipt_reaction: str = Field(
        "white_check_mark",
        alias="THRICE_RECEIPT_REACTION",
        description="Reaction that Thrice gives as the receipt.",
    )
    draft_after_savers: int = Field(
        3, alias="THRICE_DRAFT_AFTER_SAVERS", ge=2, description="People saving one message who make a draft."
    )
    review_days: int = Field(
        3, alias="THRICE_REVIEW_DAYS", ge=1, description="Working days of silence before a card passes on."
    )
    stale_days: int = Field(90, alias="THRICE_STALE_DAYS", ge=1, description="Days until an article turns stale.")
    retire_days: int = Field(30, alias="THRICE_RETIRE_DAYS", ge=1, description="Stale days until it is retired.")
    outdated_votes: int = Field(
        2,
        alias="THRICE_OUTDATED_VOTES",
        ge=1,
        description="People saying Outdated who make an article stale.",
    )
    uncertain_cards_per_week: int = Field(
        2, alias="THRICE_UNCERTAIN_CARDS_PER_WEEK", ge=0, description="Uncertain cards per reviewer and week."
    )
    capture_guests: bool = Field(False, alias="THRICE_CAPTURE_GUESTS", description="Capture guests' questions.")
    capture_partners: bool = Field(
        False, alias="THRICE_CAPTURE_PARTNERS", description="Capture Slack Connect partners' questions."
    )
    wikis: Words = Field((), alias="THRICE_WIKIS", description="Further wikis to publish to, by name.")

    @field_validator("save_reaction", "receipt_reaction")
    @classmethod
    def _without_colons(cls, value: str) -> str:
        name = value.strip().strip(":")
        if not name or any(letter.isspace() or letter == ":" for letter in name):
            raise ValueError("must be the name of one emoji, such as bookmark")
        return name


class LearningSettings(_Settings):
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


class CalendarSettings(_Settings):
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


class BlockSettings(_Settings):
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


class OperationSettings(_Settings):
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


class _File(BaseSettings):
    """A `.env` file's settings, whatever their names."""

    model_config = SettingsConfigDict(extra="allow", case_sensitive=True, env_ignore_empty=True)


def by_name(env_file: Path | str | None = ".env") -> Mapping[str, str]:
    """Return all settings by their names, the environment's before the file's: what each wiki reads its own from."""
    in_file = _File(_env_file=env_file).model_extra or {}
    return {**in_file, **{name: value for name, value in os.environ.items() if value}}


def read(group: type[Group], values: Mapping[str, str] | None = None, *, env_file: Path | str | None = ".env") -> Group:
    """Return one group of settings; raise `SettingsError` with the name of what is wrong."""
    try:
        return group(_env_file=env_file) if values is None else group.model_validate(dict(values))
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"{name}: {first['msg']}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{env_file}: is not UTF-8 text.") from None


GROUPS: tuple[type[_Settings], ...] = (
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
