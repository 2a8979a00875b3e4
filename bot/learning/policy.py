"""Policy of learning: what the process's settings say, with what a workspace's curators changed on top."""

from dataclasses import dataclass, replace

from bot.config import LearningSettings
from bot.learning.weights import weights_in
from bot.workspaces.local_time import parsed_time
from models.workspaces import Workspace


@dataclass(frozen=True)
class LearningPolicy:
    """What holds for a workspace's learners where they did not choose otherwise themselves."""

    minute: int = 9 * 60 + 30
    """When the nudge comes, in minutes after local midnight."""
    sprint_seconds: int = 15 * 60
    new_per_day: int = 4
    retention: float = 0.9
    parameters: tuple[float, ...] | None = None
    """FSRS's weights, where a workspace's own answers have given some."""
    is_recorded: bool = False
    """Whether a record store is told what members learn; whoever joins is told so."""

    @classmethod
    def of(cls, settings: LearningSettings) -> "LearningPolicy":
        """Return the policy that the process's settings describe."""
        return cls(
            minute=parsed_time(settings.nudge_time),
            sprint_seconds=settings.sprint_minutes * 60,
            new_per_day=settings.new_cards_per_day,
            retention=settings.retention,
            is_recorded=settings.xapi_url is not None,
        )

    def in_workspace(self, workspace: Workspace | None) -> "LearningPolicy":
        """Return this policy with what is known of the workspace; weights that FSRS cannot use count as none."""
        try:
            held = weights_in(workspace.settings) if workspace is not None else None
        except ValueError:
            # `thrice doctor` says so: nobody's sprint stops because of it.
            held = None
        return self if held is None else replace(self, parameters=held)
