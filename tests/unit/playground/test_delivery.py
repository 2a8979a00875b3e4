"""Events are signed, repeated and disturbed as Slack (or a test) does it."""

import json
import time

import pytest
from slack_sdk.signature import SignatureVerifier

from bot.playground import Options, Pace, Playground
from tests.support.people import SaidNo, Workspace
from tests.unit.playground.app import SmallApp


async def test_every_request_is_signed(workspace: Workspace, small_app: SmallApp, playground: Playground) -> None:
    await workspace.person("amina").says("/thrice help", "#help")
    await workspace.person("amina").asks("#help", "Ümläute?")
    await workspace.quiet(0.1)

    verifier = SignatureVerifier(playground.signing_secret)
    assert small_app.requests
    for headers, body in small_app.requests:
        signature = headers["x-slack-signature"]
        assert verifier.is_valid(body, headers["x-slack-request-timestamp"], signature)
        assert not verifier.is_valid(body + b" ", headers["x-slack-request-timestamp"], signature)


async def test_the_envelope_names_team_app_and_authorization(workspace: Workspace, small_app: SmallApp) -> None:
    await workspace.person("amina").asks("#help", "Hello?")
    await workspace.quiet(0.1)

    envelope = json.loads(small_app.requests[-1][1])
    world = await workspace.world()
    assert envelope["type"] == "event_callback"
    assert envelope["team_id"] == envelope["context_team_id"] == world["team"]["id"]
    assert envelope["api_app_id"] == world["app"]["id"]
    assert envelope["authorizations"][0]["user_id"] == await workspace.app_user()
    assert envelope["event_id"].startswith("Ev")
    assert abs(envelope["event_time"] - time.time()) < 5
    assert envelope["is_ext_shared_channel"] is False


async def test_a_failed_delivery_is_repeated_three_times(workspace: Workspace, small_app: SmallApp) -> None:
    await workspace.quiet(0.1)
    before = len(small_app.requests)
    small_app.statuses = [500, 500, 500, 500]
    await workspace.person("amina").asks("#help", "Does anyone hear me?")
    await workspace.quiet(0.2)

    tries = small_app.requests[before:]
    numbers = [headers.get("x-slack-retry-num") for headers, _ in tries]
    assert numbers == [None, "1", "2", "3"]
    assert {headers.get("x-slack-retry-reason") for headers, _ in tries[1:]} == {"http_error"}
    assert len({json.loads(body)["event_id"] for _, body in tries}) == 1
    delivery = (await workspace.deliveries("message"))[-1]
    assert (delivery["ok"], delivery["done"], len(delivery["attempts"])) == (False, True, 4)


async def test_an_app_can_ask_for_no_repetition(workspace: Workspace, small_app: SmallApp) -> None:
    await workspace.quiet(0.1)
    before = len(small_app.requests)
    small_app.statuses = [500]
    small_app.headers = {"X-Slack-No-Retry": "1"}
    await workspace.person("amina").asks("#help", "Once is enough?")
    await workspace.quiet(0.2)

    assert len(small_app.requests) - before == 1


async def test_an_unreachable_app_is_tried_again() -> None:
    pace = Pace(retry_waits=(0.0, 0.0, 0.0))
    options = Options(port=0, request_url="http://127.0.0.1:9/slack/events", pace=pace)
    async with Playground(options) as playground, Workspace(playground) as workspace:
        await workspace.person("amina").id()
        await workspace.quiet(0.1)
        [delivery] = await workspace.deliveries("team_join")
    assert [attempt["reason"] for attempt in delivery["attempts"]] == ["connection_failed"] * 4


async def test_duplicates_on_demand_have_one_event_id(workspace: Workspace, small_app: SmallApp) -> None:
    await workspace.goes_wrong({"event": "message", "effect": "duplicate"})
    await workspace.person("amina").asks("#help", "Twice?")
    await workspace.quiet(0.1)

    bodies = [json.loads(body) for _, body in small_app.requests if b"Twice?" in body]
    assert len(bodies) == 2
    assert bodies[0] == bodies[1]


async def test_events_can_arrive_in_another_order(workspace: Workspace, small_app: SmallApp) -> None:
    amina = workspace.person("amina")
    await workspace.goes_wrong({"event": "message", "effect": "reorder"})
    await amina.asks("#help", "first")
    await amina.asks("#help", "second")
    await workspace.quiet(0.2)

    assert [e["text"] for e in small_app.heard("message")][-2:] == ["second", "first"]


async def test_a_lost_answer_makes_slack_repeat(workspace: Workspace, small_app: SmallApp) -> None:
    await workspace.goes_wrong({"event": "message", "effect": "drop_ack"})
    await workspace.person("amina").asks("#help", "Did you get that?")
    await workspace.quiet(0.2)

    tries = [headers for headers, body in small_app.requests if b"Did you get that?" in body]
    assert [headers.get("x-slack-retry-reason") for headers in tries] == [None, "http_timeout"]


async def test_a_fault_that_cannot_be_is_refused(workspace: Workspace) -> None:
    with pytest.raises(SaidNo, match="cannot happen here"):
        await workspace.goes_wrong({"event": "message", "effect": "503"})
    with pytest.raises(SaidNo, match="either a method or an event"):
        await workspace.goes_wrong({"effect": "503"})


async def test_a_new_request_url_has_to_answer_the_challenge(workspace: Workspace, small_app: SmallApp) -> None:
    await workspace.put("/control/app", {"request_url": small_app.url, "verify": True})
    with pytest.raises(SaidNo, match="challenge"):
        await workspace.put("/control/app", {"request_url": f"{small_app.url}/nowhere", "verify": True})
    assert (await workspace.get("/control/app"))["request_url"] == small_app.url


async def test_an_uninstalled_app_is_told_and_then_shut_out(workspace: Workspace, small_app: SmallApp) -> None:
    await workspace.post("/control/app/uninstall", {})
    await workspace.person("amina").asks("#help", "Still there?")
    await workspace.quiet(0.1)

    assert [e["type"] for e in small_app.events[-2:]] == ["tokens_revoked", "app_uninstalled"]
    assert all(e["text"] != "Still there?" for e in small_app.heard("message"))


async def test_the_app_gets_only_what_it_subscribed_to(small_app: SmallApp) -> None:
    manifest = {
        "display_information": {"name": "Quiet"},
        "oauth_config": {"scopes": {"bot": ["channels:history"]}},
        "settings": {"event_subscriptions": {"bot_events": ["message.channels"]}},
    }
    options = Options(port=0, request_url=small_app.url, manifest=manifest)
    async with Playground(options) as playground, Workspace(playground) as workspace:
        await workspace.channel("#help", members=("amina",), with_app=True)
        await workspace.channel("#secret", members=("amina",), with_app=True, private=True)
        question = await workspace.person("amina").asks("#help", "in public")
        await workspace.person("amina").asks("#secret", "in private")
        await workspace.person("amina").reacts(question, "eyes")
        await workspace.quiet(0.1)

    assert {e["type"] for e in small_app.events} == {"message"}
    assert "in private" not in [e["text"] for e in small_app.events]
