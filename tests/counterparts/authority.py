"""The part of our doubles that lets people in: codes that work once, PKCE, tokens that end, consent taken back."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.counterparts.trouble import Trouble


@dataclass
class Authority:
    """Knows one app. `rotates`: whether a refresh gives another lasting token, and ends the old one."""

    client_id: str = "client-1"
    client_secret: str = "s3cret"
    redirect: str = "https://thrice.example.com/calendar/connected"
    rotates: bool = False
    gives_lasting: bool = True
    lasts: int = 3600
    unticked: tuple[str, ...] = ()
    """Scopes that people do not grant."""
    trouble: Trouble = field(default_factory=lambda: Trouble(lambda status, reason: {"error": reason}))
    access: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The tokens that work, with their scopes."""
    lasting: dict[str, tuple[str, ...]] = field(default_factory=dict)
    forms: list[dict[str, str]] = field(default_factory=list)
    _codes: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    def agree(self, query: Mapping[str, str]) -> dict[str, str]:
        """What the browser comes back with when the owner agrees to what the window asks."""
        assert query["client_id"] == self.client_id
        assert query["redirect_uri"] == self.redirect, "an address that is not registered"
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        granted = tuple(scope for scope in query["scope"].split() if scope not in self.unticked)
        self._codes[code] = (query["code_challenge"], granted)
        return {"code": code, "state": query["state"]}

    def let_in(self, *scopes: str) -> tuple[str, str]:
        """A token that works now and a lasting one, as if somebody had agreed long ago."""
        access, lasting = secrets.token_urlsafe(12), secrets.token_urlsafe(12)
        self.access[access], self.lasting[lasting] = scopes, scopes
        return access, lasting

    def end_access(self) -> None:
        """Every token that works now ends before its time."""
        self.access.clear()

    def take_back(self) -> None:
        """The owner takes the access away."""
        self.access.clear()
        self.lasting.clear()

    def scopes_of(self, request: web.Request) -> tuple[str, ...] | None:
        """The scopes of whoever asks; none where the token does not work."""
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        return self.access.get(token) if kind == "Bearer" else None

    async def token(self, request: web.Request) -> web.StreamResponse:
        if (trouble := await self.trouble.before()) is not None:
            return trouble
        form = {key: str(value) for key, value in (await request.post()).items()}
        self.forms.append(form)
        if (form.get("client_id"), form.get("client_secret")) != (self.client_id, self.client_secret):
            return web.json_response({"error": "invalid_client"}, status=401)
        return self.trouble.instead_of(
            self._exchanged(form) if form.get("grant_type") == "authorization_code" else self._refreshed(form)
        )

    async def revoke(self, request: web.Request) -> web.StreamResponse:
        if (trouble := await self.trouble.before()) is not None:
            return trouble
        token = str((await request.post()).get("token"))
        known = token in self.lasting or token in self.access
        if known:
            self.take_back()
        return web.json_response({} if known else {"error": "invalid_token"}, status=200 if known else 400)

    def _exchanged(self, form: Mapping[str, str]) -> web.StreamResponse:
        challenge, scopes = self._codes.pop(form.get("code", ""), ("", ()))
        given = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if form.get("redirect_uri") != self.redirect or given.decode().rstrip("=") != challenge:
            return web.json_response({"error": "invalid_grant"}, status=400)
        access, lasting = self.let_in(*scopes)
        return web.json_response({**self._answer(access), **({"refresh_token": lasting} if self.gives_lasting else {})})

    def _refreshed(self, form: Mapping[str, str]) -> web.StreamResponse:
        old = form.get("refresh_token", "")
        if form.get("grant_type") != "refresh_token" or old not in self.lasting:
            return web.json_response({"error": "invalid_grant"}, status=400)
        access, lasting = self.let_in(*self.lasting[old])
        if not self.rotates:
            del self.lasting[lasting]
            return web.json_response(self._answer(access))
        del self.lasting[old]
        return web.json_response({**self._answer(access), "refresh_token": lasting})

    def _answer(self, access: str) -> dict[str, Any]:
        return {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": self.lasts,
            "scope": " ".join(self.access[access]),
        }
