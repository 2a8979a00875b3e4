"""Settings of what is kept, and where."""

from pydantic import Field, SecretStr

from bot.config.reading import SettingsGroup


class StorageSettings(SettingsGroup):
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
