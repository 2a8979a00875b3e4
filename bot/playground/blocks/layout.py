"""Block Kit's blocks, rich text and charts, with Slack's limits."""

from typing import Any

from . import elements as e
from .grammar import (
    Check,
    Complaints,
    anything,
    at_least_one,
    boolean,
    by_type,
    choice,
    complain,
    exactly_one,
    items,
    number,
    record,
    string,
    typed,
)

_STYLE = record(
    {},
    dict.fromkeys(
        ["bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"], boolean
    ),
)
_INLINE = by_type(
    {
        "text": typed("text", {"text": string(None, 1)}, {"style": _STYLE}),
        "link": typed("link", {"url": string(None, 1)}, {"text": string(), "unsafe": boolean, "style": _STYLE}),
        "user": typed("user", {"user_id": string()}, {"style": _STYLE}),
        "channel": typed("channel", {"channel_id": string()}, {"style": _STYLE}),
        "usergroup": typed("usergroup", {"usergroup_id": string()}, {"style": _STYLE}),
        "team": typed("team", {"team_id": string()}, {"style": _STYLE}),
        "emoji": typed(
            "emoji", {"name": string()}, {"style": _STYLE, "unicode": string(), "url": string(), "skin_tone": number()}
        ),
        "broadcast": typed("broadcast", {"range": choice("here", "channel", "everyone")}, {"style": _STYLE}),
        "color": typed("color", {"value": string()}, {"style": _STYLE}),
        "date": typed(
            "date",
            {"timestamp": number(), "format": string()},
            {"fallback": string(), "url": string(), "style": _STYLE},
        ),
    }
)
_BORDER = {"border": number(0)}
_SECTION = typed("rich_text_section", {"elements": items(_INLINE)})
RICH_TEXT = typed(
    "rich_text",
    {
        "elements": items(
            by_type(
                {
                    "rich_text_section": _SECTION,
                    "rich_text_list": typed(
                        "rich_text_list",
                        {"elements": items(_SECTION), "style": choice("bullet", "ordered")},
                        _BORDER | {"indent": number(0), "offset": number(0)},
                    ),
                    "rich_text_quote": typed("rich_text_quote", {"elements": items(_INLINE)}, _BORDER),
                    "rich_text_preformatted": typed(
                        "rich_text_preformatted", {"elements": items(_INLINE)}, _BORDER | {"language": string()}
                    ),
                }
            )
        )
    },
    {"block_id": e.ID},
)


def _cell(least: int) -> Check:
    return by_type(
        {
            "raw_text": typed("raw_text", {"text": string(None, least)}),
            "raw_number": typed("raw_number", {"value": number(), "text": string(None, least)}),
            "rich_text": RICH_TEXT,
        }
    )


def _even(value: Any, at: str, complaints: Complaints) -> None:
    rows = value.get("rows")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        return
    widths = {len(row) for row in rows}
    if len(widths) > 1:
        complain(complaints, f"{at}/rows", "all rows must have the same number of columns")
    if len(value.get("column_settings") or ()) > max(widths, default=0):
        complain(complaints, f"{at}/column_settings", "more column settings than columns")


def _not_too_much_text(value: Any, at: str, complaints: Complaints) -> None:
    rows = [row for row in value.get("rows") or () if isinstance(row, list)]
    cells = [cell for row in rows for cell in row if isinstance(cell, dict)]
    if sum(len(str(cell.get("text", ""))) for cell in cells) > 20_000:
        complain(complaints, f"{at}/rows", "must be less than 20001 characters")


_POINT = record({"label": string(20), "value": number()})
_AXES = record({"categories": items(string(20), 1, 20)}, {"x_label": string(50), "y_label": string(50)})
_SERIES = {
    "series": items(record({"name": string(20), "data": items(_POINT, 1, 20)}), 1, 12),
    "axis_config": _AXES,
}
_CHART = by_type(
    {kind: typed(kind, _SERIES) for kind in ("area", "bar", "line")}
    | {"pie": typed("pie", {"segments": items(record({"label": string(20), "value": number(above=0)}), 1, 12)})}
)
_TASK_FIELDS: dict[str, Check] = {
    "block_id": e.ID,
    "details": RICH_TEXT,
    "output": RICH_TEXT,
    "sources": items(e.URL_SOURCE),
}
_TASK = {
    "task_id": string(),
    "title": string(),
    "status": choice("pending", "in_progress", "complete", "error"),
}
_ICON = by_type({"image": e.IMAGE, "icon": typed("icon", {"name": string()})})
CARD = typed(
    "card",
    {},
    {
        "block_id": e.ID,
        "hero_image": e.IMAGE,
        "icon": _ICON,
        "slack_icon": _ICON,
        "title": e.text(150),
        "subtitle": e.text(150),
        "body": e.text(200),
        "subtext": e.text(200),
        "actions": items(e.BUTTON, 0, 3),
    },
    at_least_one("title", "body", "hero_image", "actions"),
)
_BLOCK_ID: dict[str, Check] = {"block_id": e.ID}
_IMAGE_SOURCE = {"image_url": string(3000, 1), "slack_file": e.SLACK_FILE}

KINDS: dict[str, Check] = {
    "section": typed(
        "section",
        {},
        _BLOCK_ID
        | {"text": e.text(3000), "fields": items(e.text(2000), 1, 10), "accessory": e.IN_SECTION, "expand": boolean},
        at_least_one("text", "fields"),
    ),
    "divider": typed("divider", {}, _BLOCK_ID),
    "header": typed("header", {"text": e.plain(150)}, _BLOCK_ID),
    "image": typed(
        "image",
        {"alt_text": string(2000)},
        _BLOCK_ID | _IMAGE_SOURCE | {"title": e.plain(2000)},
        exactly_one("image_url", "slack_file"),
    ),
    "actions": typed("actions", {"elements": items(e.IN_ACTIONS, 1, 25)}, _BLOCK_ID),
    "context": typed("context", {"elements": items(e.IN_CONTEXT, 1, 10)}, _BLOCK_ID),
    "context_actions": typed("context_actions", {"elements": items(e.IN_CONTEXT_ACTIONS, 1, 5)}, _BLOCK_ID),
    "input": typed(
        "input",
        {"label": e.plain(2000), "element": e.IN_INPUT},
        _BLOCK_ID | {"hint": e.plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "markdown": typed("markdown", {"text": string(12_000, 1)}, _BLOCK_ID),
    "rich_text": RICH_TEXT,
    "file": typed("file", {"external_id": string(), "source": choice("remote")}, _BLOCK_ID),
    "video": typed(
        "video",
        {
            "alt_text": string(200, 1),
            "title": e.plain(200),
            "thumbnail_url": string(3000, 1),
            "video_url": string(3000, 1),
        },
        _BLOCK_ID
        | {
            "author_name": string(50),
            "description": e.plain(200),
            "provider_icon_url": string(3000),
            "provider_name": string(50),
            "title_url": string(3000),
        },
    ),
    "table": typed(
        "table",
        {"rows": items(items(_cell(0), 1, 20), 1, 100)},
        _BLOCK_ID
        | {
            "column_settings": items(
                record({}, {"align": choice("left", "center", "right"), "is_wrapped": boolean}), 0, 20
            )
        },
        _even,
    ),
    "data_table": typed(
        "data_table",
        {"rows": items(items(_cell(1), 1, 20), 2, 201), "caption": string()},
        _BLOCK_ID | {"page_size": number(1, 100), "row_header_column_index": number(0)},
        _even,
        _not_too_much_text,
    ),
    "data_visualization": typed("data_visualization", {"title": string(50), "chart": _CHART}, _BLOCK_ID),
    "alert": typed(
        "alert",
        {"text": e.text(200)},
        _BLOCK_ID | {"level": choice("default", "info", "warning", "error", "success")},
    ),
    "card": CARD,
    "carousel": typed("carousel", {"elements": items(CARD, 1, 10)}, _BLOCK_ID),
    "task_card": typed("task_card", _TASK, _TASK_FIELDS),
    "plan": typed(
        "plan",
        {"title": string()},
        _BLOCK_ID | {"tasks": items(record(_TASK, _TASK_FIELDS | {"type": choice("task_card")}))},
    ),
}

_IN_CONTAINER = [
    "actions",
    "context",
    "divider",
    "file",
    "header",
    "image",
    "input",
    "rich_text",
    "section",
    "table",
    "video",
    "markdown",
]
KINDS["container"] = typed(
    "container",
    {"child_blocks": items(by_type({k: KINDS[k] for k in _IN_CONTAINER}), 1, 10)},
    _BLOCK_ID
    | {
        "title": e.plain(150),
        "rich_text_title": RICH_TEXT,
        "subtitle": e.text(150),
        "icon": _ICON,
        "width": choice("narrow", "standard", "wide", "full"),
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
    },
)

IN_MESSAGE = by_type(KINDS)
_ONLY_IN_MESSAGES = [
    "markdown",
    "context_actions",
    "task_card",
    "plan",
    "file",
    "data_table",
    "data_visualization",
    "table",
    "container",
    "carousel",
    "card",
]
IN_VIEW = by_type({name: check for name, check in KINDS.items() if name not in _ONLY_IN_MESSAGES})

MESSAGE_BLOCKS = items(IN_MESSAGE, 0, 50)
_VIEW_COMMON = {
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
    "clear_on_close": boolean,
    "notify_on_close": boolean,
}
MODAL = typed(
    "modal",
    {"title": e.plain(24), "blocks": items(IN_VIEW, 1, 100)},
    _VIEW_COMMON
    | {
        "close": e.plain(24),
        "submit": e.plain(24),
        "submit_disabled": boolean,
        "state": anything,
    },
)
HOME = typed(
    "home",
    {"blocks": items(IN_VIEW, 1, 100)},
    _VIEW_COMMON | {"title": anything, "close": anything, "submit": anything},
)
