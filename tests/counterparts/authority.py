"""The part of our doubles that lets people in: the playground's, with what differs at providers or goes wrong."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web

from bot.playground.calendar import authority
from bot.playground.options import Json
from tests.counterparts.trouble import Trouble


@dataclass
class Authority(authority.Authority):
    """Knows one app. `rotates`: whether a refresh gives another lasting token, and ends the old one."""

    client_id: str = "client-1"
    client_secret: str = "s3cret"
    redirect: str = "https://thrice.example.com/calendar/connected"
    rotates: bool = False
    gives_lasting: bool = True
    unticked: tuple[str, ...] = ()
    """Scopes that people do not grant."""
    trouble: Trouble = field(default_factory=lambda: Trouble(lambda status, reason: {"error": reason}))
    forms: list[dict[str, str]] = field(default_factory=list)

    def agree(self, query: Mapping[str, str], owner: str = "") -> dict[str, str]:
        ticked = " ".join(scope for scope in query["scope"].split() if scope not in self.unticked)
        self.check(query)
        return super().agree({**query, "scope": ticked or "none"}, owner)

    def scopes_of(self, request: web.Request) -> tuple[str, ...] | None:
        """The scopes of whoever asks; none where the token does not work."""
        grant = self.granted(request.headers.get("Authorization", ""))
        return grant.scopes if grant is not None else None

    async def token(self, request: web.Request) -> web.StreamResponse:
        if (trouble := await self.trouble.before()) is not None:
            return trouble
        form = {key: str(value) for key, value in (await request.post()).items()}
        self.forms.append(form)
        status, body = self.exchange(form)
        answer = web.json_response(body, status=status)
        return answer if status == 401 else self.trouble.instead_of(answer)

    async def answer_to_revoking(self, request: web.Request) -> web.StreamResponse:
        if (trouble := await self.trouble.before()) is not None:
            return trouble
        known = self.revoke(str((await request.post()).get("token")))
        return web.json_response({} if known else {"error": "invalid_token"}, status=200 if known else 400)

    def _for_code(self, form: Mapping[str, str]) -> Json | None:
        given = super()._for_code(form)
        if given is not None and not self.gives_lasting:
            del given["refresh_token"]
        return given

    def _for_lasting(self, form: Mapping[str, str]) -> Json | None:
        given = super()._for_lasting(form)
        if given is None or not self.rotates:
            return given
        following = secrets.token_urlsafe(12)
        self.lasting[following] = self.lasting.pop(form["refresh_token"])
        return {**given, "refresh_token": following}
