"""Block Kit in the playground: what Slack accepts is accepted, what it refuses is refused."""

import json
from typing import Any

import pytest
from jsonschema import Draft7Validator

from bot.playground.blocks import layout
from bot.playground.blocks.reading import complaints_about, complete, read_view
from bot.playground.errors import SlackError
from bot.playground.typed import Names, type_text
from bot.playground.world.ids import Ids
from tests.contracts.block_cases import BASES, CASES, Case
from tests.contracts.slack_samples import SAMPLES, load, needs_samples
from tests.support.surfaces import Json

SPEC = "slackblocks-spec/spec"
HAVE = SAMPLES.is_dir()
FIXTURES = [each["id"] for each in load(f"{SPEC}/manifest.json")["fixtures"]] if HAVE else []
INVALID = [each["id"] for each in load(f"{SPEC}/fixtures/invalid/manifest.json")["cases"]] if HAVE else []
VIEWS = sorted(p.name for p in (SAMPLES / "python-slack-sdk/tests/slack_sdk_fixture").glob("view_*.json"))

IN_CONTEXT = {"elements/image_basic", "elements/image_slack_file_id", "elements/image_slack_file_url"}
IN_CONTEXT_ACTIONS = {"elements/feedback_buttons_basic", "elements/icon_button_basic"}


def complaints(block: Json) -> list[str]:
    return complaints_about([block], layout.MESSAGE_BLOCKS, "/blocks")


def _placed(fixture: str, value: Json) -> list[Json] | None:
    """The fixture as blocks of a message; None for what is no part of a message's blocks."""
    kind = fixture.partition("/")[0]
    if kind == "blocks":
        return [value]
    if kind in ("messages", "attachments"):
        nested = [block for each in value.get("attachments", ()) for block in each.get("blocks", ())]
        return [_without_id(block) for block in [*value.get("blocks", ()), *nested]]
    if kind == "elements":
        return [_holding(fixture, value)]
    if fixture.startswith("objects/text_"):
        return [{"type": "section", "text": value}]
    if kind == "rich_text":
        return [_rich(value)]
    return None


def _without_id(block: Json) -> Json:
    """The fixtures repeat one `block_id`, which Slack does not take."""
    return {key: held for key, held in block.items() if key != "block_id"}


def _holding(fixture: str, element: Json) -> Json:
    if fixture in IN_CONTEXT:
        return {"type": "context", "elements": [element]}
    if element["type"] == "url":
        return BASES["task"] | {"sources": [element]}
    if element["type"].endswith("_input"):
        return {"type": "input", "label": {"type": "plain_text", "text": "x"}, "element": element}
    return {"type": "actions", "elements": [element]}


def _rich(value: Json) -> Json:
    if value["type"] == "rich_text":
        return value
    if value["type"].startswith("rich_text_"):
        return {"type": "rich_text", "elements": [value]}
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [value]}]}


@needs_samples
@pytest.mark.parametrize("fixture", FIXTURES)
def test_what_is_valid_is_accepted(fixture: str) -> None:
    value = load(f"{SPEC}/fixtures/valid/{fixture}.json")
    if fixture.startswith("views/"):
        assert complaints_about(value, layout.HOME if value["type"] == "home" else layout.MODAL, "/view") == []
        return
    blocks = _placed(fixture, value)
    if blocks is None:
        assert fixture.startswith("objects/"), f"{fixture} is nowhere tried"
        pytest.skip("only makes sense inside an element, where other fixtures have it")
    assert complaints_about(blocks, layout.MESSAGE_BLOCKS, "/blocks") == []


@needs_samples
@pytest.mark.parametrize("name", VIEWS)
def test_views_of_slacks_own_tests_are_accepted(name: str) -> None:
    value = load(f"python-slack-sdk/tests/slack_sdk_fixture/{name}")
    request = {k: v for k, v in value.items() if k in _SENT_WITH_A_VIEW and v not in ("", None)}
    check = layout.HOME if value["type"] == "home" else layout.MODAL
    assert complaints_about(request, check, "/view") == []


_SENT_WITH_A_VIEW = frozenset(
    {"type", "title", "submit", "close", "blocks", "private_metadata", "callback_id", "clear_on_close"}
)


@needs_samples
def test_every_invalid_case_is_tried() -> None:
    assert set(CASES) == set(INVALID)


@pytest.mark.parametrize("name", sorted(BASES))
def test_the_bases_are_valid(name: str) -> None:
    if name == "view":
        assert complaints_about(BASES[name], layout.MODAL, "/view") == []
    else:
        assert complaints(BASES[name]) == []


@pytest.mark.parametrize(("name", "case"), sorted(CASES.items()), ids=sorted(CASES))
def test_what_is_invalid_is_refused_where_it_is(name: str, case: Case) -> None:
    broken = case.build()
    in_view = case.base == "view"
    found = complaints_about(broken, layout.MODAL, "/view") if in_view else complaints(broken)
    wrong = f"{'/view' if in_view else '/blocks/0'}/{case.path}"
    assert found, f"{name} was accepted"
    assert all(_concerns(each, wrong) for each in found), found


def _concerns(complaint: str, wrong: str) -> bool:
    """Whether a complaint points at what is wrong, at something in it, or at what holds it."""
    pointer = complaint.partition("[json-pointer:")[2].rstrip("]")
    return f"{pointer}/".startswith(f"{wrong}/") or wrong.startswith(f"{pointer}/")


@needs_samples
@pytest.mark.parametrize("name", sorted(set(BASES) - {"view", "lines", "pie", "task"}))
def test_completed_blocks_are_valid_by_slacks_types(name: str) -> None:
    schema = load("slack-types-schemas/knownblock.json")
    [done] = complete([BASES[name]], Ids())
    assert done["block_id"]
    assert list(Draft7Validator(schema).iter_errors(done)) == []


@needs_samples
@pytest.mark.parametrize(
    "text",
    ["plain", "*bold* _it_ ~no~ `code`", "@amina in #help :wave: https://x.example a@b.example @here", "> q\n```c```"],
)
def test_what_people_type_is_valid_by_slacks_types(text: str) -> None:
    typed = type_text(text, Names({"amina": "U1"}, {"help": "C1"}), block_id="b")
    schema = load("slack-types-schemas/knownblock.json")
    for block in typed.blocks:
        assert list(Draft7Validator(schema).iter_errors(block)) == []
        assert complaints(block) == []


def test_an_invented_property_is_refused() -> None:
    assert complaints({"type": "divider", "colour": "red"}) == [
        "invalid additional property: colour [json-pointer:/blocks/0]"
    ]


def test_ids_may_not_repeat() -> None:
    twice: list[Json] = [{"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "a"}]
    assert complaints_about(twice, layout.MESSAGE_BLOCKS, "/blocks") == [
        "`block_id` a already exists [json-pointer:/blocks/1/block_id]"
    ]


@pytest.mark.parametrize("junk", [None, 7, "x", [], {}, {"type": 7}, {"type": "section", "text": []}, {"type": None}])
def test_junk_is_refused_and_breaks_nothing(junk: Any) -> None:
    assert complaints_about([junk], layout.MESSAGE_BLOCKS, "/blocks")


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ("{", "must be a valid view"),
        ({"type": "home", "blocks": []}, "must be a modal"),
        ({"type": "modal", "title": {"type": "plain_text", "text": "T"}}, "missing required field: blocks"),
        (BASES["view"] | {"submit": None, "blocks": [BASES["text_input"]]}, "submit is required"),
        (BASES["view"] | {"blocks": [BASES["markdown"]]}, "unsupported type: markdown"),
    ],
)
def test_views_are_refused_with_slacks_words(view: Any, said: str) -> None:
    with pytest.raises(SlackError) as refused:
        read_view(view, Ids())
    assert refused.value.code == "invalid_arguments"
    assert said in json.dumps(list(refused.value.messages))
