"""Everything that Thrice shows is what Slack takes, whatever people wrote, and mentions nobody by accident."""

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from bot.playground.blocks.reading import read_blocks, read_view
from bot.playground.world.ids import Ids
from bot.ports.chat import Message, View
from bot.slack import limits, mentions
from bot.slack.blockkit import rich
from bot.slack.blockkit.ids import VALUE, Action, BlockId, Callback
from tests.contracts.slack_samples import load, needs_samples
from tests.contracts.surfaces_catalogue import messages, views

ORDINARY = "How do I get VPN access? Ask *Bo* in <#C0123ABCD|it> & see `vpn.example`"
HOSTILE = [
    "<!channel> <!here> <!everyone> <!subteam^S0123ABCD> <@U0123ABCD> <@U0123ABCD|bo>",
    "&lt;!channel&gt; &amp;lt;@U0123ABCD&amp;gt; @channel @here",
    "[x](<!channel>) [<!here>](https://a.example) ![i](https://a.example/<@U0123ABCD>)",
    "```\n<!channel>\n``` `<@U0123ABCD>` ~~<!here>~~ > <!everyone>",
    "<https://evil.example|<!channel>> <javascript:alert(1)|x> <https://evil.example|a|b>",
    "\x00\ud800\u202e\u2066right to left\u200b",
    "word " * 2_500,
    "unbroken" * 1_600,
    "- a\n  - b\n    - c\n" * 200,
    "1. x\n\n   ```\n   y\n   ```\n" * 100,
    "# h\n\n> q\n\n" * 200,
    " ",
    "",
    "\n\n\n",
    "👩‍👩‍👧‍👦" * 1_000,
]
KINDS = Ids()


def shown(words: str, many: int) -> dict[str, Message | View]:
    return {**messages(words, many), **views(words, many)}


def blocks_of(surface: Message | View) -> list[dict[str, Any]]:
    found = surface.blocks if isinstance(surface, Message) else surface["blocks"]
    return [dict(block) for block in found]


def refuse_nothing(surface: Message | View) -> None:
    """Let the playground read it, which refuses what Slack refuses."""
    if isinstance(surface, Message):
        assert surface.text.strip()
        assert len(surface.blocks) <= limits.MESSAGE_BLOCKS
        read_blocks(json.loads(json.dumps(blocks_of(surface))), KINDS)
    else:
        read_view(json.loads(json.dumps(dict(surface))), KINDS, home=surface["type"] == "home")


@pytest.mark.parametrize("many", [0, 1, 60])
def test_slack_takes_every_surface_however_much_there_is_to_show(many: int) -> None:
    for surface in shown(ORDINARY, many).values():
        refuse_nothing(surface)


@pytest.mark.parametrize("words", HOSTILE, ids=lambda words: ascii(words[:8]))
def test_slack_takes_every_surface_whatever_people_wrote(words: str) -> None:
    for name, surface in shown(words, 3).items():
        try:
            refuse_nothing(surface)
        except Exception as error:
            raise AssertionError(f"{name}: {getattr(error, 'messages', error)}") from error


@pytest.mark.parametrize("words", [ORDINARY, *HOSTILE], ids=lambda words: ascii(words[:8]))
def test_no_surface_mentions_anybody_whom_our_code_did_not_choose(words: str) -> None:
    for name, message in messages(words, 3).items():
        assert mentions.mentioned(message) == frozenset(), name


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(words=st.text(max_size=400), many=st.integers(0, 12))
def test_any_words_at_all_are_taken_and_mention_nobody(words: str, many: int) -> None:
    for name, surface in shown(words, many).items():
        refuse_nothing(surface)
        if isinstance(surface, Message):
            assert mentions.mentioned(surface) == frozenset(), name


_PIECES = ["<!channel>", "<@U0123ABCD>", "<!subteam^S1>", "<", ">", "&lt;", "|", "`", "```", "*", "[", "](", ")", "a"]
_MARKUP = st.lists(st.sampled_from([*_PIECES, "\n", " "]), max_size=30).map("".join)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(words=_MARKUP)
def test_no_heap_of_markup_becomes_a_mention(words: str) -> None:
    for name, message in messages(words, 2).items():
        assert mentions.mentioned(message) == frozenset(), name


@needs_samples
@pytest.mark.parametrize("words", [ORDINARY, HOSTILE[0], HOSTILE[3]], ids=["ordinary", "mentions", "code"])
def test_every_block_has_the_shape_that_slacks_own_types_give_it(words: str) -> None:
    block_schema = Draft7Validator(load("slack-types-schemas/knownblock.json"))
    view_schema = Draft7Validator(load("slack-types-schemas/view.json"))
    for name, surface in shown(words, 3).items():
        if isinstance(surface, Message):
            for block in _as_typed(blocks_of(surface)):
                assert block_schema.is_valid(block), f"{name}: {block}"
        else:
            [view] = _as_typed([dict(surface)])
            errors = [e.message for e in view_schema.iter_errors(view)]
            assert not errors, f"{name}: {errors}"


def _as_typed(things: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without `offset` of numbered lists, which Slack documents and its own types have forgotten."""
    things = copy.deepcopy(things)

    def walk(thing: Any) -> None:
        if isinstance(thing, dict):
            if thing.get("type") == "rich_text_list":
                thing.pop("offset", None)
            for value in thing.values():
                walk(value)
        elif isinstance(thing, list):
            for value in thing:
                walk(value)

    walk(things)
    return things


@needs_samples
def test_our_limits_are_slacks() -> None:
    spec = load("slackblocks-spec/spec/limits.json")
    ours = {
        "button.text": limits.BUTTON_TEXT,
        "button.value": limits.BUTTON_VALUE,
        "button.url": limits.BUTTON_URL,
        "confirmation.title": limits.CONFIRM_TITLE,
        "confirmation.text": limits.CONFIRM_TEXT,
        "confirmation.confirm": limits.CONFIRM_BUTTON,
        "option.text": limits.OPTION_TEXT,
        "option.value": limits.OPTION_VALUE,
        "option.description": limits.OPTION_DESCRIPTION,
        "select.placeholder": limits.PLACEHOLDER,
        "header.text": limits.HEADER_TEXT,
        "input.label": limits.INPUT_LABEL,
        "input.hint": limits.INPUT_HINT,
        "markdown.text": limits.MARKDOWN_TEXT,
        "section.text": limits.SECTION_TEXT,
        "view.private_metadata": limits.PRIVATE_METADATA,
        "view.callback_id": limits.IDENTIFIER,
        "view.title": limits.VIEW_TITLE,
        "view.submit": limits.VIEW_BUTTON,
    }
    theirs = {path: spec[path.split(".")[0]][path.split(".")[1]]["max_length"] for path in ours}
    assert ours == theirs
    assert spec["actions"]["elements"]["max_items"] == limits.ACTIONS_ELEMENTS
    assert spec["context"]["elements"]["max_items"] == limits.CONTEXT_ELEMENTS
    assert spec["checkboxes"]["options"]["max_items"] == limits.CHECKBOXES
    assert spec["select"]["options"]["max_items"] == limits.SELECT_OPTIONS
    assert spec["plain_text_input"]["max_length"]["max"] == limits.INPUT_TEXT
    assert spec["section"]["fields"]["max_items"] == limits.SECTION_FIELDS
    assert spec["section"]["fields"]["item_max_length"] == limits.SECTION_FIELD
    assert spec["view"]["blocks"]["max_items"] == limits.VIEW_BLOCKS


def test_every_id_that_slack_sends_back_is_on_some_surface_and_every_id_on_a_surface_is_ours() -> None:
    actions: set[str] = set()
    callbacks: set[str] = set()
    places: set[str] = set()

    def walk(thing: Any) -> None:
        if isinstance(thing, dict):
            actions.update([thing["action_id"]] if "action_id" in thing else [])
            callbacks.update([thing["callback_id"]] if "callback_id" in thing else [])
            places.update([thing["block_id"].split(".")[0]] if "block_id" in thing else [])
            for value in thing.values():
                walk(value)
        elif isinstance(thing, list | tuple):
            for value in thing:
                walk(value)

    for surface in shown(ORDINARY, 3).values():
        walk(blocks_of(surface) if isinstance(surface, Message) else dict(surface))
    assert actions == {action.value for action in Action} | {VALUE}
    assert callbacks == {callback.value for callback in Callback}
    assert places == {place.value for place in BlockId}


def test_a_card_shows_a_long_draft_within_the_limit_over_all_blocks() -> None:
    card = messages("A sentence that says something. " * 2_000, 60)["card by model"]
    assert 6_000 < rich.length(blocks_of(card)) <= limits.ALL_BLOCKS
