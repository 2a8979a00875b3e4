"""Forgetting: erases a person's words and name, and remembers only that they asked for it."""

import re
from datetime import datetime

from bot.errors import BotError
from bot.knowledge import moving, saving, settling, withdrawing
from bot.knowledge.drafting.slack_text import FORMER_MEMBER
from bot.knowledge.drafting.values import MessageRef
from bot.knowledge.jobs import ConfirmForgetting, KeepNote, PassReviewOn
from bot.knowledge.withdrawing import Person
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
    person = Person(user_id, member.name)
    # What stands from here on holds nothing of theirs, whatever arrives while it is being erased.
    member.forgotten_at = at
    member.name, member.tz, member.settings, member.is_curator = "", None, {}, False
    await _forget_words(uow, person, policy=policy, at=at)
    await _forget_deeds(uow, user_id, at=at)
    await uow.flush()
    await uow.words.purge()
    await uow.enqueue(
        ConfirmForgetting(workspace_id=uow.workspace_id, user_id=user_id, occasion=str(at.timestamp())),
        key=f"forgot:{user_id}:{at.timestamp()}",
    )


async def _forget_words(uow: UnitOfWork, person: Person, *, policy: Policy, at: datetime) -> None:
    """Remove what the person wrote, and the person's name and id from what others wrote."""
    user_id, occasion = person.user_id, f"forget:{at.timestamp()}"
    held = await uow.messages.by(user_id)
    threads = {(message.channel_id, message.thread_ts) for message in held}
    spoken_of = await uow.messages.speaking_of(user_id)
    threads |= {(message.channel_id, message.thread_ts) for message in spoken_of}
    pages = {a.id: a for a in (*await uow.articles.citing_author(user_id), *await uow.articles.speaking_of(user_id))}
    refs = {MessageRef(message.channel_id, message.ts) for message in held}
    for article in pages.values():
        sources = await uow.articles.all_sources(article.id)
        refs |= {MessageRef(source.channel_id, source.ts) for source in sources if source.author == user_id}
    for message in held:
        await uow.delete(message)
    mention = re.compile(rf"<@{re.escape(user_id)}(?:\|[^>]*)?>")
    for message in spoken_of:
        message.text = mention.sub(FORMER_MEMBER, message.text)
    for question in await uow.questions.speaking_of(user_id):
        question.text = mention.sub(FORMER_MEMBER, question.text)
        question.gist = mention.sub(FORMER_MEMBER, question.gist)
    await uow.flush()
    await _forget_notes(uow, user_id, occasion=occasion)
    for article in pages.values():
        await withdrawing.forget_author(uow, article, person, refs, policy=policy, at=at)
    await uow.articles.anonymise(user_id)
    await _forget_questions(uow, user_id, policy=policy, at=at)
    for channel_id, thread_ts in sorted(threads):
        for note in await uow.notes.of_thread(channel_id, thread_ts):
            await saving.compose(uow, note)
            await uow.enqueue(
                KeepNote(workspace_id=uow.workspace_id, note_id=note.id), key=f"note:{note.id}:{occasion}"
            )


async def _forget_questions(uow: UnitOfWork, user_id: str, *, policy: Policy, at: datetime) -> None:
    """Remove what the person asked; a topic that too few others asked waits for its third occurrence again."""
    for question in await uow.questions.asked_by(user_id):
        for topic in await uow.questions.titled_by(question.id):
            topic.title_question_id = None
        await uow.vectors.remove("question", question.id)
        await uow.delete(question)
        await uow.flush()
        home = await uow.questions.topic(question.topic_id) if question.topic_id is not None else None
        if home is None:
            continue
        await moving.recount(uow, home, policy=policy)
        if (article := await uow.articles.of_topic(home.id)) is not None:
            await settling.refresh_cards(uow, article, occasion=f"forgot:{question.id}:{at.timestamp()}")


async def _forget_deeds(uow: UnitOfWork, user_id: str, *, at: datetime) -> None:
    """Remove the person's part in what was asked, decided and looked after: others take it over."""
    for asked in await uow.reviews.open_with(user_id):
        asked.due_at = at
        await uow.enqueue(
            PassReviewOn(workspace_id=uow.workspace_id, review_id=asked.id), key=f"pass:{asked.id}:forgotten"
        )
    await uow.flush()
    await uow.reviews.forget(user_id)
    await uow.questions.anonymise(user_id)
    await uow.channels.without_curator(user_id)
    await close_sessions_of(uow, user_id)
    await uow.audit.forget(user_id)


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
