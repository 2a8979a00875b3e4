"""What would be told to somebody unasked waits until their learning block is over.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "held_jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("job", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_held_jobs_workspace_id_workspaces"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_jobs")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_held_jobs_workspace_id_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("held_jobs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_held_jobs_user_id"), ["user_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_held_jobs_workspace_id"), ["workspace_id"], unique=False)
