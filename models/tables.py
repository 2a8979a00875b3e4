"""Every table in one metadata: import this where the whole schema is needed (migrations, tests)."""

from models import (
    articles,
    audit,
    channels,
    importing,
    inbox,
    installations,
    members,
    messages,
    operation,
    outgoing,
    questions,
    saving,
    signing_in,
    vectors,
    words,
    workspaces,
)
from models.base import Base

__all__ = [
    "articles", "audit", "channels", "importing", "inbox", "installations", "members", "messages", "metadata",
    "operation", "outgoing", "questions", "saving", "signing_in", "vectors", "words", "workspaces",
]  # fmt: skip

metadata = Base.metadata
