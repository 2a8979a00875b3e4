"""Forgetting: erases a person's words and name, and remembers only that they asked for it."""

from datetime import datetime

from bot.errors import BotError
from bot.knowledge import saving, withdrawing
from bot.knowledge.drafting.values import MessageRef
from bot.knowledge.jobs import ConfirmForgetting, KeepNote, PassReviewOn
from bot.workspaces.policy import Policy
from bot.workspaces.signing_in import close_sessions_of
from models.uow import UnitOfWork


class NothingToForget(BotError):
    """Somebody who was forgotten already asks again."""

    code = "nothing_to_forget"


async def forget(uow: UnitOfWork, user_id: str, *, policy: Policy, at: datetime) -> None:
    """Erase a person's questions, phrasings, messages, saved notes, feedback, sessions and name.

    Articles stay, without the sentences that rest on this person's messages alone; titles stay; sources say
    "former member". From now on nothing of theirs is captured. Raises `NothingToForget` the second time.
    """
    member = await uow.members.get_or_add(user_id)
    if member.forgotten_at is not None:
        raise NothingToForget("I have already forgotten you, and keep nothing new. `/thrice remember me` undoes that.")
    # What stands from here on holds nothing of theirs, whatever arrives while it is being erased.
    member.forgotten_at = at
    member.name, member.tz, member.settings = "", None, {}
    held = await uow.messages.by(user_id)
    refs = [MessageRef(message.channel_id, message.ts) for message in held]
    threads = {(message.channel_id, message.thread_ts) for message in held}
    articles = await uow.articles.citing_author(user_id)
    for message in held:
        await uow.delete(message)
    await uow.flush()
    await _forget_notes(uow, user_id, occasion=f"forget:{at.timestamp()}")
    for article in articles:
        await withdrawing.withdraw(uow, article, refs, with_titles=False, policy=policy, at=at)
    await uow.articles.anonymise(user_id)
    for question in await uow.questions.asked_by(user_id):
        await uow.vectors.remove("question", question.id)
        await uow.delete(question)
    for review in await uow.reviews.open_with(user_id):
        review.due_at = at
        await uow.enqueue(
            PassReviewOn(workspace_id=uow.workspace_id, review_id=review.id), key=f"pass:{review.id}:forgotten"
        )
    await uow.reviews.forget(user_id)
    await close_sessions_of(uow, user_id)
    await uow.audit.forget(user_id)
    await uow.flush()
    for channel_id, thread_ts in sorted(threads):
        for note in await uow.notes.of_thread(channel_id, thread_ts):
            await uow.enqueue(
                KeepNote(workspace_id=uow.workspace_id, note_id=note.id), key=f"note:{note.id}:forget:{at.timestamp()}"
            )
    await uow.enqueue(
        ConfirmForgetting(workspace_id=uow.workspace_id, user_id=user_id, occasion=str(at.timestamp())),
        key=f"forgot:{user_id}:{at.timestamp()}",
    )


async def _forget_notes(uow: UnitOfWork, user_id: str, *, occasion: str) -> None:
    """Take back what the person saved, and remove the notes made of what the person wrote."""
    for note in await uow.notes.saved_by(user_id):
        await uow.notes.drop_saver(note.id, user_id)
        if await uow.notes.count_savers(note.id) == 0:
            await saving.remove(uow, note, occasion=occasion)
    for note in await uow.notes.written_by(user_id):
        await saving.remove(uow, note, occasion=occasion)


async def remember(uow: UnitOfWork, user_id: str, *, at: datetime) -> bool:
    """Let a person come back, with nothing restored; return whether they had been forgotten."""
    member = await uow.members.get(user_id)
    if member is None or member.forgotten_at is None:
        return False
    member.forgotten_at = None
    member.seen_at = None
    uow.audit.note(user_id, "member.remembered", f"member:{user_id}", at=at)
    return True
