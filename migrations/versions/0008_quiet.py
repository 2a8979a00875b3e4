"""Who lets us change their status and Do Not Disturb during blocks, and what was there before.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "quiet_consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        *_of_a_workspace("quiet_consents"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "quiet_times",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status_before", sa.JSON(), nullable=True),
        sa.Column("status_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status_next", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status_changed", sa.Boolean(), nullable=False),
        sa.Column("pause_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_next", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_changed", sa.Boolean(), nullable=False),
        *_of_a_workspace("quiet_times"),
        sqlite_autoincrement=True,
    )
    for table in ("quiet_consents", "quiet_times"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{table}_workspace_id"), ["workspace_id"], unique=False)
    with op.batch_alter_table("quiet_consents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quiet_consents_look_at"), ["look_at"], unique=False)


def _of_a_workspace(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f(f"fk_{table}_workspace_id_workspaces"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("workspace_id", "user_id", name=op.f(f"uq_{table}_workspace_id_user_id")),
    ]
