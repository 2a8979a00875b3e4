"""Refusals and faults as a person reads them."""

import re

from bot.ports.chat import Message

_PERSON = re.compile(r"<@([UW][A-Z0-9]{1,30})>")


def refusal(sentence: str) -> Message:
    """Return an expected refusal. Its sentence is ours; people whom it names in it were chosen by our code.

    Shown to one person only. Calls to a crowd are stopped at the exit, whoever wrote them.
    """
    return Message(text=sentence, mentions=frozenset(_PERSON.findall(sentence)))


def unknown() -> Message:
    """Return what is said to a click that nothing listens to any more."""
    return Message(text="I do not know this button (any more). `/thrice help` says what I can do for you.")


def not_installed() -> Message:
    """Return what is said to somebody whose workspace removed Thrice, or never had it."""
    return Message(text="Thrice is not installed in this workspace.")


def fault(reference: str) -> Message:
    """Return what is said when something went wrong that nobody expected; the log has more under `reference`."""
    return Message(text=f"Something went wrong on my side. If you report it, quote {reference}.")
