"""The playground's Web API against what Slack publishes: arguments, scopes, tiers, errors, replies."""

import inspect
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.clock import utc_now
from bot.playground import Options, Pace, Playground, web_api
from bot.playground.web_api.router import all_methods
from bot.playground.web_api.services import Grant
from tests.contracts.slack_samples import invented, method_docs, needs_samples, openapi_reply, paths_of, reply_paths
from tests.support.people import Workspace
from tests.support.surfaces import Json

pytestmark = needs_samples

METHODS = {method.name: method for method in all_methods()}
NEVER_WORKS = {"usergroups.users.list"}
"""The playground has no user groups to list the members of."""

# Where Slack's pages and Slack's servers differ, or where one page is behind another.
DOCUMENTED_ELSEWHERE = {
    "assistant.threads.setSuggestedPrompts": {"thread_ts"},  # required on the page, optional with agent_view
}
COMMON_ERRORS = {
    "unknown_method",
    "not_authed",
    "invalid_auth",
    "account_inactive",
    "token_revoked",
    "not_allowed_token_type",
    "missing_scope",
    "invalid_arguments",
    "ratelimited",
    "invalid_json",
    "json_not_object",
    "method_not_supported_for_channel_type",
    "invalid_cursor",
    "invalid_limit",
    "no_permission",
    "is_archived",
    "not_in_channel",
}
# Seen from Slack's servers, on no page of the method itself.
UNDOCUMENTED_ERRORS = {
    "cannot_dm_bot",
    "invalid_thread_ts",
    "expired_url",
    "used_url",
    "invalid_url",
    "invalid_payload",
    "snooze_not_active",  # in Slack's OpenAPI document
}


class Stage:
    """A workspace with something of everything in it, and calls of its Web API."""

    def __init__(self, playground: Playground, workspace: Workspace) -> None:
        self.playground = playground
        self.workspace = workspace
        self.channel = self.other = self.question = self.own = self.amina = self.chen = ""

    async def set_up(self) -> None:
        """One channel with the app, one without, a thread, a message of the app, a direct message."""
        workspace = self.workspace
        amina = workspace.person("amina", email="amina@playground.example", tz="Africa/Nairobi")
        self.amina = await amina.id()
        self.channel = await workspace.channel("#help", members=("amina", "bo"), with_app=True)
        self.chen = await workspace.person("chen").id()
        self.other = await workspace.channel("#other", members=("amina",))
        question = await amina.asks("#help", "How do I get VPN access?")
        self.question = question.ts
        await workspace.person("bo").replies(question, "Ask Chen.")
        await amina.reacts(question, "eyes")
        metadata = {"event_type": "key", "event_payload": {"id": 1}}
        posted = await self.call("chat.postMessage", channel=self.channel, text="Mine", metadata=metadata)
        self.own = posted["ts"]
        await self.call("chat.postMessage", channel=self.amina, text="Hello")
        await amina.sleeps("22:00", "08:00")
        await amina.sets_status(":palm_tree:", "Vacationing", until=utc_now() + timedelta(days=1))

    async def call(self, method: str, *, token: str | None = None, **args: Any) -> Json:
        """Call a method with JSON arguments."""
        default = {"app": self.playground.app_token, "user": self.consent()}
        token = token or default.get(METHODS[method].caller, self.playground.bot_token)
        headers = {"Authorization": f"Bearer {token}"}
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.playground.api_url + method, json=args, headers=headers) as response,
        ):
            return dict(await response.json())

    def consent(self) -> str:
        """Amina's token, by which the app may change her status and Do Not Disturb."""
        return self.playground.tokens.give(self.amina, frozenset({"users.profile:write", "dnd:read", "dnd:write"}))

    def trigger(self) -> str:
        """A fresh trigger id of Amina's."""
        return self.playground.services.triggers.new(self.amina)

    async def view_id(self) -> str:
        """An open modal."""
        return str((await self.call("views.open", trigger_id=self.trigger(), view=MODAL))["view"]["id"])


MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": [{"type": "divider"}]}
HOME = {"type": "home", "blocks": [{"type": "divider"}]}


async def _dm(stage: Stage) -> Json:
    return {"channel": (await stage.call("conversations.open", users=stage.amina))["channel"]["id"]}


async def _archived(stage: Stage) -> Json:
    await stage.call("conversations.archive", channel=stage.channel)
    return {"channel": stage.channel}


async def _pinned(stage: Stage) -> Json:
    await stage.call("pins.add", channel=stage.channel, timestamp=stage.own)
    return {"channel": stage.channel, "timestamp": stage.own}


async def _own_reaction(stage: Stage) -> Json:
    args = {"channel": stage.channel, "timestamp": stage.question, "name": "tada"}
    await stage.call("reactions.add", **args)
    return args


async def _pushed(stage: Stage) -> Json:
    await stage.view_id()
    return {"trigger_id": stage.trigger(), "view": MODAL}


async def _client(stage: Stage) -> Json:
    tokens = stage.playground.tokens
    return {"client_id": tokens.client_id, "client_secret": tokens.client_secret}


async def _install(stage: Stage) -> Json:
    return await _client(stage) | {"code": stage.playground.tokens.new_code()}


async def _snoozed(stage: Stage) -> Json:
    await stage.call("dnd.setSnooze", num_minutes=60)
    return {}


async def _update_view(stage: Stage) -> Json:
    return {"view_id": await stage.view_id(), "view": MODAL}


Probe = Callable[[Stage], Json | Awaitable[Json]]
PROBES: dict[str, Probe] = {
    "api.test": lambda _: {"foo": "bar"},
    "apps.connections.open": lambda _: {},
    "apps.uninstall": _client,
    "assistant.threads.setStatus": lambda s: {"channel_id": s.channel, "thread_ts": s.question, "status": "x"},
    "assistant.threads.setSuggestedPrompts": lambda s: {"channel_id": s.channel, "prompts": [], "thread_ts": "1.2"},
    "assistant.threads.setTitle": lambda s: {"channel_id": s.channel, "thread_ts": s.question, "title": "x"},
    "auth.revoke": lambda _: {"test": True},
    "auth.test": lambda _: {},
    "bots.info": lambda s: {"bot": s.playground.world.bot_id},
    "chat.delete": lambda s: {"channel": s.channel, "ts": s.own},
    "chat.getPermalink": lambda s: {"channel": s.channel, "message_ts": s.question},
    "chat.postEphemeral": lambda s: {"channel": s.channel, "user": s.amina, "text": "psst"},
    "chat.postMessage": lambda s: {"channel": s.channel, "text": "x", "thread_ts": s.question, "reply_broadcast": True},
    "chat.update": lambda s: {"channel": s.channel, "ts": s.own, "text": "y"},
    "conversations.archive": lambda s: {"channel": s.channel},
    "conversations.close": _dm,
    "conversations.create": lambda _: {"name": "brand-new"},
    "conversations.history": lambda s: {"channel": s.channel, "include_all_metadata": True, "limit": 4},
    "conversations.info": lambda s: {"channel": s.channel, "include_locale": True, "include_num_members": True},
    "conversations.invite": lambda s: {"channel": s.channel, "users": s.chen},
    "conversations.join": lambda s: {"channel": s.other},
    "conversations.kick": lambda s: {"channel": s.channel, "user": s.amina},
    "conversations.leave": lambda s: {"channel": s.channel},
    "conversations.list": lambda _: {"types": "public_channel,private_channel,im,mpim", "limit": 2},
    "conversations.mark": lambda s: {"channel": s.channel, "ts": s.question},
    "conversations.members": lambda s: {"channel": s.channel, "limit": 1},
    "conversations.open": lambda s: {"users": s.amina, "return_im": True},
    "conversations.rename": lambda s: {"channel": s.channel, "name": "help-desk"},
    "conversations.replies": lambda s: {"channel": s.channel, "ts": s.question},
    "conversations.setPurpose": lambda s: {"channel": s.channel, "purpose": "Helping"},
    "conversations.setTopic": lambda s: {"channel": s.channel, "topic": "Help"},
    "conversations.unarchive": _archived,
    "dnd.endSnooze": _snoozed,
    "dnd.info": lambda s: {"user": s.amina},
    "dnd.setSnooze": lambda _: {"num_minutes": "60"},
    "dnd.teamInfo": lambda s: {"users": f"{s.amina},{s.chen}"},
    "emoji.list": lambda _: {},
    "oauth.v2.access": _install,
    "pins.add": lambda s: {"channel": s.channel, "timestamp": s.own},
    "pins.remove": _pinned,
    "reactions.add": lambda s: {"channel": s.channel, "timestamp": s.question, "name": "tada"},
    "reactions.get": lambda s: {"channel": s.channel, "timestamp": s.question},
    "reactions.remove": _own_reaction,
    "team.info": lambda _: {},
    "usergroups.list": lambda _: {},
    "users.conversations": lambda s: {"user": s.amina, "types": "public_channel,im"},
    "users.getPresence": lambda s: {"user": s.amina},
    "users.info": lambda s: {"user": s.amina, "include_locale": True},
    "users.list": lambda _: {"limit": 2},
    "users.lookupByEmail": lambda _: {"email": "amina@playground.example"},
    "users.profile.get": lambda s: {"user": s.amina},
    "users.profile.set": lambda _: {"profile": {"status_text": "In a learning block", "status_emoji": ":books:"}},
    "views.open": lambda s: {"trigger_id": s.trigger(), "view": MODAL},
    "views.publish": lambda s: {"user_id": s.amina, "view": HOME},
    "views.push": _pushed,
    "views.update": _update_view,
}
"""For every method, arguments with which it works."""

_USER = (
    "id team_id name deleted color real_name tz tz_label tz_offset is_admin is_bot updated profile.email"
    " profile.status_text profile.status_emoji profile.status_expiration"
)
_CHANNEL = "id name created creator is_archived is_channel is_private is_member topic.value purpose.value"
_VIEW = "id type hash blocks state private_metadata callback_id root_view_id app_id bot_id"
_MESSAGE = "type text ts user"
ESSENTIAL = {
    "auth.test": "url team user team_id user_id bot_id",
    "chat.postEphemeral": "message_ts",
    "chat.postMessage": " ".join(f"message.{k}" for k in f"{_MESSAGE} bot_id app_id team thread_ts".split()),
    "conversations.history": " ".join(f"messages[].{k}" for k in _MESSAGE.split()) + " response_metadata.next_cursor",
    "conversations.info": " ".join(f"channel.{k}" for k in f"{_CHANNEL} num_members locale".split()),
    "conversations.list": " ".join(f"channels[].{k}" for k in _CHANNEL.split()) + " response_metadata.next_cursor",
    "conversations.members": "members response_metadata.next_cursor",
    "conversations.replies": " ".join(
        f"messages[].{k}" for k in f"{_MESSAGE} thread_ts parent_user_id reply_count latest_reply reactions".split()
    ),
    "dnd.info": "dnd_enabled next_dnd_start_ts next_dnd_end_ts",
    "dnd.teamInfo": "users.*.dnd_enabled users.*.next_dnd_start_ts users.*.next_dnd_end_ts",
    "oauth.v2.access": "app_id authed_user.id scope token_type access_token bot_user_id team.id team.name",
    "users.info": " ".join(f"user.{k}" for k in _USER.split()),
    "users.list": "members[].id members[].profile cache_ts response_metadata.next_cursor",
    "views.open": " ".join(f"view.{k}" for k in _VIEW.split()),
    "views.publish": " ".join(f"view.{k}" for k in _VIEW.split()),
}
"""Fields without which clients do not work."""


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    options = Options(port=0, request_url="http://127.0.0.1:9/", rate_limits=False, pace=Pace(retry_waits=()))
    async with Playground(options) as playground, Workspace(playground) as workspace:
        stage = Stage(playground, workspace)
        await stage.set_up()
        yield stage


@pytest.mark.parametrize("name", sorted(METHODS))
def test_arguments_scopes_and_tiers_are_slacks(name: str) -> None:
    method, docs = METHODS[name], method_docs(name)
    excused = DOCUMENTED_ELSEWHERE.get(name, set())
    documented = set(docs["args"])
    required = {arg for arg, about in docs["args"].items() if about["required"]} - excused
    assert method.required | method.optional == documented, "arguments differ from Slack's page"
    assert method.required == required
    whose = "user" if method.caller == "user" else "bot"
    scopes = {each["name"] for each in docs["scopes"].get(whose, ())}
    assert set(method.scopes) <= scopes or name == "assistant.threads.setStatus"
    assert bool(method.scopes) == bool(scopes)
    tier = re.match(r"Tier (\d)", docs["rate_limit"]["label"])
    assert method.tier == (int(tier[1]) if tier else None)


@pytest.mark.parametrize("name", sorted(METHODS))
async def test_a_missing_required_argument_is_named(stage: Stage, name: str) -> None:
    for argument in METHODS[name].required:
        given = {each: "x" for each in METHODS[name].required if each != argument}
        reply = await stage.call(name, **given)
        assert reply["error"] == "invalid_arguments"
        assert reply["response_metadata"]["messages"] == [f"[ERROR] missing required field: {argument}"]


def test_every_method_is_probed() -> None:
    assert set(PROBES) == set(METHODS) - NEVER_WORKS


@pytest.mark.parametrize("name", sorted(PROBES))
async def test_replies_hold_nothing_invented_and_all_that_matters(stage: Stage, name: str) -> None:
    args = PROBES[name](stage)
    reply = await stage.call(name, **(await args if inspect.isawaitable(args) else args))
    assert reply["ok"] is True, reply
    assert invented(reply, reply_paths(name)) == []
    demanded = set(ESSENTIAL.get(name, "").split()) | set(openapi_reply(name).get("required") or ())
    assert sorted(demanded - set(paths_of(reply))) == []


async def test_only_people_themselves_are_told_that_they_paused_by_hand(stage: Stage) -> None:
    await stage.call("dnd.setSnooze", num_minutes=60)
    own, others = await stage.call("dnd.info", token=stage.consent()), await stage.call("dnd.info", user=stage.amina)
    assert invented(own, reply_paths("dnd.info") | set(openapi_reply("dnd.info")["properties"])) == []
    assert (own["snooze_enabled"], own["snooze_endtime"]) == (True, others["next_dnd_end_ts"])
    assert "snooze_enabled" not in others


async def test_a_persons_consent_gives_their_token_as_slack_shows_it(stage: Stage) -> None:
    code = stage.playground.tokens.new_code(Grant(stage.amina, frozenset({"dnd:read"})))
    reply = await stage.call("oauth.v2.access", **(await _client(stage)), code=code)
    assert invented(reply, reply_paths("oauth.v2.access")) == []
    assert reply["authed_user"]["access_token"].startswith("xoxp-")
    assert "access_token" not in reply, "no bot's token comes with it"


@pytest.mark.parametrize("name", sorted(METHODS))
def test_every_error_is_one_that_slack_documents(name: str) -> None:
    raised = _codes_in(METHODS[name].run)
    documented = set(method_docs(name)["errors"]) | COMMON_ERRORS | UNDOCUMENTED_ERRORS
    assert sorted(raised - documented) == []


def _codes_in(function: Callable[..., Any]) -> set[str]:
    """The error codes that stand in a method's own body."""
    return set(re.findall(r'SlackError\(\s*"([a-z_]+)"', inspect.getsource(function)))


def test_no_error_code_is_made_up() -> None:
    known = set(COMMON_ERRORS | UNDOCUMENTED_ERRORS)
    for name in METHODS:
        known |= set(method_docs(name)["errors"])
    used: set[str] = set()
    for file in Path(web_api.__file__).parent.rglob("*.py"):
        used |= set(re.findall(r'(?:SlackError|_refused_as)\(\s*"([a-z_]+)"', file.read_text()))
    assert sorted(used - known) == []
