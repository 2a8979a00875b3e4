"""Who was told in which month that learning time of theirs lapses.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    with op.batch_alter_table("block_members", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lapse_told", sa.String(), nullable=True))
