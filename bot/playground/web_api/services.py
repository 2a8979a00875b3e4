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


@dataclass(frozen=True)
class Grant:
    """What somebody agreed to in Slack's window: the app is installed (`user` none), or may act for one person."""

    user: str | None = None
    scopes: frozenset[str] = frozenset()
    redirect_uri: str = ""


class Tokens:
    """Which tokens are valid, and what the installed app may do: by its own token, and by those of people."""

    def __init__(self, app_id: str, scopes: frozenset[str], credentials: Credentials) -> None:
        self.scopes = scopes
        self.bot = self._new_bot()
        self.app = f"xapp-1-{app_id}-{_digits(12)}-{secrets.token_hex(32)}"
        self.client_id, self.client_secret = credentials.client_id, credentials.client_secret
        self._valid = {self.bot}
        self._revoked: set[str] = set()
        self._codes: dict[str, Grant] = {}
        self._of_people: dict[str, str] = {}
        """Each person's token; whoever agrees again gets the same one, with more scopes."""
        self._granted: dict[str, frozenset[str]] = {}

    def _new_bot(self) -> str:
        return f"xoxb-{_digits(12)}-{_digits(12)}-{secrets.token_hex(12)}"

    def kind_of(self, token: str) -> str:
        """`bot`, `user`, `app`, `revoked` or `unknown`."""
        if token == self.app:
            return "app"
        if token in self._valid:
            return "bot"
        if token in self._granted:
            return "user"
        return "revoked" if token in self._revoked else "unknown"

    def scopes_of(self, token: str) -> frozenset[str]:
        """What a token may do; of one that is nobody's, what the app's own may."""
        return self._granted.get(token, self.scopes)

    def owner_of(self, token: str) -> str | None:
        """The person whose token this is; none for the app's own."""
        return next((user for user, each in self._of_people.items() if each == token), None)

    @property
    def of_people(self) -> int:
        """How many people's tokens are good."""
        return len(self._granted)

    def revoke(self) -> None:
        """Make every bot token worthless."""
        self._revoked |= self._valid
        self._valid = set()

    def revoke_all(self) -> None:
        """Make every token worthless, those of people as well."""
        self.revoke()
        for user in list(self._of_people):
            self.revoke_of(user)

    def revoke_of(self, user: str) -> bool:
        """Make a person's token worthless; whether there was one."""
        token = self._of_people.pop(user, None)
        if token is None:
            return False
        del self._granted[token]
        self._revoked.add(token)
        return True

    def issue(self) -> str:
        """A new bot token, valid beside those that are."""
        self.bot = self._new_bot()
        self._valid.add(self.bot)
        return self.bot

    def give(self, user: str, scopes: frozenset[str]) -> str:
        """The person's token, which may do this too from now on."""
        token = self._of_people.setdefault(user, f"xoxp-{_digits(12)}-{_digits(12)}-{secrets.token_hex(16)}")
        self._granted[token] = self._granted.get(token, frozenset()) | scopes
        return token

    def new_code(self, grant: Grant | None = None) -> str:
        """A code to exchange for a token, once."""
        code = f"{_digits(12)}.{_digits(12)}.{secrets.token_hex(32)}"
        self._codes[code] = grant if grant is not None else Grant()
        return code

    def gave_code(self, code: str) -> bool:
        """Whether this code comes from here and is still good."""
        return code in self._codes

    def use_code(self, code: str) -> Grant | None:
        """What this code was given for; none for one that is not good, which it is not any more."""
        return self._codes.pop(code, None)


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
    take_back: Callable[[str], None]
    """Makes a person's token worthless, of which the app is told."""
