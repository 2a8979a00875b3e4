"""One-time links: into the wiki, and to everything that is held about oneself."""

from bot.ports.chat import Message
from bot.slack.blockkit import links as told
from bot.workspaces.signing_in import Purpose, create_link
from handlers.door import Door, Said
from handlers.reasons import why_no_pages


async def wiki(door: Door, said: Said) -> Message:
    """`/thrice wiki`: a private link, once, that signs in; whoever could read nothing there reads why instead."""
    if (reason := await why_no_pages(door, said.workspace_id, said.user_id, though_forgotten=True)) is not None:
        return reason
    return told.wiki(await _link(door, said, Purpose.WIKI))


async def export_me(door: Door, said: Said) -> Message:
    """`/thrice export me`: a private link, once, to a JSON file."""
    return told.export(await _link(door, said, Purpose.EXPORT))


async def _link(door: Door, said: Said, purpose: Purpose) -> str:
    async with door.storage.begin(said.workspace_id) as uow:
        path = await create_link(uow, user_id=said.user_id, purpose=purpose, now=door.clock())
    return f"{door.views.public_url}{path}"
