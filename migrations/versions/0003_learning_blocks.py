"""Learning blocks: rules, who joined, and the blocks of their weeks.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "block_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("protection", sa.String(), nullable=False),
        sa.Column("tz", sa.String(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=True),
        sa.Column("day_begins", sa.Integer(), nullable=True),
        sa.Column("day_ends", sa.Integer(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("feed_hash", sa.String(), nullable=False),
        sa.Column("feed_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("plan_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_block_members_workspace_id_workspaces"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block_members")),
        sa.UniqueConstraint("feed_hash", name=op.f("uq_block_members_feed_hash")),
        sa.UniqueConstraint("workspace_id", "user_id", name=op.f("uq_block_members_workspace_id_user_id")),
    )
    with op.batch_alter_table("block_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_block_members_plan_at"), ["plan_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_block_members_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "block_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_block_rules_workspace_id_workspaces"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block_rules")),
        sa.UniqueConstraint("workspace_id", "since", name=op.f("uq_block_rules_workspace_id_since")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("block_rules", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_block_rules_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "blocks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("is_moved", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("ts", sa.String(), nullable=True),
        sa.Column("learned", sa.String(), nullable=True),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_blocks_workspace_id_workspaces"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocks")),
        sa.UniqueConstraint("workspace_id", "user_id", "week", name=op.f("uq_blocks_workspace_id_user_id_week")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("blocks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_blocks_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_blocks_user_id"), ["user_id"], unique=False)
        batch_op.create_index("ix_blocks_week", ["workspace_id", "week"], unique=False)
        batch_op.create_index(batch_op.f("ix_blocks_workspace_id"), ["workspace_id"], unique=False)
