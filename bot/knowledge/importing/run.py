"""Runs an import from the first day to the drafts; stopped anywhere, it goes on there when it is run again."""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, field

from bot.clock import Clock, utc_now
from bot.knowledge.importing import intake
from bot.knowledge.importing.archive import sha256_of
from bot.knowledge.importing.days import DayTaken, DayTaker
from bot.knowledge.importing.people import People
from bot.knowledge.importing.placing import Placer
from bot.knowledge.importing.progress import Unwatched, Watcher
from bot.knowledge.importing.reader import Export, NotADay
from bot.knowledge.importing.repeated import Repeated, most_repeated
from bot.workspaces.policy import Policy
from models.uow import Storage


@dataclass
class ImportReport:
    """What an import did. `repeated` is there once all was placed."""

    workspace_id: int
    days: int = 0
    """Days of channels in the export."""
    days_before: int = 0
    """Days that an earlier run had taken in."""
    days_taken: int = 0
    messages: int = 0
    questions: int = 0
    replies: int = 0
    malformed: int = 0
    """Entries of day files that are no messages."""
    unknown_people: int = 0
    unreadable: list[str] = field(default_factory=list)
    """Day files that are damaged or not JSON."""
    stopped: bool = False
    placed: int = 0
    drafts: int = 0
    repeated: tuple[Repeated, ...] = ()

    @property
    def new(self) -> bool:
        """Whether this run brought anything that was not there."""
        return self.days_taken > 0 or self.placed > 0

    def count(self, taken: DayTaken | None) -> None:
        """Add what a day brought; one that another process took in counts as there before."""
        if taken is None:
            self.days_before += 1
            return
        self.days_taken += 1
        self.messages += taken.messages
        self.malformed += taken.malformed
        self.questions += taken.questions
        self.replies += taken.replies


class Importer:
    """Imports exports into one database."""

    def __init__(self, storage: Storage, placer: Placer, *, policy: Policy, clock: Clock = utc_now) -> None:
        self._storage = storage
        self._placer = placer
        self._policy = policy
        self._clock = clock

    async def run(self, export: Export, workspace_id: int, watcher: Watcher | None = None) -> ImportReport:
        """Import an export into a workspace, or what is missing of it, and say what it did.

        Cancelled, it rolls back the day (or the handful of questions) that it is in, and nothing else.
        """
        watcher = watcher or Unwatched()
        report = ImportReport(workspace_id, days=len(export.days))
        sha256 = await asyncio.to_thread(sha256_of, export.path, stopped=lambda: watcher.stopped)
        if sha256 is not None:
            await self._take_days(export, sha256, report, watcher)
        await self._place(report, watcher)
        await self._draft(report, watcher)
        report.stopped = watcher.stopped
        if not report.stopped:
            report.repeated = await most_repeated(self._storage, workspace_id, policy=self._policy)
        return report

    async def _take_days(self, export: Export, sha256: str, report: ImportReport, watcher: Watcher) -> None:
        people, run_id, done = await self._begin(export, sha256, report.workspace_id)
        taker = DayTaker(self._storage, report.workspace_id, people)
        missing = [day for day in export.days if day.name not in done]
        report.days_before = report.days - len(missing)
        watcher.begins("Reading days", len(missing))
        for day in missing:
            if watcher.stopped:
                break
            try:
                report.count(await taker.take(export, day, run_id))
            except NotADay:
                report.unreadable.append(day.name)
            watcher.advances(1, day.label)
        report.unknown_people = len(people.unknown)
        if not watcher.stopped and not report.unreadable:
            async with self._storage.begin(report.workspace_id) as uow:
                (await uow.imports.run_of(sha256, at=self._clock())).finished_at = self._clock()

    async def _begin(self, export: Export, sha256: str, workspace_id: int) -> tuple[People, int, frozenset[str]]:
        """Take in the lists of channels and people, and find out which days an earlier run has taken in."""
        now = self._clock()
        as_of = min(export.as_of or now, now)
        async with self._storage.begin(workspace_id) as uow:
            run = await uow.imports.run_of(sha256, at=now)
            done = await uow.imports.days_done(run.id)
            for channel in export.channels:
                await intake.take_channel(uow, channel, as_of=as_of)
            known = {member.user_id: member for member in await uow.members.all()}
            for profile in export.profiles.values():
                intake.take_person(uow, known.get(profile.user_id), profile, as_of=as_of)
            await uow.flush()
            known = {member.user_id: member for member in await uow.members.all()}
        return People(known, export.home_team, self._policy, as_of), run.id, done

    async def _place(self, report: ImportReport, watcher: Watcher) -> None:
        """Place every captured question into a topic, by time, as if it had just been asked."""
        waiting = 0 if watcher.stopped else await self._placer.count(report.workspace_id)
        watcher.begins("Comparing questions", waiting)
        if not waiting:
            return
        async with aclosing(self._placer.place(report.workspace_id)) as placing:
            async for placed in placing:
                report.placed += placed
                watcher.advances(placed, f"{report.placed} of {waiting} questions")
                if watcher.stopped:
                    return

    async def _draft(self, report: ImportReport, watcher: Watcher) -> None:
        """Draft an article for every topic that was asked often enough and has an answer."""
        topics = [] if watcher.stopped else await self._placer.topics_to_draft(report.workspace_id)
        watcher.begins("Drafting", len(topics))
        for topic_id in topics:
            if watcher.stopped:
                return
            report.drafts += await self._placer.draft(report.workspace_id, topic_id)
            watcher.advances(1, f"{report.drafts} draft{'' if report.drafts == 1 else 's'}")
