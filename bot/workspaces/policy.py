"""A workspace's policy: the settings of the process, with what its curators changed on top."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bot.config import KnowledgeSettings
from bot.errors import BotError
from models.workspaces import Workspace


class PolicyError(BotError):
    """A value that a policy cannot have. `setting` names it."""

    code = "bad_policy"

    def __init__(self, setting: str, sentence: str) -> None:
        super().__init__(sentence)
        self.setting = setting


@dataclass(frozen=True)
class Policy:
    """When a question counts, becomes a page and the page turns stale, in one workspace."""

    draft_after: int = 3
    window: timedelta = timedelta(days=180)
    same_asker: timedelta = timedelta(hours=24)
    save_reaction: str = "bookmark"
    receipt_reaction: str = "white_check_mark"
    draft_after_savers: int = 3
    review_days: int = 3
    stale_after: timedelta = timedelta(days=90)
    retire_after: timedelta = timedelta(days=30)
    outdated_votes: int = 2
    uncertain_cards_per_week: int = 2
    capture_guests: bool = False
    capture_partners: bool = False

    @classmethod
    def of(cls, settings: KnowledgeSettings) -> "Policy":
        """Return the policy that the process's settings describe."""
        return cls(
            draft_after=settings.draft_after,
            window=timedelta(days=settings.window_days),
            same_asker=timedelta(hours=settings.same_asker_hours),
            save_reaction=settings.save_reaction,
            receipt_reaction=settings.receipt_reaction,
            draft_after_savers=settings.draft_after_savers,
            review_days=settings.review_days,
            stale_after=timedelta(days=settings.stale_days),
            retire_after=timedelta(days=settings.retire_days),
            outdated_votes=settings.outdated_votes,
            uncertain_cards_per_week=settings.uncertain_cards_per_week,
            capture_guests=settings.capture_guests,
            capture_partners=settings.capture_partners,
        )

    def in_workspace(self, workspace: Workspace | None) -> "Policy":
        """Return this policy with what the workspace's curators changed."""
        return replace(self, **changed(workspace.settings)) if workspace is not None else self


def changed(settings: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a policy that a workspace's settings change; what is not valid is left out."""
    found: dict[str, Any] = {}
    if isinstance(after := settings.get("draft_after"), int) and 2 <= after <= 10:
        found["draft_after"] = after
    if isinstance(reaction := settings.get("save_reaction"), str) and reaction:
        found["save_reaction"] = reaction
    return found


def checked_draft_after(value: object) -> int:
    """Return a number of occurrences from 2 to 10, or raise `PolicyError` with the sentence to show."""
    try:
        number = int(str(value))
    except ValueError:
        number = 0
    if not 2 <= number <= 10:
        raise PolicyError("draft_after", "Choose a number from 2 to 10.")
    return number


def checked_reaction(value: str, *, receipt: str) -> str:
    """Return a reaction's name without colons, or raise `PolicyError` with the sentence to show."""
    name = value.strip().strip(":").lower()
    if not name or not all(sign.isalnum() or sign in "_-+'" for sign in name):
        raise PolicyError("save_reaction", "Write the name of one reaction, such as bookmark.")
    if name == receipt:
        raise PolicyError("save_reaction", f":{receipt}: is my receipt for what was saved. Choose another reaction.")
    return name
