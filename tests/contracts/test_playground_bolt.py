"""Slack's own framework, unchanged, at home in the playground: Bolt over signed HTTP."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Options, Pace, Playground
from tests.support.people import Workspace
from tests.support.surfaces import Json

EDIT = {"type": "button", "text": {"type": "plain_text", "text": "Edit"}, "action_id": "draft.edit", "value": "7"}
CARD: list[Json] = [{"type": "actions", "block_id": "card", "elements": [EDIT]}]
FORM: Json = {
    "type": "modal",
    "callback_id": "draft.form",
    "private_metadata": "7",
    "title": {"type": "plain_text", "text": "Edit"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [
        {
            "type": "input",
            "block_id": "answer",
            "label": {"type": "plain_text", "text": "Answer"},
            "element": {"type": "plain_text_input", "action_id": "text"},
        }
    ],
}


def listen(app: AsyncApp) -> None:
    """A review in miniature: a question brings a card, its button a modal, the modal a page."""

    @app.event("message")
    async def asked(event: Json, client: AsyncWebClient) -> None:
        if "bot_id" in event or event.get("subtype"):
            return
        await client.chat_postMessage(channel=event["user"], text="A draft", blocks=CARD)

    @app.action("draft.edit")
    async def edit(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.view("draft.form")
    async def save(ack: AsyncAck, view: Json, body: Json, client: AsyncWebClient) -> None:
        text = view["state"]["values"]["answer"]["text"]["value"]
        if len(text) < 5:
            await ack(response_action="errors", errors={"answer": "A little longer, please."})
            return
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text=f"Saved: {text}")

    @app.command("/thrice")
    async def command(ack: AsyncAck, respond: Any, command: Json) -> None:
        await ack(f"You said {command['text']}.")
        await respond("And later this.")

    @app.shortcut("save_as_knowledge")
    async def keep(ack: AsyncAck, shortcut: Json, client: AsyncWebClient) -> None:
        await ack()
        where = {"channel": shortcut["channel"]["id"], "timestamp": shortcut["message"]["ts"]}
        await client.reactions_add(name="white_check_mark", **where)

    @app.event("app_home_opened")
    async def home(event: Json, client: AsyncWebClient) -> None:
        text = {"type": "mrkdwn", "text": f"Welcome <@{event['user']}>"}
        view = {"type": "home", "blocks": [{"type": "section", "text": text}]}
        await client.views_publish(user_id=event["user"], view=view)


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    apps: list[AsyncApp] = []

    async def take(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await apps[0].async_dispatch(await to_bolt_request(request)))

    site = web.Application()
    site.router.add_post("/slack/events", take)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    async with Playground(Options(port=0, request_url=url, pace=Pace(retry_waits=()))) as playground:
        client = AsyncWebClient(playground.bot_token, base_url=playground.api_url)
        app = AsyncApp(client=client, signing_secret=playground.signing_secret)
        listen(app)
        apps.append(app)
        async with Workspace(playground) as entered:
            await entered.channel("#help", members=("amina",), with_app=True)
            yield entered
    await runner.cleanup()


async def test_a_question_a_card_a_modal_and_a_page(workspace: Workspace) -> None:
    amina = workspace.person("amina")
    await amina.asks("#help", "How do I get VPN access?")
    card = await amina.receives(button="Edit")
    await amina.clicks(card, "Edit")
    form = await amina.sees_modal()

    assert await amina.submits(form, answer="Hm.") == {"Answer": "A little longer, please."}
    assert await amina.submits(form, answer="Ask Chen.") == {}
    assert (await amina.receives("Saved")).text == "Saved: Ask Chen."


async def test_commands_shortcuts_and_home(workspace: Workspace) -> None:
    amina = workspace.person("amina")
    [shown] = await amina.says("/thrice hello", "#help")
    assert shown.text == "You said hello."
    assert (await amina.receives("later", channel="#help")).ephemeral
    assert await amina.id() in (await amina.opens_home()).reads

    question = await amina.asks("#help", "Worth keeping?")
    await amina.uses("Save as knowledge", on=question)

    async def receipt() -> list[str]:
        seen = await amina.again(question)
        return list(seen.reactions) if seen else []

    assert await workspace.eventually(receipt) == ["white_check_mark"]


async def test_bolt_turns_away_what_is_signed_by_somebody_else(workspace: Workspace) -> None:
    before = (await workspace.get("/control/app"))["request_url"]
    async with Playground(Options(port=0, request_url=before, pace=Pace(retry_waits=()))) as other:
        stranger = Workspace(other)
        async with stranger:
            await stranger.person("mallory").id()
            await stranger.quiet(0.1)
            [delivery] = await stranger.deliveries("team_join")
    assert delivery["attempts"][0]["status"] == 401


async def test_the_same_calls_stay_within_what_slack_knows(workspace: Workspace) -> None:
    amina = workspace.person("amina")
    await amina.asks("#help", "How do I get VPN access?")
    await amina.receives(button="Edit")
    calls = await workspace.calls()
    assert {"chat.postMessage", "auth.test"} <= {call["method"] for call in calls}
    assert {call["method"]: call["unknown_arguments"] for call in calls if call["unknown_arguments"]} == {}
