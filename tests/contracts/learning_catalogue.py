"""Every surface of learning, drawn with whatever words and numbers a test gives."""

from dataclasses import replace
from datetime import date

from bot.ports.chat import Message, View
from bot.slack.blockkit import budgets, courses, learner, learning_home, nudge, sprint
from bot.slack.blockkit.refs import (
    AccountRef,
    ApplicationRef,
    BudgetRef,
    CourseRef,
    NudgeRef,
    PathRef,
    ShelfRef,
    SpendingRef,
    SprintRef,
)
from bot.workspaces import countries

PAGE = "https://thrice.example/wiki/12"
NUDGE = NudgeRef(nudge_id=2**31 - 1)
SPRINT = SprintRef(sprint_id=2**31 - 1, position=10_000)
USED = ApplicationRef(application_id=2**31 - 1)
TIMES = learner.LearnerView(
    time="09:30",
    begins="09:00",
    ends="17:00",
    days=(0, 1, 2, 3, 4),
    every=1,
    new_per_day=4,
    country="CZ",
    next_time="on Thursday 26 November at 09:30",
    countries=tuple((code, countries.name_of(code)) for code in countries.known()),
)


def shelf(words: str, many: int) -> courses.ShelfView:
    """A page of courses and paths, as full as one gets."""
    path, key = PathRef(path_id=2**31 - 1, page=10_000), CourseRef(key="c" * 255, page=10_000)
    steps = (words,) * many
    return courses.ShelfView(
        paths=(courses.PathView(path, words, steps, 1, True), courses.PathView(path, words, (), 0, False)),
        courses=(
            courses.CourseView(key, words, 24, many, 0, 0, True, (words,)),
            courses.CourseView(key, words, 24, many, 1, 3, False, (words,)),
            *(courses.CourseView(key, words, 24, many, 0, 3, False),) * (courses.PAGE - 4),
        ),
        more=ShelfRef(page=10_000),
    )


def spendings(words: str, many: int) -> dict[str, Message]:
    """Every message about learning budgets."""
    pots = (
        budgets.PotView("8 h", "10 h"),
        budgets.PotView("0 EUR", "30 EUR", "40.50 EUR", is_empty=True),
        budgets.PotView("0 USD", "0 USD", "1 USD", is_empty=True, is_withdrawn=True),
    )
    line = budgets.SpendingView(SpendingRef(spending_id=2**31 - 1, page=10_000), "1 h 30 min", words, "26 November")
    full = budgets.AccountView(
        "October to December 2026", "31 December", pots, (line,) * min(many, budgets.PAGE), AccountRef(page=10_000),
        curates=True, together=(budgets.TogetherView(many, "7 h", "30 h"),) * 2,
    )  # fmt: skip
    just_now = budgets.BookedView(line, pots[:1], "31 December", is_over=True)
    reminder = budgets.ReminderView(("8 h", "60 EUR"), "31 December", is_last=True)
    given = budgets.GivenView("October to December 2026", "10", "300 EUR")
    return {
        "budget": budgets.account(full),
        "no budget": budgets.account(budgets.AccountView("October to December 2026", "31 December")),
        "no budget yet, to a curator": budgets.account(replace(full, pots=(), lines=(), more=None, together=())),
        "booked": budgets.booked(just_now),
        "taken back": budgets.taken_back(just_now),
        "budget given": budgets.given((given, replace(given, hours="", money=""))),
        "budget reminder": budgets.reminder(reminder),
        "budget reminder without amounts": budgets.reminder(replace(reminder, hides_amounts=True)),
    }


def messages(words: str, many: int) -> dict[str, Message]:
    """Every message of learning."""
    progress = sprint.Progress(3, 6, 4)
    lines = (words,) * min(many, 7)
    return {
        "nudge": nudge.message(
            nudge.NudgeView(
                NUDGE,
                15,
                many,
                lines,
                every=2,
                halved=True,
                again=True,
                used=nudge.UsedView(USED, words),
                wins=lines,
                reminder=budgets.reminding(budgets.ReminderView(("8 h",), "31 December", is_last=False)),
            )
        ),
        "nudge with little": nudge.message(nudge.NudgeView(NUDGE, 1, 0)),
        "snooze": nudge.snooze_choices(NUDGE, ("hour", "afternoon", "tomorrow")),
        "snoozed": nudge.snoozed(NUDGE, "14:00"),
        "snoozed until tomorrow": nudge.snoozed(NUDGE, None, "on Monday 30 November at 09:30"),
        "skipped": nudge.skipped(),
        **{f"told: {told}": nudge.thanks_for_telling(told) for told in ("used", "not_yet", "no_chance")},
        "read": sprint.message(sprint.ReadView(SPRINT, progress, words, f"{words}\n\n" * many, PAGE)),
        "recall": sprint.message(sprint.CardView(SPRINT, progress, words)),
        "order": sprint.message(sprint.CardView(SPRINT, progress, words, lines)),
        "choose": sprint.message(sprint.CardView(SPRINT, progress, words, (words,) * 3, picks=True)),
        "answer": sprint.message(sprint.AnswerView(SPRINT, progress, words, (words,), source_title=words)),
        "answer in order": sprint.message(
            sprint.AnswerView(
                SPRINT,
                progress,
                words,
                lines,
                ordered=True,
                evidence=(PAGE,) * many,
                source_title=words,
                source_url=PAGE,
            )
        ),
        "answer picked": sprint.message(
            sprint.AnswerView(SPRINT, progress, words, (words,), picked=words, was_right=False, source_title=words)
        ),
        "done": sprint.message(sprint.DoneView(many, 9, 1, words, PAGE, "on Friday at 09:30", "3 weeks running.")),
        "done, and asked what was not answered": sprint.message(
            sprint.DoneView(many, 9, 1, used=nudge.UsedView(USED, words))
        ),
        "done with nothing": sprint.message(sprint.DoneView(0, 1, 0)),
        "joined": learner.joined(TIMES, new=True),
        "learning": learner.joined(replace(TIMES, is_recorded=True), new=False),
        "left": learner.left(),
        **spendings(words, many),
        "times changed": learner.saved(TIMES),
        "courses": courses.message(shelf(words, many)),
        "courses to nobody who learns": courses.message(replace(shelf(words, many), learns=False, more=None)),
        "no courses": courses.message(courses.ShelfView((), ())),
    }


def views(words: str, many: int) -> dict[str, View]:
    """Every modal and home of learning."""
    day = date(2026, 11, 26)
    whole = learning_home.LearningHome(
        today="open",
        minutes=9,
        cards=many,
        weeks=3,
        this_week=False,
        strengths=(("fresh", many), ("growing", 3), ("firm", 2), ("lasting", 1)),
        due=((day, many),),
        badges=(words,) * min(many, 4),
        paths=(learning_home.PathView(words, 1, 3),) * min(many, 10),
        next_time="on Friday 27 November at 09:30",
        budget="Learning budget: 8 h and 60 EUR left, until 31 December.",
    )
    given = budgets.GivenView("October to December 2026", "10", "300 EUR")
    quarter = BudgetRef(quarter="2026Q4")
    bare = learning_home.LearningHome(today="nothing")
    return {
        "window of budgets": budgets.modal(quarter, given, given),
        "window of no budgets": budgets.modal(quarter, replace(given, hours="", money=""), replace(given, hours="")),
        "my learning": learner.modal(TIMES),
        "home of a learner": {"type": "home", "blocks": learning_home.section(whole)},
        "home of a new learner": {"type": "home", "blocks": learning_home.section(bare)},
        "an answer that helped": {"type": "home", "blocks": learning_home.invitation_after_an_answer()},
        "home of nobody who learns": {"type": "home", "blocks": learning_home.invitation()},
    }
