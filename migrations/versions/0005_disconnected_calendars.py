"""Calendars that were disconnected stay until our blocks are out of them, beside the one that takes their place.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    with op.batch_alter_table("calendar_connections", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(op.f("uq_calendar_connections_workspace_id_user_id_kind"), type_="unique")
        batch_op.create_index(
            "ix_calendar_connections_one_of_a_kind",
            ["workspace_id", "user_id", "kind"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
