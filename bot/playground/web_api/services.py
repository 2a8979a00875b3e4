"""What Web API methods use besides the workspace itself: tokens, triggers, sockets, limits."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from ..delivery.sockets import Sockets
from ..interactions.triggers import Triggers
from ..options import Credentials
from .limits import Limits


def _digits(count: int) -> str:
    return "".join(secrets.choice("0123456789") for _ in range(count))


class Tokens:
    """Which tokens are valid, and what the installed app may do."""

    def __init__(self, app_id: str, scopes: frozenset[str], credentials: Credentials) -> None:
        self.scopes = scopes
        self.bot = self._new_bot()
        self.app = f"xapp-1-{app_id}-{_digits(12)}-{secrets.token_hex(32)}"
        self.client_id, self.client_secret = credentials.client_id, credentials.client_secret
        self._valid = {self.bot}
        self._revoked: set[str] = set()
        self._codes: set[str] = set()

    def _new_bot(self) -> str:
        return f"xoxb-{_digits(12)}-{_digits(12)}-{secrets.token_hex(12)}"

    def kind_of(self, token: str) -> str:
        """`bot`, `app`, `revoked` or `unknown`."""
        if token == self.app:
            return "app"
        if token in self._valid:
            return "bot"
        return "revoked" if token in self._revoked else "unknown"

    def revoke(self) -> None:
        """Make every bot token worthless."""
        self._revoked |= self._valid
        self._valid = set()

    def issue(self) -> str:
        """A new bot token, valid beside those that are."""
        self.bot = self._new_bot()
        self._valid.add(self.bot)
        return self.bot

    def new_code(self) -> str:
        """A code to exchange for a token, once."""
        code = f"{_digits(12)}.{_digits(12)}.{secrets.token_hex(32)}"
        self._codes.add(code)
        return code

    def gave_code(self, code: str) -> bool:
        """Whether this code comes from here and is still good."""
        return code in self._codes

    def use_code(self, code: str) -> bool:
        """Whether this code was good; it is not any more."""
        known = code in self._codes
        self._codes.discard(code)
        return known


@dataclass(frozen=True)
class Services:
    """The playground's other parts, as the methods need them."""

    tokens: Tokens
    triggers: Triggers
    sockets: Sockets
    limits: Limits
    socket_url: Callable[[], str]
    """The address to connect a socket to; each call makes a new one."""
    uninstall: Callable[[], None]
