"""Jobs of saving: fetch what was saved, make it findable, and give the receipt."""

from bot.knowledge import saving
from bot.knowledge.drafting.slack_text import people, with_names
from bot.knowledge.evidence import BOT
from bot.knowledge.heard import Heard
from bot.knowledge.jobs import GiveReceipt, KeepNote
from bot.knowledge.naming import called
from bot.knowledge.vectors import to_bytes
from bot.ports.chat import ChatMessage, ChatRefused
from bot.workspaces.acquaintance import meet
from bot.workspaces.audience import audience_of
from scheduler.jobs.tools import Tools

_MOST_MET = 50
"""People of one thread who are looked up at most."""


async def keep_note(tools: Tools, job: KeepNote) -> None:
    """Fetch a saved message with its thread from Slack, keep it, and make it findable."""
    async with tools.storage.look(job.workspace_id) as uow:
        note = await uow.notes.get(job.note_id)
    if note is None:
        return
    thread = await _thread(tools, job.workspace_id, note.channel_id, note.ts, note.thread_ts)
    for author in sorted({heard.author for heard in thread} - {BOT})[:_MOST_MET]:
        # Chatter is not listened to, so whoever wrote it may not be known yet: they are named, and asked to review.
        await meet(tools.storage, tools.chat, job.workspace_id, author, clock=tools.clock)
    async with tools.storage.begin(job.workspace_id) as uow:
        kept = await saving.keep(uow, job.note_id, thread, policy=await tools.policy_in(uow), at=tools.clock())
        channel = await uow.channels.get(note.channel_id)
        if kept is None or channel is None:
            return
        # Found by its words as soon as it is kept, and before the receipt says so; by its meaning a moment later.
        words = with_names(kept.text, await called(uow, people(kept.text)))
        await uow.words.put("note", kept.id, audience=audience_of(channel), title="", body=words)
    [vector] = await tools.embedder.embed([words[:2000]])
    async with tools.storage.begin(job.workspace_id) as uow:
        now = await uow.notes.get(job.note_id)
        channel = await uow.channels.get(kept.channel_id)
        if now is None or channel is None or now.text != kept.text:
            return
        await uow.vectors.put(
            "note", now.id, audience=audience_of(channel), model_id=tools.embedder.model_id, vector=to_bytes(vector)
        )


async def _thread(tools: Tools, workspace_id: int, channel: str, ts: str, thread_ts: str) -> list[Heard]:
    """Return the thread that a message stands in, oldest first; empty where it is gone.

    A reaction does not say which thread its message is in: `conversations.replies` finds it by any message of it.
    """
    try:
        found = await tools.chat.thread(workspace_id, channel, ts if thread_ts == ts else thread_ts)
        inside = next((m for m in found if m.ts == ts), None)
        if inside is not None and inside.thread_ts != ts and len(found) <= 1:
            found = await tools.chat.thread(workspace_id, channel, inside.thread_ts)
    except ChatRefused:
        return []
    # What a bot said belongs to a note only where somebody pointed at it; of a deleted root Slack keeps a tombstone.
    return [_heard(m) for m in found if m.subtype != "tombstone" and (m.ts == ts or (m.user and not m.is_bot))]


def _heard(message: ChatMessage) -> Heard:
    return Heard(
        channel_id=message.channel,
        ts=message.ts,
        thread_ts=message.thread_ts,
        author=BOT if message.is_bot or not message.user else message.user,
        text=message.text,
    )


async def give_receipt(tools: Tools, job: GiveReceipt) -> None:
    """Make the receipt on a message agree with whether it is saved now."""
    async with tools.storage.look(job.workspace_id) as uow:
        note = await uow.notes.of_message(job.channel_id, job.ts)
        policy = await tools.policy_in(uow)
    try:
        if note is not None:
            await tools.chat.react(job.workspace_id, job.channel_id, job.ts, policy.receipt_reaction)
        else:
            await tools.chat.unreact(job.workspace_id, job.channel_id, job.ts, policy.receipt_reaction)
    except ChatRefused:
        return  # the message or the channel is gone, and the receipt with it
