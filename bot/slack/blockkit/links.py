"""Private links: to the wiki, and to what Thrice has of a person."""

from bot.ports.chat import Message
from bot.slack import mrkdwn
from bot.slack.blockkit import parts
from bot.slack.blockkit.ids import Action


def wiki(url: str, *, minutes: int = 5) -> Message:
    """Return the link that signs a person in to the wiki."""
    told = f"It signs you in, works once, and only for {minutes} minutes. Please do not pass it on."
    return _link("Here is your link to the wiki.", "Open the wiki", url, told)


def export(url: str, *, minutes: int = 5) -> Message:
    """Return the link to a file with what Thrice has of a person."""
    told = f"It works once, and only for {minutes} minutes. The file is JSON. Please do not pass it on."
    return _link("Here is all that I have of you.", "Download", url, told)


def calendar(url: str, *, minutes: int = 5) -> Message:
    """Return the link to the page on which a person connects their calendar."""
    told = (
        f"It signs you in, works once, and only for {minutes} minutes. Please do not pass it on, and never write a"
        " password into Slack."
    )
    return _link("Here is your link to the page of your calendars.", "Connect a calendar", url, told)


def _link(opening: str, label: str, url: str, told: str) -> Message:
    return Message(
        text=f"{opening} {mrkdwn.link(url, label)}",
        blocks=(
            parts.section(opening),
            parts.actions(parts.button(label, Action.LINK_OPEN, url=url, style="primary")),
            *parts.small_print(told),
        ),
    )
