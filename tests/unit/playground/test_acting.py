"""Commands, clicks, shortcuts, modals and the Home tab."""

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Options, Pace, Playground
from tests.support.people import SaidNo, Workspace
from tests.support.surfaces import Json
from tests.unit.playground.app import SmallApp

BUTTONS: list[Json] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*Draft:* VPN access"}},
    {
        "type": "actions",
        "elements": [
            {"type": "button", "text": {"type": "plain_text", "text": "Publish"}, "action_id": "publish", "value": "7"},
            {"type": "button", "text": {"type": "plain_text", "text": "Edit"}, "action_id": "edit"},
        ],
    },
]


def modal(title: str = "Edit", **fields: object) -> Json:
    label = {"type": "plain_text", "text": "Short answer"}
    answer = {"type": "plain_text_input", "action_id": "text", "initial_value": "Ask Chen."}
    options = [{"text": {"type": "plain_text", "text": t}, "value": t.lower()} for t in ("Low", "High")]
    urgency = {"type": "static_select", "action_id": "pick", "options": options}
    return {
        "type": "modal",
        "callback_id": "draft.edit",
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "Save"},
        "private_metadata": "draft 7",
        "blocks": [
            {"type": "input", "block_id": "answer", "label": label, "element": answer},
            {
                "type": "input",
                "block_id": "urgency",
                "label": {"type": "plain_text", "text": "Urgency"},
                "element": urgency,
                "optional": True,
            },
        ],
        **fields,
    }


async def trigger_of(workspace: Workspace, small_app: SmallApp, person: str = "amina") -> str:
    await workspace.person(person).says("/thrice settings", "#help")
    return str(small_app.commands[-1]["trigger_id"])


async def test_a_command_shows_the_apps_answer_at_once(workspace: Workspace, small_app: SmallApp) -> None:
    small_app.answer = {"text": "Here is *help*.", "response_type": "ephemeral"}
    [shown] = await workspace.person("amina").says("/thrice help me", "#help")

    assert shown.text == "Here is *help*."
    assert shown.ephemeral
    assert await workspace.person("bo").private("#help") == []
    sent = small_app.commands[-1]
    assert (sent["command"], sent["text"]) == ("/thrice", "help me")
    assert sent["channel_name"] == "help"


async def test_a_slow_app_makes_slackbot_apologise(workspace: Workspace, small_app: SmallApp) -> None:
    small_app.delay = 0.8
    [shown] = await workspace.person("amina").says("/thrice help", "#help")

    assert shown.text == '/thrice failed with the error "operation_timeout"'


async def test_an_unknown_command_never_reaches_the_app(workspace: Workspace, small_app: SmallApp) -> None:
    with pytest.raises(SaidNo, match="not a valid command"):
        await workspace.person("amina").says("/nonsense", "#help")
    assert small_app.commands == []


async def test_a_response_url_takes_five_messages(workspace: Workspace, small_app: SmallApp) -> None:
    await workspace.person("amina").says("/thrice ask vpn", "#help")
    url = small_app.commands[-1]["response_url"]
    async with aiohttp.ClientSession() as session:
        statuses = []
        for number in range(6):
            body = {"text": f"Answer {number}", "response_type": "in_channel" if number == 0 else "ephemeral"}
            async with session.post(url, json=body) as response:
                statuses.append(response.status)

    assert statuses == [200] * 5 + [404]
    assert len(await workspace.person("amina").private("#help")) == 4
    assert "Answer 0" in [m.text for m in await workspace.person("bo").sees("#help")]


async def test_a_click_names_its_message_and_can_replace_it(
    workspace: Workspace, small_app: SmallApp, slack: AsyncWebClient
) -> None:
    bo = workspace.person("bo")
    await slack.chat_postMessage(channel=await bo.id(), text="A draft", blocks=BUTTONS)
    [card] = await bo.dms()
    assert card.buttons == ["Publish", "Edit"]
    await bo.clicks(card, "Publish")

    payload = small_app.interactions[-1]
    assert payload["type"] == "block_actions"
    assert payload["actions"][0]["value"] == "7"
    assert payload["message"]["ts"] == payload["container"]["message_ts"] == card.ts
    assert payload["user"]["id"] == await bo.id()
    async with aiohttp.ClientSession() as session:
        replaced = {"text": "Published.", "blocks": [], "replace_original": True}
        async with session.post(payload["response_url"], json=replaced) as response:
            assert response.status == 200
    assert [m.reads for m in await bo.dms()] == ["Published."]


async def test_ephemeral_messages_can_be_clicked_replaced_and_deleted(
    workspace: Workspace, small_app: SmallApp, slack: AsyncWebClient
) -> None:
    amina = workspace.person("amina")
    channel = await workspace.channel_id("#help")
    await slack.chat_postEphemeral(channel=channel, user=await amina.id(), text="Answer", blocks=BUTTONS)
    [answer] = await amina.private("#help")
    await amina.clicks(answer, "Edit")

    payload = small_app.interactions[-1]
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload
    async with aiohttp.ClientSession() as session:
        await session.post(payload["response_url"], json={"text": "Changed", "blocks": [], "replace_original": True})
        assert [m.reads for m in await amina.private("#help")] == ["Changed"]
        await session.post(payload["response_url"], json={"delete_original": True})
    assert await amina.private("#help") == []
    history = await slack.conversations_history(channel=channel)
    assert all(m["text"] != "Answer" for m in history["messages"])


async def test_clicking_what_is_not_there_says_so(workspace: Workspace, slack: AsyncWebClient) -> None:
    bo = workspace.person("bo")
    await slack.chat_postMessage(channel=await bo.id(), text="A draft", blocks=BUTTONS)
    [card] = await bo.dms()
    with pytest.raises(AssertionError, match="Publish"):
        await bo.clicks(card, "Burn")
    with pytest.raises(SaidNo, match="nothing called burn"):
        await bo.does("click", {"channel": card.channel, "ts": card.ts, "action_id": "burn"})


async def test_a_modal_opens_fills_and_closes(workspace: Workspace, small_app: SmallApp, slack: AsyncWebClient) -> None:
    amina = workspace.person("amina")
    await slack.views_open(trigger_id=await trigger_of(workspace, small_app), view=modal())
    window = await amina.sees_modal()
    assert window.title == "Edit"

    assert await amina.submits(window, short_answer="Ask Bo.", urgency="High") == {}
    assert await amina.modal() is None
    payload = small_app.interactions[-1]
    assert payload["type"] == "view_submission"
    assert payload["view"]["private_metadata"] == "draft 7"
    values = payload["view"]["state"]["values"]
    assert values["answer"]["text"] == {"type": "plain_text_input", "value": "Ask Bo."}
    assert values["urgency"]["pick"]["selected_option"]["value"] == "high"


async def test_required_fields_are_checked_before_the_app_hears(
    workspace: Workspace, small_app: SmallApp, slack: AsyncWebClient
) -> None:
    amina = workspace.person("amina")
    await slack.views_open(trigger_id=await trigger_of(workspace, small_app), view=modal())
    window = await amina.sees_modal()
    heard = len(small_app.interactions)

    assert await amina.submits(window, short_answer="") == {"Short answer": "Please complete this required field."}
    assert len(small_app.interactions) == heard


async def test_the_app_can_refuse_update_push_and_clear(
    workspace: Workspace, small_app: SmallApp, slack: AsyncWebClient
) -> None:
    amina = workspace.person("amina")
    await slack.views_open(trigger_id=await trigger_of(workspace, small_app), view=modal())
    window = await amina.sees_modal()
    small_app.answer = {"response_action": "errors", "errors": {"answer": "Too short."}}
    assert await amina.submits(window) == {"Short answer": "Too short."}

    small_app.answer = {"response_action": "update", "view": modal("Second look")}
    await amina.submits(window)
    assert (await amina.sees_modal()).title == "Second look"

    small_app.answer = {"response_action": "push", "view": modal("On top")}
    await amina.submits(await amina.sees_modal())
    on_top = await amina.sees_modal()
    assert (on_top.title, on_top.raw["previous_view_id"]) == ("On top", window.id)

    small_app.answer = {"response_action": "clear"}
    await amina.submits(on_top)
    assert await amina.modal() is None


async def test_closing_tells_the_app_only_if_it_asked(
    workspace: Workspace, small_app: SmallApp, slack: AsyncWebClient
) -> None:
    amina = workspace.person("amina")
    await slack.views_open(trigger_id=await trigger_of(workspace, small_app), view=modal())
    await amina.closes(await amina.sees_modal())
    assert small_app.interactions == []

    asked = modal(notify_on_close=True)
    await slack.views_open(trigger_id=await trigger_of(workspace, small_app), view=asked)
    await amina.closes(await amina.sees_modal())
    assert [i["type"] for i in small_app.interactions] == ["view_closed"]
    assert small_app.interactions[0]["is_cleared"] is False


async def test_a_trigger_opens_one_modal(workspace: Workspace, small_app: SmallApp, slack: AsyncWebClient) -> None:
    trigger = await trigger_of(workspace, small_app)
    await slack.views_open(trigger_id=trigger, view=modal())
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await slack.views_open(trigger_id=trigger, view=modal())
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        await slack.views_open(trigger_id="12345.98765.abcd2358fdea", view=modal())


async def test_a_trigger_expires_after_three_seconds(small_app: SmallApp) -> None:
    now = [1_700_000_000.0]
    options = Options(port=0, request_url=small_app.url, pace=Pace(), clock=lambda: now[0])
    async with Playground(options) as playground, Workspace(playground) as workspace:
        await workspace.channel("#help", members=("amina",), with_app=True)
        trigger = await trigger_of(workspace, small_app)
        now[0] += 3.5
        slack = AsyncWebClient(playground.bot_token, base_url=playground.api_url)
        with pytest.raises(SlackApiError, match="expired_trigger_id"):
            await slack.views_open(trigger_id=trigger, view=modal())


async def test_a_stale_hash_does_not_overwrite(
    workspace: Workspace, small_app: SmallApp, slack: AsyncWebClient
) -> None:
    opened = await slack.views_open(trigger_id=await trigger_of(workspace, small_app), view=modal())
    view_id, seen = opened["view"]["id"], opened["view"]["hash"]
    await slack.views_update(view_id=view_id, hash=seen, view=modal("Newer"))
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await slack.views_update(view_id=view_id, hash=seen, view=modal("Older"))


async def test_shortcuts_carry_the_message_they_were_used_on(workspace: Workspace, small_app: SmallApp) -> None:
    amina = workspace.person("amina")
    question = await amina.asks("#help", "Worth keeping?")
    await amina.uses("Save as knowledge", on=question)
    await amina.uses("Ask anonymously")

    on_message, anywhere = small_app.interactions
    assert (on_message["type"], on_message["callback_id"]) == ("message_action", "save_as_knowledge")
    assert on_message["message"]["text"] == "Worth keeping?"
    assert on_message["message_ts"] == question.ts
    assert anywhere["type"] == "shortcut"
    assert "channel" not in anywhere


async def test_the_home_tab_is_published_for_one_person(
    workspace: Workspace, small_app: SmallApp, slack: AsyncWebClient
) -> None:
    amina, bo = workspace.person("amina"), workspace.person("bo")
    view = {"type": "home", "blocks": [*BUTTONS, {"type": "divider"}]}
    opening = asyncio.create_task(amina.opens_home())
    await workspace.eventually(lambda: heard(small_app, "app_home_opened"))
    await slack.views_publish(user_id=await amina.id(), view=view)
    home = await opening
    await amina.clicks(home, "Publish")

    assert "VPN access" in home.reads
    assert await bo.home() is None
    [opened] = small_app.heard("app_home_opened")
    assert (opened["user"], opened["tab"]) == (await amina.id(), "home")
    payload = small_app.interactions[-1]
    assert payload["container"] == {"type": "view", "view_id": home.id}
    assert payload["view"]["type"] == "home"


async def heard(small_app: SmallApp, kind: str) -> list[Json]:
    return small_app.heard(kind)
