"""What `thrice doctor` looks at on Slack's side: tokens, scopes, secrets, and the address that Slack has to reach."""

import re
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.cli.findings import Finding, note, ok, wrong
from bot.config import Settings, SlackSettings
from bot.ports.chat import ChatRefused, ChatUnavailable, Team
from bot.slack.calls import Calls
from bot.slack.installations import OneToken, team_of
from bot.slack.manifest import CONSENT_PATH, PATH, REDIRECT_PATH, SCOPES

_DEADLINE = 8.0
_SIGNING_SECRET = re.compile(r"[0-9a-f]{32}")
_TOKENS = ("xoxb-", "xoxp-", "xoxe", "xapp-")
_MANIFEST = "Make the app from `thrice manifest`; docs/slack-app.md shows each step."


async def check_slack(settings: Settings) -> AsyncIterator[Finding]:
    """Look at everything that concerns Slack."""
    slack = settings.slack
    if not (slack.bot_token or slack.client_id or slack.app_token):
        yield wrong(
            "Slack",
            "no token is set, so there is no workspace to serve: SLACK_BOT_TOKEN for one, SLACK_CLIENT_ID for several.",
            f"{_MANIFEST} Or try `thrice demo`.",
        )
        return
    for finding in _secrets(slack):
        yield finding
    if slack.bot_token is not None:
        async for finding in _bot_token(slack, slack.bot_token):
            yield finding
    if slack.app_token is not None:
        yield await _app_token(slack, slack.app_token)
    yield _public_address(settings)
    yield _quiet(settings)


def _secrets(slack: SlackSettings) -> Iterator[Finding]:
    if slack.app_token is None:
        yield _signing_secret(slack.signing_secret)
    elif slack.bot_token is None:
        yield wrong(
            "SLACK_BOT_TOKEN",
            "is not set; Socket Mode needs it beside SLACK_APP_TOKEN.",
            "Copy it from *OAuth & Permissions* of your app.",
        )
    if (slack.client_id is None) != (slack.client_secret is None):
        missing = "SLACK_CLIENT_SECRET" if slack.client_secret is None else "SLACK_CLIENT_ID"
        yield wrong(missing, "is not set; the two go together.", "Copy it from *Basic Information*.")


def _signing_secret(secret: SecretStr | None) -> Finding:
    mend = "Copy it from *Basic Information*, *App Credentials* of your app."
    if secret is None:
        return wrong("SLACK_SIGNING_SECRET", "is not set; without it no request can be told from a forged one.", mend)
    if secret.get_secret_value().startswith(_TOKENS):
        return wrong("SLACK_SIGNING_SECRET", "is not one: it is a token.", mend)
    if _SIGNING_SECRET.fullmatch(secret.get_secret_value()) is None:
        # Slack promises no form: what is unusual is worth a look, and no reason to call a working Thrice broken.
        return note("SLACK_SIGNING_SECRET", "does not look like one: usually it has 32 digits from 0-9 and a-f.", mend)
    return ok("SLACK_SIGNING_SECRET", "has the right form.")


async def _bot_token(slack: SlackSettings, token: SecretStr) -> AsyncIterator[Finding]:
    mend = "Copy the *Bot User OAuth Token* (xoxb-…) from *OAuth & Permissions* of your app."
    try:
        team = await team_of(token.get_secret_value(), api_url=slack.api_url, deadline=_DEADLINE)
    except ChatRefused as refusal:
        yield wrong("SLACK_BOT_TOKEN", f"Slack refuses it ({refusal.code}).", mend)
        return
    except ChatUnavailable as trouble:
        host = urlsplit(slack.api_url).netloc
        yield wrong("Slack", f"cannot be reached ({trouble}).", f"Check that this machine reaches {host}, or a proxy.")
        return
    if not team.bot_id:
        yield wrong("SLACK_BOT_TOKEN", "is a person's token, not the bot's.", mend)
        return
    yield ok("SLACK_BOT_TOKEN", f"is the bot's, in the workspace {team.name} ({team.team_id}).")
    yield _scopes(team)


def _scopes(team: Team) -> Finding:
    missing = team.lacks(SCOPES)
    if missing:
        return wrong(
            "Scopes",
            "; ".join(f"{scope} is missing: Thrice {SCOPES[scope]}" for scope in missing) + ".",
            "Replace the app's manifest by that of `thrice manifest`, then reinstall the app.",
        )
    unused = sorted(team.scopes - set(SCOPES))
    if unused:
        return note("Scopes", f"all there; not needed: {', '.join(unused)}.")
    return ok("Scopes", f"all {len(SCOPES)} are there.")


async def _app_token(slack: SlackSettings, token: SecretStr) -> Finding:
    mend = "Make an app-level token (xapp-…) with the scope connections:write under *Basic Information*."
    secret = token.get_secret_value()
    calls = Calls(OneToken(secret), api_url=slack.api_url, deadline=_DEADLINE)
    try:
        await calls.once("apps.connections.open", {}, token=secret)
    except ChatRefused as refusal:
        return wrong("SLACK_APP_TOKEN", f"Slack refuses it ({refusal.code}).", mend)
    except ChatUnavailable as trouble:
        return wrong("Slack", f"gives no socket ({trouble}).", "Check that this machine reaches Slack, and try again.")
    finally:
        await calls.close()
    return ok("SLACK_APP_TOKEN", "opens a socket.")


def _public_address(settings: Settings) -> Finding:
    address = urlsplit(settings.web.public_url)
    local = address.hostname in ("localhost", "127.0.0.1", "::1")
    if settings.slack.app_token is not None:
        if local:
            return note(
                "THRICE_PUBLIC_URL",
                "is this machine only: links to pages open nowhere else.",
                "Set it to the address at which your people reach Thrice.",
            )
        return ok("THRICE_PUBLIC_URL", f"{settings.web.public_url} (Slack need not reach it in Socket Mode).")
    if urlsplit(settings.slack.api_url).hostname != "slack.com":
        return ok("THRICE_PUBLIC_URL", f"{settings.web.public_url} (SLACK_API_URL is not Slack itself).")
    if local or address.scheme != "https":
        return wrong(
            "THRICE_PUBLIC_URL",
            f"{settings.web.public_url} cannot be reached by Slack: it has to be public, and https.",
            f"Put Thrice behind an https address and enter {PATH} of it in the app; or use Socket Mode.",
        )
    return ok("THRICE_PUBLIC_URL", f"{settings.web.public_url}{PATH} is what Slack has to call.")


def _quiet(settings: Settings) -> Finding:
    """Whether members can be asked to let their status and Do Not Disturb follow their learning blocks."""
    about, slack, address = "Quiet during blocks", settings.slack, settings.web.public_url
    if slack.client_id is None or slack.client_secret is None:
        return ok(about, "not offered; set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET to offer it (docs/slack-app.md).")
    back = f"Slack sends members back to {address.rstrip('/')}{CONSENT_PATH}"
    if urlsplit(slack.api_url).hostname == "slack.com" and urlsplit(address).scheme != "https":
        return note(about, f"{back}, and takes https addresses only.", "Set THRICE_PUBLIC_URL to an https address.")
    if slack.app_token is not None:
        mend = f"In Socket Mode add {address.rstrip('/')}{REDIRECT_PATH} to the app's *Redirect URLs* by hand."
        return note(about, f"is offered; {back}.", mend)
    return ok(about, f"is offered; {back}.")
