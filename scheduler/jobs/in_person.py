"""Direct messages of jobs, to people whom Slack may let nobody write to any more."""

import structlog

from bot.ports.chat import ChatRefused, Message
from scheduler.jobs.tools import Tools

log = structlog.get_logger(__name__)


async def tell(tools: Tools, workspace_id: int, user_id: str, message: Message, *, key: str) -> None:
    """Tell somebody something about their blocks, once for `key`; one whom nobody can write to is passed over."""
    try:
        await tools.chat.direct(workspace_id, user_id, message, key=key)
    except ChatRefused as refused:
        log.warning("block_message_refused", code=refused.code)
