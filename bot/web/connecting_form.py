"""The form in which a member gives a CalDAV calendar: what it takes, shows again, and says of errors."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from bot.errors import BotError
from bot.ports.calendar import CalendarRefused, CalendarUnavailable
from bot.ports.calendar_access import Login

LONGEST: Final = {"address": 2_000, "user": 320, "password": 1_000, "email": 254}
_LABELS: Final = {"address": "address", "user": "user name", "password": "app password"}
_IN_SLACK: Final = re.compile(r" (?:Connect (?:it again|another)|Give another): `/thrice focus`\.$")
_ANY_MORE: Final = re.compile(r" any more(?=[.,])")
_NOT_NOW: Final = {
    "caldav": "The calendar server cannot be reached now, or does not answer as one. Please look whether the address is"
    " right, or try again in a few minutes.",
    "google": "Google does not answer as it should now. Please try again in a few minutes.",
    "microsoft": "Microsoft does not answer as it should now. Please try again in a few minutes.",
    "email": "Thrice's own mail server does not take the letter now. Please try again in a few minutes.",
}


@dataclass(frozen=True)
class Typed:
    """What was typed into the form, to be shown again; never the password. `wrong` is the field to be mended."""

    address: str = ""
    user: str = ""
    email: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class Shown:
    """What the page says beside what is connected: what was done, or what went wrong, and what was typed."""

    done: str = ""
    error: str = ""
    typed: Typed = Typed()
    status: HTTPStatus = HTTPStatus.OK


class BadForm(BotError):
    """A field that cannot be taken as it is."""

    code = "bad_form"

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def login_in(form: Mapping[str, str]) -> Login:
    """Return the login that was typed. Raises `BadForm`; whether the address is one is for the provider to say."""
    given = {name: form.get(name, "") for name in _LABELS}
    given = {name: value if name == "password" else value.strip() for name, value in given.items()}
    for name, value in given.items():
        if not value:
            raise BadForm(name, f"Please give the {_LABELS[name]}.")
        if len(value) > LONGEST[name]:
            raise BadForm(name, f"The {_LABELS[name]} is too long: at most {LONGEST[name]:,} characters.")
        if not value.isprintable():
            raise BadForm(name, f"The {_LABELS[name]} holds characters that cannot be typed, such as a line break.")
    if ":" in given["user"]:
        raise BadForm("user", "A user name for a calendar server has no colon in it.")
    return Login(given["address"], given["user"], given["password"])


def typed_in(form: Mapping[str, str]) -> Typed:
    """Return what is shown in the form again: as much as its fields take."""
    return Typed(form.get("address", "")[: LONGEST["address"]], form.get("user", "")[: LONGEST["user"]])


def sentence(error: CalendarRefused | CalendarUnavailable, kind: str) -> str:
    """Return what a person reads on the page, where it would be odd to be sent there.

    What was typed or agreed to just now has never worked before: it does not stop to work.
    """
    if isinstance(error, CalendarRefused):
        return _ANY_MORE.sub("", _IN_SLACK.sub("", str(error)))
    said = str(error)
    if "certificate" in said:
        return "The calendar server has no valid certificate, so Thrice does not send it your password."
    return _NOT_NOW[kind]
