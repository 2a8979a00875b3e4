"""Interactive elements: where they are in blocks, what they hold at first, and what acting on them says."""

from collections.abc import Iterator, Sequence
from typing import Any

from ..errors import Refused
from ..options import Json

_CHOSEN = {
    "static_select": "selected_option",
    "external_select": "selected_option",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "overflow": "selected_option",
    "checkboxes": "selected_options",
    "radio_buttons": "selected_option",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "rich_text_input": "rich_text_value",
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "file_input": "files",
}
"""Type of element -> the key under which its state keeps what was chosen."""

_INITIAL = {
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_user": "initial_user",
    "selected_users": "initial_users",
    "selected_conversation": "initial_conversation",
    "selected_conversations": "initial_conversations",
    "selected_channel": "initial_channel",
    "selected_channels": "initial_channels",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
    "rich_text_value": "initial_value",
    "value": "initial_value",
}


def interactive(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Every (block, element) that a person can act on, in the order they are shown."""
    for block in blocks:
        candidates = [block.get("element"), block.get("accessory"), *block.get("elements", [])]
        candidates += block.get("actions", []) if isinstance(block.get("actions"), list) else []
        for each in candidates:
            if isinstance(each, dict) and "action_id" in each:
                yield block, each
        yield from interactive([b for b in block.get("child_blocks", []) if isinstance(b, dict)])


def find(blocks: Sequence[Json], action_id: str, block_id: str | None) -> tuple[Json, Json]:
    """The (block, element) with this action. Raises `Refused` (404)."""
    for block, element in interactive(blocks):
        if element["action_id"] == action_id and block_id in (None, block.get("block_id")):
            return block, element
    raise Refused(f"There is nothing called {action_id} to act on here.", 404)


def initial_state(element: Json) -> Json:
    """The state of an element that nobody has touched."""
    kind = element["type"]
    key = _CHOSEN.get(kind)
    if key is None:
        return {"type": kind}
    empty: Any = [] if key.endswith("s") and key != "selected_options" else None
    if key == "selected_options":
        empty = []
    return {"type": kind, key: element.get(_INITIAL.get(key, ""), empty)}


def chosen_state(element: Json, selected: Any) -> Json:
    """The state of an element after somebody chose `selected`: option values, ids, dates or a text.

    A complete state (an object with `type`) is taken as it is. Raises `Refused` for an option that is
    not on offer.
    """
    kind = element["type"]
    if isinstance(selected, dict) and selected.get("type") == kind:
        return selected
    key = _CHOSEN.get(kind)
    if key is None:
        raise Refused(f"There is nothing to choose in a {kind}.")
    if key == "selected_options":
        wanted = selected if isinstance(selected, list) else [selected]
        return {"type": kind, key: [_option(element, each) for each in wanted]}
    if key == "selected_option":
        return {"type": kind, key: None if selected is None else _option(element, selected)}
    if key == "value" and isinstance(selected, str):
        return {"type": kind, key: selected or None}
    return {"type": kind, key: selected}


def _option(element: Json, selected: Any) -> Json:
    wanted = selected.get("value") if isinstance(selected, dict) else selected
    groups = [g.get("options", []) for g in element.get("option_groups", [])]
    options: list[Json] = [*element.get("options", []), *(o for g in groups for o in g)]
    for option in options:
        if wanted in (option.get("value"), option.get("text", {}).get("text")):
            return option
    if element["type"].endswith("external_select") and isinstance(selected, dict):
        return selected
    raise Refused(f"{wanted!r} is not on offer.")


def is_empty(state: Json) -> bool:
    """Whether a required input with this state was left out."""
    return all(not value and value != 0 for key, value in state.items() if key != "type")


def state_values(blocks: Sequence[Json], touched: Json) -> Json:
    """`view.state.values`: what each input holds, touched or not. Buttons have no state."""
    values: Json = {}
    for block, element in interactive(blocks):
        if element["type"] in _CHOSEN and element["type"] != "overflow":
            held = touched.get(block["block_id"], {}).get(element["action_id"])
            state = initial_state(element) if held is None else chosen_state(element, held)
            values.setdefault(block["block_id"], {})[element["action_id"]] = state
    return values


def action_of(block: Json, element: Json, *, selected: Any, value: str | None, stamp: str) -> Json:
    """The entry of `actions` that acting on an element makes."""
    action: Json = {
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "type": element["type"],
        "action_ts": stamp,
    }
    if element["type"] in ("button", "workflow_button", "icon_button"):
        held = element.get("value") if value is None else value
        action |= {"text": element["text"]} | ({"value": held} if held is not None else {})
        return action | ({"style": element["style"]} if "style" in element else {})
    if element["type"] == "feedback_buttons":
        chosen = next(
            (element[k] for k in ("positive_button", "negative_button") if element[k]["value"] == value), None
        )
        if chosen is None:
            raise Refused(f"{value!r} is not on offer.")
        return action | {"value": value, "text": chosen["text"]}
    action |= chosen_state(element, value if selected is None else selected)
    if "placeholder" in element:
        action["placeholder"] = element["placeholder"]
    return action
