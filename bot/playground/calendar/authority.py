"""Who lets an app into their calendar: the codes of the window, PKCE, tokens that work and lasting ones."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..errors import Refused
from ..options import Json


@dataclass(frozen=True)
class Grant:
    """Whose calendar an app was let into, and for what."""

    owner: str
    scopes: tuple[str, ...]


@dataclass
class Authority:
    """Knows one app: by its id and secret, and the one address to which people are sent back."""

    client_id: str
    client_secret: str
    redirect: str
    lasts: int = 3600
    access: dict[str, Grant] = field(default_factory=dict)
    """The tokens that work."""
    lasting: dict[str, Grant] = field(default_factory=dict)
    _codes: dict[str, tuple[str, Grant]] = field(default_factory=dict)

    def check(self, query: Mapping[str, str]) -> None:
        """Look at what a window was opened with. Raises `Refused`."""
        if query.get("client_id") != self.client_id:
            raise Refused("No app with this client_id is registered here.")
        if query.get("redirect_uri") != self.redirect:
            raise Refused("The app wants you sent back to an address that is not registered.")
        if query.get("response_type") != "code" or not query.get("scope"):
            raise Refused("The app does not say what it wants.")
        if query.get("code_challenge_method") != "S256" or not query.get("code_challenge"):
            raise Refused("The app does not use PKCE with S256.")

    def agree(self, query: Mapping[str, str], owner: str = "") -> dict[str, str]:
        """What the browser comes back with when somebody agrees. Raises as `check` does."""
        self.check(query)
        code = secrets.token_urlsafe(8)
        self._codes[code] = (query["code_challenge"], Grant(owner, tuple(query["scope"].split())))
        return {"code": code, "state": query.get("state", "")}

    def let_in(self, *scopes: str, owner: str = "") -> tuple[str, str]:
        """A token that works now and a lasting one, as if somebody had agreed long ago."""
        access, lasting = secrets.token_urlsafe(12), secrets.token_urlsafe(12)
        self.access[access] = self.lasting[lasting] = Grant(owner, scopes)
        return access, lasting

    def end_access(self) -> None:
        """Every token that works now ends before its time."""
        self.access.clear()

    def take_back(self, owner: str = "") -> None:
        """Somebody takes the access to their calendar away."""
        for tokens in (self.access, self.lasting):
            for token in [token for token, grant in tokens.items() if grant.owner == owner]:
                del tokens[token]

    def granted(self, authorization: str) -> Grant | None:
        """What whoever asks with this header may do; none where the token does not work."""
        kind, _, token = authorization.partition(" ")
        return self.access.get(token) if kind == "Bearer" else None

    def exchange(self, form: Mapping[str, str]) -> tuple[int, Json]:
        """Give tokens for a code or for a lasting token: the status and the body of the answer."""
        if (form.get("client_id"), form.get("client_secret")) != (self.client_id, self.client_secret):
            return 401, {"error": "invalid_client"}
        is_code = form.get("grant_type") == "authorization_code"
        given = self._for_code(form) if is_code else self._for_lasting(form)
        return (400, {"error": "invalid_grant"}) if given is None else (200, given)

    def revoke(self, token: str) -> bool:
        """Give the access back to which a token belongs; return whether there was any."""
        grant = self.lasting.get(token) or self.access.get(token)
        if grant is not None:
            self.take_back(grant.owner)
        return grant is not None

    def _for_code(self, form: Mapping[str, str]) -> Json | None:
        challenge, grant = self._codes.pop(form.get("code", ""), ("", Grant("", ())))
        given = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if form.get("redirect_uri") != self.redirect or given.decode().rstrip("=") != challenge:
            return None
        access, lasting = self.let_in(*grant.scopes, owner=grant.owner)
        return {**self._answer(access), "refresh_token": lasting}

    def _for_lasting(self, form: Mapping[str, str]) -> Json | None:
        grant = self.lasting.get(form.get("refresh_token", ""))
        if grant is None or form.get("grant_type") != "refresh_token":
            return None
        access = secrets.token_urlsafe(12)
        self.access[access] = grant
        return self._answer(access)

    def _answer(self, access: str) -> Json:
        scope = " ".join(self.access[access].scopes)
        return {"access_token": access, "token_type": "Bearer", "expires_in": self.lasts, "scope": scope}
