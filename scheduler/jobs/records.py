"""Jobs of learning records: send some to the record store, and write down what became of each."""

from collections import deque
from collections.abc import Sequence

import structlog

from bot.learning import sending
from bot.learning.jobs import SendRecords
from bot.ports.record_store import StatementsRefused, StoreUnavailable
from models.motivation import LearningRecord
from scheduler.jobs.tools import Tools

log = structlog.get_logger(__name__)
Batch = Sequence[LearningRecord]


async def send_records(tools: Tools, job: SendRecords) -> None:
    """Send some records. Run again, it goes on with those that are not there yet; the store has each once anyway."""
    if tools.record_store is None:
        return
    left = deque[Batch](sending.batches(await _waiting(tools, job.workspace_id, job.record_ids)))
    failed = 0
    while left:
        # Read again: who was forgotten meanwhile has no records any more.
        batch = await _waiting(tools, job.workspace_id, [record.id for record in left.popleft()])
        if not batch:
            continue
        try:
            await tools.record_store.keep([record.statement for record in batch])
        except StatementsRefused as refused:
            if len(batch) > 1:
                left.extendleft([record] for record in reversed(batch))
            else:
                await _refused(tools, job.workspace_id, batch, refused)
        except StoreUnavailable as trouble:
            failed += 1
            if sending.may_be_its_own_fault(batch, trouble.because):
                left.extendleft([record] for record in reversed(batch))
                continue
            await _put_off(tools, job.workspace_id, batch, trouble)
            if len(batch) > 1 or failed >= sending.FAILURES_OF_A_DEAD_STORE:
                await _put_off(tools, job.workspace_id, [record for rest in left for record in rest], trouble)
                return
        else:
            failed = 0
            await _sent(tools, job.workspace_id, batch)


async def _waiting(tools: Tools, workspace_id: int, record_ids: Sequence[int]) -> Batch:
    async with tools.storage.look(workspace_id) as uow:
        return await uow.records.waiting(record_ids)


async def _sent(tools: Tools, workspace_id: int, batch: Batch) -> None:
    async with tools.storage.begin(workspace_id) as uow:
        await uow.records.sent([record.id for record in batch], at=tools.clock())
    tools.metrics.learning_records.labels(outcome="sent").inc(len(batch))


async def _refused(tools: Tools, workspace_id: int, batch: Batch, refused: StatementsRefused) -> None:
    async with tools.storage.begin(workspace_id) as uow:
        await uow.records.refused([record.id for record in batch], str(refused.status))
    tools.metrics.learning_records.labels(outcome="refused").inc(len(batch))
    log.warning("record_refused", record=batch[0].id, status=refused.status)


async def _put_off(tools: Tools, workspace_id: int, batch: Batch, trouble: StoreUnavailable) -> None:
    if not batch:
        return
    tries = max(record.tries for record in batch)
    until = tools.clock() + sending.pause_after(tries, trouble.retry_after)
    async with tools.storage.begin(workspace_id) as uow:
        await uow.records.put_off([record.id for record in batch], until)
    tools.metrics.learning_records.labels(outcome="put_off").inc(len(batch))
