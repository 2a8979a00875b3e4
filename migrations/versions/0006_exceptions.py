"""People whose meetings are never in the way of a member's learning block.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "block_exceptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_block_exceptions_workspace_id_workspaces"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block_exceptions")),
        sa.UniqueConstraint(
            "workspace_id", "user_id", "who", name=op.f("uq_block_exceptions_workspace_id_user_id_who")
        ),
    )
    with op.batch_alter_table("block_exceptions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_block_exceptions_workspace_id"), ["workspace_id"], unique=False)
