"""Refusals and faults as a person reads them."""

import re
from typing import Final

from bot.ports.chat import Block, Message, View
from bot.slack.blockkit import parts

_UNKNOWN: Final = {
    "block_actions": "this button",
    "command": "that command",
    "message_action": "that shortcut",
    "shortcut": "that shortcut",
    "view_submission": "this window",
}
_PERSON = re.compile(r"<@([UW][A-Z0-9]{1,30})>")


def refusal(sentence: str) -> Message:
    """Return an expected refusal. Its sentence is ours; people whom it names in it were chosen by our code.

    Shown to one person only. Calls to a crowd are stopped at the exit, whoever wrote them.
    """
    return Message(text=sentence, mentions=frozenset(_PERSON.findall(sentence)))


def unknown(kind: str) -> Message:
    """Return what is said to a click or the like that nothing listens to any more; `kind` is Slack's word for it."""
    what = _UNKNOWN.get(kind, "what you just used")
    return Message(text=f"I do not know {what} (any more). `/thrice help` says what I can do for you.")


def not_installed() -> Message:
    """Return what is said to somebody whose workspace removed Thrice, or never had it."""
    return Message(text="Thrice is not installed in this workspace.")


def fault(reference: str) -> Message:
    """Return what is said when something went wrong that nobody expected; the log has more under `reference`."""
    return Message(text=f"Something went wrong on my side. If you report it, quote {reference}.")


def window(told: Message) -> View:
    """Return a modal that only says something, for where no message can be shown."""
    return parts.modal(None, "Thrice", [parts.section(told.text)])


def no_options() -> list[Block]:
    """Return the one choice of a list that nothing fills any more: it says so."""
    return [parts.option("I do not know this list (any more).", "unknown")]
