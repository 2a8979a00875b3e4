"""Reads an organisation's list of people from a CSV file, and names everything that is wrong with it at once."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.errors import BotError
from bot.workspaces import countries

COLUMNS: Final = ("name", "email", "role", "manager", "country")
OPTIONAL: Final = ("slack_id",)
LARGEST: Final = 20_000_000
"""Bytes of a file."""
LONGEST: Final = 200
"""Characters of a field."""
_MOST_PROBLEMS: Final = 50

_ADDRESS = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+")
_USER = re.compile(r"[UW][A-Z0-9]{1,30}")


class BadPeople(BotError):
    """A file that is no list of people; each line of the sentence names a line and a column."""

    code = "bad_people"


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list. `line` counts from 1, the header being the first; `slack_id` is none where not given."""

    line: int
    name: str
    email: str
    role: str = ""
    manager: str = ""
    country: str = ""
    slack_id: str | None = None


def read_people(path: Path) -> Sequence[Listed]:
    """Return everybody whom a file lists. Raises `BadPeople` with everything that is wrong with it."""
    try:
        if path.stat().st_size > LARGEST:
            raise BadPeople(f"{path.name}: more than {LARGEST / 1e6:.0f} MB is too much for a list of people.")
        raw = path.read_bytes()
    except OSError as error:
        raise BadPeople(f"{path}: {error.strerror or 'it cannot be read'}.") from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadPeople(f"line {line}: this is not UTF-8 text. Save the file as “CSV UTF-8”.") from None
    return parse_people(text)


def parse_people(text: str) -> Sequence[Listed]:
    """Return everybody whom a text lists. Raises `BadPeople` with everything that is wrong with it."""
    rows = _rows(text)
    header = [name.strip().lower() for name in next(rows, (1, []))[1]]
    problems = list(_wrong_header(header))
    if problems:
        raise BadPeople("\n".join(problems))
    people: list[Listed] = []
    for line, row in rows:
        if not any(value.strip() for value in row):
            continue
        if len(row) != len(header):
            problems.append(f"line {line}: there are {len(row)} fields; the header has {len(header)}.")
            continue
        fields = {name: " ".join(value.split()) for name, value in zip(header, row, strict=True)}
        wrong = _wrong_fields(fields)
        problems += [f"line {line}, column {column}: {why}" for column, why in wrong]
        if not wrong:
            people.append(_listed(line, fields))
    problems += _doubled(people, "email", lambda each: each.email)
    problems += _doubled(people, "slack_id", lambda each: each.slack_id)
    if not people and not problems:
        problems.append("line 1: there is nobody on this list.")
    if problems:
        more = len(problems) - _MOST_PROBLEMS
        raise BadPeople("\n".join([*problems[:_MOST_PROBLEMS], *([f"… and {more} more."] if more > 0 else [])]))
    return people


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows with the line on which each begins. Spreadsheets of half of Europe write semicolons."""
    first = text.split("\n", 1)[0]
    delimiter = ";" if ";" in first and "," not in first else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadPeople(f"line {line}: this is no CSV: {error}.") from None


def _wrong_header(header: Sequence[str]) -> Iterator[str]:
    known = ", ".join(COLUMNS)
    for column in COLUMNS:
        if column not in header:
            yield f"line 1: there is no column {column}. The columns are {known}, and slack_id where you have it."
    for column in dict.fromkeys(header):
        if column not in (*COLUMNS, *OPTIONAL):
            yield f"line 1, column {column or '(empty)'}: I know no such column. The columns are {known}, slack_id."
        elif header.count(column) > 1:
            yield f"line 1, column {column}: it stands there twice."


def _wrong_fields(fields: Mapping[str, str]) -> list[tuple[str, str]]:
    wrong = [(column, f"more than {LONGEST} characters.") for column, value in fields.items() if len(value) > LONGEST]
    wrong += [
        (column, "it holds a character that is no text.") for column, value in fields.items() if not _is_text(value)
    ]
    if not fields["name"]:
        wrong.append(("name", "it is empty."))
    if not _ADDRESS.fullmatch(fields["email"]):
        wrong.append(("email", "it is empty." if not fields["email"] else "this is no e-mail address."))
    if fields["manager"] and not _ADDRESS.fullmatch(fields["manager"]):
        wrong.append(("manager", "this is no e-mail address: write the manager's, or nothing."))
    if fields["country"] and not countries.is_country(fields["country"].upper()):
        wrong.append(("country", "this is no country: write its two letters (ISO 3166), such as CZ, or nothing."))
    slack_id = fields.get("slack_id", "")
    if slack_id and not _USER.fullmatch(slack_id):
        wrong.append(("slack_id", "this is no member's id, such as U012ABCDEF: **Copy member ID** in a profile."))
    return wrong


def _is_text(value: str) -> bool:
    return not any(ord(letter) < 32 or ord(letter) == 127 or 0xD800 <= ord(letter) < 0xE000 for letter in value)


def _listed(line: int, fields: Mapping[str, str]) -> Listed:
    return Listed(
        line=line,
        name=fields["name"],
        email=fields["email"].lower(),
        role=fields["role"],
        manager=fields["manager"].lower(),
        country=fields["country"].upper(),
        slack_id=fields.get("slack_id") or None,
    )


def _doubled(people: Sequence[Listed], column: str, of: Callable[[Listed], str | None]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for each in people:
        value = of(each)
        if value is None:
            continue
        if value in seen:
            yield f"line {each.line}, column {column}: line {seen[value]} has it already."
        seen.setdefault(value, each.line)
