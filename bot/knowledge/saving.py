"""Saving: a reaction or a shortcut makes a message a searchable note; its receipt says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.errors import BotError
from bot.knowledge.drafting.slack_text import readable
from bot.knowledge.heard import Heard, storable
from bot.knowledge.jobs import DraftFromNote, GiveReceipt, KeepNote
from bot.workspaces.policy import Policy
from models.messages import Message
from models.saving import Note, Saver
from models.uow import UnitOfWork


class CannotSave(BotError):
    """A message that may not be saved."""

    code = "cannot_save"


@dataclass(frozen=True)
class Pointed:
    """The message that somebody pointed at."""

    channel_id: str
    ts: str


async def save(
    uow: UnitOfWork, pointed: Pointed, *, by: str, how: str, at: datetime, occasion: str, author: str | None = None
) -> Note:
    """Save a message for a person; saving it again changes nothing. What it says is fetched by a job.

    `occasion` names the reaction or click, so that a message saved again after it was taken back is fetched anew.
    `author`: who wrote it, as far as the door knows. Raises `CannotSave`.
    """
    channel = await uow.channels.get(pointed.channel_id)
    if channel is None or not channel.is_joined:
        raise CannotSave("I can save only what I can read. Invite me to this channel with `/invite` first.")
    saver = await uow.members.get_or_add(by)
    if saver.forgotten_at is not None:
        raise CannotSave("You asked me to forget you. Say `/thrice remember me` to save messages again.")
    if author is not None and author in await uow.members.forgotten():
        raise CannotSave("I did not save this: whoever wrote it wants me to keep nothing of theirs.")
    note = await uow.notes.of_message(pointed.channel_id, pointed.ts)
    if note is None:
        note = Note(channel_id=pointed.channel_id, ts=pointed.ts, thread_ts=pointed.ts, author="", text="", saved_at=at)
        uow.add(note)
        await uow.flush()
    if by not in {s.user_id for s in await uow.notes.savers(note.id)}:
        uow.add(Saver(note_id=note.id, user_id=by, how=how, at=at))
        uow.audit.note(by, "note.saved", f"note:{note.id}", at=at, how=how)
        await uow.flush()
    await uow.enqueue(KeepNote(workspace_id=uow.workspace_id, note_id=note.id), key=f"keep:{note.id}:{occasion}")
    return note


async def is_saved_by(uow: UnitOfWork, pointed: Pointed, user_id: str) -> bool:
    """Tell whether a person has saved a message."""
    note = await uow.notes.of_message(pointed.channel_id, pointed.ts)
    return note is not None and user_id in {s.user_id for s in await uow.notes.savers(note.id)}


async def take_back(uow: UnitOfWork, pointed: Pointed, *, by: str, at: datetime, occasion: str) -> bool:
    """Take a person's saving back; the note goes with its last saver. Returns whether anything was saved."""
    note = await uow.notes.of_message(pointed.channel_id, pointed.ts)
    if note is None or by not in {s.user_id for s in await uow.notes.savers(note.id)}:
        return False
    await uow.notes.drop_saver(note.id, by)
    uow.audit.note(by, "note.taken_back", f"note:{note.id}", at=at)
    if await uow.notes.count_savers(note.id) == 0:
        await remove(uow, note, occasion=occasion)
    return True


async def remove(uow: UnitOfWork, note: Note, *, occasion: str) -> None:
    """Remove a note from everywhere, with the messages that were held for it alone; the receipt is taken back."""
    await uow.vectors.remove("note", note.id)
    await uow.words.remove("note", note.id)
    await uow.delete(note)
    await uow.flush()
    await _let_go(uow, note.channel_id, note.thread_ts)
    await _receipt(uow, note.channel_id, note.ts, occasion=f"gone:{occasion}")


async def _let_go(uow: UnitOfWork, channel_id: str, thread_ts: str) -> None:
    """Let go of a thread's messages on which no question, no other note and no article rests."""
    if await uow.questions.of_thread(channel_id, thread_ts) or await uow.notes.of_thread(channel_id, thread_ts):
        return
    for message in await uow.messages.thread(channel_id, thread_ts):
        if not await uow.articles.citing(channel_id, message.ts):
            await uow.delete(message)
    await uow.flush()


async def keep(uow: UnitOfWork, note_id: int, thread: Sequence[Heard], *, policy: Policy, at: datetime) -> Note | None:
    """Keep what a saved message and its thread say, as Slack has them; a message that is gone removes its note.

    `thread` is the thread in full, oldest first. Returns the note with its text, or none where it is gone.
    """
    note = await uow.notes.get(note_id)
    if note is None:
        return None
    by_ts = {heard.ts: heard for heard in thread}
    pointed = by_ts.get(note.ts)
    forgotten = await uow.members.forgotten()
    if pointed is None or pointed.author in forgotten:
        await remove(uow, note, occasion=f"unreadable:{at.timestamp()}")
        return None
    note.thread_ts, note.author = pointed.thread_ts, pointed.author
    root = by_ts.get(pointed.thread_ts)
    wanted = list(thread) if pointed.is_root else [h for h in (root, pointed) if h is not None]
    for heard in wanted:
        if heard.author and heard.author not in forgotten:
            await _hold(uow, heard)
    await uow.flush()
    await compose(uow, note)
    if note.receipt_at is None:
        note.receipt_at = at
        await _receipt(uow, note.channel_id, note.ts, occasion=f"kept:{note.id}")
    if await uow.notes.count_savers(note.id) >= policy.draft_after_savers:
        await uow.enqueue(DraftFromNote(workspace_id=uow.workspace_id, note_id=note.id), key=f"draft-note:{note.id}")
    return note


async def compose(uow: UnitOfWork, note: Note) -> None:
    """Write the note's text from the messages that we hold: a root with its replies, or a reply under its root.

    It is readable text: people stand in it by their ids, since a name may change, or be erased.
    """
    held = await uow.messages.thread(note.channel_id, note.thread_ts)
    if note.ts != note.thread_ts:
        held = [m for m in held if m.ts in (note.ts, note.thread_ts)]
    said = (readable(m.text) for m in held if m.author)
    note.text = storable("\n".join(words for words in said if words))


async def _hold(uow: UnitOfWork, heard: Heard) -> None:
    if await uow.messages.get(heard.channel_id, heard.ts) is None:
        uow.add(
            Message(
                channel_id=heard.channel_id,
                ts=heard.ts,
                thread_ts=heard.thread_ts,
                author=heard.author,
                text=storable(heard.text),
                marks=0,
                at=heard.at,
            )
        )


async def _receipt(uow: UnitOfWork, channel_id: str, ts: str, *, occasion: str) -> None:
    await uow.enqueue(
        GiveReceipt(workspace_id=uow.workspace_id, channel_id=channel_id, ts=ts),
        key=f"receipt:{channel_id}:{ts}:{occasion}",
    )
