"""Takes in one day of an export: what the live app would have kept of it, in one transaction."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.knowledge import detection
from bot.knowledge.capture import as_message, as_question
from bot.knowledge.heard import Heard
from bot.knowledge.importing.message import ExportedMessage
from bot.knowledge.importing.people import People
from bot.knowledge.importing.reader import Export, ExportedDay
from bot.knowledge.second_questions import Said, asks_something_else
from models.channels import Channel
from models.messages import Message
from models.repositories.importing import Held
from models.uow import Storage, UnitOfWork


@dataclass(frozen=True)
class DayTaken:
    """What a day brought: its messages, entries that were none, questions captured, replies kept."""

    messages: int
    malformed: int
    questions: int
    replies: int


@dataclass(frozen=True)
class _Spoken:
    """A message by somebody who may be heard, that asks something worth keeping or replies."""

    message: ExportedMessage
    heard: Heard
    asks: bool


class DayTaker:
    """Takes in days of one export into one workspace."""

    def __init__(self, storage: Storage, workspace_id: int, people: People) -> None:
        self._storage = storage
        self._workspace_id = workspace_id
        self._people = people

    async def take(self, export: Export, day: ExportedDay, run_id: int) -> DayTaken | None:
        """Take in a day, all of it or nothing; none where somebody else has done so. Raises `NotADay`."""
        read = await asyncio.to_thread(export.read_day, day)
        async with self._storage.look(self._workspace_id) as uow:
            channel = await uow.channels.get(day.channel.channel_id)
        if channel is None:
            raise LookupError(f"channel {day.channel.channel_id} was not taken in")
        spoken = await asyncio.to_thread(self._judge, read.messages, channel)
        async with self._storage.begin(self._workspace_id) as uow:
            if not await uow.imports.claim_day(run_id, day.name, messages=len(read.messages)):
                return None
            questions, replies = await self._keep(uow, spoken, channel.channel_id) if spoken else (0, 0)
            if questions:
                await uow.imports.count_questions(run_id, day.name, questions)
        return DayTaken(len(read.messages), read.malformed, questions, replies)

    def _judge(self, messages: Sequence[ExportedMessage], channel: Channel) -> list[_Spoken]:
        found = []
        for message in messages:
            if not message.spoken or not self._people.may_be_heard(channel, message):
                continue
            asked = detection.find_question(message.text)
            asks = asked is not None and asked.worth_capturing
            if not asks and message.ts == message.thread_ts:
                continue  # chatter: neither asks nor replies
            heard = Heard(channel.channel_id, message.ts, message.thread_ts, message.author, message.text)
            found.append(_Spoken(message, heard, asks))
        return found

    async def _keep(self, uow: UnitOfWork, spoken: Sequence[_Spoken], channel_id: str) -> tuple[int, int]:
        """Keep what the database lacks of a day; return how many questions and replies that was."""
        # Read again within the transaction: somebody may have switched the channel off, or be forgotten, by now.
        channel = await uow.channels.get(channel_id)
        if channel is None or not channel.capturing:
            return 0, 0
        forgotten = await uow.members.forgotten()
        held = await _held(uow, channel_id, spoken)
        spoken = [said for said in spoken if said.heard.author not in forgotten]
        questions, replies = _chosen(spoken, held, await _said_before(uow, channel_id, spoken, held))
        await uow.imports.keep([_as_row(said) for said in (*questions, *replies)])
        await uow.imports.keep([row for said in questions if (row := as_question(said.heard, channel)) is not None])
        return len(questions), len(replies)


def _as_row(said: _Spoken) -> Message:
    row = as_message(said.heard)
    row.edited_at, row.marks = said.message.edited_at, len(said.message.marked_by)
    return row


async def _held(uow: UnitOfWork, channel_id: str, spoken: Sequence[_Spoken]) -> Held:
    return await uow.imports.held(
        channel_id,
        timestamps={s.heard.ts for s in spoken},
        threads={s.heard.thread_ts for s in spoken},
    )


@dataclass
class _Thread:
    """What was said in a thread that asks, and by whom it asks."""

    said: list[Said] = field(default_factory=list)
    askers: set[str] = field(default_factory=set)

    def asks_else(self, said: _Spoken) -> bool:
        found = detection.find_question(said.heard.text) if said.asks else None
        return found is not None and asks_something_else(found, said.heard.author, self.said, self.askers)


async def _said_before(
    uow: UnitOfWork, channel_id: str, spoken: Sequence[_Spoken], held: Held
) -> defaultdict[str, _Thread]:
    """Return what is held of the threads that asked on earlier days, and in which somebody asks today."""
    threads: defaultdict[str, _Thread] = defaultdict(_Thread)
    for ts in sorted({s.heard.thread_ts for s in spoken if s.asks} & held.asked_in):
        said = [Said(message.author, message.text) for message in await uow.messages.thread(channel_id, ts)]
        threads[ts] = _Thread(said, {q.asker for q in await uow.questions.of_thread(channel_id, ts)})
    return threads


def _chosen(
    spoken: Sequence[_Spoken], held: Held, threads: defaultdict[str, _Thread]
) -> tuple[list[_Spoken], list[_Spoken]]:
    """Choose what to capture as questions and what to keep as replies, as the live app does.

    A thread's first question is captured; what follows in a thread that asks, or was saved, are replies, but for a
    question that has nothing to do with what was said there.
    """
    asked_in, seen = set(held.asked_in), set(held.messages)
    questions: list[_Spoken] = []
    replies: list[_Spoken] = []
    for said in spoken:
        thread = said.heard.thread_ts
        if said.heard.ts in seen:
            continue
        seen.add(said.heard.ts)
        if said.asks and (said.heard.is_root or thread not in asked_in or threads[thread].asks_else(said)):
            questions.append(said)
            asked_in.add(thread)
            threads[thread].askers.add(said.heard.author)
        elif not said.heard.is_root and (thread in asked_in or thread in held.noted_in):
            replies.append(said)
        threads[thread].said.append(Said(said.heard.author, said.heard.text))
    return questions, replies
