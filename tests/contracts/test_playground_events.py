"""Every event and interaction that the playground sends, against Slack's schemas and recorded payloads."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from jsonschema import Draft7Validator

from bot.clock import utc_now
from bot.playground import Options, Pace, Playground
from tests.contracts.slack_samples import (
    bolt_paths,
    envelope_paths,
    event_paths,
    event_schema,
    interaction_paths,
    invented,
    load,
    message_paths,
    needs_samples,
)
from tests.support.people import Workspace
from tests.support.surfaces import Json
from tests.unit.playground.app import SmallApp

pytestmark = needs_samples

# (type, subtype) -> the definition in Slack's types, and the recorded payload.
KNOWN: dict[tuple[str, str | None], tuple[str, str]] = {
    ("message", None): ("GenericMessageEvent", "MessagePayload"),
    ("message", "bot_message"): ("BotMessageEvent", "MessageBotPayload"),
    ("message", "channel_archive"): ("ChannelArchiveMessageEvent", "MessageChannelArchivePayload"),
    ("message", "channel_join"): ("ChannelJoinMessageEvent", "MessageChannelJoinPayload"),
    ("message", "channel_leave"): ("ChannelLeaveMessageEvent", "MessageChannelLeavePayload"),
    ("message", "channel_name"): ("ChannelNameMessageEvent", "MessageChannelNamePayload"),
    ("message", "channel_purpose"): ("ChannelPurposeMessageEvent", "MessageChannelPurposePayload"),
    ("message", "channel_topic"): ("ChannelTopicMessageEvent", "MessageChannelTopicPayload"),
    ("message", "message_changed"): ("MessageChangedEvent", "MessageChangedPayload"),
    ("message", "message_deleted"): ("MessageDeletedEvent", "MessageDeletedPayload"),
    ("message", "thread_broadcast"): ("ThreadBroadcastMessageEvent", "MessageThreadBroadcastPayload"),
    ("app_home_opened", None): ("AppHomeOpenedEvent", "AppHomeOpenedPayload"),
    ("app_mention", None): ("AppMentionEvent", "AppMentionPayload"),
    ("app_uninstalled", None): ("AppUninstalledEvent", "AppUninstalledPayload"),
    ("channel_archive", None): ("ChannelArchiveEvent", "ChannelArchivePayload"),
    ("channel_created", None): ("ChannelCreatedEvent", "ChannelCreatedPayload"),
    ("channel_left", None): ("ChannelLeftEvent", "ChannelLeftPayload"),
    ("channel_rename", None): ("ChannelRenameEvent", "ChannelRenamePayload"),
    ("channel_unarchive", None): ("ChannelUnarchiveEvent", "ChannelUnarchivePayload"),
    ("dnd_updated_user", None): ("DNDUpdatedUserEvent", "DndUpdatedUserPayload"),
    ("group_archive", None): ("GroupArchiveEvent", "GroupArchivePayload"),
    ("group_left", None): ("GroupLeftEvent", "GroupLeftPayload"),
    ("group_rename", None): ("GroupRenameEvent", "GroupRenamePayload"),
    ("group_unarchive", None): ("GroupUnarchiveEvent", "GroupUnarchivePayload"),
    ("member_joined_channel", None): ("MemberJoinedChannelEvent", "MemberJoinedChannelPayload"),
    ("member_left_channel", None): ("MemberLeftChannelEvent", "MemberLeftChannelPayload"),
    ("reaction_added", None): ("ReactionAddedEvent", "ReactionAddedPayload"),
    ("reaction_removed", None): ("ReactionRemovedEvent", "ReactionRemovedPayload"),
    ("team_join", None): ("TeamJoinEvent", "TeamJoinPayload"),
    ("tokens_revoked", None): ("TokensRevokedEvent", "TokensRevokedPayload"),
    ("user_change", None): ("UserChangeEvent", "UserChangePayload"),
}

# Where Slack's published types demand or forbid what its servers do otherwise: (definition, complaint).
LOOSE = {
    ("ChannelJoinMessageEvent", "'inviter' is a required property"),  # nobody invited whoever joined alone
    ("ThreadBroadcastMessageEvent", "'client_msg_id' is a required property"),  # an app has no client
    (
        "ThreadBroadcastMessageEvent",
        "Additional properties are not allowed ('bot_id', 'bot_profile' were unexpected)",
    ),  # nor would it know its own broadcast without them
    ("GenericMessageEvent", "Additional properties are not allowed ('metadata' was unexpected)"),  # recorded in events
}
CONTRACT_PACE = Pace(retry_waits=())


@pytest.fixture
async def scene() -> AsyncIterator[tuple[Workspace, SmallApp, Playground]]:
    async with SmallApp() as app:
        options = Options(port=0, request_url=app.url, rate_limits=False, pace=CONTRACT_PACE)
        async with Playground(options) as playground, Workspace(playground) as workspace:
            yield workspace, app, playground


async def everything_happens(workspace: Workspace, playground: Playground) -> None:
    """One of every kind of thing."""
    await workspace.channel("#help", members=("amina", "bo"), with_app=True)
    await workspace.channel("#secret", members=("amina",), with_app=True, private=True)
    await _people_talk(workspace)
    await _the_app_talks(workspace, playground)
    await _channels_change(workspace, playground)
    await _people_are_away(workspace)
    await workspace.person("pat", is_stranger=True).id()
    await workspace.post("/control/app/uninstall", {})
    await workspace.quiet(0.2)


async def _people_are_away(workspace: Workspace) -> None:
    bo, tomorrow = workspace.person("bo"), utc_now() + timedelta(days=1)
    await bo.moves_to("Asia/Tokyo")
    await bo.sets_status(":palm_tree:", "Vacationing", until=tomorrow)
    await bo.does_not_want_to_be_disturbed(until=tomorrow)
    await bo.sleeps("22:00", "08:00")


async def _people_talk(workspace: Workspace) -> None:
    amina, bo = workspace.person("amina"), workspace.person("bo")
    styled = "@thrice see *bold* ~old~ `code` https://x.example :wave: #help @here\n> quoted\n```block```"
    question = await amina.asks("#help", styled)
    reply = await bo.replies(question, "Ask Chen.")
    await bo.does(
        "post",
        {"channel": question.channel, "text": "All!", "thread_ts": question.ts, "reply_broadcast": True},
    )
    await bo.reacts(question, "eyes")
    await bo.takes_back(question, "eyes")
    await bo.edits(reply, "Ask Chen, please.")
    await bo.deletes(reply)
    await amina.deletes(question)
    await amina.asks("#secret", "Psst?")
    await amina.tells_app("Hello?")
    group = await amina.does("dm", {"users": [await bo.id(), await workspace.app_user()]})
    await amina.asks(group["channel"], "The three of us?")
    await amina.does("home", {})


async def _the_app_talks(workspace: Workspace, playground: Playground) -> None:
    channel = await workspace.channel_id("#help")
    root = await workspace.person("bo").asks("#help", "Anything new?")
    metadata = {"event_type": "x", "event_payload": {"k": 1}}
    for args in (
        {"text": "Plain", "metadata": metadata},
        {"text": "Threaded", "thread_ts": root.ts, "reply_broadcast": True},
        {"text": "Dressed up", "username": "Somebody", "icon_emoji": ":owl:"},
    ):
        reply, _ = playground.api.call("chat.postMessage", playground.bot_token, {"channel": channel, **args})
        assert reply["ok"], reply
    playground.api.call("chat.update", playground.bot_token, {"channel": channel, "ts": reply["ts"], "text": "Changed"})
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    amina = await workspace.person("amina").id()
    playground.api.call("views.publish", playground.bot_token, {"user_id": amina, "view": home})
    await workspace.person("amina").does("home", {})


async def _channels_change(workspace: Workspace, playground: Playground) -> None:
    bo = workspace.person("bo")
    app = await workspace.app_user()
    for name, person in (("#help", bo), ("#secret", workspace.person("amina"))):
        channel = await workspace.channel_id(name)
        for method, args in (
            ("conversations.setTopic", {"topic": "T"}),
            ("conversations.setPurpose", {"purpose": "P"}),
        ):
            reply, _ = playground.api.call(method, playground.bot_token, {"channel": channel, **args})
            assert reply["ok"], reply
        await workspace.person("chen").id()
        await person.invites(workspace.person("chen"), channel)
        await workspace.person("chen").leaves(channel)
        await person.does("rename", {"channel": channel, "name": f"{name[1:]}-desk"})
        await person.does("archive", {"channel": channel})
        playground.api.call("conversations.unarchive", playground.bot_token, {"channel": channel})
        await person.removes(app, channel)


async def test_every_event_is_as_slack_sends_it(scene: tuple[Workspace, SmallApp, Playground]) -> None:
    workspace, _, playground = scene
    await everything_happens(workspace, playground)
    deliveries = await workspace.deliveries("message")
    envelopes = [d["payload"] for d in await workspace.deliveries() if d["kind"] == "events_api"]

    seen = {(e["event"]["type"], e["event"].get("subtype")) for e in envelopes}
    assert sorted(map(str, set(KNOWN) - seen)) == [], "not everything happened"
    assert deliveries
    complaints = [complaint for envelope in envelopes for complaint in _complaints(envelope)]
    assert not complaints, "\n".join(sorted(set(complaints)))


def _complaints(envelope: Json) -> list[str]:
    event = envelope["event"]
    key = (event["type"], event.get("subtype"))
    if key not in KNOWN:
        return [f"{key} is no event of Slack's"]
    definition, payload = KNOWN[key]
    found = [f"{key}: invented {path}" for path in invented(_around(envelope), envelope_paths())]
    allowed = event_paths(payload) | bolt_paths(f"event.{event['type']}") | _nested()
    found += [f"{key}: invented {path}" for path in invented({"event": event}, allowed | set(envelope_paths()))]
    validator = Draft7Validator(event_schema(definition))
    for error in validator.iter_errors(_flattened(event)):
        if (definition, error.message) not in LOOSE and "root" not in error.absolute_path:
            found.append(f"{key}: {error.message[:200]} at {list(error.absolute_path)}")
    return found


def _around(envelope: Json) -> Json:
    return {k: v for k, v in envelope.items() if k != "event"} | {"event": None}


def _nested() -> set[str]:
    """Messages inside events may hold what messages hold; the recorded events were blanked in places."""
    inner = ("message", "previous_message", "root")
    paths = {f"event.{where}.{path}" for where in inner for path in message_paths()}
    said = {"metadata", "metadata.event_type", "metadata.event_payload", "parent_user_id", "team", "bot_profile"}
    said |= {f"bot_profile.{k}" for k in ["id", "deleted", "name", "updated", "app_id", "icons", "team_id"]}
    said |= {f"bot_profile.icons.image_{size}" for size in (36, 48, 72)}
    profile = "event.user.profile"
    more = {"event", "event.event_ts", "event.cache_ts", "event.view.blocks", f"{profile}.fields"}
    return paths | {f"event.{path}" for path in said} | more | _user_paths()


def _user_paths() -> set[str]:
    """The published type of a user has more than the recorded events."""
    user = load("slack-types-schemas/event.json")["definitions"]["UserChangeEvent"]["properties"]["user"]
    inside = {f"event.user.profile.{key}" for key in user["properties"]["profile"]["properties"]}
    created = load("slack-types-schemas/event.json")["definitions"]["ChannelCreatedEvent"]["properties"]["channel"]
    return (
        inside | {f"event.user.{k}" for k in user["properties"]} | {f"event.channel.{k}" for k in created["properties"]}
    )


def _flattened(event: Json) -> Json:
    """The event with its inner messages made plain: Slack's types take those for whole events, which they are not."""
    if "view" in event:  # the published type is that of a view as an app sends it
        event = event | {"view": {key: event["view"][key] for key in ("type", "blocks", "private_metadata")}}
    plain = {"type": "message", "text": "", "user": "U1", "ts": "1.2", "event_ts": "1.2", "channel": "C1"}
    plain["channel_type"] = "channel"
    return event | {key: plain for key in ("message", "previous_message", "root") if key in event}


BUTTONS: list[Json] = [
    {
        "type": "actions",
        "elements": [
            {"type": "button", "text": {"type": "plain_text", "text": "Go"}, "action_id": "go", "value": "1"},
            {
                "type": "static_select",
                "action_id": "pick",
                "placeholder": {"type": "plain_text", "text": "Pick"},
                "options": [{"text": {"type": "plain_text", "text": "One"}, "value": "1"}],
            },
        ],
    }
]


@pytest.fixture
async def interactions(scene: tuple[Workspace, SmallApp, Playground]) -> list[Json]:
    """One of every kind of interaction."""
    workspace, app, playground = scene
    await workspace.channel("#help", members=("amina",), with_app=True)
    amina = workspace.person("amina")
    channel, user = await workspace.channel_id("#help"), await amina.id()

    def call(method: str, **args: Any) -> Json:
        reply, _ = playground.api.call(method, playground.bot_token, args)
        assert reply["ok"], reply
        return reply

    question = await amina.asks("#help", "Worth keeping?")
    call("chat.postMessage", channel=channel, text="Card", blocks=BUTTONS, thread_ts=question.ts)
    call("chat.postEphemeral", channel=channel, user=user, text="Psst", blocks=BUTTONS)
    call("views.publish", user_id=user, view={"type": "home", "blocks": BUTTONS})
    for message in [m for m in await amina.sees("#help") if m.buttons]:
        await amina.clicks(message, "Go")
        await amina.chooses(message, "Pick", "One")
    home = await amina.home()
    assert home is not None
    await amina.clicks(home, "Go")
    await amina.uses("Save as knowledge", on=question)
    await amina.uses("Ask anonymously")
    modal = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": BUTTONS, "notify_on_close": True}
    for act in (amina.submits, amina.closes):
        call("views.open", trigger_id=playground.services.triggers.new(user), view=modal)
        await act(await amina.sees_modal())
    return app.interactions


INTERACTIONS = {
    "block_actions": ("interactive-components/BlockActionPayload", "block_actions"),
    "message_action": ("interactive-components/MessageShortcutPayload", "message_action"),
    "shortcut": ("interactive-components/MessageShortcutPayload", "shortcut"),
    "view_submission": ("views/ViewSubmissionPayload", "view_submission"),
    "view_closed": ("views/ViewClosedPayload", "view_closed"),
}


async def test_every_interaction_is_as_slack_sends_it(interactions: list[Json]) -> None:
    assert {each["type"] for each in interactions} == set(INTERACTIONS)
    for body in interactions:
        java, bolt = INTERACTIONS[body["type"]]
        known = interaction_paths(java) | bolt_paths(bolt) | {f"message.{path}" for path in message_paths()}
        known |= {"view.blocks", "actions[].selected_option.text.emoji"}
        assert invented(body, known) == [], body["type"]
        essential = {"type", "user", "team", "token"}
        essential |= {"trigger_id"} if body["type"] != "view_closed" else {"view", "is_cleared"}
        assert essential <= set(body)


async def test_a_command_is_as_slack_sends_it(scene: tuple[Workspace, SmallApp, Playground]) -> None:
    workspace, app, _ = scene
    await workspace.person("amina").says("/thrice help")
    [command] = app.commands
    assert invented(command, interaction_paths("slash-commands/SlashCommandPayload")) == []
    demanded = "token team_id team_domain channel_id channel_name user_id user_name command text api_app_id"
    assert {*demanded.split(), "response_url", "trigger_id", "is_enterprise_install"} <= set(command)


def test_the_schemas_can_say_no() -> None:
    good = {
        "type": "reaction_added",
        "user": "U1",
        "reaction": "eyes",
        "item_user": "U2",
        "item": {"type": "message", "channel": "C1", "ts": "1.2"},
        "event_ts": "1.2",
    }
    validator = Draft7Validator(event_schema("ReactionAddedEvent"))
    assert validator.is_valid(good)
    assert not validator.is_valid(good | {"thread_ts": "1.2"})
    assert not validator.is_valid({k: v for k, v in good.items() if k != "item"})
    assert invented({"event": good | {"colour": "red"}}, event_paths("ReactionAddedPayload")) == ["event.colour"]
