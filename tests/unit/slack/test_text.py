"""Words on their way into Slack and out of it: clipping, escaping, taking markup apart, articles as rich text."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.ports.chat import Message, UnchosenMention
from bot.slack import entities, markdown, mentions, mrkdwn
from bot.slack.blockkit import rich
from bot.slack.limits import clip

NAMES = {"U0123ABCD": "Bo"}


def seen(thing: Any) -> str:
    """What a reader sees of rich text."""
    if isinstance(thing, dict):
        own = thing.get("text") if isinstance(thing.get("text"), str) else ""
        return (own or thing.get("url", "")) + "".join(seen(v) for v in thing.values() if isinstance(v, dict | list))
    return "".join(seen(each) for each in thing)


@given(st.text(max_size=200), st.integers(0, 100))
def test_clipping_keeps_the_limit_and_the_beginning(text: str, limit: int) -> None:
    clipped = clip(text, limit)
    assert len(clipped) <= limit
    assert clipped == text or text.startswith(clipped.removesuffix("…"))


def test_clipping_cuts_between_words() -> None:
    assert clip("How do I get VPN access?", 20) == "How do I get VPN…"
    assert clip("short", 20) == "short"
    assert clip("unbroken" * 10, 20) == "unbrokenunbrokenunb…"


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\u2060"), max_size=200))
def test_escaped_text_mentions_nobody_and_reads_the_same(text: str) -> None:
    escaped = mrkdwn.escape(text)
    assert mentions.mentioned(Message(escaped)) == frozenset()
    as_shown = escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("\u2060", "")
    assert as_shown == text


def test_escaping_takes_the_meaning_from_marks_and_leaves_names_alone() -> None:
    assert mrkdwn.escape("snake_case_name") == "snake_case_name"
    assert mrkdwn.escape("*bold*") != "*bold*"
    assert mrkdwn.escape("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://a.example/<!channel>", "a|b", "", "https://a b"])
def test_what_is_no_web_address_becomes_no_link(address: str) -> None:
    assert mrkdwn.link(address, "label") == "label"
    assert rich.link(address, "label")["type"] == "text"


def test_a_links_label_cannot_end_the_link() -> None:
    assert mrkdwn.link("https://a.example", "a|b>\n<!channel>") == "<https://a.example|a¦b&gt; &lt;!channel&gt;>"


@pytest.mark.parametrize(
    "text",
    [
        "<!channel>",
        "<!here|here>",
        "<!everyone>",
        "<!subteam^S0123ABCD|@it>",
        "<@U0123ABCD>",
        "<@W0123ABCD|bo>",
        "<@>",
    ],
)
def test_the_guard_at_the_exit_stops_every_kind_of_mention(text: str) -> None:
    inside = {"type": "section", "text": {"type": "mrkdwn", "text": text}}
    deep = {"type": "context", "elements": [{"type": "mrkdwn", "text": f"x {text}"}]}
    for message in (Message(text), Message("x", (inside,)), Message("x", (deep,))):
        with pytest.raises(UnchosenMention):
            mentions.check(message)


def test_the_guard_stops_mentions_in_rich_text_too() -> None:
    for element in (
        {"type": "user", "user_id": "U0123ABCD"},
        {"type": "usergroup", "usergroup_id": "S0123ABCD"},
        {"type": "broadcast", "range": "channel"},
    ):
        with pytest.raises(UnchosenMention):
            mentions.check(Message("x", (rich.block(rich.section(element)),)))


def test_whom_our_code_chose_may_be_mentioned_and_nobody_besides() -> None:
    mentions.check(Message(mrkdwn.mention("U0123ABCD"), mentions=frozenset({"U0123ABCD"})))
    with pytest.raises(UnchosenMention):
        mentions.check(Message("<@U0123ABCD> <@U0OTHER>", mentions=frozenset({"U0123ABCD"})))


def test_words_that_slack_shows_as_they_are_pass_the_guard() -> None:
    mentions.check(Message("x", (rich.block(rich.section(rich.text("Type <!channel> to call everybody"))),)))
    mentions.check(Message("&lt;!channel&gt; and a date <!date^1392734382^{date}|today>"))


@given(st.text(alphabet="<>@!#|&;`*_ U0123ABCDchannelhere^subteam\n", max_size=60))
def test_nothing_that_slack_would_read_as_a_mention_passes_the_guard(text: str) -> None:
    would_call = re.search(r"<(@[UW]\w*|!(channel|here|everyone|subteam))", text)
    if would_call:
        with pytest.raises(UnchosenMention):
            mentions.check(Message(text))


@pytest.mark.parametrize(
    ("raw", "plain", "as_markdown"),
    [
        ("ask <@U0123ABCD> or <@U0OTHER>", "ask @Bo or @someone", "ask @Bo or @someone"),
        ("see <#C0123ABCD|it-help>", "see #it-help", r"see \#it-help"),
        ("see <#C0123ABCD>", "see #a-channel", r"see \#a-channel"),
        ("<https://a.example/x|the page>", "the page (https://a.example/x)", "[the page](https://a.example/x)"),
        ("<https://a.example/x>", "https://a.example/x", "[https://a.example/x](https://a.example/x)"),
        ("<mailto:it@a.example|it@a.example>", "it@a.example", "it@a.example"),
        ("<!channel> now", "@channel now", "@channel now"),
        ("<!subteam^S1|@it-team> now", "@it-team now", "@it-team now"),
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c", r"a \<b\> \&amp; c"),
        ("run `vpn &lt;up&gt;`", "run vpn <up>", "run `vpn <up>`"),
        ("```\nvpn up\n```", "vpn up", "\n```\nvpn up\n```\n"),
        ("`curl <https://a.example>`", "curl https://a.example", "`curl https://a.example`"),
    ],
)
def test_what_people_wrote_is_read_as_they_meant_it(raw: str, plain: str, as_markdown: str) -> None:
    assert entities.plain(raw, NAMES) == plain
    assert entities.markdown(raw, NAMES) == as_markdown


@given(st.text(alphabet="<>@!#|&;`U0123ABCD *_[]()\\~-\n", max_size=80))
def test_the_markdown_of_what_people_wrote_shows_no_html_and_the_same_words(raw: str) -> None:
    shown = MarkdownIt("commonmark", {"html": False}).render(entities.markdown(raw, NAMES))
    assert not re.search(r"<(script|img|iframe)", shown)
    # What is shown once the message is text again.
    assert mentions.mentioned(Message(mrkdwn.escape(entities.plain(raw, NAMES)) or "x")) == frozenset()


@given(st.text(max_size=300), st.integers(1, 100))
def test_a_quoted_message_keeps_its_limit(raw: str, limit: int) -> None:
    quoted = entities.elements(raw, NAMES, limit=limit)
    shown = "".join(element.get("text", "") for element in quoted)
    assert len(shown) <= limit + 2 + len(quoted)


ARTICLE = """## Short answer

Ask **IT** for an *account* [[1]](https://acme.slack.com/p1).

## Steps

1. Open `vpn.example`
2. Sign in

   ```
   vpn up
   ```
3. Done
   - really

> Bo said so

## Sources

1. Bo: [Slack message](https://acme.slack.com/p1)
"""


def test_an_article_reads_in_slack_as_on_its_page() -> None:
    shown = markdown.blocks(ARTICLE, without_heading="Short answer", without_section="Sources")
    assert shown.complete
    [block] = shown.blocks
    kinds = [part["type"].removeprefix("rich_text_") for part in block["elements"]]
    assert kinds == ["section", "list", "preformatted", "list", "list", "quote"]
    assert seen(block["elements"][0]) == "Ask IT for an account [1].\n\nSteps"
    assert [part.get("offset") for part in block["elements"] if part["type"] == "rich_text_list"] == [None, 2, None]
    assert "Short answer" not in seen(block)
    assert "Slack message" not in seen(block)


def test_paragraphs_stand_apart_and_headings_stand_with_what_follows() -> None:
    [block] = markdown.blocks("One.\n\nTwo.\n\n## Head\n\nThree.\n\n- item\n\n## Next\n\nFour.").blocks
    assert [seen(part) for part in block["elements"]] == ["One.\n\nTwo.\n\nHead\nThree.", "item", "\nNext\nFour."]


def test_a_table_is_drawn_in_letters_of_one_width() -> None:
    table = (
        "| Key | Where |\n|---|:--:|\n| `a` | [**the** page](https://x.example/a) |\n| long one | https://x.example |\n"
    )
    [block] = markdown.blocks(f"Before\n\n{table}\nAfter\n").blocks
    kinds = [part["type"] for part in block["elements"]]
    assert kinds == ["rich_text_section", "rich_text_preformatted", "rich_text_section"]
    assert block["elements"][1]["elements"][0]["text"].split("\n") == [
        "Key       Where",
        "────────  ──────────────────────────────",
        "a         the page (https://x.example/a)",
        "long one  https://x.example",
    ]


def test_a_table_of_one_wide_cell_and_many_rows_is_not_filled_up() -> None:
    table = "|a|b|\n|---|---|\n|" + "x" * 50_000 + "|y|\n" + "|1|2|\n" * 5_000
    shown = markdown.blocks(table, limit=2_000_000)
    assert rich.length(list(shown.blocks)) < 600_000


def test_an_article_longer_than_there_is_room_for_says_so() -> None:
    shown = markdown.blocks("A paragraph of some words.\n\n" * 100, limit=200)
    assert not shown.complete
    assert 100 < rich.length(shown.blocks) <= 220


def test_a_first_paragraph_longer_than_there_is_room_for_is_cut() -> None:
    shown = markdown.blocks("word " * 500, limit=200)
    assert not shown.complete
    assert seen(shown.blocks[0]).endswith("word…")


def test_raw_html_shows_as_it_is_written() -> None:
    assert "<script>" in seen(markdown.blocks("Hello <script>alert(1)</script>").blocks)


@given(st.text(alphabet="#*_`>-1.[]() \n\tab!<&|~=+", max_size=150), st.integers(1, 400))
def test_any_markdown_becomes_blocks_within_the_limit(body: str, limit: int) -> None:
    shown = markdown.blocks(body, limit=limit, without_section="a")
    assert rich.length(shown.blocks) <= limit + 8 * max(1, sum(len(b["elements"]) for b in shown.blocks))


def test_an_articles_words_alone() -> None:
    assert markdown.words("## A\n\nb *c*\nd `e`").split() == ["A", "b", "c", "d", "e"]
