"""Calendars that members connected, which blocks stand in them, and who stays on duty meanwhile.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "calendar_connections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("can_decline", sa.Boolean(), nullable=False),
        sa.Column("connected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token", sa.String(), nullable=True),
        sa.Column("sync_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("synced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_calendar_connections_workspace_id_workspaces"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_connections")),
        sa.UniqueConstraint(
            "workspace_id", "user_id", "kind", name=op.f("uq_calendar_connections_workspace_id_user_id_kind")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("calendar_connections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_connections_sync_at"), ["sync_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_calendar_connections_user_id"), ["user_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_calendar_connections_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "block_copies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("block_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("protection", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["block_id"], ["blocks.id"], name=op.f("fk_block_copies_block_id_blocks"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["calendar_connections.id"],
            name=op.f("fk_block_copies_connection_id_calendar_connections"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_block_copies_workspace_id_workspaces"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block_copies")),
        sa.UniqueConstraint("connection_id", "block_id", name=op.f("uq_block_copies_connection_id_block_id")),
        sa.UniqueConstraint("connection_id", "uid", name=op.f("uq_block_copies_connection_id_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("block_copies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_block_copies_block_id"), ["block_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_block_copies_connection_id"), ["connection_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_block_copies_workspace_id"), ["workspace_id"], unique=False)

    with op.batch_alter_table("blocks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("is_on_duty", sa.Boolean(), server_default="0", nullable=False))

    with op.batch_alter_table("block_rules", schema=None) as batch_op:
        batch_op.add_column(sa.Column("covered", sa.String(), nullable=True))
