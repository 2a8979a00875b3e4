"""Forgetting and remembering a person: asked once, done, and confirmed in words that can be held to."""

from bot.ports.chat import Message
from bot.slack.blockkit import parts
from bot.slack.blockkit.ids import Action
from bot.slack.blockkit.refs import ForgetRef


def ask(ref: ForgetRef) -> Message:
    """Return the one question before an erasure."""
    opening = "Shall I forget you?"
    return Message(
        text=f"{opening} This cannot be undone.",
        blocks=(
            parts.section(
                f"*{opening}* I then erase your questions and their wordings, your saved notes, your learning records "
                "and your name, and capture nothing of yours from then on."
            ),
            parts.section(
                "Pages stay, without the sentences that rest on your messages alone; where you are a source, they say "
                "“former member”. A title stays. This cannot be undone."
            ),
            parts.actions(
                parts.button("Forget me", Action.MEMBER_FORGET, value=ref.pack(), style="danger"),
                parts.button("Keep", Action.MEMBER_KEEP, value=ref.pack()),
            ),
            *parts.small_print("`/thrice export me` hands over first what I have."),
        ),
    )


def under_way() -> Message:
    """Return what takes the question's place after **Forget me**."""
    return Message(text="I am forgetting you now. A direct message will tell you when it is done.")


def kept() -> Message:
    """Return what takes the question's place after **Keep**."""
    return Message(text="Good. Nothing was changed.")


def receipt() -> Message:
    """Return the direct message that confirms an erasure."""
    return Message(
        text="It is done: your questions, wordings, saved notes, learning records and name are erased. "
        "I capture nothing of yours from now on. `/thrice remember me` comes back, with nothing restored."
    )


def forgotten_already() -> Message:
    """Return what somebody hears who was forgotten before."""
    return Message(text="You are forgotten already; I keep nothing of yours. `/thrice remember me` comes back.")


def remembered(*, changed: bool) -> Message:
    """Return what `/thrice remember me` says."""
    if changed:
        return Message(text="Welcome back. Your questions count again from now on; nothing of before was kept.")
    return Message(text="You are not forgotten: your questions count already.")
