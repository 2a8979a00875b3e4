"""Every table in one metadata: import this where the whole schema is needed (migrations, tests)."""

from models import (
    articles,
    audit,
    blocks,
    calendars,
    cards,
    channels,
    courses,
    importing,
    inbox,
    installations,
    invitations,
    learners,
    members,
    messages,
    motivation,
    operation,
    outgoing,
    questions,
    quiet,
    saving,
    signing_in,
    sprints,
    vectors,
    words,
    workspaces,
)
from models.base import Base

__all__ = [
    "articles", "audit", "blocks", "calendars", "cards", "channels", "courses", "importing", "inbox", "installations",
    "invitations", "learners", "members", "messages", "metadata", "motivation", "operation", "outgoing", "questions",
    "quiet",
    "saving", "signing_in", "sprints", "vectors", "words", "workspaces",
]  # fmt: skip

metadata = Base.metadata
