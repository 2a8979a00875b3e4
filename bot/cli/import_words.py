"""What `thrice import` says at its end: what came in, what was left out and why, and what was asked most."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.knowledge.importing.repeated import Repeated
from bot.knowledge.importing.run import ImportReport

_WIDE = 240
"""Columns of a table that goes to a file or a pipe: wide enough not to break a question."""


def brought(report: ImportReport) -> str:
    """Return one line: what this run brought."""
    if not report.new:
        return f"Nothing new: {_days(report.days_before)} of this export were here already."
    before = f" ({_days(report.days_before)} were here already)" if report.days_before else ""
    return (
        f"Imported {_days(report.days_taken)}{before}: {_many(report.messages, 'message')},"
        f" {_many(report.questions, 'question')} captured, {_many(report.replies, 'reply', 'replies')} kept,"
        f" {_many(report.drafts, 'draft')} made."
    )


def left_out(report: ImportReport) -> Iterator[str]:
    """Give a line for each thing that a person should know was left out or doubtful."""
    for name in report.unreadable:
        yield f"{on_one_line(name)} is not a day of messages in JSON: it was left out, the rest was imported."
    if report.malformed:
        if report.malformed == 1:
            yield "1 entry of a day file was no message and was left out."
        else:
            yield f"{report.malformed:,} entries of day files were no messages and were left out."
    if report.unknown_people:
        are = "is" if report.unknown_people == 1 else "are"
        yield f"{_many(report.unknown_people, 'person', 'people')} who wrote messages {are} not in users.json."


def stopped(report: ImportReport) -> str:
    """Return one line: how far a stopped import came, and how it goes on."""
    done = report.days_before + report.days_taken + len(report.unreadable)
    return f"Stopped: {done} of {_days(report.days)} are in. The same command goes on from here."


def repeated_table(repeated: Sequence[Repeated]) -> Table:
    """Return what was asked most, a row each."""
    table = Table("Asked", "By", "Question", "Answer", title="Asked most", title_justify="left")
    for row in repeated:
        table.add_row(f"{row.times} times", _many(row.people, "person", "people"), _cell(row.question), _answer(row))
    return table


def output_console() -> Console:
    """Return a console on standard output; what does not go to a terminal is not broken into short lines."""
    console = Console()
    return console if console.is_terminal else Console(width=_WIDE)


def on_one_line(text: str) -> str:
    """Return people's text so that a terminal shows it and nothing in it steers the terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _answer(row: Repeated) -> Text:
    if row.title is None:
        return _cell("answered in a thread" if row.has_answer else "no answer yet")
    same = row.title == row.question
    return _cell(": ".join(part for part in ("draft" if same else f"draft “{row.title}”", row.short_answer) if part))


def _cell(text: str) -> Text:
    line = " ".join(on_one_line(text).split())
    return Text(line if len(line) <= 160 else line[:159] + "…")


def _days(number: int) -> str:
    return _many(number, "channel day")


def _many(number: int, one: str, more: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else more or one + 's'}"
