"""What Slack's client makes of typed text, and what Slack stores of an app's."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.typed import Names, normalise_app_text, type_text

NAMES = Names({"amina": "U0AMINA001", "ada admin": "U0ADA00001", "ada": "U0ADA00002"}, {"help": "C0HELP0001"})
ENTITY = re.compile(r"<(?:@U[A-Z0-9]+|#C[A-Z0-9]+\|[a-z]+|!(?:here|channel|everyone)|[a-z]+:[^<>]*)>")


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("@Ada Admin and @ada", "<@U0ADA00001> and <@U0ADA00002>"),
        (
            "@adam is nobody, mail@ada.example is mail",
            "@adam is nobody, <mailto:mail@ada.example|mail@ada.example> is mail",
        ),
        ("see #help.", "see <#C0HELP0001|help>."),
        ("issue #42 in #unknown", "issue #42 in #unknown"),
        ("(https://x.example/a_(b)?q=1&r=2)", "(<https://x.example/a_(b)?q=1&amp;r=2>)"),
        ("<@U0AMINA001> <!channel>", "&lt;@U0AMINA001&gt; &lt;!channel&gt;"),
        ("*bold @amina* 2*3*4", "*bold <@U0AMINA001>* 2*3*4"),
        ("> quoted\nnot", "&gt; quoted\nnot"),
        ("```@amina\n<b>```", "```@amina\n&lt;b&gt;```"),
        ("@here", "<!here>"),
        ("   ", "   "),
    ],
)
def test_text_becomes_entities(typed: str, sent: str) -> None:
    assert type_text(typed, NAMES, block_id="b").text == sent


def test_styles_are_in_the_blocks() -> None:
    [block] = type_text("*bold* and `co*de*`", NAMES, block_id="b").blocks
    assert block["elements"][0]["elements"] == [
        {"type": "text", "text": "bold", "style": {"bold": True}},
        {"type": "text", "text": " and "},
        {"type": "text", "text": "co*de*", "style": {"code": True}},
    ]


@given(st.text())
def test_nobody_can_type_an_entity_that_the_client_did_not_make(text: str) -> None:
    sent = type_text(text, NAMES, block_id="b").text
    assert "<" not in ENTITY.sub("", sent)
    assert ">" not in ENTITY.sub("", sent)


@given(st.text(alphabet=st.characters(exclude_characters="@#*_~`:>\n")))
def test_plain_text_stands_in_the_blocks_as_it_was_typed(text: str) -> None:
    typed = type_text(text, NAMES, block_id="b")
    written = "".join(each["text"] for block in typed.blocks for each in block["elements"][0]["elements"])
    assert written == text


@given(st.text())
def test_what_an_app_posts_is_normal_once_it_was_normalised(text: str) -> None:
    once = normalise_app_text(text)
    assert normalise_app_text(once) == once


@pytest.mark.parametrize("piece", ["*", "*a", "a.", "@", "_ ", "`a", "<", "> ", "https://", ":a", "#", "a@b.", "```"])
def test_no_text_takes_long(piece: str) -> None:
    text = (piece * 40_000)[:40_000]
    started = time.perf_counter()
    type_text(text, NAMES, block_id="b")
    normalise_app_text(text)
    assert time.perf_counter() - started < 5
