"""Being let into a Google or Microsoft calendar by its owner: OAuth 2 with PKCE, and no more scopes than are used."""

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from bot.clock import Clock, utc_now
from bot.config import CalendarSettings
from bot.errors import SettingsError
from bot.ports.calendar import CalendarRefused, CalendarUnavailable
from bot.ports.calendar_access import Consent, Tokens
from bot.providers.calendars.wire import Answer, Wire

GOOGLE_SCOPES: Final = ("https://www.googleapis.com/auth/calendar.events.owned",)
"""Events of calendars that the member owns: the least of Google's scopes with which events can be written."""
MICROSOFT_SCOPES: Final = ("Calendars.ReadWrite", "offline_access")
"""The member's own calendars, and to look into them while the member is away. Graph has no less to write with."""

_OWNER_HAS_TO_ACT: Final = frozenset({"invalid_grant", "interaction_required", "consent_required", "login_required"})
_USUAL_SECONDS: Final = 300


@dataclass(frozen=True, slots=True)
class Provider:
    """Where a provider asks for consent and gives tokens, and what it is asked for."""

    name: str
    consent_url: str
    token_url: str
    revoke_url: str | None
    scopes: tuple[str, ...]
    asks: Mapping[str, str]
    """What else goes into the address of the window."""
    lasting: frozenset[str] = frozenset()
    """Scopes that are granted without being named in the answer."""


def google(settings: CalendarSettings) -> Provider:
    """Return Google as the settings have it."""
    return Provider(
        "Google",
        settings.google_consent_url,
        f"{settings.google_token_url}/token",
        f"{settings.google_token_url}/revoke",
        GOOGLE_SCOPES,
        # Google gives a lasting token at the first consent only, unless consent is asked for each time.
        {"access_type": "offline", "prompt": "consent"},
    )


def microsoft(settings: CalendarSettings) -> Provider:
    """Return Microsoft as the settings have it."""
    base = f"{settings.microsoft_login_url}/{settings.microsoft_tenant}/oauth2/v2.0"
    return Provider(
        "Microsoft",
        f"{base}/authorize",
        f"{base}/token",
        None,
        MICROSOFT_SCOPES,
        {"response_mode": "query", "prompt": "select_account"},
        lasting=frozenset({"offline_access"}),
    )


def made(settings: CalendarSettings, name: str, *, clock: Clock = utc_now) -> "OAuth | None":
    """Return how members let us into a calendar of `google` or `microsoft`; none where its app is not registered.

    Raises `SettingsError` where half of the app's settings are missing.
    """
    provider, client, secret = {
        "google": (google, settings.google_client_id, settings.google_client_secret),
        "microsoft": (microsoft, settings.microsoft_client_id, settings.microsoft_client_secret),
    }[name]
    if client is None and secret is None:
        return None
    if client is None or secret is None:
        there, missing = ("SECRET", "ID") if client is None else ("ID", "SECRET")
        prefix = f"THRICE_{name.upper()}_CLIENT_"
        raise SettingsError(f"{prefix}{there} is set, but {prefix}{missing} is not.")
    return OAuth(provider(settings), Wire(name), client_id=client, client_secret=secret.get_secret_value(), clock=clock)


def redirect_address(public_url: str, name: str) -> str:
    """Return where a provider sends the browser back to: the address that the operator registers there."""
    return f"{public_url}/calendar/connected/{name}"


class OAuth:
    """A `CalendarConsent` for one provider, by the app that the operator registered there. Close it when done."""

    def __init__(
        self, provider: Provider, wire: Wire, *, client_id: str, client_secret: str, clock: Clock = utc_now
    ) -> None:
        self._provider = provider
        self._wire = wire
        self._client = {"client_id": client_id, "client_secret": client_secret}
        self._clock = clock

    def begin(self, redirect: str) -> Consent:
        """Return where to send the browser."""
        verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
        query = {
            "client_id": self._client["client_id"],
            "redirect_uri": redirect,
            "response_type": "code",
            "scope": " ".join(self._provider.scopes),
            "state": state,
            "code_challenge": _challenge(verifier),
            "code_challenge_method": "S256",
            **self._provider.asks,
        }
        return Consent(f"{self._provider.consent_url}?{urlencode(query)}", state, verifier)

    async def finish(self, code: str, *, verifier: str, redirect: str) -> Tokens:
        """Exchange what came back for tokens."""
        form = {"code": code, "redirect_uri": redirect, "code_verifier": verifier, "grant_type": "authorization_code"}
        answer = await self._ask(form, dead="This took too long, or the link was used already. Please begin again.")
        self._check_scopes(answer.body)
        tokens = self._tokens(answer.body, None)
        if tokens.refresh is None:
            raise CalendarRefused(f"{self._provider.name} gave no lasting access. Please begin again.")
        return tokens

    async def refresh(self, tokens: Tokens) -> Tokens:
        """Return fresh tokens."""
        if tokens.refresh is None:
            raise CalendarRefused(self.mend)
        form = {"refresh_token": tokens.refresh, "grant_type": "refresh_token"}
        return self._tokens((await self._ask(form, dead=self.mend)).body, tokens.refresh)

    async def withdraw(self, tokens: Tokens) -> bool:
        """Give the access back where the provider has a way to."""
        if self._provider.revoke_url is None:
            return False
        # With the lasting token all that came of it ends. A token that has ended is a 400, and as good.
        await self._wire.send("POST", self._provider.revoke_url, form={"token": tokens.refresh or tokens.access})
        return True

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()

    @property
    def mend(self) -> str:
        """The sentence for the owner of a connection that is dead."""
        return f"{self._provider.name} no longer lets Thrice into your calendar. Connect it again: `/thrice focus`."

    async def _ask(self, form: Mapping[str, str], *, dead: str) -> Answer:
        answer = await self._wire.send("POST", self._provider.token_url, form={**form, **self._client})
        if answer.status == 200 and answer.body:
            return answer
        code = _word(answer.body.get("error"))
        if code in _OWNER_HAS_TO_ACT:
            raise CalendarRefused(dead)
        # A client that is unknown or whose secret has ended is the operator's to mend: nothing its owner could do.
        raise CalendarUnavailable(f"{self._provider.name}: no token, {answer.status} {code}")

    def _check_scopes(self, body: Mapping[str, Any]) -> None:
        """Refuse a consent that was given in part: people can untick what they are asked for."""
        granted = body.get("scope")
        if not isinstance(granted, str):
            return
        have = {scope.rsplit("/", 1)[-1].lower() for scope in granted.split()}
        wanted = set(self._provider.scopes) - self._provider.lasting
        if any(scope.rsplit("/", 1)[-1].lower() not in have for scope in wanted):
            raise CalendarRefused(
                f"You did not let Thrice see and change the events of your {self._provider.name} calendar. "
                "Please begin again and leave that box ticked."
            )

    def _tokens(self, body: Mapping[str, Any], kept: str | None) -> Tokens:
        access, refresh, lasts = body.get("access_token"), body.get("refresh_token"), body.get("expires_in")
        if not isinstance(access, str) or not re.fullmatch(r"[\x21-\x7e]+", access):
            raise CalendarUnavailable(f"{self._provider.name}: an answer without a token")
        seconds = lasts if isinstance(lasts, int) and 0 < lasts <= 90_000 else _USUAL_SECONDS
        return Tokens(
            access,
            refresh if isinstance(refresh, str) and refresh else kept,
            self._clock() + timedelta(seconds=seconds),
        )


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _word(code: object) -> str:
    """Return a code of an answer for the log; nothing that could be more than one."""
    return code if isinstance(code, str) and re.fullmatch(r"[A-Za-z_]{1,60}", code) else "unknown"
