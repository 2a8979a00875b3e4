"""Where bot tokens come from at a start: the one of the settings, or those that OAuth stored; what is wrong is said."""

import structlog

from bot.clock import Clock, utc_now
from bot.config import SlackSettings
from bot.errors import SettingsError
from bot.learning_blocks.keys import renew_sealed
from bot.ports.chat import ChatRefused, ChatUnavailable
from bot.slack.installations import OneToken, StoredTokens, remember_team, team_of
from bot.slack.keys import renew_tokens
from bot.workspaces.secrets import SecretBox
from models.uow import Storage

log = structlog.get_logger(__name__)


async def make_tokens(
    slack: SlackSettings, storage: Storage, box: SecretBox, *, clock: Clock = utc_now
) -> OneToken | StoredTokens:
    """Return where bot tokens come from; what is stored is sealed with the first key from then on.

    Raises `SettingsError` where a setting is missing, Slack refuses the token, or the key opens no stored one.
    """
    if slack.bot_token is None and slack.client_id is None:
        raise SettingsError(_NO_SLACK)
    if slack.app_token is None and slack.signing_secret is None:
        raise SettingsError(_UNSIGNED)
    if slack.bot_token is None and slack.client_secret is None:
        raise SettingsError(_HALF_OAUTH)
    await _try_the_key(storage, box, needed=slack.bot_token is None)
    if slack.bot_token is None:
        return StoredTokens(storage, box, clock=clock)
    token = slack.bot_token.get_secret_value()
    await _learn_whose(token, slack.api_url, storage, clock)
    return OneToken(token)


async def _try_the_key(storage: Storage, box: SecretBox, *, needed: bool) -> None:
    """Seal what is stored with the first key, so that older ones can be dropped; say what none opens."""
    found = await renew_tokens(storage, box)
    if needed and found.none_opens:
        raise SettingsError(_ANOTHER_KEY)
    for team_id in sorted(found.older):
        log.info("token_renewed", team=team_id)
    for team_id in sorted(found.closed):
        log.warning("token_does_not_open", team=team_id)
    of_members = await renew_sealed(storage, box)
    if of_members.older:
        log.info("calendar_secrets_renewed", count=of_members.older)
    if of_members.closed:
        log.warning("calendar_secrets_do_not_open", count=of_members.closed)


async def _learn_whose(token: str, api_url: str, storage: Storage, clock: Clock) -> None:
    try:
        team = await team_of(token, api_url=api_url)
    except ChatRefused as refused:
        raise SettingsError(f"SLACK_BOT_TOKEN: Slack refuses it ({refused.code}). Run `thrice doctor`.") from None
    except ChatUnavailable:
        async with storage.look() as uow:
            if not await uow.workspaces.installed():
                raise SettingsError("Slack cannot be reached to learn whose SLACK_BOT_TOKEN this is.") from None
        log.warning("slack_unreachable_at_start")
    else:
        await remember_team(storage, team, clock=clock)


_ANOTHER_KEY = (
    "THRICE_SECRET_KEY: opens none of the tokens in the database: they were encrypted with another key. Set that one"
    " again, or add it to the comma-separated list."
)
_UNSIGNED = (
    "SLACK_SIGNING_SECRET is missing: without it nobody can tell Slack's requests from others. It stands in your app's"
    " settings under Basic Information. Or set SLACK_APP_TOKEN for Socket Mode."
)
_HALF_OAUTH = (
    "SLACK_CLIENT_SECRET is missing: SLACK_CLIENT_ID alone installs nothing. Both stand in your app's settings under"
    " Basic Information. For one workspace set SLACK_BOT_TOKEN instead."
)
_NO_SLACK = (
    "No Slack workspace is configured. Set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET (HTTP) or SLACK_BOT_TOKEN and"
    " SLACK_APP_TOKEN (Socket Mode), or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for several workspaces."
    " `thrice demo` needs none of them."
)
