"""Blocks, attachments and views as apps send them: read, checked, refused, and completed as Slack does."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from ..errors import SlackError
from ..options import Json
from ..world.ids import Ids
from . import layout
from .grammar import Check, Complaints, complain

_MOST_TEXT_IN_BLOCKS = 13_200
_MOST_ATTACHMENTS = 100
_LARGEST_VIEW = 250_000


def read_json(raw: Any) -> Any:
    """An argument that may be JSON itself or, in a form, a string of it. Raises ValueError."""
    return json.loads(raw) if isinstance(raw, str) else raw


def read_blocks(raw: Any, ids: Ids) -> list[Json]:
    """A message's blocks. Raises `invalid_blocks_format`, `invalid_blocks`, `msg_blocks_too_long`."""
    if raw is None or raw == "":
        return []
    try:
        blocks = read_json(raw)
    except ValueError:
        raise SlackError("invalid_blocks_format") from None
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    _refuse("invalid_blocks", complaints_about(blocks, layout.MESSAGE_BLOCKS, "/blocks"))
    if sum(len(text) for block in blocks for text in _texts(block)) > _MOST_TEXT_IN_BLOCKS:
        raise SlackError("msg_blocks_too_long")
    return complete(blocks, ids)


def _refuse(code: str, complaints: Complaints) -> None:
    if complaints:
        raise SlackError(code, *(f"[ERROR] {each}" for each in complaints), errors=complaints)


def complaints_about(value: Any, check: Check, at: str) -> Complaints:
    """What Slack would complain about, worded as it does."""
    complaints: Complaints = []
    check(value, at, complaints)
    if not complaints:
        blocks = value.get("blocks", []) if isinstance(value, dict) else value
        where = f"{at}/blocks" if isinstance(value, dict) else at
        _unique_ids(blocks if isinstance(blocks, list) else [], where, complaints)
    return complaints


def _unique_ids(blocks: list[Json], at: str, complaints: Complaints) -> None:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id and block_id in seen:
            complain(complaints, f"{at}/{index}/block_id", f"`block_id` {block_id} already exists")
        seen.add(block_id or "")
        actions: set[str] = set()
        for position, element in enumerate(block.get("elements") or ()):
            action_id = element.get("action_id") if isinstance(element, dict) else None
            if action_id and action_id in actions:
                where = f"{at}/{index}/elements/{position}/action_id"
                complain(complaints, where, f"`action_id` {action_id} already exists for other elements")
            actions.add(action_id or "")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, held in value.items():
            if key == "text" and isinstance(held, str):
                yield held
            else:
                yield from _texts(held)
    elif isinstance(value, list):
        for held in value:
            yield from _texts(held)


_INTERACTIVE = frozenset(
    [
        "button",
        "workflow_button",
        "checkboxes",
        "radio_buttons",
        "overflow",
        "datepicker",
        "timepicker",
        "datetimepicker",
        "plain_text_input",
        "email_text_input",
        "url_text_input",
        "number_input",
        "rich_text_input",
        "file_input",
        "feedback_buttons",
        "icon_button",
    ]
)


def complete(blocks: list[Json], ids: Ids) -> list[Json]:
    """A copy with what Slack fills in: block and action ids, `emoji` and `verbatim`."""
    done = copy.deepcopy(blocks)
    for block in done:
        block.setdefault("block_id", ids.short())
        _fill(block, ids)
    return done


def _fill(value: Any, ids: Ids) -> None:
    if isinstance(value, list):
        for held in value:
            _fill(held, ids)
    if not isinstance(value, dict):
        return
    kind = value.get("type")
    if kind == "plain_text":
        value.setdefault("emoji", True)
    elif kind == "mrkdwn":
        value.setdefault("verbatim", False)
    elif isinstance(kind, str) and (kind in _INTERACTIVE or kind.endswith("_select")):
        value.setdefault("action_id", ids.short())
    for held in value.values():
        _fill(held, ids)


def read_attachments(raw: Any, ids: Ids) -> list[Json]:
    """A message's attachments. Raises `invalid_attachments`, `too_many_attachments`, `invalid_blocks`."""
    if raw is None or raw == "":
        return []
    try:
        attachments = read_json(raw)
    except ValueError:
        raise SlackError("invalid_attachments") from None
    if not isinstance(attachments, list) or not all(isinstance(a, dict) for a in attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > _MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    return [_attachment(each, number, ids) for number, each in enumerate(attachments, start=1)]


def _attachment(attachment: Json, number: int, ids: Ids) -> Json:
    done = {"id": number, "color": "dddddd", "fallback": "[no preview available]"} | attachment
    done["color"] = str(done["color"]).removeprefix("#")
    if "blocks" in attachment:
        done["blocks"] = read_blocks(attachment["blocks"], ids)
    return done


def read_view(raw: Any, ids: Ids, *, home: bool = False) -> Json:
    """A view. Raises `invalid_arguments` with Slack's complaints, or `view_too_large`."""
    try:
        view = read_json(raw)
    except ValueError:
        view = None
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", "[ERROR] must be a valid view [json-pointer:/view]")
    kind = "home" if home else "modal"
    if view.get("type") != kind:
        raise SlackError("invalid_arguments", f"[ERROR] must be a {kind} [json-pointer:/view/type]")
    if len(json.dumps(view)) > _LARGEST_VIEW:
        raise SlackError("view_too_large")
    complaints = complaints_about(view, layout.HOME if home else layout.MODAL, "/view")
    if not home and not complaints and _needs_submit(view):
        complain(complaints, "/view", "submit is required if there are input blocks")
    _refuse_view(complaints)
    return view | {"blocks": complete(view["blocks"], ids)}


def _refuse_view(complaints: Complaints) -> None:
    if complaints:
        raise SlackError("invalid_arguments", *(f"[ERROR] {each}" for each in complaints))


def _needs_submit(view: Json) -> bool:
    return any(block["type"] == "input" for block in view["blocks"]) and not view.get("submit")
