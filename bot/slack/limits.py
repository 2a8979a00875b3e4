"""Slack's limits for what we send, in one place; all are in characters unless they say otherwise."""

from typing import Final

MESSAGE_BLOCKS: Final = 50
VIEW_BLOCKS: Final = 100
MESSAGE_TEXT: Final = 4_000
"""Slack advises 4,000 and cuts at 40,000; ours is only what notifications show."""
ALL_BLOCKS: Final = 13_200
"""Over all blocks of a message together (`msg_blocks_too_long`)."""
SECTION_TEXT: Final = 3_000
SECTION_FIELDS: Final = 10
SECTION_FIELD: Final = 2_000
HEADER_TEXT: Final = 150
CONTEXT_ELEMENTS: Final = 10
CONTEXT_TEXT: Final = 3_000
ACTIONS_ELEMENTS: Final = 25
MARKDOWN_TEXT: Final = 12_000
BUTTON_TEXT: Final = 75
BUTTON_VALUE: Final = 2_000
BUTTON_URL: Final = 3_000
CONFIRM_TITLE: Final = 100
CONFIRM_TEXT: Final = 300
CONFIRM_BUTTON: Final = 30
OPTION_TEXT: Final = 75
OPTION_DESCRIPTION: Final = 75
OPTION_VALUE: Final = 150
SELECT_OPTIONS: Final = 100
CHECKBOXES: Final = 10
PLACEHOLDER: Final = 150
INPUT_LABEL: Final = 2_000
INPUT_HINT: Final = 2_000
INPUT_TEXT: Final = 3_000
VIEW_TITLE: Final = 24
VIEW_BUTTON: Final = 24
PRIVATE_METADATA: Final = 3_000
IDENTIFIER: Final = 255
"""Of action ids, block ids and callback ids."""


def clip(text: str, limit: int) -> str:
    """Return `text` if it has at most `limit` characters, else its beginning, cut between words and ending in `…`."""
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    beginning = text[: limit - 1]
    words, space, _ = beginning.rpartition(" ")
    # A cut between words must not cost more than a fifth of what there is room for.
    kept = words if space and len(words) >= 0.8 * limit else beginning
    return kept.rstrip() + "…"
