"""Settings of language models and embedders."""

from typing import Literal

from pydantic import Field, SecretStr

from bot.config.reading import SettingsGroup


class ModelSettings(SettingsGroup):
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
    embeddings_model: str | None = Field(
        None,
        alias="THRICE_EMBEDDINGS_MODEL",
        description="Model that an `openai` embedder asks for; unset: `text-embedding-3-small`.",
    )
    embeddings_dimensions: int = Field(
        512,
        alias="THRICE_EMBEDDINGS_DIMENSIONS",
        ge=1,
        le=8192,
        description="Length of the vectors that it asks for.",
    )
