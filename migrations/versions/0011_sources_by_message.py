"""Which pages cite a message, found by an index: it is asked at every edit and deletion.

Revision ID: 0011
Revises: 0010
"""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_index("ix_sources_message", "sources", ["workspace_id", "channel_id", "ts"])
