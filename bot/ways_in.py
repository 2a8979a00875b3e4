"""The ways in that lead through Slack's own window: installing Thrice, and allowing it to act for oneself."""

from collections.abc import Awaitable, Callable

from starlette.routing import BaseRoute

from bot.acting_for_members import ActingForMembers
from bot.clock import Clock
from bot.config import Settings
from bot.learning_blocks.quiet_secrets import QuietSecrets
from bot.slack.app_credentials import SlackApp
from bot.slack.calls import Tokens
from bot.slack.installations import StoredTokens
from bot.slack.oauth import Installed, OAuth
from bot.web.install import Installing
from bot.web.pages import Pages
from bot.web.quiet import QuietConsents
from bot.workspaces.secrets import SecretBox
from models.uow import Storage


def install_routes(
    settings: Settings,
    tokens: Tokens,
    box: SecretBox,
    *,
    clock: Clock,
    installed: Callable[[Installed], Awaitable[None]],
) -> list[BaseRoute]:
    """Return the way in for further workspaces, where there is more than the one of the settings."""
    app, public_url = SlackApp.of(settings.slack), settings.web.public_url
    if not isinstance(tokens, StoredTokens) or app is None:
        return []
    oauth = OAuth(tokens, box, app=app, public_url=public_url, now=lambda: clock().timestamp())
    secure = public_url.startswith("https://")
    return [*Installing(oauth, Pages(), is_secure=secure, installed=installed).routes()]


def consent_routes(storage: Storage, acting: ActingForMembers, box: SecretBox, *, clock: Clock) -> list[BaseRoute]:
    """Return the way back for members who are asked whether we may act for them, where they can be."""
    if acting.window is None:
        return []
    consents = QuietConsents(storage, acting.window, acting.own, QuietSecrets(box), Pages(), clock=clock)
    return [*consents.routes()]
