"""The slash command: one table of subcommands, each a few lines; unknown words get the help."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.ports.chat import Message
from bot.slack.blockkit import help as helping
from bot.slack.blockkit.help import COMMAND
from handlers import asking, channels, focus, forgetting, learning, links, settings, why
from handlers.door import Door, Said
from handlers.replies import answered

Subcommand = Callable[[Door, Said], Awaitable[Message | None]]
"""Returns what the person sees at once; none where a modal opens instead."""


async def _help(door: Door, said: Said) -> Message:
    async with door.storage.look(said.workspace_id) as uow:
        reaction = (await door.policy_in(uow)).save_reaction
    asked = said.words.lower()
    if not asked or asked == "help":
        return helping.overview(save_reaction=reaction)
    first = asked.split()[0]
    named = next((name for name in helping.ENTRIES if name.split()[0] == first), asked)
    return helping.of(named, save_reaction=reaction)


SUBCOMMANDS: dict[str, Subcommand] = {
    "help": _help,
    "ask": asking.ask,
    "search": asking.search,
    "learn": learning.learn,
    "focus": focus.focus,
    "wiki": links.wiki,
    "settings": settings.open_modal,
    "on": channels.switch_on,
    "off": channels.switch_off,
    "why": why.explain,
    "export me": links.export_me,
    "forget me": forgetting.ask_first,
    "remember me": forgetting.remember,
}
_TAKES_WORDS = frozenset({"help", "ask", "search", "learn", "focus"})


def understood(text: str) -> tuple[str, str]:
    """Return the subcommand that `text` begins with and the words after it.

    Nothing and unknown words are `help`, which is told them; so are words after a subcommand that takes none.
    """
    words = text.split()
    lowered = [word.lower() for word in words[:2]]
    for length in (2, 1):
        name = " ".join(lowered[:length])
        if len(lowered) >= length and name in SUBCOMMANDS:
            rest = " ".join(words[length:])
            return (name, rest) if name in _TAKES_WORDS or not rest else ("help", name)
    return "help", " ".join(words)


def register(app: AsyncApp, door: Door) -> None:
    """Listen to the command."""

    async def on_command(body: dict[str, Any], ack: AsyncAck) -> None:
        async def run() -> Message | None:
            name, rest = understood(str(body.get("text") or ""))
            workspace_id = await door.workspace_of(body)
            await door.meet(workspace_id, str(body["user_id"]))
            return await SUBCOMMANDS[name](door, Said.of(body, workspace_id, rest))

        reply = await answered(run)
        await (ack() if reply is None else ack(text=reply.text, blocks=[dict(block) for block in reply.blocks]))

    app.command(COMMAND)(on_command)
