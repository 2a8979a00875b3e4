"""The playground's chat page in a real browser, with a real playground and a small app behind it."""

from dataclasses import replace
from urllib.parse import urlencode

import pytest
from playwright.async_api import expect

from bot.playground.seed import TRY_THIS
from bot.playground.world import availability

from .stage import Stage, be, button, said, write
from .tiny_app import Json

pytestmark = pytest.mark.browser


async def test_one_window_shows_what_each_person_sees(stage: Stage) -> None:
    page = await stage.window("ingrid")
    await expect(page.get_by_role("button", name="leads")).to_be_visible()
    await write(page, "Does anybody know *where* the ladder is?")
    await expect(said(page, "where the ladder is").locator("strong")).to_have_text("where")
    await be(page, "Amina Diallo")
    await expect(said(page, "where the ladder is").locator(".message__name")).to_have_text("Ingrid")
    await expect(page.get_by_role("button", name="leads")).to_have_count(0)


async def test_what_is_said_elsewhere_arrives_without_a_reload(stage: Stage) -> None:
    amina, priya = await stage.window("amina"), await stage.window("priya")
    await expect(said(amina, "label printer")).to_be_visible()
    await write(priya, "The lift works again")
    await expect(said(amina, "The lift works again")).to_be_visible()
    await said(amina, "The lift works again").hover()
    await said(amina, "The lift works again").get_by_label("Add a reaction").click()
    await amina.get_by_role("menuitem", name="tada").click()
    reaction = said(priya, "The lift works again").locator(".reaction[data-name=tada]")
    await expect(reaction).to_contain_text("1")
    await reaction.click()
    await expect(reaction).to_contain_text("2")
    await reaction.click()
    await expect(said(amina, "The lift works again").locator(".reaction[data-name=tada]")).to_contain_text("1")


async def test_one_edits_and_deletes_what_one_wrote(stage: Stage) -> None:
    page = await stage.window("priya")
    await write(page, "Ask @Tomáš in #office <soon> & often")
    await expect(said(page, "soon").locator(".mention")).to_have_text(["@Tomáš", "#office"])
    await page.get_by_label("Message #help").press("ArrowUp")
    field = page.get_by_label("Edit message")
    await expect(field).to_have_value("Ask @Tomáš in #office <soon> & often")
    await field.fill("Ask @Tomáš in #office <later>")
    await field.press("Enter")
    await expect(said(page, "<later>")).to_contain_text("(edited)")
    await said(page, "<later>").hover()
    await said(page, "<later>").get_by_label("More actions").click()
    await page.get_by_role("menuitem", name="Delete message…").click()
    await page.get_by_role("button", name="Delete", exact=True).click()
    await expect(said(page, "<later>")).to_have_count(0)


async def test_a_thread_opens_beside_the_channel(stage: Stage) -> None:
    page = await stage.window("kiri")
    root = said(page, "How do I get VPN access?")
    await root.get_by_role("button", name="3 replies").click()
    panel = page.get_by_role("complementary", name="Thread")
    await expect(panel.get_by_text("Open the Access Portal")).to_be_visible()
    await write(page, "This still works today", field="Reply…")
    await expect(panel.get_by_text("This still works today")).to_be_visible()
    await expect(root.get_by_role("button", name="4 replies")).to_be_visible()
    await expect(said(page, "This still works today")).to_have_count(0)


async def test_an_ephemeral_message_is_seen_by_one_person_only(stage: Stage) -> None:
    page = await stage.window("amina")
    await stage.slack.chat_postEphemeral(
        channel=stage.channel("help"), user=stage.person("amina"), text="You are the third to ask this"
    )
    await expect(said(page, "You are the third")).to_contain_text("Only visible to you")
    await be(page, "Priya Raman")
    await expect(said(page, "label printer")).to_be_visible()
    await expect(said(page, "You are the third")).to_have_count(0)
    await be(page, "Amina Diallo")
    await expect(said(page, "You are the third")).to_be_visible()


async def test_a_badge_and_a_notice_lead_to_whoever_got_a_card(stage: Stage) -> None:
    page = await stage.window("amina")
    await stage.tells("tomas", "A draft waits for you")
    await expect(page.get_by_role("button", name="Tomáš Novák, 1 unread direct messages")).to_be_visible()
    await page.get_by_role("button", name="Be Tomáš").last.click()
    await expect(said(page, "A draft waits for you")).to_be_visible()
    await expect(page.locator(".face .badge")).to_have_count(0)


async def test_a_click_reaches_the_app_as_the_person_who_clicked(stage: Stage) -> None:
    page = await stage.window("tomas")
    confirm = {
        "title": {"type": "plain_text", "text": "Dismiss the draft?"},
        "text": {"type": "plain_text", "text": "It will not come back."},
        "confirm": {"type": "plain_text", "text": "Dismiss it"},
        "deny": {"type": "plain_text", "text": "Keep it"},
    }
    elements = [
        button("Dismiss", "draft.dismiss", value="7", confirm=confirm, style="danger"),
        button("Publish", "draft.publish", value="7", style="primary"),
    ]
    await stage.tells("tomas", "A draft", [{"type": "actions", "block_id": "card", "elements": elements}])
    await page.get_by_role("button", name="Thrice 1 unread").click()
    await page.get_by_role("button", name="Dismiss", exact=True).click()
    await page.get_by_role("button", name="Keep it").click()
    await page.get_by_role("button", name="Publish").click()
    click = await stage.app.said("block_actions")
    assert click["user"]["id"] == stage.person("tomas")
    assert click["actions"][0]["action_id"] == "draft.publish"
    assert click["actions"][0]["value"] == "7"
    assert click["actions"][0]["block_id"] == "card"


async def test_a_modal_shows_errors_beside_its_inputs_and_keeps_what_was_typed(stage: Stage) -> None:
    page = await stage.window("tomas")
    await stage.tells("tomas", "Card", [{"type": "actions", "elements": [button("Edit", "draft.edit")]}])
    await page.get_by_role("button", name="Thrice 1 unread").click()
    await page.get_by_role("button", name="Edit", exact=True).click()
    click = await stage.app.said("block_actions")
    await stage.slack.views_open(trigger_id=click["trigger_id"], view=edit_modal())
    dialog = page.get_by_role("dialog", name="Edit the draft")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_text("Please complete this required field.").first).to_be_visible()
    await dialog.get_by_label("Answer").fill("Ask Tomáš")
    await dialog.get_by_label("Tag").click()
    await page.get_by_role("option", name="Network").click()
    stage.app.replies["view_submission"] = {"response_action": "errors", "errors": {"answer": "Too short, please."}}
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_role("alert").filter(has_text="Too short, please.")).to_be_visible()
    await expect(dialog.get_by_label("Answer")).to_have_value("Ask Tomáš")
    stage.app.replies.clear()
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_have_count(0)
    await stage.app.said("view_submission")
    values = (await stage.app.said("view_submission"))["view"]["state"]["values"]
    assert values["answer"]["text"]["value"] == "Ask Tomáš"
    assert values["tag"]["choice"]["selected_option"]["value"] == "network"


def edit_modal() -> Json:
    plain = "plain_text"
    options = [{"text": {"type": plain, "text": name}, "value": name.lower()} for name in ("Network", "Office")]
    answer = {"type": "plain_text_input", "action_id": "text", "multiline": True}
    tag = {"type": "static_select", "action_id": "choice", "options": options}
    return {
        "type": "modal",
        "callback_id": "edit",
        "title": {"type": plain, "text": "Edit the draft"},
        "submit": {"type": plain, "text": "Save"},
        "blocks": [
            {"type": "input", "block_id": "answer", "label": {"type": plain, "text": "Answer"}, "element": answer},
            {"type": "input", "block_id": "tag", "label": {"type": plain, "text": "Tag"}, "element": tag},
        ],
    }


async def test_the_home_tab_is_the_persons_own(stage: Stage) -> None:
    page = await stage.window("lena")
    await page.get_by_role("button", name="Thrice", exact=True).click()
    opened = await stage.app.said("app_home_opened")
    assert opened["user"] == stage.person("lena")
    options = [{"text": {"type": "plain_text", "text": each}, "value": each} for each in ("09:30", "13:00")]
    choice = {"type": "static_select", "action_id": "settings.time", "options": options}
    text = {"type": "mrkdwn", "text": "*Lena's* drafts"}
    view = {"type": "home", "blocks": [{"type": "section", "text": text, "accessory": choice}]}
    await stage.slack.views_publish(user_id=stage.person("lena"), view=view)
    await expect(page.get_by_text("Lena's drafts")).to_be_visible()
    await page.locator(".picker").click()
    await page.get_by_label("Filter").fill("13")
    await page.get_by_label("Filter").press("Enter")
    click = await stage.app.said("block_actions")
    assert click["actions"][0]["selected_option"]["value"] == "13:00"
    await be(page, "Kiri Tamati")
    await expect(page.get_by_text("Lena's drafts")).to_have_count(0)


async def test_a_command_is_completed_and_answered_privately(stage: Stage) -> None:
    page = await stage.window("lena", "office")
    stage.app.replies["command"] = {"response_type": "ephemeral", "text": "Nothing about *parking* yet."}
    field = page.get_by_label("Message #office")
    await field.fill("/th")
    await expect(page.get_by_role("option", name="/thrice")).to_be_visible()
    await field.press("Tab")
    await field.press_sequentially("search parking")
    await field.press("Enter")
    await expect(said(page, "Nothing about parking yet.")).to_contain_text("Only visible to you")
    assert (await stage.app.said("command"))["text"] == "search parking"


async def test_shortcuts_are_in_the_menus(stage: Stage) -> None:
    page = await stage.window("noor")
    message = said(page, "label printer")
    await message.hover()
    await message.get_by_label("More actions").click()
    await page.get_by_role("menuitem", name="Save as knowledge").click()
    saved = await stage.app.said("message_action")
    assert saved["message"]["ts"] == await message.get_attribute("data-ts")
    await page.get_by_label("Shortcuts").first.click()
    await page.get_by_role("menuitem", name="Ask anonymously").click()
    assert (await stage.app.said("shortcut"))["user"]["id"] == stage.person("noor")


async def test_the_guide_prepares_each_step_and_ticks_it(stage: Stage) -> None:
    page = await stage.window("ingrid", "random")
    await page.get_by_role("button", name="Ask as Amina").click()
    await expect(page.locator(".switch__name")).to_have_text("Amina")
    await expect(page.get_by_label("Message #help")).to_have_value(TRY_THIS[0]["compose"])
    await page.get_by_label("Message #help").press("Enter")
    await expect(page.locator(".step[data-step='0']")).to_contain_text("(done)")
    await page.get_by_role("button", name="Show it").click()
    post = said(page, "Parking at the new building")
    await expect(post).to_be_in_viewport()
    await post.hover()
    await post.get_by_label("Add a reaction").first.click()
    await page.get_by_role("menuitem", name="bookmark").click()
    await expect(page.locator(".step--done")).to_have_count(2)
    await page.get_by_label("Hide the guide").click()
    await page.reload()
    await expect(page.locator("body.ready")).to_be_attached()
    await expect(page.get_by_role("region", name="Try this")).to_be_hidden()
    await expect(page.get_by_role("button", name=f"Try this 2/{len(TRY_THIS)}")).to_be_visible()


async def test_on_a_phone_the_channels_are_in_a_drawer(stage: Stage) -> None:
    page = await stage.window("kiri", viewport={"width": 390, "height": 780})
    await expect(page.get_by_role("button", name="office")).to_be_hidden()
    await page.get_by_label("Show channels").click()
    await page.get_by_role("button", name="office").click()
    await expect(page.get_by_role("heading", name="office")).to_be_visible()
    await expect(page.get_by_role("button", name="random")).to_be_hidden()
    wider = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wider


async def test_the_clock_is_put_forward_for_everybody(stage: Stage) -> None:
    lena, priya = await stage.window("lena"), await stage.window("priya")
    await write(lena, "See you tomorrow")
    await expect(said(priya, "See you tomorrow")).to_be_visible()
    await lena.locator(".clock").click()
    await expect(lena.get_by_role("menuitem")).to_have_text(
        ["One hour on", "Next morning, 09:30", "Next Friday, 13:50", "Next Monday, 09:30"]
    )
    await lena.get_by_role("menuitem", name="Next Monday").click()
    await expect(lena.locator(".clock__time")).to_contain_text("09:30")
    await expect(lena.locator(".clock__time")).to_contain_text("Mon ")
    await expect(priya.locator(".clock__time")).not_to_contain_text("09:30")  # it is later where Priya is
    await write(priya, "A new week")
    await expect(said(lena, "A new week")).to_contain_text("09:30")
    await expect(lena.locator(".day__name").last).to_have_text("Today")
    await expect(said(lena, "See you tomorrow").locator(".message__time")).not_to_contain_text("09:30")


async def test_a_status_stands_beside_the_name(stage: Stage) -> None:
    page = await stage.window("priya")
    await write(page, "Off I go")
    person = stage.seeded.people["priya"]
    availability.set_status(stage.playground.world, person, ":palm_tree:", "Vacationing")
    await expect(said(page, "Off I go").locator(".message__mood")).to_have_text("🌴")
    await expect(page.locator(".switch__reachable")).to_contain_text("🌴 Vacationing")
    availability.pause_notifications(stage.playground.world, person, stage.playground.world.now() + 60)
    await expect(page.locator(".switch__reachable")).to_contain_text("Do Not Disturb")


async def test_slacks_window_asks_whoever_acts_on_the_page(stage: Stage) -> None:
    page, world = await stage.window("priya"), stage.playground.world
    back = "http://127.0.0.1:9/back"
    world.manifest = replace(world.manifest, redirect_urls=(back,))
    await page.context.route("http://127.0.0.1:9/**", lambda route: route.fulfill(body="You are back."))
    window = await page.context.new_page()
    asked = {"client_id": stage.playground.tokens.client_id, "user_scope": "dnd:write", "redirect_uri": back}
    await window.goto(f"{stage.playground.url}/oauth/v2/authorize?{urlencode(asked)}")
    await expect(window.get_by_label("You are")).to_have_value(stage.seeded.people["priya"].id)
    await window.get_by_role("button", name="Allow").click()
    await expect(window.get_by_text("You are back.")).to_be_visible()
    assert f"{back}?code=" in window.url
