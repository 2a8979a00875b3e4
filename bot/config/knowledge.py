"""Settings of questions, drafts and pages."""

from pydantic import Field, field_validator

from bot.config.reading import SettingsGroup, Words


class KnowledgeSettings(SettingsGroup):
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
