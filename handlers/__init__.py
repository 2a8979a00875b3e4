"""Slack listeners, one file a feature; this list is the table of contents."""

from slack_bolt.async_app import AsyncApp

from handlers import (
    anonymous,
    answers,
    blocks,
    budgets,
    cards,
    commands,
    courses,
    drafts,
    events,
    focus,
    forgetting,
    lapsing,
    learned,
    learning,
    nudges,
    quiet,
    restoring,
    saving,
    settings,
    sprints,
)
from handlers.door import Door

FEATURES = (
    events,
    commands,
    answers,
    drafts,
    restoring,
    saving,
    cards,
    anonymous,
    forgetting,
    learning,
    courses,
    budgets,
    nudges,
    sprints,
    focus,
    quiet,
    blocks,
    learned,
    lapsing,
    settings,
)


def register_listeners(app: AsyncApp, door: Door) -> None:
    """Have every feature listen."""
    for feature in FEATURES:
        feature.register(app, door)
