"""Whatever stands in a message, a name or a block: the chat page draws it and runs nothing."""

import time

import pytest
from playwright.async_api import Page, expect

from bot.playground.world import folk, talk

from .stage import Stage, said, write
from .tiny_app import Json

pytestmark = pytest.mark.browser

RUN = "window.ran=(window.ran||0)+1"
HOSTILE = (
    f'<img src=x onerror="{RUN}">',
    f"<script>{RUN}</script>",
    f'"><svg onload="{RUN}">',
    f"<javascript:{RUN}|press me>",
    f"[press me](javascript:{RUN})",
    f"<JAVASCRIPT:{RUN}>",
    f"<data:text/html,<script>{RUN}</script>|press me>",
    f'<https://a.example/"onmouseover="{RUN}|press me>',
    "<!channel> <!here> <!everyone|all>",
    "<@U0000> <#C0000|<b>x</b>> <!subteam^S1|@all> <!date^1^{date}^javascript:1|x>",
    "{{7*7}} ${7*7} <%= 7*7 %> &lt;b&gt; &amp;lt;",
    "\u202egnp.exe\u202c a\u0000b \ud83d",
)


async def nothing_ran(page: Page) -> None:
    """No script of a message ran, and nothing that could run one is in the page."""
    assert await page.evaluate("window.ran") is None
    foreign = """[...document.querySelectorAll("body script, iframe, object, embed, img, [href], svg")].filter(
        (node) => (node.matches("img") && !node.src.endsWith("/page/mark.svg"))
            || node.matches("script, iframe, object, embed, svg:not(.icon)")
            || (node.href && !/^(https?|mailto|tel):/.test(node.href))
    ).length"""
    assert await page.evaluate(foreign) == 0
    handlers = """[...document.querySelectorAll("*")].some(
        (node) => [...node.attributes].some((each) => /^(on|srcdoc)/.test(each.name))
    )"""
    assert not await page.evaluate(handlers)


def everywhere(text: str) -> list[Json]:
    """Blocks that carry `text` in every place that takes one."""
    plain, marked = {"type": "plain_text", "text": text}, {"type": "mrkdwn", "text": text}
    option = {"text": plain, "value": text, "description": plain}
    url = text.strip("<>").split("|", maxsplit=1)[0]
    link = {"type": "link", "url": url, "text": text}
    return [
        {"type": "header", "text": plain},
        {"type": "section", "text": marked, "fields": [marked, plain]},
        {"type": "section", "text": plain, "accessory": {"type": "image", "image_url": url, "alt_text": text}},
        {"type": "context", "elements": [marked, plain]},
        {"type": "image", "title": plain, "image_url": url, "alt_text": text},
        {"type": "markdown", "text": text},
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [link, {"type": "text", "text": text}]}],
        },
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text}]}],
        },
        {"type": "table", "rows": [[{"type": "raw_text", "text": text}], [{"type": "raw_text", "text": text}]]},
        {"type": text},
        {
            "type": "actions",
            "block_id": text,
            "elements": [
                {"type": "button", "text": plain, "action_id": text, "url": url, "style": text},
                {"type": "checkboxes", "action_id": "boxes", "options": [option]},
                {"type": "static_select", "action_id": "select", "options": [option], "placeholder": plain},
            ],
        },
    ]


async def test_hostile_text_is_drawn_and_nothing_runs(stage: Stage) -> None:
    world, priya, room = stage.playground.world, stage.seeded.people["priya"], stage.seeded.channels["help"]
    for text in HOSTILE:
        safe = text.encode("utf-8", "replace").decode()
        folk.change_person(world, priya, {"display_name": safe[:60]})
        talk.say(world, room, priya, safe)
        talk.say(world, room, priya, "its blocks are drawn instead", blocks=everywhere(safe))
        await stage.slack.chat_postMessage(channel=room.id, text=safe, username=safe[:60])
    page = await stage.window("amina")
    await expect(page.locator(".conversation .picture")).to_have_count(len(HOSTILE))
    for link in await page.locator(".conversation .message .link").all():
        await link.dispatch_event("mouseover")
    for picker in await page.locator(".conversation .picker").all():
        await picker.click()
        await expect(page.get_by_role("option")).to_have_count(1)
        await page.keyboard.press("Escape")
    await nothing_ran(page)


async def test_what_a_person_types_is_text(stage: Stage) -> None:
    page = await stage.window("amina")
    typed = f'<img src=x onerror="{RUN}"> <!channel> <@U123> javascript:{RUN} &lt;'
    await write(page, typed)
    await expect(said(page, "<img src=x")).to_contain_text(typed)
    await nothing_ran(page)


async def test_long_and_crooked_texts_are_drawn_quickly(stage: Stage) -> None:
    page = await stage.window("amina")
    for piece in ("*a _b ~c ", "<", "`", "*a\n", "> ", ":a:", "[a](", "**a", "<@", "```"):
        for module, function in (("mrkdwn", "mrkdwn"), ("markdown", "markdown")):
            draw = f"""async ([text]) => {{
                const {{ {function} }} = await import("/page/blockkit/{module}.js");
                return {function}(text, {{ names: {{ channel: () => null }}, zone: "UTC" }}).textContent.length;
            }}"""
            before = time.monotonic()
            assert await page.evaluate(draw, ["end " + (piece * 40_000)[:40_000]]) > 0
            assert time.monotonic() - before < 3, f"{module} took too long over {piece!r}"


MRKDWN = {
    "*bold* _italic_ ~gone~ `code *x*`": "<b>bold</b> <i>italic</i> <s>gone</s> <code>code *x*</code>",
    "*bold _both_*": "<b>bold <i>both</i></b>",
    "snake_case_name 2*3*4 a ~ b ~ c": "snake_case_name 2*3*4 a ~ b ~ c",
    "* not bold * _ nor this _": "* not bold * _ nor this _",
    "one\ntwo": "one<br>two",
    "> quoted\n> more\nafter": "<q>quoted<br>more</q>after",
    "&gt; quoted": "<q>quoted</q>",
    "&gt;&gt;&gt; all\nthe rest": "<q>all<br>the rest</q>",
    "```x = 1 &lt; 2\n*y*```": "<pre>x = 1 < 2\n*y*</pre>",
    "a ```b``` c": "a <pre>b</pre> c",
    "open ``` fence": "open ``` fence",
    ":tada: :not_an_emoji:": "🎉 :not_an_emoji:",
    "&lt;b&gt; &amp;amp;": "<b> &amp;",
    "<https://a.example/x?y=1&amp;z=2|here>": "[https://a.example/x?y=1&z=2](here)",
    "see https://a.example/x.": "see [https://a.example/x](https://a.example/x).",
    "<mailto:a@b.example|a@b.example>": "[mailto:a@b.example](a@b.example)",
    "<javascript:alert(1)|x>": "<javascript:alert(1)|x>",
    "*<https://a.example|a * b>*": "<b>[https://a.example/](a * b)</b>",
    "<!here> <!channel>": "@here @channel",
    "<!date^86400^{date_num} at {time}|then>": "02/01/1970 at 00:00",
    "<!date^x^{date}|then>": "then",
}
PLAIN = """async (texts) => {
    const { mrkdwn } = await import("/page/blockkit/mrkdwn.js");
    const tags = { STRONG: "b", EM: "i", S: "s", CODE: "code", PRE: "pre", BLOCKQUOTE: "q" };
    const show = (node) => {
        if (node.nodeType === Node.TEXT_NODE) return node.data;
        const inner = [...node.childNodes].map(show).join("");
        if (node.nodeName === "BR") return "<br>";
        if (node.nodeName === "A") return `[${node.href}](${inner})`;
        const tag = tags[node.nodeName];
        return tag ? `<${tag}>${inner}</${tag}>` : inner;
    };
    return texts.map((text) => show(mrkdwn(text, { names: { channel: () => null }, zone: "UTC" })));
}"""


async def test_mrkdwn_is_read_as_slack_reads_it(stage: Stage) -> None:
    page = await stage.window("amina")
    drawn = dict(zip(MRKDWN, await page.evaluate(PLAIN, list(MRKDWN)), strict=True))
    assert drawn == MRKDWN
