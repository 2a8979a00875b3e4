"""The Web API answers and refuses as Slack's does."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Options, Playground
from tests.support.people import Workspace
from tests.support.surfaces import Json, Message


async def call(playground: Playground, method: str, token: str | None = None, **args: Any) -> Json:
    headers = {"Authorization": f"Bearer {token if token is not None else playground.bot_token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(playground.api_url + method, json=args, headers=headers) as response,
    ):
        return dict(await response.json())


@pytest.fixture
async def question(workspace: Workspace) -> Message:
    return await workspace.person("amina").asks("#help", "How do I get VPN access?")


async def test_arguments_come_in_every_way_that_slack_takes(playground: Playground) -> None:
    url, token = playground.api_url + "api.test", {"token": playground.bot_token}
    async with aiohttp.ClientSession() as session:
        async with session.get(url, params={"a": "1"} | token) as response:
            assert (await response.json())["args"]["a"] == "1"
        async with session.post(url, data={"a": "2"} | token) as response:
            assert (await response.json())["args"]["a"] == "2"
        with aiohttp.MultipartWriter("form-data") as form:
            form.append("3").set_content_disposition("form-data", name="a")
        async with session.post(url, data=form) as response:
            assert (await response.json())["args"]["a"] == "3"
        async with session.post(url, data=b"{", headers={"Content-Type": "application/json"}) as response:
            assert (await response.json())["error"] == "invalid_json"


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("chat.postMessages", {}, "unknown_method"),
        ("chat.postMessage", {"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
        ("chat.postMessage", {"channel": "#help"}, "no_text"),
        ("chat.postMessage", {"channel": "#help", "text": " "}, "no_text"),
        ("chat.postMessage", {"channel": "#help", "text": "x" * 40_001}, "msg_too_long"),
        ("chat.postMessage", {"channel": "#help", "text": "x", "blocks": "["}, "invalid_blocks_format"),
        ("chat.postMessage", {"channel": "#help", "text": "x", "blocks": [{"type": "banner"}]}, "invalid_blocks"),
        ("chat.postMessage", {"channel": "#help", "text": "x", "metadata": {"a": 1}}, "invalid_metadata_format"),
        ("chat.postMessage", {"channel": "#general", "text": "x"}, "not_in_channel"),
        ("users.info", {"user": "U0NOBODY"}, "user_not_found"),
        ("conversations.list", {"types": "secret_channel"}, "invalid_types"),
        ("conversations.list", {"cursor": "nonsense"}, "invalid_cursor"),
        ("conversations.list", {"limit": 5000}, "invalid_limit"),
        ("apps.connections.open", {}, "not_allowed_token_type"),
    ],
)
async def test_it_refuses_what_slack_refuses(
    playground: Playground, workspace: Workspace, method: str, args: Json, error: str
) -> None:
    reply = await call(playground, method, **args)
    assert (reply["ok"], reply["error"]) == (False, error)


async def test_tokens_are_told_apart(playground: Playground) -> None:
    assert (await call(playground, "auth.test", token=""))["error"] == "not_authed"
    assert (await call(playground, "auth.test", token="xoxb-wrong"))["error"] == "invalid_auth"
    assert (await call(playground, "auth.revoke"))["revoked"] is True
    assert (await call(playground, "auth.test"))["error"] == "token_revoked"


async def test_a_missing_scope_is_named(playground: Playground, workspace: Workspace) -> None:
    await workspace.put("/control/app", {"scopes": ["chat:write", "channels:history"]})
    reply = await call(playground, "reactions.add", channel="C1", name="eyes", timestamp="1.2")
    assert reply["error"] == "missing_scope"
    assert reply["needed"] == "reactions:write"
    assert reply["provided"] == "channels:history,chat:write"
    secret = await workspace.channel("#secret", private=True, with_app=True)
    reply = await call(playground, "conversations.history", channel=secret)
    assert (reply["error"], reply["needed"]) == ("missing_scope", "groups:history")


async def test_blocks_beyond_the_limits_are_refused_where_they_are(playground: Playground, question: Message) -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}
    reply = await call(playground, "chat.postMessage", channel=question.channel, text="x", blocks=[section])
    complaint = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert reply == {
        "ok": False,
        "error": "invalid_blocks",
        "errors": [complaint],
        "response_metadata": {"messages": [f"[ERROR] {complaint}"]},
    }
    many = [{"type": "divider"}] * 51
    reply = await call(playground, "chat.postMessage", channel=question.channel, text="x", blocks=many)
    assert reply["errors"] == ["no more than 50 items allowed [json-pointer:/blocks]"]
    long = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}] * 5
    reply = await call(playground, "chat.postMessage", channel=question.channel, text="x", blocks=long)
    assert reply["error"] == "msg_blocks_too_long"


async def test_ids_and_defaults_are_filled_in(slack: AsyncWebClient, question: Message) -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Go"}}
    blocks = [{"type": "actions", "elements": [button]}]
    posted = await slack.chat_postMessage(channel=question.channel, text="x", blocks=blocks)
    [block] = posted["message"]["blocks"]
    assert block["block_id"]
    assert block["elements"][0]["action_id"]
    assert block["elements"][0]["text"]["emoji"] is True


async def test_ones_own_messages_only(slack: AsyncWebClient, question: Message) -> None:
    with pytest.raises(SlackApiError, match="cant_update_message"):
        await slack.chat_update(channel=question.channel, ts=question.ts, text="Mine now")
    with pytest.raises(SlackApiError, match="cant_delete_message"):
        await slack.chat_delete(channel=question.channel, ts=question.ts)
    with pytest.raises(SlackApiError, match="message_not_found"):
        await slack.chat_update(channel=question.channel, ts="1.2", text="Nothing")


async def test_an_update_keeps_the_blocks_it_does_not_name(slack: AsyncWebClient, question: Message) -> None:
    posted = await slack.chat_postMessage(channel=question.channel, text="x", blocks=[{"type": "divider"}])
    kept = await slack.chat_update(channel=question.channel, ts=posted["ts"], text="y")
    assert [b["type"] for b in kept["message"]["blocks"]] == ["divider"]
    assert (kept["message"]["text"], "edited" in kept["message"]) == ("y", True)
    gone = await slack.chat_update(channel=question.channel, ts=posted["ts"], text="z", blocks=[])
    assert "blocks" not in gone["message"]


async def test_ephemeral_messages_go_to_members_only_and_into_no_history(
    workspace: Workspace, slack: AsyncWebClient, question: Message
) -> None:
    stranger = await workspace.person("chen").id()
    with pytest.raises(SlackApiError, match="user_not_in_channel"):
        await slack.chat_postEphemeral(channel=question.channel, user=stranger, text="psst")
    amina = workspace.person("amina")
    await slack.chat_postEphemeral(channel=question.channel, user=await amina.id(), text="psst", thread_ts=question.ts)
    [private] = await amina.private("#help")
    assert (private.text, private.thread_ts) == ("psst", question.ts)
    assert await workspace.person("bo").private("#help") == []
    thread = await slack.conversations_replies(channel=question.channel, ts=question.ts)
    assert [m["text"] for m in thread["messages"]] == ["How do I get VPN access?"]


async def test_posting_to_a_person_opens_the_direct_message(workspace: Workspace, slack: AsyncWebClient) -> None:
    bo = workspace.person("bo")
    posted = await slack.chat_postMessage(channel=await bo.id(), text="For you")
    opened = await slack.conversations_open(users=[await bo.id()])
    assert posted["channel"] == opened["channel"]["id"]
    assert posted["channel"].startswith("D")
    assert [m.text for m in await bo.dms()] == ["For you"]


async def test_metadata_comes_back_when_asked_for(slack: AsyncWebClient, question: Message) -> None:
    metadata = {"event_type": "thrice_sent", "event_payload": {"key": "draft:1"}}
    await slack.chat_postMessage(channel=question.channel, text="x", metadata=metadata)
    silent = await slack.conversations_history(channel=question.channel, limit=1)
    full = await slack.conversations_history(channel=question.channel, limit=1, include_all_metadata=True)
    assert "metadata" not in silent["messages"][0]
    assert full["messages"][0]["metadata"] == metadata


async def test_pages_follow_each_other_without_gap_or_double(
    workspace: Workspace, slack: AsyncWebClient, question: Message
) -> None:
    for number in range(7):
        await workspace.person("bo").replies(question, f"Reply {number}")
        await workspace.person("bo").asks("#help", f"Message {number}")

    async def everything(method: Any, key: str, **args: Any) -> list[Json]:
        found: list[Json] = []
        async for page in await method(limit=3, **args):
            found += page[key]
        return found

    history = await everything(slack.conversations_history, "messages", channel=question.channel)
    stamps = [m["ts"] for m in history]
    assert stamps == sorted(set(stamps), reverse=True)
    assert [m["text"] for m in history if m["text"].startswith("Message")] == [f"Message {n}" for n in range(6, -1, -1)]
    members = await everything(slack.conversations_members, "members", channel=question.channel)
    assert len(members) == len(set(members)) == 4
    users = await everything(slack.users_list, "members")
    assert {u["name"] for u in users} == {"thrice", "admin", "amina", "bo"}


async def test_history_can_be_cut_at_a_moment(workspace: Workspace, slack: AsyncWebClient, question: Message) -> None:
    later = await workspace.person("bo").asks("#help", "Later")
    only = await slack.conversations_history(
        channel=question.channel, latest=question.ts, oldest=question.ts, inclusive=True
    )
    assert [m["ts"] for m in only["messages"]] == [question.ts]
    after = await slack.conversations_history(channel=question.channel, oldest=question.ts)
    assert [m["ts"] for m in after["messages"]] == [later.ts]


async def test_reactions_are_counted_and_not_doubled(
    workspace: Workspace, slack: AsyncWebClient, question: Message
) -> None:
    at = {"channel": question.channel, "timestamp": question.ts}
    await slack.reactions_add(name="white_check_mark", **at)
    with pytest.raises(SlackApiError, match="already_reacted"):
        await slack.reactions_add(name="white_check_mark", **at)
    await workspace.person("bo").reacts(question, "white_check_mark")
    await slack.reactions_remove(name="white_check_mark", **at)
    with pytest.raises(SlackApiError, match="no_reaction"):
        await slack.reactions_remove(name="white_check_mark", **at)
    seen = await workspace.person("amina").again(question)
    assert seen is not None
    assert seen.reactions == {"white_check_mark": [await workspace.person("bo").id()]}


async def test_people_are_shown_with_zone_role_and_origin(workspace: Workspace, slack: AsyncWebClient) -> None:
    nairobi = await workspace.person("wanjiru", tz="Africa/Nairobi", is_admin=True).id()
    guest = await workspace.person("gus", is_guest=True).id()
    partner = await workspace.person("pat", is_stranger=True).id()
    user = (await slack.users_info(user=nairobi))["user"]
    assert (user["tz"], user["tz_offset"], user["is_admin"]) == ("Africa/Nairobi", 10800, True)
    assert (await slack.users_info(user=guest))["user"]["is_restricted"] is True
    stranger = (await slack.users_info(user=partner))["user"]
    assert stranger["is_stranger"] is True
    assert stranger["team_id"] != user["team_id"]
    await workspace.put(f"/control/people/{nairobi}", {"deleted": True})
    gone = (await slack.users_info(user=nairobi))["user"]
    assert gone["deleted"] is True
    assert "tz" not in gone


async def test_permalinks_of_replies_name_their_thread(
    workspace: Workspace, slack: AsyncWebClient, question: Message
) -> None:
    reply = await workspace.person("bo").replies(question, "Ask Chen.")
    root = await slack.chat_getPermalink(channel=question.channel, message_ts=question.ts)
    below = await slack.chat_getPermalink(channel=question.channel, message_ts=reply.ts)
    where = f"https://playground.slack.com/archives/{question.channel}"
    assert root["permalink"] == f"{where}/p{question.ts.replace('.', '')}"
    assert below["permalink"] == (
        f"{where}/p{reply.ts.replace('.', '')}?thread_ts={question.ts}&cid={question.channel}"
    )


async def test_what_an_app_posts_is_stored_as_slack_stores_it(slack: AsyncWebClient, question: Message) -> None:
    text = "a & b < c, <@U12345678> @here <!channel> see https://x.example/y. &amp; <https://z.example|z>"
    posted = await slack.chat_postMessage(channel=question.channel, text=text)
    assert posted["message"]["text"] == (
        "a &amp; b &lt; c, <@U12345678> @here <!channel> see <https://x.example/y>. &amp; <https://z.example|z>"
    )


async def test_archived_channels_take_nothing(workspace: Workspace, playground: Playground, question: Message) -> None:
    await workspace.person("amina").does("archive", {"channel": question.channel})
    for method, args in (
        ("chat.postMessage", {"text": "x"}),
        ("reactions.add", {"name": "eyes", "timestamp": question.ts}),
        ("conversations.join", {}),
    ):
        reply = await call(playground, method, channel=question.channel, **args)
        assert reply["error"] == "is_archived", method


async def test_more_than_one_message_a_second_is_too_much_for_a_channel(
    playground: Playground, workspace: Workspace, slack: AsyncWebClient, question: Message
) -> None:
    await workspace.put("/control/app", {"rate_limits": True})
    for _ in range(3):
        await slack.chat_postMessage(channel=question.channel, text="x")
    with pytest.raises(SlackApiError) as refused:
        await slack.chat_postMessage(channel=question.channel, text="x")
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "1"
    await slack.chat_postMessage(channel=await workspace.person("bo").id(), text="elsewhere")
    slack.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=2))
    await slack.chat_postMessage(channel=question.channel, text="patience")


async def test_a_tier_has_so_many_calls_a_minute() -> None:
    now = [1_700_000_000.0]
    async with Playground(Options(port=0, clock=lambda: now[0], rate_scale=0.1)) as playground:
        replies = [await call(playground, "users.list") for _ in range(3)]
        assert [r.get("error") for r in replies] == [None, None, "ratelimited"]
        assert (await call(playground, "users.getPresence", user="x"))["error"] == "user_not_found"
        now[0] += 61
        assert (await call(playground, "users.list"))["ok"] is True


@pytest.mark.parametrize(("effect", "accepted"), [("503", False), ("reset", False), ("reset_after_accept", True)])
async def test_calls_go_wrong_on_demand(
    workspace: Workspace, slack: AsyncWebClient, question: Message, effect: str, accepted: bool
) -> None:
    slack.retry_handlers.clear()
    await workspace.goes_wrong({"method": "chat.*", "effect": effect})
    with pytest.raises((SlackApiError, aiohttp.ClientError)):
        await slack.chat_postMessage(channel=question.channel, text="Was I heard?")
    texts = [m.text for m in await workspace.person("amina").sees("#help")]
    assert ("Was I heard?" in texts) is accepted
    assert (await workspace.calls("chat.postMessage"))[-1]["fault"] == effect
    await slack.chat_postMessage(channel=question.channel, text="Now?")


async def test_an_accepted_call_can_stay_without_answer(
    playground: Playground, workspace: Workspace, question: Message
) -> None:
    await workspace.goes_wrong({"method": "chat.postMessage", "effect": "timeout_after_accept", "seconds": 5})
    impatient = AsyncWebClient(playground.bot_token, base_url=playground.api_url, timeout=1)
    with pytest.raises(asyncio.TimeoutError):
        await impatient.chat_postMessage(channel=question.channel, text="Hello?")
    assert "Hello?" in [m.text for m in await workspace.person("amina").sees("#help")]


async def test_calls_are_written_down_with_what_slack_does_not_know(
    playground: Playground, workspace: Workspace, question: Message
) -> None:
    await call(playground, "chat.postMessage", channel=question.channel, text="x", colour="red")
    written = (await workspace.calls("chat.postMessage"))[-1]
    assert written["unknown_arguments"] == ["colour"]
    assert written["answer"]["ok"] is True
    assert "token" not in written["arguments"]


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")  # by slack_sdk
async def test_an_install_gives_a_token(playground: Playground, workspace: Workspace) -> None:
    app = await workspace.get("/control/app")
    query = {"client_id": app["client_id"], "redirect_uri": "http://127.0.0.1:9/back", "state": "s"}
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{playground.url}/oauth/v2/authorize", params=query, allow_redirects=False) as response,
    ):
        back = response.headers["Location"]
    assert back.startswith("http://127.0.0.1:9/back?code=")
    code = back.partition("code=")[2].partition("&")[0]
    client = AsyncWebClient(base_url=playground.api_url)
    given = {"client_id": app["client_id"], "client_secret": app["client_secret"], "code": code}
    granted = await client.oauth_v2_access(**given)
    assert (await call(playground, "auth.test", token=granted["access_token"]))["ok"] is True
    with pytest.raises(SlackApiError, match="invalid_code"):
        await client.oauth_v2_access(**given)
