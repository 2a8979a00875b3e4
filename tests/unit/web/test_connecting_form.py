"""What a person reads on the page of their calendars where one could not be connected."""

import pytest

from bot.ports.calendar import CalendarRefused
from bot.web.connecting_form import sentence

AGAIN = "Connect it again: `/thrice focus`."


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("It does not accept the app password any more.", "It does not accept the app password."),
        ("The calendar is not there any more.", "The calendar is not there."),
        ("Your calendar is full: its server takes no more.", "Your calendar is full: its server takes no more."),
    ],
)
def test_a_first_try_is_not_told_of_an_end(said: str, read: str) -> None:
    assert sentence(CalendarRefused(f"{said} {AGAIN}"), "caldav") == read
