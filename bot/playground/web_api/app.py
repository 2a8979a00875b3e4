"""auth.*, apps.*, oauth.*, api.test, assistant.*: the app itself."""

from ..errors import SlackError
from ..options import Json
from .method import Call, Methods

methods = Methods()


@methods.add("api.test", tier=4, optional="error", caller="anyone")
def api_test(call: Call) -> Json:
    """Say back what was sent."""
    if call.args.get("error"):
        raise SlackError(call.text("error"), args=call.args)
    return {"args": call.args}


@methods.add("auth.test", caller="both")
def auth_test(call: Call) -> Json:
    """Whose token this is."""
    world = call.world
    bot = {"bot_id": world.bot_id} if call.caller is world.bot else {}
    return {
        "url": f"https://{world.team.domain}.slack.com/",
        "team": world.team.name,
        "user": call.caller.name,
        "team_id": world.team.id,
        "user_id": call.caller.id,
        **bot,
        "is_enterprise_install": False,
    }


@methods.add("auth.revoke", tier=3, optional="test", caller="both")
def auth_revoke(call: Call) -> Json:
    """Make the token worthless."""
    if call.flag("test"):
        return {"revoked": False}
    if call.caller is call.world.bot:
        call.services.tokens.revoke()
    else:
        call.services.take_back(call.caller.id)
    return {"revoked": True}


@methods.add("apps.connections.open", tier=3, caller="app")
def open_connection(call: Call) -> Json:
    """An address to connect a socket to."""
    return {"url": call.services.socket_url()}


@methods.add("apps.uninstall", tier=1, required="client_id client_secret")
def uninstall(call: Call) -> Json:
    """Remove the app from the workspace."""
    _check_client(call)
    call.services.uninstall()
    return {}


def _check_client(call: Call) -> None:
    tokens = call.services.tokens
    if call.text("client_id") != tokens.client_id:
        raise SlackError("invalid_client_id")
    if call.text("client_secret") != tokens.client_secret:
        raise SlackError("bad_client_secret")


@methods.add(
    "oauth.v2.access",
    optional="client_id client_secret code code_verifier grant_type redirect_uri refresh_token",
    caller="anyone",
)
def oauth_access(call: Call) -> Json:
    """Exchange the code of an installation for a bot token, or that of a person's consent for theirs."""
    world, tokens = call.world, call.services.tokens
    _check_client(call)
    grant = tokens.use_code(call.text("code"))
    if grant is None:
        raise SlackError("invalid_code")
    if grant.redirect_uri and call.text("redirect_uri") != grant.redirect_uri:
        raise SlackError("bad_redirect_uri")
    shared = {
        "app_id": world.app_id,
        "team": {"id": world.team.id, "name": world.team.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    if grant.user is not None:
        return shared | {"authed_user": _given(call, grant.user, grant.scopes)}
    world.installed = True
    installer = next((p.id for p in world.people.values() if not p.is_bot), world.bot.id)
    return shared | {
        "authed_user": {"id": installer},
        "scope": ",".join(sorted(tokens.scopes)),
        "token_type": "bot",
        "access_token": tokens.issue(),
        "bot_user_id": world.bot.id,
    }


def _given(call: Call, user: str, scopes: frozenset[str]) -> Json:
    token = call.services.tokens.give(user, scopes)
    granted = call.services.tokens.scopes_of(token)
    return {"id": user, "scope": ",".join(sorted(granted)), "access_token": token, "token_type": "user"}


@methods.add(
    "assistant.threads.setStatus",
    scopes=["chat:write", "assistant:write"],
    required="channel_id status thread_ts",
    optional="icon_emoji icon_url loading_messages username",
)
def set_status(call: Call) -> Json:
    """Show that the app is at work in a thread."""
    call.own_channel("channel_id")
    return {}


@methods.add("assistant.threads.setTitle", scopes=["assistant:write"], tier=4, required="channel_id thread_ts title")
def set_title(call: Call) -> Json:
    """Name a thread of the app's messages tab."""
    call.own_channel("channel_id")
    return {}


@methods.add(
    "assistant.threads.setSuggestedPrompts",
    scopes=["assistant:write"],
    tier=4,
    required="channel_id prompts",
    optional="thread_ts title",
)
def set_prompts(call: Call) -> Json:
    """Suggest what to ask."""
    call.own_channel("channel_id")
    return {}
