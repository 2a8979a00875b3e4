"""Rotating the secret key: how the stored tokens stand to the keys, and sealing them anew with the first."""

from dataclasses import dataclass

from bot.slack.installations import place_of
from bot.workspaces.secrets import SecretBox, WrongKey
from models.uow import Storage, UnitOfWork


@dataclass(frozen=True)
class TokensFound:
    """The Slack teams whose tokens are stored, by which key opens them. A team may be in several."""

    current: frozenset[str]
    """Opened by the first key."""
    older: frozenset[str]
    """Opened by another key of the list."""
    closed: frozenset[str]
    """Opened by none."""

    @property
    def none_opens(self) -> bool:
        """Whether there are tokens, and the keys are of no use for any."""
        return bool(self.closed) and not (self.current or self.older)


async def tokens_found(storage: Storage, box: SecretBox) -> TokensFound:
    """Look which keys the stored tokens need; nothing is changed."""
    async with storage.look() as uow:
        return await _go_through(uow, box)


async def renew_tokens(storage: Storage, box: SecretBox) -> TokensFound:
    """Seal with the first key whatever another one opened, so that the others can be dropped.

    Returns how the tokens stood before.
    """
    found = await tokens_found(storage, box)
    if not found.older:
        return found
    async with storage.begin() as uow:
        return await _go_through(uow, box)


async def _go_through(uow: UnitOfWork, box: SecretBox) -> TokensFound:
    current, older, closed = set(), set(), set()
    for workspace, token in await uow.workspaces.every_token():
        place = place_of(workspace.enterprise_id, workspace.team_id)
        try:
            renewed = box.renewed(token.secret, workspace=place, column=token.kind)
        except WrongKey:
            closed.add(workspace.team_id)
            continue
        if renewed is None:
            current.add(workspace.team_id)
        else:
            older.add(workspace.team_id)
            token.secret = renewed
    return TokensFound(frozenset(current), frozenset(older), frozenset(closed))
