"""What calendars that are reached by e-mail were told, and who asked for letters to which address.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "invited_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("series", sa.JSON(), nullable=False),
        sa.Column("word", sa.JSON(), nullable=True),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["calendar_connections.id"],
            name=op.f("fk_invited_series_connection_id_calendar_connections"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_invited_series_workspace_id_workspaces"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invited_series")),
        sa.UniqueConstraint("connection_id", "uid", name=op.f("uq_invited_series_connection_id_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("invited_series", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invited_series_connection_id"), ["connection_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invited_series_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "address_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("address_hash", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_address_tries_workspace_id_workspaces"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_tries")),
    )
    with op.batch_alter_table("address_tries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_address_tries_address_hash"), ["address_hash"], unique=False)
        batch_op.create_index(batch_op.f("ix_address_tries_workspace_id"), ["workspace_id"], unique=False)
