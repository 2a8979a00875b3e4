"""Quiet during blocks as a member finds it: the way to Slack's own window, and what is said where it ends."""

from bot.ports.chat import Message
from bot.slack import mrkdwn
from bot.slack.blockkit import parts
from bot.slack.blockkit.ids import Action

LABEL = "Quiet during blocks"
IS_ON = "During it your status says so, and your notifications are paused."


def offer(url: str) -> Message:
    """Return the way to Slack's window, in which a member allows it."""
    opening = (
        "While your learning block runs I can set your status to “In a learning block” and pause your notifications;"
        " afterwards both are put back as they were. What you change meanwhile stays as you have it. Slack asks you"
        " first."
    )
    told = "The link works once, for ten minutes, and only for you. You can take it back here at any time."
    return Message(
        text=f"{opening} {mrkdwn.link(url, 'Continue in Slack')}",
        blocks=(
            parts.section(opening),
            parts.actions(parts.button("Continue in Slack", Action.LINK_OPEN, url=url, style="primary")),
            *parts.small_print(told),
        ),
    )


def ended() -> Message:
    """Return what is said to somebody who took their consent back."""
    return Message(
        text="I leave your status and your notifications alone from now on, put back what I had set, and give Slack"
        f" back what you allowed. `/thrice focus` and *{LABEL}* allow it again."
    )


def lost() -> Message:
    """Return what is said, once, to somebody whose consent Slack does not accept any more."""
    said = (
        "Slack does not let me set your status and pause your notifications during your learning blocks any more: what"
        " you had allowed was taken back there. Nothing of it is kept. If you would like it again:"
    )
    return Message(text=f"{said} `/thrice focus`.", blocks=(parts.section(said), parts.actions(begin())))


def begin() -> parts.Block:
    """Return the button that begins it."""
    return parts.button(LABEL, Action.BLOCK_QUIET)


def end() -> parts.Block:
    """Return the button that takes it back."""
    return parts.button("No more quiet", Action.BLOCK_QUIET_END)
