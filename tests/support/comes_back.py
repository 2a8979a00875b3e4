"""A question that comes back, for scenarios that begin where it was asked, drafted or published already."""

from collections.abc import Sequence

from tests.support.people import Workspace
from tests.support.surfaces import Message

VPN = (
    "How do I get VPN access?",
    "How can I get access to the VPN?",
    "Hi all, how do I get access to the VPN?",
)
ONCE_MORE = "Hello! How can I get VPN access?"
ANSWER = "Ask Chen in IT, she hands out the VPN accounts. You need to fill in the access form first."
PRINTER = (
    "Where do I find the driver for the printer on the third floor?",
    "Where can I find the driver for the printer on the third floor?",
    "Where is the driver for the printer on the third floor to be found?",
)
ASKERS = ("amina", "dana", "eli")
AT_REST = 0.1
"""Seconds in which nothing more is seen to happen, once every event was worked on."""
TOLD = "You are the third to ask this"


async def asked_by(
    workspace: Workspace,
    askers: Sequence[str] = ASKERS,
    wordings: Sequence[str] = VPN,
    *,
    channel: str = "#help",
    answer: str | None = ANSWER,
    by: str = "bo",
) -> list[Message]:
    """Have people ask one after the other; somebody answers the first of them, unless `answer` is none."""
    asked = []
    for asker, wording in zip(askers, wordings, strict=False):
        asked.append(await workspace.person(asker).asks(channel, wording))
        if len(asked) == 1 and answer is not None:
            await workspace.person(by).replies(asked[0], answer)
        await workspace.quiet(AT_REST)
    return asked


async def card_for(workspace: Workspace, who: str = "bo", reads: str = "") -> Message:
    """Wait for the review card that somebody gets as a direct message."""
    return await workspace.person(who).receives(reads, button="Publish")


async def published(workspace: Workspace, **how: object) -> list[Message]:
    """Have a question asked three times, drafted, and published by Bo, who answered it; returns what was asked."""
    asked = await asked_by(workspace, **how)  # type: ignore[arg-type]
    await workspace.person("bo").clicks(await card_for(workspace), "Publish")
    await workspace.person("bo").finds_reply(asked[-1], "has a page now")
    await workspace.quiet(AT_REST)
    return asked


async def nothing_for(workspace: Workspace, who: str, channel: str = "#help") -> None:
    """Make sure that somebody is told nothing in a channel, once everything has come to rest."""
    await workspace.quiet(AT_REST)
    told = await workspace.person(who).private(channel)
    assert not told, f"{who} is told {[message.reads for message in told]}"


async def posts_in(workspace: Workspace, channel: str, who: str = "admin") -> list[Message]:
    """What Thrice has said in a channel and its threads where everybody there sees it."""
    app = await workspace.app_user()
    seen = await workspace.person(who).sees(channel)
    return [message for message in seen if message.user == app and not message.ephemeral and message.subtype is None]
