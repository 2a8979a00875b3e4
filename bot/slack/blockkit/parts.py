"""The blocks that views are made of, each within Slack's limits."""

from collections.abc import Sequence
from typing import Any, Literal

from bot.slack import limits
from bot.slack.blockkit.ids import VALUE, Action, BlockId, Callback
from bot.slack.limits import clip

Block = dict[str, Any]


def plain(words: str, limit: int) -> Block:
    """Return a plain text object: nothing in it is read as markup."""
    return {"type": "plain_text", "text": clip(words.strip() or " ", limit), "emoji": False}


def header(words: str) -> Block:
    """Return a heading."""
    return {"type": "header", "text": plain(words, limits.HEADER_TEXT)}


def section(mrkdwn: str, *, accessory: Block | None = None) -> Block:
    """Return a paragraph of our own words; people's go through `mrkdwn.escape` or into rich text."""
    block: Block = {"type": "section", "text": {"type": "mrkdwn", "text": clip(mrkdwn, limits.SECTION_TEXT)}}
    return block if accessory is None else {**block, "accessory": accessory}


def small_print(*mrkdwn: str) -> tuple[Block, ...]:
    """Return a line of small print of those of our sentences that are not empty; no block where all are."""
    lines = [line for line in mrkdwn if line][: limits.CONTEXT_ELEMENTS]
    elements = [{"type": "mrkdwn", "text": clip(line, limits.CONTEXT_TEXT)} for line in lines]
    return ({"type": "context", "elements": elements},) if elements else ()


def divider() -> Block:
    """Return a line."""
    return {"type": "divider"}


def button(
    words: str, action: Action, *, value: str = "", style: Literal["primary", "danger"] | None = None, url: str = ""
) -> Block:
    """Return a button. Raises `ValueError` for a value that is too long: cut, it would name something else."""
    if len(value) > limits.BUTTON_VALUE:
        raise ValueError("a button's value is too long")
    made: Block = {"type": "button", "text": plain(words, limits.BUTTON_TEXT), "action_id": action.value}
    if value:
        made["value"] = value
    if style:
        made["style"] = style
    if url and len(url) <= limits.BUTTON_URL:
        made["url"] = url
    return made


def actions(*elements: Block) -> Block:
    """Return a row of buttons."""
    return {"type": "actions", "elements": list(elements[: limits.ACTIONS_ELEMENTS])}


def field(where: BlockId | str, label: str, element: Block, *, hint: str = "", optional: bool = False) -> Block:
    """Return an input; its value comes back as `values[where]["value"]`."""
    block: Block = {
        "type": "input",
        "block_id": str(where),
        "label": plain(label, limits.INPUT_LABEL),
        "element": {**element, "action_id": VALUE},
        "optional": optional,
    }
    return {**block, "hint": plain(hint, limits.INPUT_HINT)} if hint else block


def text_input(initial: str = "", *, lines: bool = False, longest: int = limits.INPUT_TEXT, example: str = "") -> Block:
    """Return a box to write in."""
    element: Block = {"type": "plain_text_input", "multiline": lines, "min_length": 1, "max_length": longest}
    if initial:
        element["initial_value"] = initial[:longest]
    if example:
        element["placeholder"] = plain(example, limits.PLACEHOLDER)
    return element


def option(words: str, value: str, description: str = "") -> Block:
    """Return one choice of several."""
    made: Block = {"text": plain(words, limits.OPTION_TEXT), "value": value}
    if description:
        made["description"] = plain(description, limits.OPTION_DESCRIPTION)
    return made


def modal(
    callback: Callback | None, title: str, blocks: Sequence[Block], *, submit: str | None = None, metadata: str = ""
) -> Block:
    """Return a modal; without `submit` it only tells, and needs no `callback`.

    Raises `ValueError` for metadata that is too long.
    """
    if len(metadata) > limits.PRIVATE_METADATA:
        raise ValueError("a modal's metadata is too long")
    view: Block = {
        "type": "modal",
        "title": plain(title, limits.VIEW_TITLE),
        "close": plain("Cancel" if submit else "Close", limits.VIEW_BUTTON),
        "blocks": list(blocks[: limits.VIEW_BLOCKS]),
        "private_metadata": metadata,
    }
    if callback is not None:
        view["callback_id"] = callback.value
    if submit:
        view["submit"] = plain(submit, limits.VIEW_BUTTON)
    return view
