"""How Alembic runs: on a connection that `migrations.runner` hands over, or on DATABASE_URL by hand."""

import os
from typing import Any

from alembic import context

from models.engine import make_sync_engine
from models.tables import metadata


def _ours(thing: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    """Tell our tables from those of the durable engine and of full-text search."""
    if kind == "table":
        return name in metadata.tables
    table = getattr(thing, "table", None)
    return table is None or table.name in metadata.tables


def _run(connection: Any) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_object=_ours,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    engine = make_sync_engine(os.environ.get("DATABASE_URL", "sqlite:///thrice.db"))
    with engine.begin() as own:
        _run(own)
