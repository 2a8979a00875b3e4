"""Asking Thrice itself: by command, by direct message, by mention."""

import re
from dataclasses import dataclass

from bot.knowledge.asking import Asked
from bot.ports.chat import Message
from bot.slack.blockkit import answers
from bot.slack.blockkit import help as helping
from bot.slack.blockkit import search as shown
from handlers.door import Door, Said
from handlers.reasons import why_no_pages

_HITS = 9
_MENTION = re.compile(r"<@[UW][A-Z0-9]+(?:\|[^>]*)?>")
_GREETING = re.compile(
    r"\W*(?:hi|hiya|hello|hey|yo|help|ok(?:ay)?|thanks?|thank you|thx|good (?:morning|afternoon|evening|day)"
    r"|what (?:can|do) you do|who are you|how does this work)(?:\W+(?:there|thrice|all|again|a lot|so much))*\W*",
    re.IGNORECASE,
)
_EMOJI = re.compile(r":[a-z0-9_+'-]+:", re.IGNORECASE)


async def ask(door: Door, said: Said) -> Message:
    """`/thrice ask …`: the answer, privately, before anything is posted."""
    if not said.words:
        return helping.of("ask")
    if (reason := await why_no_pages(door, said.workspace_id, said.user_id)) is not None:
        return reason
    asked = await door.asking.ask(said.workspace_id, said.user_id, said.words, channel_id=said.channel_id)
    return await _reply(door, said.workspace_id, said.words, asked, how="command")


async def search(door: Door, said: Said) -> Message:
    """`/thrice search words`: pages and saved messages, only what the person may see."""
    if not said.words:
        return helping.of("search")
    if (reason := await why_no_pages(door, said.workspace_id, said.user_id, though_forgotten=True)) is not None:
        return reason
    hits = await door.asking.find(said.workspace_id, said.user_id, said.words, limit=_HITS)
    door.metrics.searches.labels("found" if hits else "empty").inc()
    return shown.results(door.views.found(said.words, hits, now=door.clock()))


@dataclass(frozen=True)
class Addressed:
    """A message that somebody addressed to Thrice."""

    workspace_id: int
    user_id: str
    text: str
    channel_id: str
    ts: str
    thread_ts: str | None
    edited: bool = False
    """Whether Thrice was addressed in a later edit of the message."""

    @property
    def occasion(self) -> str:
        """The message's own key: a mention may come as two events, each with an id of its own."""
        return f"{self.channel_id}:{self.ts}"

    @property
    def words(self) -> str:
        """What was said, without mentions."""
        return " ".join(_MENTION.sub(" ", self.text).split())


async def answer_in_person(door: Door, said: Addressed) -> None:
    """Answer a direct message: with the page, with what comes closest, or with what Thrice can do."""
    reply = await _to_words(door, said, how="direct")
    await door.chat.post(
        said.workspace_id, said.channel_id, reply, key=f"direct:{said.occasion}", thread_ts=said.thread_ts
    )


async def answer_a_mention(door: Door, said: Addressed) -> None:
    """Answer somebody who addressed Thrice in a channel, privately.

    What is captured as a question is answered where it is placed: whoever is the third to ask gets one message.
    """
    async with door.storage.look(said.workspace_id) as uow:
        question = await uow.questions.of_message(said.channel_id, said.ts)
    if question is not None and not said.edited:
        return
    reply = await _to_words(door, said, how="command")
    await door.chat.post_private(
        said.workspace_id,
        said.channel_id,
        said.user_id,
        reply,
        key=f"mention:{said.occasion}",
        thread_ts=said.thread_ts,
    )


async def _to_words(door: Door, said: Addressed, *, how: answers.Asked) -> Message:
    if (meant := _command_in(said.words)) is not None:
        return helping.written(meant)
    if (reason := await why_no_pages(door, said.workspace_id, said.user_id)) is not None:
        return reason
    if not re.search(r"\w", _EMOJI.sub(" ", said.words)) or _GREETING.fullmatch(said.words):
        async with door.storage.look(said.workspace_id) as uow:
            return helping.overview(save_reaction=(await door.policy_in(uow)).save_reaction)
    asked = await door.asking.ask(said.workspace_id, said.user_id, said.words, channel_id=said.channel_id, ts=said.ts)
    return await _reply(door, said.workspace_id, said.words, asked, how=how)


def _command_in(words: str) -> str | None:
    """Return the subcommand that somebody wrote as a message, if that is all they wrote."""
    bare = words.strip(" .!/`").lower().removeprefix(helping.COMMAND.strip("/")).strip()
    return bare if bare in helping.ENTRIES else None


async def _reply(door: Door, workspace_id: int, words: str, asked: Asked, *, how: answers.Asked) -> Message:
    if asked.offer is not None:
        async with door.storage.look(workspace_id) as uow:
            view = await door.views.answer(uow, asked.offer, asked=how)
        if view is not None:
            return answers.message(view)
    return shown.unsure(door.views.found(words, asked.hits, now=door.clock()))
