"""Every surface of learning blocks, drawn with whatever words and numbers a test gives."""

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.ports.chat import Message, View
from bot.slack.blockkit import block, conflict, focus, focus_modals, kept, lapse, quiet
from bot.slack.blockkit.refs import BlockRef, LearnedRef, MoveRef, PartRef, RuleRef
from bot.workspaces import countries

PAGE = "https://thrice.example/wiki/12"
FEED = "https://thrice.example/calendar/" + "A" * 43 + ".ics"
BLOCK = BlockRef(block_id=2**31 - 1)
RULE = RuleRef(seen=2**62)
LEVELS = ("soft", "firm", "hard")
NOW = datetime(2026, 11, 25, 14, tzinfo=UTC)
WHEN = "Friday 27 November, 14:00 to 16:00"


CONSENT = "https://slack.com/oauth/v2/authorize?client_id=1.2&user_scope=dnd%3Awrite&state=" + "A" * 43


def stands(*, joined: bool, curates: bool = False, name: str = "Work", is_quiet: bool | None = None) -> focus.FocusView:
    """How the blocks stand for somebody."""
    return focus.FocusView(
        rule="every second Wednesday, 14:00 to 16:00",
        zone="America/Argentina/ComodRivadavia",
        to_come="From Monday 7 December on: every Thursday, 10:00 to 11:00.",
        next_time=WHEN,
        shift=", since Friday 25 December is a public holiday (Christmas & more)",
        next_ref=BLOCK if joined else None,
        is_moved=joined,
        joined=joined,
        protection="hard",
        feed_url=FEED if joined else None,
        calendars=(
            focus.CalendarView("caldav", name, is_dead=True),
            focus.CalendarView("google", name),
            focus.CalendarView("email", name, is_dead=True),
        )
        if joined
        else (),
        rule_ref=RULE if curates else None,
        quiet=is_quiet,
    )


def _conflict(level: str, words: str, many: int) -> conflict.ConflictView:
    others = (("Wednesday 15:00", NOW), ("Thursday 15:00", NOW), ("Friday 09:00", NOW))
    return conflict.ConflictView(BLOCK, WHEN, level, (conflict.MeetingView(words, WHEN),) * max(1, many), others)


def messages(words: str, many: int) -> dict[str, Message]:
    """Every message of learning blocks."""
    linked = block.LinkedView(words, PAGE)
    part = block.PartView(PartRef(source_id=2**31 - 1), words, words)
    full = block.AgendaView(many, 15, (words,) * min(many, 2), part, linked, block.LinkedView(words))
    return {
        "focus": focus.message(stands(joined=False)),
        "focus of a curator": focus.message(stands(joined=True, curates=True)),
        "joined the blocks": focus.joined(stands(joined=True, name=words)),
        "joined, and the key is lost": focus.joined(focus.FocusView("every Friday", "UTC", joined=True)),
        "focus with quiet offered": focus.message(stands(joined=True, curates=True, is_quiet=False)),
        "focus with quiet": focus.message(stands(joined=True, curates=True, is_quiet=True)),
        "quiet offered": quiet.offer(CONSENT),
        "quiet ended": quiet.ended(),
        "quiet lost": quiet.lost(),
        "left the blocks": focus.left(),
        "reminder": block.reminder(block.ReminderView(BLOCK, "14:00", "16:00", full)),
        "reminder of nothing": block.reminder(block.ReminderView(BLOCK, "14:00", "16:00", block.AgendaView())),
        "reminder of nothing, to nobody who learns": block.reminder(
            block.ReminderView(BLOCK, "23:30", "Saturday 01:30", block.AgendaView(learns=False))
        ),
        "block started by nobody who learns": block.started("16:00", block.AgendaView(learns=False)),
        "focus of a guest": focus.message(replace(stands(joined=False), refusal="Learning blocks are for others.")),
        "block started": block.started("16:00", full),
        "block started with nothing due": block.started("16:00", block.AgendaView()),
        "block skipped": block.skipped(BLOCK, WHEN),
        "block moved": block.moved(block.MovedView(WHEN, is_connected=True)),
        **{f"block moved outside their {what}": block.moved(block.MovedView(WHEN, what)) for what in block.OUTSIDE},
        "block over": block.over(BLOCK, was_started=True),
        "block over, of somebody who leads": block.over(BLOCK, was_started=True, leads=True),
        "block over, never started": block.over(BLOCK, was_started=False),
        "another rule": block.ruled(BLOCK, "every second Wednesday, 14:00 to 16:00", WHEN),
        "on duty": block.on_duty(BLOCK, "C0123ABCD", WHEN, is_moved=True),
        "on duty, with no day before": block.on_duty(BLOCK, "C0123ABCD", WHEN, is_moved=False),
        "a block deleted in the calendar": block.deleted(BLOCK, WHEN),
        "a calendar that is dead": block.dead_connection(words, words),
        **{f"conflicts of a {level} block": conflict.message(_conflict(level, words, many)) for level in LEVELS},
        "a month in sum": kept.message(kept.MonthView(date(2026, 11, 1), 12, 40.0, 6.5, 4.0, 2.0, 1.0)),
        "time that lapses": lapse.message(
            lapse.LapseView(
                "November", many / 2, BLOCK, (("Friday 14:00", NOW), ("Thursday 09:30", NOW), ("Friday 09:00", NOW))
            )
        ),
        "time that lapses, too old": lapse.message(lapse.LapseView("November", 1)),
        "not to be told again": lapse.never_again(),
        "block held": block.held(BLOCK),
        "block lost": block.lost(),
        "written down": block.written_down(words, None),
        "written down and told": block.written_down(words, "C0123ABCD"),
        "told to a channel": block.told(words, words),
    }


def views(words: str, many: int) -> dict[str, View]:
    """Every modal and home of learning blocks."""
    known = tuple((code, countries.name_of(code)) for code in countries.known())
    return {
        "home of a member of the blocks": {"type": "home", "blocks": focus.section(stands(joined=True, curates=True))},
        "home of nobody in the blocks": {"type": "home", "blocks": focus.section(stands(joined=False))},
        "my block": focus_modals.settings(
            focus_modals.SettingsView(
                "hard", (0, 1, 2, 3, 4), "22:00", "06:00", "CZ", known, ("U0123ABCD",), tuple([words] * many)
            )
        ),
        "my block, hours not known": focus_modals.settings(
            focus_modals.SettingsView("soft", (), None, None, None, known)
        ),
        "the rule": focus_modals.rule(focus_modals.RuleView(RULE, 4, "14:00", 135, 2, date(2026, 12, 7), "C0123ABCD")),
        "another time": focus_modals.move(
            MoveRef(block_id=1, answer="https://hooks.slack.com/" + "a" * 900), date(2026, 11, 27), "14:00"
        ),
        "a course's next part": block.reading(words, words, words * many),
        "what was learned": focus_modals.learned(LearnedRef(block_id=1, answer="https://hooks.slack.com/" + "a" * 900)),
    }
