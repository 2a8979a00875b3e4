"""What Thrice says of itself in a channel: on joining it, and when it is switched on or off."""

from typing import Final

from bot.ports.chat import Message
from bot.slack.blockkit import parts

_HELLO: Final = (
    "Hello, I am Thrice. When a question comes back in this channel, I collect how it was answered, and once a "
    "person has approved it, it becomes a page. Whoever asks next gets that page at once, privately."
)
_CAPTURE: Final = (
    "From now on I keep the questions asked here and the threads that answer them, nothing else. "
    "Bots, guests and people of other companies are left out."
)
_SWITCHES: Final = (
    "`/thrice off` switches me off in this channel, for any of you to use. "
    "`/thrice forget me` leaves you out everywhere. `/thrice help` says what else there is."
)


def message(*, also_guests: bool = False) -> Message:
    """Return the one message on joining a channel; `also_guests`: this workspace captures guests and partners too."""
    capture = (
        _CAPTURE.replace("Bots, guests and people of other companies are", "Bots are") if also_guests else _CAPTURE
    )
    return Message(
        text="Hello, I am Thrice. I keep the questions that are asked here; `/thrice off` switches that off.",
        blocks=(parts.section(_HELLO), parts.section(capture), *parts.small_print(_SWITCHES)),
    )


def switched(*, on: bool, changed: bool) -> Message:
    """Return what `/thrice on` and `/thrice off` say."""
    if on:
        now = "I capture questions in this channel again." if changed else "I am already on in this channel."
        return Message(text=f"{now} `/thrice off` switches that off.")
    now = (
        "I no longer capture or answer in this channel. What was captured before stays."
        if changed
        else "I am already off in this channel."
    )
    return Message(text=f"{now} Saving and commands still work; `/thrice on` switches me on again.")
