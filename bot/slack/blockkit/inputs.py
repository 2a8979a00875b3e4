"""Inputs of modals: the pickers that several of them show, and what comes back of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final

from bot.slack.blockkit import parts
from bot.slack.blockkit.ids import VALUE, BlockId

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NO_COUNTRY: Final = "none"

Values = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""`view["state"]["values"]` of a submitted modal."""


def time_picker(initial: str | None) -> parts.Block:
    """Return a picker of a time such as `09:30`."""
    picker: parts.Block = {"type": "timepicker"}
    return picker if initial is None else {**picker, "initial_time": initial}


def date_picker(initial: date | None) -> parts.Block:
    """Return a picker of a date."""
    picker: parts.Block = {"type": "datepicker"}
    return picker if initial is None else {**picker, "initial_date": initial.isoformat()}


def select(initial: str, choices: Mapping[str, str]) -> parts.Block:
    """Return a select of words by their values."""
    options = {value: parts.option(words, value) for value, words in choices.items()}
    made: parts.Block = {"type": "static_select", "options": list(options.values())}
    return made if initial not in options else {**made, "initial_option": options[initial]}


def day_boxes(chosen: Sequence[int]) -> parts.Block:
    """Return a checkbox for each day of the week."""
    days = [parts.option(name, str(number)) for number, name in enumerate(DAYS)]
    made: parts.Block = {"type": "checkboxes", "options": days}
    return {**made, "initial_options": [days[number] for number in chosen]} if chosen else made


def country_select(chosen: str | None, countries: Sequence[tuple[str, str]]) -> parts.Block:
    """Return a select of countries, grouped by first letters: Slack takes a hundred options in one group."""
    nowhere = parts.option("No country", NO_COUNTRY)
    groups = [{"label": parts.plain("None", 75), "options": [nowhere]}]
    for letter, some in groupby(sorted(countries, key=lambda each: each[1]), key=lambda each: each[1][:1]):
        groups.append({"label": parts.plain(letter, 75), "options": [parts.option(name, code) for code, name in some]})
    known = next((parts.option(name, code) for code, name in countries if code == chosen), nowhere)
    return {"type": "static_select", "option_groups": groups, "initial_option": known}


def people_select(initial: Sequence[str], *, most: int) -> parts.Block:
    """Return a select of people."""
    made: parts.Block = {"type": "multi_users_select", "max_selected_items": most}
    return {**made, "initial_users": list(initial)} if initial else made


def people(values: Values, where: BlockId) -> tuple[str, ...] | None:
    """Return the ids of those who were selected; none where there was no select."""
    selected = chosen(values, where).get("selected_users")
    return tuple(map(str, selected)) if isinstance(selected, list) else None


def chosen(values: Values, where: BlockId) -> Mapping[str, Any]:
    """Return what came back of an input; nothing where it was not there."""
    return values.get(where, {}).get(VALUE, {})


def picked(values: Values, where: BlockId) -> str | None:
    """Return the value of the option that was selected; none where there is none."""
    value = (chosen(values, where).get("selected_option") or {}).get("value")
    return value if isinstance(value, str) else None


def number(value: object) -> int:
    """Return a number as Slack sends it; -1, which nothing here can be, for what is none."""
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 4 else -1


def days(values: Values, where: BlockId) -> tuple[int, ...] | None:
    """Return the days whose boxes were ticked; none where there were no boxes."""
    ticked = chosen(values, where).get("selected_options")
    return tuple(number(day.get("value")) for day in ticked) if isinstance(ticked, list) else None


def written(values: Values, where: BlockId) -> str:
    """Return what was written into a box."""
    return str(chosen(values, where).get("value") or "")
