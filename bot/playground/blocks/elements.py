"""Block Kit's composition objects and interactive elements, with Slack's limits."""

from typing import Any

from .grammar import (
    Check,
    Complaints,
    anything,
    boolean,
    by_type,
    choice,
    complain,
    exactly_one,
    items,
    number,
    picked,
    record,
    string,
    typed,
)

ID = string(255)


def plain(most: int = 3000, least: int = 1) -> Check:
    """A plain_text object."""
    return typed("plain_text", {"text": string(most, least)}, {"emoji": boolean})


def mrkdwn(most: int = 3000, least: int = 1) -> Check:
    """A mrkdwn object."""
    return typed("mrkdwn", {"text": string(most, least)}, {"verbatim": boolean})


def text(most: int = 3000, least: int = 1) -> Check:
    """A plain_text or mrkdwn object."""
    return by_type({"plain_text": plain(most, least), "mrkdwn": mrkdwn(most, least)})


CONFIRM = record(
    {"text": text(300)},
    {"title": plain(100), "confirm": plain(30), "deny": plain(30), "style": choice("primary", "danger")},
)
_OPTION_EXTRAS = {"description": text(75), "url": string(3000)}
OPTION = record({"text": text(75), "value": string(150)}, _OPTION_EXTRAS)
PLAIN_OPTION = record({"text": plain(75), "value": string(150)}, _OPTION_EXTRAS)
OPTION_GROUP = record({"label": plain(75), "options": items(PLAIN_OPTION, 1, 100)})
_DISPATCH = record({}, {"trigger_actions_on": items(choice("on_enter_pressed", "on_character_entered"), 1, 2)})
_FILTER = record(
    {},
    {
        "include": items(choice("im", "mpim", "private", "public"), 1),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
SLACK_FILE = record({}, {"id": string(), "url": string(3000)}, exactly_one("id", "url"))
_COMMON = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": boolean}
_SELECT = _COMMON | {"placeholder": plain(150)}
_MULTI = _SELECT | {"max_selected_items": number(1)}
_INPUT = {"action_id": ID, "focus_on_load": boolean, "placeholder": plain(150), "dispatch_action_config": _DISPATCH}
_STATIC = {"options": items(PLAIN_OPTION, 1, 100), "option_groups": items(OPTION_GROUP, 1, 100)}
_CONVERSATIONS = {"default_to_current_conversation": boolean, "filter": _FILTER}
_FEEDBACK = record({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})
IMAGE = typed(
    "image",
    {"alt_text": string(2000)},
    {"image_url": string(3000, 1), "slack_file": SLACK_FILE},
    exactly_one("image_url", "slack_file"),
)
URL_SOURCE = typed("url", {"url": string(3000, 1), "text": string()})
BUTTON = typed(
    "button",
    {"text": plain(75)},
    {
        "action_id": ID,
        "url": string(3000),
        "value": string(2000),
        "style": choice("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)


def _in_order(value: Any, at: str, complaints: Complaints) -> None:
    low, high = value.get("min_value"), value.get("max_value")
    try:
        backwards = low is not None and high is not None and float(low) > float(high)
    except (TypeError, ValueError):
        complain(complaints, at, "min_value and max_value must be numbers")
        return
    if backwards:
        complain(complaints, at, "min_value must be less than or equal to max_value")


def _static(kind: str, extra: dict[str, Check]) -> Check:
    return typed(kind, {}, _STATIC | extra, exactly_one("options", "option_groups"))


KINDS: dict[str, Check] = {
    "button": BUTTON,
    "workflow_button": typed(
        "workflow_button",
        {"text": plain(75), "workflow": record({"trigger": anything})},
        {
            "action_id": ID,
            "style": choice("primary", "danger"),
            "accessibility_label": string(75),
            "confirm": CONFIRM,
        },
    ),
    "checkboxes": typed(
        "checkboxes", {"options": items(OPTION, 1, 10)}, _COMMON | {"initial_options": items(OPTION, 1, 10)}
    ),
    "radio_buttons": typed("radio_buttons", {"options": items(OPTION, 1, 10)}, _COMMON | {"initial_option": OPTION}),
    "overflow": typed("overflow", {"options": items(PLAIN_OPTION, 1, 5)}, {"action_id": ID, "confirm": CONFIRM}),
    "datepicker": typed("datepicker", {}, _SELECT | {"initial_date": string(10, 10)}),
    "timepicker": typed("timepicker", {}, _SELECT | {"initial_time": string(5, 5), "timezone": string()}),
    "datetimepicker": typed("datetimepicker", {}, _COMMON | {"initial_date_time": number(1_000_000_000)}),
    "static_select": _static("static_select", _SELECT | {"initial_option": PLAIN_OPTION}),
    "multi_static_select": _static("multi_static_select", _MULTI | {"initial_options": items(PLAIN_OPTION, 1, 100)}),
    "external_select": typed(
        "external_select", {}, _SELECT | {"initial_option": PLAIN_OPTION, "min_query_length": number(0)}
    ),
    "multi_external_select": typed(
        "multi_external_select",
        {},
        _MULTI | {"initial_options": items(PLAIN_OPTION), "min_query_length": number(0)},
    ),
    "users_select": typed("users_select", {}, _SELECT | {"initial_user": string()}),
    "multi_users_select": typed("multi_users_select", {}, _MULTI | {"initial_users": items(string())}),
    "conversations_select": typed(
        "conversations_select",
        {},
        _SELECT | _CONVERSATIONS | {"initial_conversation": string(), "response_url_enabled": boolean},
    ),
    "multi_conversations_select": typed(
        "multi_conversations_select", {}, _MULTI | _CONVERSATIONS | {"initial_conversations": items(string())}
    ),
    "channels_select": typed(
        "channels_select", {}, _SELECT | {"initial_channel": string(), "response_url_enabled": boolean}
    ),
    "multi_channels_select": typed("multi_channels_select", {}, _MULTI | {"initial_channels": items(string())}),
    "plain_text_input": typed(
        "plain_text_input",
        {},
        _INPUT
        | {
            "initial_value": string(),
            "multiline": boolean,
            "min_length": number(0, 3000),
            "max_length": number(1, 3000),
        },
    ),
    "email_text_input": typed("email_text_input", {}, _INPUT | {"initial_value": string()}),
    "url_text_input": typed("url_text_input", {}, _INPUT | {"initial_value": string()}),
    "number_input": typed(
        "number_input",
        {"is_decimal_allowed": boolean},
        _INPUT | {"initial_value": string(), "min_value": string(), "max_value": string()},
        _in_order,
    ),
    "rich_text_input": typed(
        "rich_text_input",
        {},
        _INPUT | {"initial_value": anything, "min_lines": number(1), "max_lines": number(1)},
    ),
    "file_input": typed(
        "file_input", {}, {"action_id": ID, "filetypes": items(string(), 1), "max_files": number(1, 10)}
    ),
    "image": IMAGE,
    "feedback_buttons": typed(
        "feedback_buttons", {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, {"action_id": ID}
    ),
    "icon_button": typed(
        "icon_button",
        {"icon": string(), "text": plain(75)},
        {
            "action_id": ID,
            "value": string(2000),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
            "visible_to_user_ids": items(string(), 0, 10),
        },
    ),
}

_CHOOSING = [k for k in KINDS if k.endswith("_select")]
_PICKING = ["datepicker", "timepicker", "datetimepicker", "checkboxes", "radio_buttons"]
IN_ACTIONS = picked(KINDS, [*_CHOOSING, *_PICKING, "button", "workflow_button", "overflow", "rich_text_input"])
IN_SECTION = picked(
    KINDS, [*_CHOOSING, *_PICKING[:2], "checkboxes", "radio_buttons", "button", "workflow_button", "overflow", "image"]
)
IN_INPUT = picked(
    KINDS,
    [
        *_CHOOSING,
        *_PICKING,
        *("plain_text_input", "email_text_input", "url_text_input", "number_input"),
        *("rich_text_input", "file_input"),
    ],
)
IN_CONTEXT = by_type({"image": IMAGE, "plain_text": plain(2000), "mrkdwn": mrkdwn(2000)})
IN_CONTEXT_ACTIONS = picked(KINDS, ["feedback_buttons", "icon_button"])
