"""What buttons and modals carry so that a click says what it is about: hostile input when it comes back."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import BotError

CardAct = Literal["wrong", "unclear", "edit", "retire"]
_ID = Field(ge=1, le=2**31 - 1)
"""As large as a row's id can be: of a larger one PostgreSQL says an error, and not that there is no such row."""


class UnknownButton(BotError):
    """A click whose value we never wrote."""

    code = "unknown_button"

    def __init__(self) -> None:
        super().__init__("I do not know what this button is about. It may come from an older version of me.")


class Ref(BaseModel):
    """What a button's value or a modal's metadata names."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    def pack(self) -> str:
        """Return it as a button's value."""
        return self.model_dump_json(exclude_defaults=True)

    @classmethod
    def unpack(cls, value: object) -> Self:
        """Return what a value names; raise `UnknownButton` for one that we did not write."""
        if not isinstance(value, str):
            raise UnknownButton
        try:
            return cls.model_validate_json(value)
        except ValidationError:
            raise UnknownButton from None


class DraftRef(Ref):
    """A revision of an article: a click on an old one is told so, and overwrites nothing."""

    article_id: int = _ID
    revision: int = Field(ge=1, le=2**31 - 1)


class OfferRef(Ref):
    """An answer that was shown to somebody."""

    offer_id: int = _ID


class CardRef(Ref):
    """A card that learners are asked."""

    card_id: int = _ID


class CardCareRef(CardRef):
    """What is to be done with a card, picked from the menu beside it."""

    act: CardAct


class ForgetRef(Ref):
    """The person who asked to be forgotten: nobody else's click counts."""

    user_id: str = Field(pattern=r"^[UW][A-Z0-9]{1,30}$")


class ShelfRef(Ref):
    """A page of the list of courses and paths."""

    page: int = Field(0, ge=0, le=10_000)


class CourseRef(ShelfRef):
    """A course, on a page of the list."""

    key: str = Field(pattern=r"^[a-z0-9-]{1,255}$")


class PathRef(ShelfRef):
    """A path, on a page of the list."""

    path_id: int = _ID


class AccountRef(Ref):
    """A page of what a member booked."""

    page: int = Field(0, ge=0, le=10_000)


class SpendingRef(Ref):
    """Something that a member booked. `page`: of the list that it stands in; none where it stands alone."""

    spending_id: int = _ID
    page: int | None = Field(None, ge=0, le=10_000)


class BudgetRef(Ref):
    """The quarter that was the present one when a window was opened in which budgets are given."""

    quarter: str = Field(pattern=r"^[1-9][0-9]{3}Q[1-4]$")


class NudgeRef(Ref):
    """The prompt of a member's day."""

    nudge_id: int = _ID


class SprintRef(Ref):
    """A step of a sprint: a click on an earlier one changes nothing."""

    sprint_id: int = _ID
    position: int = Field(ge=0, le=10_000)


class ApplicationRef(Ref):
    """Something that was to be used at work."""

    application_id: int = _ID


class BlockRef(Ref):
    """The learning block of somebody's week."""

    block_id: int = _ID


class AnswerRef(Ref):
    """The message whose button opened a window: what comes of it takes that message's place."""

    answer: str = Field("", max_length=1_000)
    """The address that Slack gave for answers to that click; empty where there is no such message."""


class MoveRef(BlockRef, AnswerRef):
    """A block that is to be moved."""


class LearnedRef(BlockRef, AnswerRef):
    """A block in which somebody writes down what they learned."""


class PartRef(Ref):
    """A part of a course, to be read."""

    source_id: int = _ID


class OtherTimeRef(BlockRef):
    """Another time that was offered for a block, in seconds since 1970."""

    starts: int = Field(ge=0, le=2**36)


class RuleRef(AnswerRef):
    """The rule of the learning blocks as somebody saw it: a change in between is not overwritten."""

    seen: int = Field(ge=0, le=2**63 - 1)


class SettingsRef(Ref):
    """The channel that a settings modal was opened in; none where it was opened in the App Home."""

    channel_id: str | None = Field(None, pattern=r"^[CG][A-Z0-9]{1,30}$")
