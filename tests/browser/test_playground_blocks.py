"""Block Kit on the chat page: every block is drawn, and every element tells the app what was chosen."""

import pytest
from playwright.async_api import Page, expect

from .stage import Stage, button, said
from .tiny_app import Json

pytestmark = pytest.mark.browser


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def options(*names: str) -> list[Json]:
    return [{"text": plain(name), "value": name.lower()} for name in names]


def styled(text: str, *styles: str) -> Json:
    return {"type": "text", "text": text, "style": dict.fromkeys(styles, True)}


def rich(kind: str, *elements: Json, **more: object) -> Json:
    return {"type": kind, "elements": list(elements), **more}


def every_block(user: str, channel: str) -> list[Json]:
    bullets = [rich("rich_text_section", styled(each)) for each in ("first", "second")]
    return [
        {"type": "header", "text": plain("A header :tada:")},
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "Some *bold* text"},
            "fields": [plain("left"), plain("right")],
        },
        {"type": "divider"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "_small_ print"}]},
        {"type": "image", "image_url": "https://a.example/chart.png", "alt_text": "A chart", "title": plain("Numbers")},
        {
            "type": "rich_text",
            "elements": [
                rich(
                    "rich_text_section",
                    styled("heavy", "bold", "italic"),
                    styled("mono", "code"),
                    {"type": "user", "user_id": user},
                    {"type": "channel", "channel_id": channel},
                    {"type": "broadcast", "range": "here"},
                    {"type": "emoji", "name": "rocket"},
                    {"type": "link", "url": "https://a.example/", "text": "a link"},
                    {"type": "date", "timestamp": 86400, "format": "{date_num}", "fallback": "long ago"},
                ),
                rich("rich_text_list", *bullets, style="ordered", offset=2),
                rich("rich_text_quote", styled("wise words")),
                rich("rich_text_preformatted", styled("x = 1\ny = 2")),
            ],
        },
        {
            "type": "markdown",
            "text": "# Title\n\n1. **one**\n2. `two`\n   - inner\n\n| a | b |\n|---|---|\n| c | ~~d~~ |",
        },
    ]


async def test_every_block_is_drawn(stage: Stage) -> None:
    page = await stage.window("amina")
    blocks = every_block(stage.person("tomas"), stage.channel("office"))
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": each} for each in row] for row in ("AB", "CD")]}
    await stage.slack.chat_postMessage(channel=stage.channel("help"), text="All of them", blocks=blocks)
    await stage.slack.chat_postMessage(channel=stage.channel("help"), text="A table", blocks=[table])
    message = said(page, "A header")
    await expect(message.locator("h3")).to_have_text("A header 🎉")
    await expect(message.locator(".section__text strong")).to_have_text("bold")
    await expect(message.locator(".section__field")).to_have_text(["left", "right"])
    await expect(message.get_by_role("img", name="A chart")).to_be_visible()
    await expect(message.locator(".rich-text em strong")).to_have_text("heavy")
    await expect(message.locator(".rich-text .mention")).to_have_text(["@Tomáš", "#office", "@here"])
    await expect(message.locator(".rich-text time")).to_have_text("02/01/1970")
    await expect(message.locator(".rich-text ol")).to_have_attribute("start", "3")
    await expect(message.locator(".rich-text blockquote")).to_have_text("wise words")
    await expect(message.locator(".rich-text pre")).to_have_text("x = 1\ny = 2")
    await expect(message.locator(".markdown li li")).to_have_text("inner")
    await expect(message.locator(".markdown td")).to_have_text(["c", "d"])
    await expect(page.locator(".table-frame th").last).to_have_text("B")
    await expect(page.locator(".unknown")).to_have_count(0)


async def pick(page: Page, action: str, *names: str) -> None:
    """Choose entries in a select menu; several in one that takes several."""
    await page.locator(f".picker[data-action='{action}']").click()
    for name in names:
        await page.get_by_role("option", name=name, exact=True).click()
    if len(names) > 1:
        await page.keyboard.press("Escape")


async def test_every_element_tells_the_app_what_was_chosen(stage: Stage) -> None:
    elements = [
        {"type": "static_select", "action_id": "one", "options": options("Red", "Green")},
        {"type": "multi_static_select", "action_id": "many", "options": options("Red", "Green", "Blue")},
        {"type": "users_select", "action_id": "who"},
        {"type": "channels_select", "action_id": "where"},
        {"type": "overflow", "action_id": "more", "options": options("Export", "Forget")},
        {"type": "checkboxes", "action_id": "boxes", "options": options("Daily", "Weekly")},
        {"type": "radio_buttons", "action_id": "radio", "options": options("Yes", "No")},
        {"type": "datepicker", "action_id": "day"},
        {"type": "timepicker", "action_id": "time"},
    ]
    blocks = [
        {"type": "actions", "block_id": each["action_id"], "elements": [each]}
        for each in elements
        if each["action_id"] != "many"
    ]
    many = {"type": "section", "block_id": "many", "text": plain("Colours"), "accessory": elements[1]}
    await stage.slack.chat_postMessage(channel=stage.channel("help"), text="Choose", blocks=[many, *blocks])
    page = await stage.window("amina")
    await expect(page.locator(".picker")).to_have_count(4)

    async def chosen() -> Json:
        action: Json = (await stage.app.said("block_actions"))["actions"][0]
        return action

    await pick(page, "one", "Green")
    assert (await chosen())["selected_option"]["value"] == "green"
    await pick(page, "many", "Red", "Blue")
    assert [each["value"] for each in (await chosen())["selected_options"]] == ["red", "blue"]
    await pick(page, "who", "Yuki Tanaka")
    assert (await chosen())["selected_user"] == stage.person("yuki")
    await pick(page, "where", "#office")
    assert (await chosen())["selected_channel"] == stage.channel("office")
    await page.get_by_label("More choices").click()
    await page.get_by_role("menuitem", name="Forget").click()
    assert (await chosen())["selected_option"]["value"] == "forget"
    await page.get_by_label("Weekly").check()
    assert [each["value"] for each in (await chosen())["selected_options"]] == ["weekly"]
    await page.get_by_label("No", exact=True).check()
    assert (await chosen())["selected_option"]["value"] == "no"
    await page.locator("[data-action=day]").fill("2026-11-27")
    assert (await chosen())["selected_date"] == "2026-11-27"
    await page.locator("[data-action=time]").fill("09:30")
    assert (await chosen())["selected_time"] == "09:30"


async def test_an_external_select_asks_the_app_while_one_types(stage: Stage) -> None:
    select = {"type": "external_select", "action_id": "topic", "min_query_length": 0}
    stage.app.replies["block_suggestion"] = {"options": options("VPN access", "Parking")}
    block = {"type": "actions", "block_id": "merge", "elements": [select]}
    await stage.slack.chat_postMessage(channel=stage.channel("help"), text="Merge with", blocks=[block])
    page = await stage.window("amina")
    await page.locator(".picker").click()
    await expect(page.get_by_role("option")).to_have_text(["VPN access", "Parking"])
    assert (await stage.app.said("block_suggestion"))["value"] == ""
    await page.get_by_label("Filter").fill("park")
    asked = await stage.app.said("block_suggestion")
    assert (asked["value"], asked["action_id"], asked["block_id"]) == ("park", "topic", "merge")
    await page.get_by_role("option", name="Parking").click()
    click = await stage.app.said("block_actions")
    assert click["actions"][0]["selected_option"]["value"] == "parking"


async def test_a_button_in_a_modal_carries_what_was_typed_and_a_redrawn_view_keeps_it(stage: Stage) -> None:
    page = await stage.window("tomas")
    await page.get_by_label("Shortcuts").first.click()
    await page.get_by_role("menuitem", name="Ask anonymously").click()
    trigger = (await stage.app.said("shortcut"))["trigger_id"]
    text = {"type": "plain_text_input", "action_id": "text"}
    where = {"type": "input", "block_id": "question", "label": plain("Question"), "element": text}
    preview = {"type": "actions", "block_id": "preview", "elements": [button("Preview", "ask.preview")]}
    view = {
        "type": "modal",
        "callback_id": "ask",
        "title": plain("Ask"),
        "submit": plain("Ask"),
        "blocks": [where, preview],
    }
    opened = await stage.slack.views_open(trigger_id=trigger, view=view)
    await page.get_by_label("Question").fill("Who waters Karel?")
    await page.get_by_role("button", name="Preview").click()
    click = await stage.app.said("block_actions")
    assert click["view"]["state"]["values"]["question"]["text"]["value"] == "Who waters Karel?"
    view["blocks"] = [where, {"type": "section", "text": plain("So it will look.")}, preview]
    await stage.slack.views_update(view_id=opened["view"]["id"], view=view)
    await expect(page.get_by_text("So it will look.")).to_be_visible()
    await expect(page.get_by_label("Question")).to_have_value("Who waters Karel?")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
