"""What `/thrice help` says, and what each subcommand says of itself."""

from dataclasses import dataclass
from typing import Final

from bot.ports.chat import Message
from bot.slack.blockkit import parts

COMMAND: Final = "/thrice"


@dataclass(frozen=True)
class Entry:
    """One subcommand: how it is written, what it does in a few words, and what else there is to know."""

    usage: str
    summary: str
    details: str


ENTRIES: Final[dict[str, Entry]] = {
    "ask": Entry(
        "ask your question",
        "answers from the pages, for you alone",
        "I look for a page that answers it and show it to nobody but you. Where I am not sure, I say so. "
        "You can also write to me directly.",
    ),
    "search": Entry(
        "search words",
        "finds pages and saved notes",
        "I search by words and by meaning, in what you may read, and say how old each hit is and who approved it.",
    ),
    "learn": Entry(
        "learn",
        "fifteen minutes of learning a working day",
        "One prompt a working day, made of your team's pages and of courses.\n"
        "•  `learn courses` shows what there is to take, `learn now` starts a sprint at once\n"
        "•  `learn pause until 2026-12-24`, `learn resume` and `learn leave` do what they say\n"
        "•  `learn budget` shows what you have to learn with, in hours and money, where curators give some\n"
        "•  `learn spent 2h Kubernetes course` or `learn spent 40 EUR Designing Data-Intensive Applications` books "
        "what you used of it",
    ),
    "focus": Entry(
        "focus",
        "the team's learning block, in your calendar and kept free",
        "It shows when the block is and lets you join.\n"
        "•  `focus join` and `focus leave` begin and end it\n"
        "•  `focus move` opens a window to move your next block, `focus skip` leaves it out this once\n"
        "•  `focus connect` gives you a private link to the page on which you connect your calendar\n"
        "•  `focus settings` changes how far it is protected and when you work\n"
        "•  `focus rule` is for curators: it sets the day and time",
    ),
    "wiki": Entry(
        "wiki",
        "gives you a private link to all pages",
        "The link signs you in. It works once, within five minutes; ask for as many as you like.",
    ),
    "settings": Entry(
        "settings",
        "shows the settings of this channel, and yours",
        "A channel's curator can hand that over there; the workspace's admins can change when a question becomes "
        "a draft.",
    ),
    "on": Entry(
        "on",
        "captures questions in this channel",
        "Any member of the channel may switch me on. It counts from then on; nothing is read in retrospect.",
    ),
    "off": Entry(
        "off",
        "stops capturing and answering in this channel",
        "Any member of the channel may switch me off. What was captured stays; saving and commands still work.",
    ),
    "why": Entry(
        "why",
        "says why I last showed you an answer",
        "I tell you which page it was, how people had asked for it, and how sure I was.",
    ),
    "export me": Entry(
        "export me",
        "hands over what I have of you",
        "You get a private link to a JSON file. It works once.",
    ),
    "forget me": Entry(
        "forget me",
        "erases what I have of you",
        "I ask once whether you mean it. Then your questions, wordings, saved notes, learning records and name go, "
        "and nothing of yours is captured any more.",
    ),
    "remember me": Entry(
        "remember me",
        "takes that back; nothing is restored",
        "Your questions count again from then on. What was erased stays erased.",
    ),
}
"""Subcommands by the words that they begin with, in the order in which help lists them."""

_OWN: Final = ("help", "shows this; with a command after it, more about that")
_ALSO: Final = (
    "React with :{reaction}: to a message, or use *Save as knowledge* in its menu, and it is saved, searchable. "
    "*Ask anonymously*, beside the message box, posts a question without your name."
)


def overview(*, save_reaction: str = "bookmark", unknown: str = "") -> Message:
    """Return the help; `unknown`: words that are no subcommand were typed (they are not repeated)."""
    listed = [(entry.usage, entry.summary) for entry in ENTRIES.values()]
    lines = "\n".join(f"`{COMMAND} {usage}`  {summary}" for usage, summary in (_OWN, *listed))
    opening = "I do not know that command. These I know:" if unknown else "What I can do for you:"
    return Message(
        text=f"{opening}\n{lines}",
        blocks=(
            parts.section(opening),
            parts.section(lines),
            *parts.small_print(_ALSO.format(reaction=save_reaction)),
        ),
    )


def of(subcommand: str, *, save_reaction: str = "bookmark") -> Message:
    """Return a subcommand's own help, or the whole help for one that does not exist."""
    entry = ENTRIES.get(subcommand)
    if entry is None:
        return overview(save_reaction=save_reaction, unknown=subcommand)
    return Message(text=f"`{COMMAND} {entry.usage}` {entry.summary}.\n{entry.details}")


def written(subcommand: str) -> Message:
    """Return the answer to somebody who wrote a subcommand as a message instead of as a command."""
    entry = ENTRIES[subcommand]
    return Message(text=f"That is a command: type `{COMMAND} {entry.usage}`, here or anywhere ({entry.summary}).")
