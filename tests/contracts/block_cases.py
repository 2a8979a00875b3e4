"""One small change to a valid block (or view) for each limit that Block Kit has."""

import json
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


def plain(text: str = "x") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "x") -> Json:
    return {"type": "mrkdwn", "text": text}


OPTION: Json = {"text": plain(), "value": "v"}
CONFIRM: Json = {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain()}
BUTTON: Json = {"type": "button", "text": plain(), "action_id": "a", "value": "v", "confirm": CONFIRM}
CARD: Json = {"type": "card", "title": mrkdwn()}
SECTION: Json = {"type": "section", "text": mrkdwn()}
PIE: Json = {"type": "pie", "segments": [{"label": "l", "value": 1}]}
LINES: Json = {
    "type": "line",
    "series": [{"name": "n", "data": [{"label": "l", "value": 1}]}],
    "axis_config": {"categories": ["c"]},
}
CELL: Json = {"type": "raw_text", "text": "x"}


def actions(element: Json) -> Json:
    return {"type": "actions", "elements": [element]}


def entry(element: Json) -> Json:
    return {"type": "input", "label": plain(), "element": element}


BASES: dict[str, Json] = {
    "section": SECTION,
    "header": {"type": "header", "text": plain()},
    "image": {"type": "image", "image_url": "https://x.example/i.png", "alt_text": "x"},
    "markdown": {"type": "markdown", "text": "x"},
    "context": {"type": "context", "elements": [mrkdwn()]},
    "button": actions(BUTTON),
    "select": actions({"type": "static_select", "options": [OPTION]}),
    "groups": actions({"type": "static_select", "option_groups": [{"label": plain(), "options": [OPTION]}]}),
    "overflow": actions({"type": "overflow", "options": [OPTION]}),
    "checkboxes": actions({"type": "checkboxes", "options": [OPTION]}),
    "radio": actions({"type": "radio_buttons", "options": [OPTION]}),
    "text_input": entry({"type": "plain_text_input"}),
    "number_input": entry({"type": "number_input", "is_decimal_allowed": False}),
    "file_input": entry({"type": "file_input"}),
    "video": {
        "type": "video",
        "alt_text": "x",
        "title": plain(),
        "thumbnail_url": "https://x.example/t",
        "video_url": "https://x.example/v",
    },
    "alert": {"type": "alert", "text": mrkdwn()},
    "card": CARD,
    "carousel": {"type": "carousel", "elements": [CARD]},
    "container": {"type": "container", "title": plain(), "child_blocks": [SECTION]},
    "feedback": {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "positive_button": {"text": plain(), "value": "g"},
                "negative_button": {"text": plain(), "value": "b"},
            }
        ],
    },
    "icon_button": {"type": "context_actions", "elements": [{"type": "icon_button", "icon": "trash", "text": plain()}]},
    "table": {"type": "table", "rows": [[CELL, CELL], [CELL, CELL]]},
    "data_table": {"type": "data_table", "caption": "c", "rows": [[CELL], [CELL]]},
    "pie": {"type": "data_visualization", "title": "t", "chart": PIE},
    "lines": {"type": "data_visualization", "title": "t", "chart": LINES},
    "task": {
        "type": "task_card",
        "task_id": "1",
        "title": "t",
        "status": "pending",
        "sources": [{"type": "url", "url": "https://x.example", "text": "x"}],
    },
    "view": {"type": "modal", "title": plain(), "submit": plain(), "close": plain(), "blocks": [SECTION]},
}
"""Valid blocks; `view` is a modal."""


@dataclass(frozen=True)
class Case:
    """A base and what is changed in it: path with slashes -> value."""

    base: str
    path: str
    value: Any
    also: Json = field(default_factory=dict)

    def build(self) -> Json:
        """The broken block or view."""
        made: Json = json.loads(json.dumps(BASES[self.base]))
        for path, value in {self.path: self.value, **self.also}.items():
            _set(made, path.split("/"), value)
        return made


def _set(target: Any, path: list[str], value: Any) -> None:
    *way, last = path
    for step in way:
        target = target[int(step)] if isinstance(target, list) else target[step]
    if isinstance(target, list):
        target[int(last)] = value
    elif value is None:
        target.pop(last, None)
    else:
        target[last] = value


def long(most: int) -> str:
    """One character too many; of the kind that takes two UTF-16 units, because Slack counts characters."""
    return "🙂" * (most + 1)


E0 = "elements/0"
FEEDBACK = f"{E0}/positive_button"
CASES: dict[str, Case] = {
    "text-empty": Case("section", "text/text", ""),
    "text-too-long": Case("section", "text/text", long(3000)),
    "button-action-id-too-long": Case("button", f"{E0}/action_id", long(255)),
    "button-text-too-long": Case("button", f"{E0}/text/text", long(75)),
    "button-url-too-long": Case("button", f"{E0}/url", long(3000)),
    "button-value-too-long": Case("button", f"{E0}/value", long(2000)),
    "button-accessibility-label-too-long": Case("button", f"{E0}/accessibility_label", long(75)),
    "confirmation-title-too-long": Case("button", f"{E0}/confirm/title/text", long(100)),
    "confirmation-text-too-long": Case("button", f"{E0}/confirm/text/text", long(300)),
    "confirmation-confirm-too-long": Case("button", f"{E0}/confirm/confirm/text", long(30)),
    "confirmation-deny-too-long": Case("button", f"{E0}/confirm/deny/text", long(30)),
    "option-text-too-long": Case("select", f"{E0}/options/0/text/text", long(75)),
    "option-value-too-long": Case("select", f"{E0}/options/0/value", long(150)),
    "option-url-too-long": Case("overflow", f"{E0}/options/0/url", long(3000)),
    "option-description-too-long": Case("select", f"{E0}/options/0/description", plain(long(75))),
    "option-group-label-too-long": Case("groups", f"{E0}/option_groups/0/label/text", long(75)),
    "option-group-empty": Case("groups", f"{E0}/option_groups/0/options", []),
    "option-group-too-many-options": Case("groups", f"{E0}/option_groups/0/options", [OPTION] * 101),
    "select-placeholder-too-long": Case("select", f"{E0}/placeholder", plain(long(150))),
    "select-too-many-options": Case("select", f"{E0}/options", [OPTION] * 101),
    "select-too-many-option-groups": Case(
        "groups", f"{E0}/option_groups", [{"label": plain(), "options": [OPTION]}] * 101
    ),
    "overflow-empty": Case("overflow", f"{E0}/options", []),
    "overflow-too-many-options": Case("overflow", f"{E0}/options", [OPTION] * 6),
    "checkboxes-empty": Case("checkboxes", f"{E0}/options", []),
    "checkboxes-too-many-options": Case("checkboxes", f"{E0}/options", [OPTION] * 11),
    "radio-buttons-empty": Case("radio", f"{E0}/options", []),
    "radio-buttons-too-many-options": Case("radio", f"{E0}/options", [OPTION] * 11),
    "url-source-url-empty": Case("task", "sources/0/url", ""),
    "url-source-url-too-long": Case("task", "sources/0/url", long(3000)),
    "table-too-many-rows": Case("table", "rows", [[CELL]] * 101),
    "table-ragged-rows": Case("table", "rows", [[CELL, CELL], [CELL]]),
    "table-column-settings-mismatch": Case("table", "column_settings", [{"align": "left"}] * 3),
    "file-input-max-files-too-small": Case("file_input", "element/max_files", 0),
    "file-input-max-files-too-large": Case("file_input", "element/max_files", 11),
    "plain-text-input-max-length-too-large": Case("text_input", "element/max_length", 3001),
    "actions-too-many-elements": Case("button", "elements", [BUTTON | {"action_id": str(n)} for n in range(26)]),
    "context-too-many-elements": Case("context", "elements", [mrkdwn()] * 11),
    "context-invalid-element": Case("context", "elements", [BUTTON]),
    "header-text-too-long": Case("header", "text/text", long(150)),
    "image-url-too-long": Case("image", "image_url", long(3000)),
    "image-alt-text-too-long": Case("image", "alt_text", long(2000)),
    "image-url-and-slack-file": Case("image", "slack_file", {"id": "F1"}),
    "input-label-too-long": Case("text_input", "label/text", long(2000)),
    "input-hint-too-long": Case("text_input", "hint", plain(long(2000))),
    "input-invalid-element": Case("text_input", "element", BUTTON),
    "markdown-empty": Case("markdown", "text", ""),
    "markdown-too-long": Case("markdown", "text", long(12_000)),
    "section-text-too-long": Case("section", "text", plain(long(3000))),
    "section-too-many-fields": Case("section", "fields", [mrkdwn()] * 11),
    "section-field-too-long": Case("section", "fields", [mrkdwn(long(2000))]),
    "section-missing-content": Case("section", "text", None),
    "block-id-too-long": Case("section", "block_id", long(255)),
    "static-select-options-and-groups": Case(
        "select", f"{E0}/option_groups", [{"label": plain(), "options": [OPTION]}]
    ),
    "number-input-inverted-range": Case("number_input", "element/min_value", "9", {"element/max_value": "1"}),
    "video-alt-text-empty": Case("video", "alt_text", ""),
    "video-alt-text-too-long": Case("video", "alt_text", long(200)),
    "video-title-too-long": Case("video", "title/text", long(200)),
    "video-author-name-too-long": Case("video", "author_name", long(50)),
    "video-description-too-long": Case("video", "description", plain(long(200))),
    "video-provider-name-too-long": Case("video", "provider_name", long(50)),
    "alert-text-too-long": Case("alert", "text/text", long(200)),
    "card-title-too-long": Case("card", "title/text", long(150)),
    "card-subtitle-too-long": Case("card", "subtitle", mrkdwn(long(150))),
    "card-body-too-long": Case("card", "body", mrkdwn(long(200))),
    "card-too-many-actions": Case("card", "actions", [BUTTON] * 4),
    "card-subtext-too-long": Case("card", "subtext", mrkdwn(long(200))),
    "carousel-empty": Case("carousel", "elements", []),
    "carousel-too-many-cards": Case("carousel", "elements", [CARD] * 11),
    "container-title-too-long": Case("container", "title/text", long(150)),
    "container-subtitle-too-long": Case("container", "subtitle", mrkdwn(long(150))),
    "container-too-many-child-blocks": Case("container", "child_blocks", [SECTION] * 11),
    "context-actions-too-many-elements": Case(
        "icon_button", "elements", [{"type": "icon_button", "icon": "trash", "text": plain()}] * 6
    ),
    "feedback-button-text-too-long": Case("feedback", f"{FEEDBACK}/text/text", long(75)),
    "feedback-button-value-too-long": Case("feedback", f"{FEEDBACK}/value", long(2000)),
    "feedback-button-accessibility-label-too-long": Case("feedback", f"{FEEDBACK}/accessibility_label", long(75)),
    "icon-button-too-many-visible-users": Case("icon_button", f"{E0}/visible_to_user_ids", ["U1"] * 11),
    "data-table-too-few-rows": Case("data_table", "rows", [[CELL]]),
    "data-table-too-many-rows": Case("data_table", "rows", [[CELL]] * 202),
    "data-table-too-few-columns": Case("data_table", "rows", [[], []]),
    "data-table-too-many-columns": Case("data_table", "rows", [[CELL] * 21] * 2),
    "data-table-page-size-too-small": Case("data_table", "page_size", 0),
    "data-table-page-size-too-large": Case("data_table", "page_size", 101),
    "data-table-cell-text-empty": Case("data_table", "rows/0/0/text", ""),
    "data-table-content-too-long": Case("data_table", "rows/0/0/text", long(20_000)),
    "data-visualization-title-too-long": Case("pie", "title", long(50)),
    "pie-chart-empty": Case("pie", "chart/segments", []),
    "pie-chart-too-many-segments": Case("pie", "chart/segments", [{"label": "l", "value": 1}] * 13),
    "chart-segment-label-too-long": Case("pie", "chart/segments/0/label", long(20)),
    "chart-segment-value-not-positive": Case("pie", "chart/segments/0/value", 0),
    "chart-series-empty": Case("lines", "chart/series", []),
    "chart-too-many-series": Case("lines", "chart/series", LINES["series"] * 13),
    "data-series-name-too-long": Case("lines", "chart/series/0/name", long(20)),
    "data-series-empty": Case("lines", "chart/series/0/data", []),
    "data-series-too-many-points": Case("lines", "chart/series/0/data", [{"label": "l", "value": 1}] * 21),
    "data-point-label-too-long": Case("lines", "chart/series/0/data/0/label", long(20)),
    "axis-categories-empty": Case("lines", "chart/axis_config/categories", []),
    "axis-too-many-categories": Case("lines", "chart/axis_config/categories", ["c"] * 21),
    "axis-category-label-too-long": Case("lines", "chart/axis_config/categories", [long(20)]),
    "axis-label-too-long": Case("lines", "chart/axis_config/x_label", long(50)),
    "view-missing-blocks": Case("view", "blocks", []),
    "view-too-many-blocks": Case("view", "blocks", [SECTION] * 101),
    "view-private-metadata-too-long": Case("view", "private_metadata", long(3000)),
    "view-callback-id-too-long": Case("view", "callback_id", long(255)),
    "view-title-too-long": Case("view", "title/text", long(24)),
    "view-close-too-long": Case("view", "close/text", long(24)),
    "view-submit-too-long": Case("view", "submit/text", long(24)),
}
"""Id in the specification's list of invalid cases -> how it is built."""
