"""What people say, edit and delete reaches the app as Slack would send it."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.support.people import SaidNo, Workspace
from tests.unit.playground.app import SmallApp


async def test_the_app_hears_a_question_in_a_channel_it_is_in(workspace: Workspace, small_app: SmallApp) -> None:
    amina = workspace.person("amina")
    question = await amina.asks("#help", "How do I get VPN access?")
    await workspace.quiet(0.1)

    [event] = [e for e in small_app.heard("message") if e["ts"] == question.ts]
    assert event["user"] == await amina.id()
    assert event["text"] == "How do I get VPN access?"
    assert event["channel_type"] == "channel"
    assert event["client_msg_id"]
    assert event["blocks"][0]["elements"][0]["elements"] == [{"type": "text", "text": "How do I get VPN access?"}]


async def test_the_app_hears_nothing_from_channels_it_is_not_in(workspace: Workspace, small_app: SmallApp) -> None:
    await workspace.channel("#elsewhere", members=("amina",))
    await workspace.person("amina").asks("#elsewhere", "Is the VPN down?")
    await workspace.quiet(0.1)

    assert all("VPN" not in event["text"] for event in small_app.heard("message"))


async def test_names_channels_and_addresses_become_entities(workspace: Workspace, small_app: SmallApp) -> None:
    bo = await workspace.person("bo").id()
    general, help_channel = await workspace.channel_id("#general"), await workspace.channel_id("#help")
    await workspace.person("amina").asks(
        "#help", "@bo look at #general & https://wiki.example/vpn?a=1. Not <this>, not `@bo`, @here"
    )
    await workspace.quiet(0.1)

    text = small_app.heard("message")[-1]["text"]
    assert text == (
        f"<@{bo}> look at <#{general}|general> &amp; <https://wiki.example/vpn?a=1>. "
        "Not &lt;this&gt;, not `@bo`, <!here>"
    )
    assert help_channel != general


async def test_a_mention_of_the_app_is_told_twice(workspace: Workspace, small_app: SmallApp) -> None:
    await workspace.person("amina").asks("#help", "@thrice are you there?")
    await workspace.quiet(0.1)

    [mention] = small_app.heard("app_mention")
    message = small_app.heard("message")[-1]
    assert mention["ts"] == message["ts"]
    assert "channel_type" not in mention


async def test_an_edit_carries_what_was_there_before(workspace: Workspace, small_app: SmallApp) -> None:
    amina = workspace.person("amina")
    question = await amina.asks("#help", "How do I get VPM access?")
    await amina.edits(question, "How do I get VPN access?")
    await workspace.quiet(0.1)

    [event] = small_app.heard("message", "message_changed")
    assert event["message"]["text"] == "How do I get VPN access?"
    assert event["message"]["edited"]["user"] == await amina.id()
    assert event["previous_message"]["text"] == "How do I get VPM access?"
    assert event["message"]["ts"] == event["previous_message"]["ts"] == question.ts
    assert event["ts"] != question.ts
    assert event["hidden"] is True


async def test_a_deleted_message_is_named_by_its_ts(workspace: Workspace, small_app: SmallApp) -> None:
    amina = workspace.person("amina")
    question = await amina.asks("#help", "Never mind?")
    await amina.deletes(question)
    await workspace.quiet(0.1)

    [event] = small_app.heard("message", "message_deleted")
    assert event["deleted_ts"] == question.ts
    assert event["previous_message"]["text"] == "Never mind?"
    assert await amina.again(question) is None


async def test_a_deleted_root_with_replies_leaves_a_tombstone(
    workspace: Workspace, small_app: SmallApp, slack: AsyncWebClient
) -> None:
    amina, bo = workspace.person("amina"), workspace.person("bo")
    question = await amina.asks("#help", "How do I get VPN access?")
    reply = await bo.replies(question, "Ask Chen.")
    await amina.deletes(question)
    await workspace.quiet(0.1)

    [event] = small_app.heard("message", "message_changed")
    assert event["message"]["subtype"] == "tombstone"
    assert event["previous_message"]["text"] == "How do I get VPN access?"
    await bo.deletes(reply)
    await workspace.quiet(0.1)
    deleted = [e["deleted_ts"] for e in small_app.heard("message", "message_deleted")]
    assert deleted == [reply.ts, question.ts]
    history = await slack.conversations_history(channel=question.channel)
    assert all(m["ts"] != question.ts for m in history["messages"])


async def test_only_ones_own_messages_can_be_edited(workspace: Workspace) -> None:
    question = await workspace.person("amina").asks("#help", "Mine?")
    with pytest.raises(SaidNo, match="one's own"):
        await workspace.person("bo").edits(question, "Yours.")
    with pytest.raises(SaidNo, match="one's own"):
        await workspace.person("bo").deletes(question)


async def test_a_reply_to_a_reply_stays_in_the_thread(workspace: Workspace, slack: AsyncWebClient) -> None:
    amina, bo = workspace.person("amina"), workspace.person("bo")
    question = await amina.asks("#help", "How do I get VPN access?")
    first = await bo.replies(question, "Ask Chen.")
    await amina.replies(first, "Thanks!")

    thread = await slack.conversations_replies(channel=question.channel, ts=question.ts)
    assert [m["text"] for m in thread["messages"]] == ["How do I get VPN access?", "Ask Chen.", "Thanks!"]
    root, reply = thread["messages"][:2]
    assert (root["reply_count"], root["reply_users_count"], root["thread_ts"]) == (2, 2, question.ts)
    assert reply["parent_user_id"] == await amina.id()
    history = await slack.conversations_history(channel=question.channel)
    assert "Ask Chen." not in [m["text"] for m in history["messages"]]


async def test_reactions_name_the_message_but_not_its_thread(workspace: Workspace, small_app: SmallApp) -> None:
    amina, bo = workspace.person("amina"), workspace.person("bo")
    question = await amina.asks("#help", "How do I get VPN access?")
    await bo.reacts(question, "bookmark")
    await bo.takes_back(question, "bookmark")
    await workspace.quiet(0.1)

    [added], [removed] = small_app.heard("reaction_added"), small_app.heard("reaction_removed")
    assert added["item"] == {"type": "message", "channel": question.channel, "ts": question.ts}
    assert (added["user"], added["item_user"], added["reaction"]) == (await bo.id(), await amina.id(), "bookmark")
    assert removed["item"] == added["item"]
    assert "thread_ts" not in added


async def test_invitations_say_who_invited(workspace: Workspace, small_app: SmallApp) -> None:
    await workspace.channel("#ops", members=("bo",))
    await workspace.person("bo").invites(await workspace.app_user(), "#ops")
    await workspace.quiet(0.1)

    event = small_app.heard("member_joined_channel")[-1]
    assert (event["user"], event["inviter"]) == (await workspace.app_user(), await workspace.person("bo").id())
    assert event["channel"] == await workspace.channel_id("#ops")
    assert event["channel_type"] == "C"


async def test_a_removed_app_hears_channel_left(workspace: Workspace, small_app: SmallApp) -> None:
    await workspace.person("bo").removes(await workspace.app_user(), "#help")
    await workspace.quiet(0.1)

    assert [e["channel"] for e in small_app.heard("channel_left")] == [await workspace.channel_id("#help")]


async def test_private_channels_are_hidden_from_those_outside(workspace: Workspace, slack: AsyncWebClient) -> None:
    channel = await workspace.channel("#secret", members=("amina",), private=True)
    with pytest.raises(SaidNo, match="not in secret"):
        await workspace.person("bo").sees("#secret")
    with pytest.raises(SaidNo, match="invited"):
        await workspace.person("bo").does("join", {"channel": channel})
    listed = await slack.conversations_list(types="public_channel,private_channel")
    assert channel not in [c["id"] for c in listed["channels"]]


async def test_messages_of_any_kind_go_through(workspace: Workspace, small_app: SmallApp) -> None:
    amina = workspace.person("amina")
    strange = ["x" * 40_000, "a\x00b", "\ud800 lone", "\u202eright to left", "🙂" * 50, "```code only```", "<!channel>"]
    for text in strange:
        await amina.asks("#help", text)
    await workspace.quiet(0.2)

    heard = [e["text"] for e in small_app.heard("message")]
    assert sorted(heard) == sorted([*strange[:-1], "&lt;!channel&gt;"])
    with pytest.raises(SaidNo, match="40,000"):
        await amina.asks("#help", "x" * 40_001)
