"""Views of learning: loads what a learner is shown, of what the learner may read at this moment."""

import random
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bot.learning.cards import askable, care, choices
from bot.learning.composing import pace_of
from bot.learning.filling import Filled
from bot.learning.pace import minutes, reading_seconds
from bot.learning.policy import LearningPolicy
from bot.learning.standing import standing_of
from bot.learning.streaks import streak
from bot.slack import budget_views
from bot.slack.blockkit import cards
from bot.slack.blockkit.learner import LearnerView
from bot.slack.blockkit.learning_home import LearningHome, PathView
from bot.slack.blockkit.nudge import NudgeView, UsedView
from bot.slack.blockkit.refs import ApplicationRef, NudgeRef, SprintRef
from bot.slack.blockkit.sprint import AnswerView, CardView, DoneView, Progress, ReadView, StepView
from bot.workspaces import countries
from bot.workspaces.audience import Reader, reader_of
from bot.workspaces.local_time import clock_time, zone_of
from models.cards import Card
from models.learners import Learner, Nudge
from models.sprints import Application, Sprint
from models.uow import UnitOfWork

_TITLES: Final = 4
_BADGES: Final = 4
_OWN: Final = 8


@dataclass(frozen=True)
class LearningViews:
    """Loads values to be shown. `public_url` is where people reach the wiki."""

    public_url: str

    def page_url(self, slug: str | None) -> str | None:
        """Return the address of a page; none for a lesson, which has none."""
        return f"{self.public_url}/wiki/{slug}" if slug is not None else None

    async def nudge(
        self, uow: UnitOfWork, nudge: Nudge, learner: Learner, filled: Filled, *, at: datetime
    ) -> NudgeView:
        """Return what a nudge says."""
        reader = await reader_of(uow, nudge.user_id)
        found = [await uow.curriculum.material(reader, source_id) for source_id in filled.reads[:_TITLES]]
        return NudgeView(
            ref=NudgeRef(nudge_id=nudge.id),
            minutes=minutes(filled.seconds),
            due=len(filled.due),
            new=tuple(material.title for material in found if material is not None),
            every=learner.every,
            halved=nudge.because == "halved",
            again=nudge.shown > 0,
            hides_amounts=learner.hides_amounts,
            used=await self._to_ask(uow, reader, at, asked_since=nudge.sent_at if nudge.shown else None),
        )

    async def _to_ask(
        self, uow: UnitOfWork, reader: Reader, at: datetime, *, asked_since: datetime | None
    ) -> UsedView | None:
        """The use at work that is to be asked about now: what was asked since and not told comes before what is due."""
        again = await uow.sprints.application_asked(reader.user_id, asked_since) if asked_since is not None else None
        return await self._used(uow, reader, again or await uow.sprints.application_to_ask(reader.user_id, at))

    async def _used(self, uow: UnitOfWork, reader: Reader, application: Application | None) -> UsedView | None:
        """A use at work as it is asked about, if its page may still be read."""
        material = await uow.curriculum.material(reader, application.source_id) if application is not None else None
        if application is None or material is None:
            return None
        return UsedView(ApplicationRef(application_id=application.id), material.title)

    async def sprint(self, uow: UnitOfWork, sprint: Sprint, *, at: datetime) -> StepView:
        """Return a sprint as it stands."""
        if sprint.ended_at is not None:
            return await self._done(uow, sprint)
        reader = await reader_of(uow, sprint.user_id)
        item = sprint.items[sprint.position]
        ref = SprintRef(sprint_id=sprint.id, position=sprint.position)
        progress = await self._progress(uow, sprint, reader, at=at)
        if "read" in item:
            material = await uow.curriculum.material(reader, item["read"])
            if material is None:
                raise LookupError("a page that is hidden is passed over before it is shown")
            url = self.page_url(material.slug)
            return ReadView(ref, progress, material.title, material.body_markdown, url)
        [card] = await askable(uow, reader, [item["card"]])
        if sprint.answer_shown:
            return await self._answered(uow, reader, sprint, card, progress)
        return await self._asked(uow, reader, sprint, card, progress)

    async def _asked(self, uow: UnitOfWork, reader: Reader, sprint: Sprint, card: Card, progress: Progress) -> CardView:
        ref = SprintRef(sprint_id=sprint.id, position=sprint.position)
        if card.kind == "choice" and (offered := await choices.offered(uow, reader, card, sprint.id)) is not None:
            return CardView(ref, progress, card.question, offered.texts, picks=True)
        if card.kind == "order":
            return CardView(ref, progress, card.question, shuffled(card, sprint.id))
        return CardView(ref, progress, card.question)

    async def _answered(
        self, uow: UnitOfWork, reader: Reader, sprint: Sprint, card: Card, progress: Progress
    ) -> AnswerView:
        material = await uow.curriculum.material(reader, card.source_id)
        picked, was_right = None, None
        if sprint.picked is not None and (offered := await choices.offered(uow, reader, card, sprint.id)) is not None:
            was_right = sprint.picked == offered.right
            picked = offered.texts[sprint.picked] if sprint.picked < len(offered.texts) else None
        ordered = card.kind == "order"
        return AnswerView(
            ref=SprintRef(sprint_id=sprint.id, position=sprint.position),
            progress=progress,
            question=card.question,
            answer=tuple(card.details["steps"]) if ordered else (card.answer,),
            ordered=ordered,
            picked=picked,
            was_right=was_right,
            evidence=tuple(card.evidence),
            source_title=material.title if material is not None else "",
            source_url=self.page_url(material.slug) if material is not None else None,
            care=cards.menu(card.id, may_mend=await care.may_mend(uow, reader.user_id, card)),
        )

    async def _done(self, uow: UnitOfWork, sprint: Sprint) -> DoneView:
        learner = await uow.learners.get(sprint.user_id)
        grades = await uow.sprints.grades_of(sprint.id)
        application = await uow.sprints.application(sprint.id)
        reader = await reader_of(uow, sprint.user_id)
        use = await uow.curriculum.material(reader, application.source_id) if application is not None else None
        last = {grade.card_id: grade.rating for grade in grades}
        took = (sprint.ended_at - sprint.began_at).total_seconds() if sprint.ended_at is not None else 0
        return DoneView(
            cards=len(last),
            minutes=minutes(min(took, sum(grade.seconds for grade in grades) + 60)),
            again=sum(rating == 1 for rating in last.values()),
            use=use.title if use is not None else None,
            use_url=self.page_url(use.slug) if use is not None else None,
            next_time=said_time(learner, learner.next_nudge_at) if learner is not None else None,
            streak=await self._streak(uow, learner, sprint) if learner is not None else "",
            hides_amounts=learner is not None and learner.hides_amounts,
            used=await self._still_to_ask(uow, reader, sprint),
        )

    async def _still_to_ask(self, uow: UnitOfWork, reader: Reader, sprint: Sprint) -> UsedView | None:
        """The question of the nudge in whose place the sprint began, where it was not answered before."""
        nudge = await uow.learners.nudge(sprint.nudge_id) if sprint.nudge_id is not None else None
        if nudge is None or nudge.sent_at is None:
            return None
        return await self._used(uow, reader, await uow.sprints.application_asked(reader.user_id, nudge.sent_at))

    async def _streak(self, uow: UnitOfWork, learner: Learner, sprint: Sprint) -> str:
        if learner.hides_amounts:
            return ""
        learned = await uow.sprints.days_learned(learner.user_id)
        weeks = streak(learned, await uow.learners.days_asked(learner.user_id), sprint.local_date).weeks
        return f"{weeks} weeks running." if weeks > 1 else ""

    async def home(self, uow: UnitOfWork, learner: Learner, *, policy: LearningPolicy, at: datetime) -> LearningHome:
        """Return a learner's section of the App Home."""
        found = await standing_of(uow, learner, policy=policy, at=at)
        return LearningHome(
            today=found.today,
            minutes=found.minutes,
            cards=found.cards,
            weeks=found.streak.weeks,
            this_week=found.streak.this_week,
            strengths=found.known.strengths,
            due=found.known.due,
            badges=found.badges[-_BADGES:],
            paths=tuple(PathView(own.title, own.done, own.of, own.what) for own in found.own[:_OWN]),
            next_time=said_time(learner, learner.next_nudge_at),
            budget=await budget_views.at_home(uow, learner.user_id, hides_amounts=learner.hides_amounts, at=at),
            hides_amounts=learner.hides_amounts,
        )

    async def _progress(self, uow: UnitOfWork, sprint: Sprint, reader: Reader, *, at: datetime) -> Progress:
        """Where a sprint is, with the minutes that what is left takes this person."""
        pace = await pace_of(uow, sprint.user_id, at=at)
        left = sprint.items[sprint.position :]
        kinds = {card.id: card.kind for card in await uow.cards.many({item["card"] for item in left if "card" in item})}
        seconds = sum(pace.card(kinds.get(item["card"], "")) for item in left if "card" in item)
        for item in left:
            if "read" in item and (material := await uow.curriculum.material(reader, item["read"])) is not None:
                seconds += reading_seconds(material.body_markdown)
        return Progress(sprint.position + 1, len(sprint.items), minutes(seconds))


def learner_view(learner: Learner, policy: LearningPolicy) -> LearnerView:
    """Return a learner's times."""
    return LearnerView(
        time=clock_time(learner.minute),
        begins=clock_time(learner.day_begins),
        ends=clock_time(min(learner.day_ends, 24 * 60 - 1)),
        days=tuple(sorted(learner.days)),
        every=learner.every,
        new_per_day=policy.new_per_day if learner.new_per_day is None else learner.new_per_day,
        country=learner.country,
        next_time=said_time(learner, learner.next_nudge_at),
        paused_until=learner.paused_until,
        hides_amounts=learner.hides_amounts,
        is_recorded=policy.is_recorded,
        countries=tuple((code, countries.name_of(code)) for code in countries.known()),
    )


def shuffled(card: Card, sprint_id: int) -> tuple[str, ...]:
    """Return the steps of a card that asks for their order, in another one: the same each time it is drawn."""
    steps = list(card.details["steps"])
    mixed = steps.copy()
    drawn = random.Random(f"{card.id}:{sprint_id}")
    while mixed == steps and len(set(steps)) > 1:
        drawn.shuffle(mixed)
    return tuple(mixed)


def said_time(learner: Learner, moment: datetime | None) -> str | None:
    """Return a moment as its learner says it: `on Thursday 26 November at 09:30`."""
    if moment is None:
        return None
    there = moment.astimezone(zone_of(learner.tz))
    return f"on {said_day(there.date())} at {there:%H:%M}"


def said_day(day: date) -> str:
    """Return `Thursday 26 November`."""
    return f"{day:%A} {day.day} {day:%B}"
