"""The unit of work: the only place that commits, and the hook that keeps workspaces apart."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import timedelta
from functools import cached_property
from typing import TypeVar

from sqlalchemy import Connection, Engine, event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria

from bot.ports.jobs import Job, JobWriter
from models.base import Base, Tenant
from models.engine import make_sync_engine
from models.repositories.together import Repositories
from models.turns import Turns

_WORKSPACE = "thrice_workspace"
Result = TypeVar("Result")


class WithoutWorkspace(RuntimeError):
    """A statement touched a tenant table in a transaction that was begun without a workspace."""


class UnitOfWork(Repositories):
    """What one event, job or request reads and writes, all of it or nothing."""

    def __init__(
        self,
        session: AsyncSession,
        workspace_id: int | None,
        jobs: JobWriter | None,
        *,
        records_under: str | None = None,
    ) -> None:
        self.session = session
        self._workspace_id = workspace_id
        self._jobs = jobs
        self.records_under = records_under
        """The public address under which learning is recorded; none where no record store is connected."""

    @property
    def workspace_id(self) -> int:
        """The workspace it was begun for; raises `WithoutWorkspace` where there is none."""
        if self._workspace_id is None:
            raise WithoutWorkspace("begun without a workspace")
        return self._workspace_id

    async def enqueue(self, job: Job, *, key: str, after: timedelta | None = None) -> None:
        """Leave `job` for the occasion `key`; it is there if, and only if, this unit of work commits."""
        if self._jobs is None:
            raise RuntimeError("this process leaves no jobs")
        jobs = self._jobs
        await self.session.flush()
        connection = await self.session.connection()
        await connection.run_sync(lambda sync: jobs.write(sync, job, key=key, after=after))

    def add(self, *rows: Base) -> None:
        """Keep new rows."""
        self.session.add_all(rows)

    async def flush(self) -> None:
        """Send what is pending, so that new rows have their ids."""
        await self.session.flush()

    async def delete(self, row: Base) -> None:
        """Remove a row."""
        await self.session.delete(row)


class Bulk:
    """Many rows and jobs in one transaction, all of them or nothing, written from a thread."""

    def __init__(self, connection: Connection, jobs: JobWriter | None) -> None:
        self.connection = connection
        self._jobs = jobs

    def enqueue(self, job: Job, *, key: str) -> None:
        """Leave `job` for the occasion `key`."""
        if self._jobs is None:
            raise RuntimeError("this process leaves no jobs")
        self._jobs.write(self.connection, job, key=key)


class Storage:
    """Begins units of work on one database. `records_under`: see `UnitOfWork`."""

    def __init__(self, engine: AsyncEngine, jobs: JobWriter | None = None, *, records_under: str | None = None) -> None:
        self.engine = engine
        self._jobs = jobs
        self._records_under = records_under
        # SQLite has one writer: waiting here costs nothing, waiting inside SQLite costs a thread.
        self._turns = Turns() if engine.dialect.name == "sqlite" else None

    @asynccontextmanager
    async def begin(self, workspace_id: int | None = None) -> AsyncIterator[UnitOfWork]:
        """Begin a unit of work that commits at the end, or rolls back and raises again."""
        async with self._turn(), _session(self.engine, workspace_id) as session, session.begin():
            yield UnitOfWork(session, workspace_id, self._jobs, records_under=self._records_under)

    @asynccontextmanager
    async def look(self, workspace_id: int | None = None) -> AsyncIterator[UnitOfWork]:
        """Begin a unit of work that only reads; what it changes is not kept."""
        engine = self.engine.execution_options(thrice_reading=True)
        # Closing the session rolls back and, other than a rollback of ours, leaves what was read readable.
        async with _session(engine, workspace_id) as session:
            yield UnitOfWork(session, workspace_id, None)

    async def in_bulk(self, work: Callable[[Bulk], Result], *, first: bool = False) -> Result:
        """Do `work` in a thread and a transaction of its own; return what it returns once that has committed.

        For many small statements at once: the asynchronous drivers change threads several times for each.
        `first`: before the units of work that wait to begin, because somebody outside waits for this one.
        """

        def in_one_transaction() -> Result:
            with self._connections.begin() as connection:
                return work(Bulk(connection, self._jobs))

        async with self._turn(first=first):
            return await asyncio.get_running_loop().run_in_executor(self._thread, in_one_transaction)

    def _turn(self, *, first: bool = False) -> AbstractAsyncContextManager[None]:
        return nullcontext() if self._turns is None else self._turns.turn(first=first)

    @cached_property
    def _connections(self) -> Engine:
        return make_sync_engine(self.engine.url.render_as_string(hide_password=False), pool_size=1)

    @cached_property
    def _thread(self) -> ThreadPoolExecutor:
        # Of its own: in the common pool it would wait for whatever else is computed there.
        return ThreadPoolExecutor(max_workers=1, thread_name_prefix="bulk")

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()
        if "_thread" in vars(self):
            self._thread.shutdown()
            self._connections.dispose()


def _session(engine: AsyncEngine, workspace_id: int | None) -> AsyncSession:
    session = AsyncSession(engine, expire_on_commit=False)
    session.sync_session.info[_WORKSPACE] = workspace_id
    return session


@event.listens_for(Session, "do_orm_execute")
def _keep_workspaces_apart(state: ORMExecuteState) -> None:
    """Add the workspace to every statement on a tenant table; refuse one where there is no workspace."""
    if not (state.is_select or state.is_update or state.is_delete):
        return
    if not any(issubclass(mapper.class_, Tenant) for mapper in state.all_mappers):
        return
    if state.execution_options.get("every_workspace", False):
        return
    workspace_id = state.session.info.get(_WORKSPACE)
    if workspace_id is None:
        raise WithoutWorkspace("a statement on a tenant table needs a workspace")
    state.statement = state.statement.options(
        with_loader_criteria(
            Tenant,
            lambda table: table.workspace_id == workspace_id,
            include_aliases=True,
            track_closure_variables=True,
        )
    )


@event.listens_for(Session, "before_flush")
def _stamp_workspace(session: Session, _context: UOWTransaction, _instances: object) -> None:
    """Give every new tenant row its workspace; refuse one of another."""
    workspace_id = session.info.get(_WORKSPACE)
    for row in session.new:
        if not isinstance(row, Tenant):
            continue
        if row.workspace_id is None:
            if workspace_id is None:
                raise WithoutWorkspace("a new tenant row needs a workspace")
            row.workspace_id = workspace_id
        elif workspace_id is not None and row.workspace_id != workspace_id:
            raise WithoutWorkspace("a tenant row of another workspace")
