"""Jobs of hearing: read what was answered before the word of the question came to us."""

from bot.knowledge import capture
from bot.knowledge.heard import Heard
from bot.knowledge.jobs import ReadThread
from bot.ports.chat import ChatRefused
from bot.workspaces.acquaintance import meet
from scheduler.jobs.tools import Tools


async def read_thread(tools: Tools, job: ReadThread) -> None:
    """Hear the replies of a thread whose question came late: without it, they were chatter and were let pass."""
    try:
        found = await tools.chat.thread(job.workspace_id, job.channel_id, job.thread_ts)
    except ChatRefused:
        return  # the thread is gone, or Thrice was removed from the channel
    for message in found:
        if message.is_bot or not message.user or message.subtype == "tombstone" or message.ts == job.thread_ts:
            continue
        await meet(tools.storage, tools.chat, job.workspace_id, message.user, clock=tools.clock)
        reply = Heard(message.channel, message.ts, message.thread_ts, message.user, message.text)
        async with tools.storage.begin(job.workspace_id) as uow:
            await capture.hear(uow, reply, await tools.policy_in(uow))
