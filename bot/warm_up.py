"""Warming up: loads what the next question would have to wait for, while requests are taken already."""

import structlog

from bot.knowledge.topics import Placing
from models.search.matrices import Matrices
from models.uow import Storage

log = structlog.get_logger(__name__)


async def warm_up(storage: Storage, matrices: Matrices, placing: Placing) -> None:
    """Load the vectors, and the model to compare with them.

    Where nothing was asked yet there is nothing to compare with, and so no model is held.
    """
    try:
        async with storage.look() as uow:
            workspaces = [w.id for w in await uow.workspaces.installed()]
        for workspace_id in workspaces:
            await matrices.refresh(workspace_id)
        if any(matrices.count(workspace_id, "question") for workspace_id in workspaces):
            await placing.get_ready()
    except Exception as error:  # noqa: BLE001 (a door: what could not be loaded now is loaded by the next question)
        log.warning("not_warmed_up", error=type(error).__name__)
