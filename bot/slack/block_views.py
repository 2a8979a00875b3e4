"""Views of learning blocks: loads what a member is shown of the rule, of their next block, and of its agenda."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.errors import NotAllowed
from bot.knowledge.drafting.slack_text import readable
from bot.knowledge.permalinks import permalink
from bot.learning.composing import compose, next_part
from bot.learning.pace import minutes
from bot.learning.policy import LearningPolicy
from bot.learning_blocks import exceptions, quiet
from bot.learning_blocks.feed_secrets import FeedSecrets
from bot.learning_blocks.members import require_may_join
from bot.learning_blocks.policy import BlockPolicy
from bot.learning_blocks.rules import rule_on, rules_of, version_of
from bot.learning_blocks.schedule import WEEK, Planned, Rule, free_day, upcoming, week_of
from bot.learning_blocks.working import outside, times_of, working_times
from bot.ports.calendar import Meeting
from bot.slack.block_words import said_block, said_end, said_rule, said_shift, said_short, said_span
from bot.slack.blockkit.block import AgendaView, LinkedView, MovedView, PartView, ReminderView
from bot.slack.blockkit.conflict import ConflictView, MeetingView
from bot.slack.blockkit.focus import CalendarView, FocusView
from bot.slack.blockkit.focus_modals import RuleView, SettingsView
from bot.slack.blockkit.refs import BlockRef, PartRef, RuleRef
from bot.slack.learning_views import said_day
from bot.workspaces import countries
from bot.workspaces.audience import Reader, reader_of
from bot.workspaces.curators import is_workspace_curator
from bot.workspaces.local_time import clock_time, zone_of
from bot.workspaces.secrets import WrongKey
from bot.workspaces.working_times import WorkingTimes
from models.blocks import Block, BlockMember
from models.members import Member
from models.uow import UnitOfWork

_READS: Final = 2
_ON_DUTY: Final = ", since you are on duty during the team's"
_OPEN_FOR: Final = timedelta(days=14)
"""For how long an unanswered question is worth answering."""


@dataclass(frozen=True)
class BlockViews:
    """Loads values to be shown."""

    feeds: FeedSecrets
    policy: BlockPolicy
    offers_quiet: bool = False
    """Whether members can be asked, in Slack's window, to let us act for them."""

    async def focus(self, uow: UnitOfWork, user_id: str, *, at: datetime) -> FocusView:
        """Return how the blocks stand for a person, whether they take part or not."""
        person, member = await uow.members.get(user_id), await uow.blocks.member(user_id)
        joined = member is not None and member.left_at is None
        if member is None or not joined:
            member = BlockMember(user_id=user_id, tz=(person.tz if person else None) or "UTC", protection="firm")
        rules, times = await rules_of(uow, self.policy), await times_of(uow, member)
        today = at.astimezone(zone_of(member.tz)).date()
        later = next((rule for rule in rules if rule.since > today), None)
        block = await uow.blocks.next(user_id, at) if joined else None
        planned = next(upcoming(rules, times, after=at, weeks=5), None) if not joined else None
        return FocusView(
            rule=said_rule(rule_on(rules, today)),
            # Of somebody who was forgotten no zone is kept: nothing is said rather than another's.
            zone=member.tz if joined or (person is not None and person.tz) else "",
            to_come=f"From {said_day(later.since)} on: {said_rule(later)}." if later else None,
            next_time=_next(block, planned, member.tz),
            shift=_shift(block, planned, rules, times),
            next_ref=BlockRef(block_id=block.id) if block else None,
            is_moved=block.is_moved and not block.is_on_duty if block else False,
            joined=joined,
            protection=member.protection,
            feed_url=self._address(member, uow.workspace_id) if joined else None,
            calendars=await _calendars(uow, user_id) if joined else (),
            rule_ref=RuleRef(seen=await version_of(uow)) if is_workspace_curator(person) else None,
            skipped=await _skipped(uow, member, block, at) if joined else None,
            quiet=await self._quiet(uow, user_id) if joined else None,
            refusal="" if joined else _refusal(person),
        )

    def _address(self, member: BlockMember, workspace_id: int) -> str | None:
        try:
            return self.feeds.address(member, workspace_id)
        except WrongKey:
            return None

    async def _quiet(self, uow: UnitOfWork, user_id: str) -> bool | None:
        is_on = await quiet.is_on(uow, user_id)
        # Who has it can end it, also where it is not offered any more.
        return is_on if is_on or self.offers_quiet else None

    async def settings(self, uow: UnitOfWork, member: BlockMember) -> SettingsView:
        """Return a member's settings as they are."""
        times = working_times(member, await uow.learners.get(member.user_id))
        people, addresses = await exceptions.chosen(uow, member.user_id)
        return SettingsView(
            protection=member.protection,
            days=tuple(sorted(times.days)),
            begins=clock_time(times.begins) if times.begins is not None else None,
            ends=clock_time(times.ends % (24 * 60)) if times.ends is not None else None,
            country=times.country,
            countries=tuple((code, countries.name_of(code)) for code in countries.known()),
            exceptions=tuple(people),
            addresses=tuple(addresses),
        )

    async def rule(self, uow: UnitOfWork, *, at: datetime) -> RuleView:
        """Return the rule that is to be changed: the one that holds last; another may hold from next Monday on."""
        rules = await rules_of(uow, self.policy)
        monday = at.date() + timedelta(days=7 - at.weekday())
        last = rules[-1]
        return RuleView(
            ref=RuleRef(seen=await version_of(uow)),
            weekday=last.weekday,
            time=clock_time(last.minute),
            minutes=last.minutes,
            every=last.every,
            since=max(monday, last.since),
            covered=last.covered,
        )

    async def reminder(
        self, uow: UnitOfWork, block: Block, member: BlockMember, *, learning: LearningPolicy, at: datetime
    ) -> ReminderView:
        """Return what is said of a block that begins soon."""
        return ReminderView(
            ref=BlockRef(block_id=block.id),
            starts=f"{block.starts_at.astimezone(zone_of(member.tz)):%H:%M}",
            ends=said_end(block.starts_at, block.ends_at, member.tz),
            agenda=await self.agenda(uow, block.user_id, learning=learning, at=at),
        )

    async def moved(self, uow: UnitOfWork, block: Block, member: BlockMember) -> MovedView:
        """Return what is said of a block that stands at another time, or at its own again."""
        connected = await uow.calendars.of_member(member.user_id)
        return MovedView(
            when=said_block(block, member.tz),
            outside=outside(await times_of(uow, member), block.starts_at, block.ends_at),
            is_connected=any(each.dead_at is None for each in connected),
        )

    def conflict(
        self,
        block: Block,
        member: BlockMember,
        found: Sequence[Meeting],
        free: Sequence[tuple[datetime, datetime]],
    ) -> ConflictView:
        """Return what is said of the meetings that take a block's time, with other times that are free for it."""
        zone = member.tz
        return ConflictView(
            ref=BlockRef(block_id=block.id),
            when=said_block(block, zone),
            protection=member.protection,
            meetings=tuple(
                MeetingView(each.title, said_span(each.starts, each.ends, zone), each.is_own) for each in found
            ),
            others=tuple((said_short(starts, zone), starts) for starts, _ in free),
        )

    async def agenda(self, uow: UnitOfWork, user_id: str, *, learning: LearningPolicy, at: datetime) -> AgendaView:
        """Return what one person could do now, of what they may read."""
        reader = await reader_of(uow, user_id)
        learner = await uow.learners.get(user_id)
        cards, taking, reads, part = 0, 0, tuple[str, ...](), None
        if learner is not None and learner.left_at is None:
            filled = await compose(uow, learner, policy=learning, at=at)
            part = await _part(uow, reader)
            others = [source_id for source_id in filled.reads if part is None or source_id != part.ref.source_id]
            found = [await uow.curriculum.material(reader, source_id) for source_id in others[:_READS]]
            cards, taking = len(filled.cards), minutes(filled.seconds)
            reads = tuple(material.title for material in found if material is not None)
        return AgendaView(
            cards=cards,
            minutes=taking,
            reads=reads,
            part=part,
            question=await self._question(uow, reader, at),
            stale=await self._stale(uow, reader),
            learns=learner is not None and learner.left_at is None,
        )

    async def _question(self, uow: UnitOfWork, reader: Reader, at: datetime) -> LinkedView | None:
        question = await uow.agenda.open_question(reader, at - _OPEN_FOR)
        if question is None:
            return None
        workspace = await uow.workspaces.get(uow.workspace_id)
        url = permalink(workspace.url if workspace else "", question.channel_id, question.ts, question.thread_ts)
        return LinkedView(readable(question.text), url)

    async def _stale(self, uow: UnitOfWork, reader: Reader) -> LinkedView | None:
        page = await uow.agenda.stale_page(reader.user_id)
        if page is None or await uow.articles.readable(reader, page.id) is None:
            return None
        return LinkedView(page.title, f"{self.feeds.public_url}/wiki/{page.slug}")


async def _part(uow: UnitOfWork, reader: Reader) -> PartView | None:
    source_id = await next_part(uow, reader)
    material = await uow.curriculum.material(reader, source_id) if source_id is not None else None
    if material is None:
        return None
    course = await uow.curriculum.course_of(material.source_id)
    return PartView(PartRef(source_id=material.source_id), material.title, course or "")


def _refusal(person: Member | None) -> str:
    """Why somebody cannot join; nothing for those who can."""
    try:
        require_may_join(person)
    except NotAllowed as refused:
        return str(refused)
    return ""


async def _skipped(
    uow: UnitOfWork, member: BlockMember, following: Block | None, at: datetime
) -> tuple[str, BlockRef] | None:
    """The first block that has not ended and was left out, where none that takes place comes before it."""
    for block in await uow.blocks.weeks(member.user_id, week_of(at.date()) - WEEK):
        comes_first = following is None or block.starts_at < following.starts_at
        if block.state == "skipped" and block.ends_at > at and comes_first:
            return said_block(block, member.tz), BlockRef(block_id=block.id)
    return None


async def _calendars(uow: UnitOfWork, user_id: str) -> tuple[CalendarView, ...]:
    connected = await uow.calendars.of_member(user_id)
    return tuple(CalendarView(each.kind, each.name, is_dead=each.dead_at is not None) for each in connected)


def _shift(block: Block | None, found: Planned | None, rules: list[Rule], times: WorkingTimes) -> str:
    """Why the next one is not when the rule has it; nothing where it is, or its owner moved it."""
    if block is not None and block.is_moved and block.is_on_duty:
        return _ON_DUTY
    if block is not None and not block.is_moved:
        return said_shift(times, free_day(rules, times, block.week, block.starts_at))
    return said_shift(times, free_day(rules, times, found.week, found.starts)) if found is not None else ""


def _next(block: Block | None, found: Planned | None, zone: str) -> str | None:
    if block is not None:
        return said_block(block, zone)
    return said_span(found.starts, found.ends, zone) if found is not None else None
