"""What is due is looked up by index, also among many rows that are not: the plans of both databases say so."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, insert

from models.cards import Card, CardSource
from models.engine import make_sync_engine
from models.motivation import LearningRecord
from models.repositories.nudging import due_learners, take_due_nudges
from models.repositories.records import take_due_records
from models.repositories.reminding import due_reminders
from models.sprints import Memory
from models.uow import Storage
from tests.support.learners import fill

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
LEARNERS, DUE, NUDGES = 1_500, 20, 10
CARDS, WHO_REMEMBER = 100, 40


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database with thousands of learners, of whom twenty are due, and of memories, of which few are."""
    engine = make_sync_engine(database_url)
    fill(engine, NOW, learners=LEARNERS, due=DUE, workspaces=2, nudges=NUDGES)
    with engine.begin() as connection:
        source = connection.scalars(
            insert(CardSource).returning(CardSource.id), [{"workspace_id": 1, "revision": 1, "made_at": NOW}]
        ).one()
        card = {"workspace_id": 1, "source_id": source, "kind": "recall", "question": "?", "answer": "!"}
        rows = [{**card, "key": str(n), "position": n, "created_at": NOW} for n in range(CARDS)]
        ids = connection.scalars(insert(Card).returning(Card.id), rows).all()
        connection.execute(insert(Memory), [_memory(f"U{n:07d}", i) for n in range(WHO_REMEMBER) for i in ids])
        connection.exec_driver_sql("ANALYZE")
    yield engine
    engine.dispose()


def _memory(who: str, card_id: int) -> dict[str, Any]:
    due = NOW + timedelta(days=card_id - 5)
    held = {"state": 2, "stability": 3.0, "difficulty": 5.0, "due": due, "last_review": NOW}
    return {"workspace_id": 1, "user_id": who, "card_id": card_id, **held}


@contextmanager
def plans(engine: Engine) -> Iterator[list[str]]:
    """Collect how the database goes about each SELECT that is sent to it meanwhile, by whichever engine."""
    found: list[str] = []
    sent: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            sent.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else "EXPLAIN "
    with engine.connect() as connection:
        for statement, parameters in sent:
            rows = connection.exec_driver_sql(explain + statement, parameters)
            found.append("\n".join(str(row[-1]) for row in rows))


def reads_all_of(plan: str, table: str) -> bool:
    return f"SCAN {table}" in plan.replace(" USING", "~") or f"Seq Scan on {table}" in plan


async def test_what_is_due_is_found_by_index(engine: Engine, storage: Storage) -> None:
    with plans(engine) as found:
        with engine.begin() as connection:
            assert len(due_learners(connection, NOW, limit=1000)) == DUE
            take_due_nudges(connection, NOW, limit=1000)
            assert due_reminders(connection, NOW, limit=1000) == []
        async with storage.look(1) as uow:
            assert 0 < len(await uow.sprints.due("U0000006", NOW, limit=200)) < 10
    learners, nudges, reminders, memories = found
    assert "ix_learners_next_reminder_at" in reminders, reminders
    assert "ix_learners_next_nudge_at" in learners, learners
    assert "ix_nudges_due_at" in nudges, nudges
    assert "ix_memories_due" in memories, memories
    for plan, table in ((learners, "learners"), (learners, "nudges"), (nudges, "nudges"), (memories, "memories")):
        assert f"SCAN {table}" not in plan.replace(f"SCAN {table} USING INDEX", ""), plan
        assert f"Seq Scan on {table}" not in plan, plan


def test_records_that_are_due_are_found_by_index(engine: Engine) -> None:
    rows = [
        {
            "workspace_id": 1, "statement_id": str(n), "user_id": "U1", "statement": {}, "at": NOW, "tries": 0,
            "due_at": (NOW, None, NOW + timedelta(hours=1))[0 if n < DUE else 1 + n % 2],
        }
        for n in range(3_000)
    ]  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(LearningRecord), rows)
        connection.exec_driver_sql("ANALYZE")
    with plans(engine) as found, engine.begin() as connection:
        assert len(take_due_records(connection, NOW, lease=timedelta(minutes=10), limit=1000)) == DUE
    assert "ix_learning_records_due_at" in found[0], found[0]
    assert not reads_all_of(found[0], "learning_records"), found[0]
