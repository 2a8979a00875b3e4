"""What a person sees in Slack, as values: messages, modals, Home tabs, and the labels on them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Message:
    """A message as one person sees it."""

    channel: str
    ts: str
    user: str | None
    text: str
    """The `text` field alone; `reads` is everything that is visible."""
    thread_ts: str | None = None
    blocks: Sequence[Json] = ()
    attachments: Sequence[Json] = ()
    reactions: dict[str, list[str]] = field(default_factory=dict)
    """Name -> ids of those who reacted."""
    ephemeral: bool = False
    subtype: str | None = None
    bot_id: str | None = None
    reply_count: int = 0
    edited: bool = False
    metadata: Json | None = None

    @classmethod
    def of(cls, channel: str, shown: Json) -> "Message":
        """Read what the people's door shows."""
        return cls(
            channel=channel,
            ts=shown["ts"],
            user=shown.get("user"),
            text=shown.get("text", ""),
            thread_ts=shown.get("thread_ts"),
            blocks=shown.get("blocks", ()),
            attachments=shown.get("attachments", ()),
            reactions={each["name"]: each["users"] for each in shown.get("reactions", ())},
            ephemeral=shown.get("ephemeral", False),
            subtype=shown.get("subtype"),
            bot_id=shown.get("bot_id"),
            reply_count=shown.get("reply_count", 0),
            edited="edited" in shown,
            metadata=shown.get("metadata"),
        )

    @property
    def all_blocks(self) -> list[Json]:
        """Its blocks, those in attachments included."""
        return [*self.blocks, *(block for each in self.attachments for block in each.get("blocks", ()))]

    @property
    def reads(self) -> str:
        """Everything that is written on it, line by line; the text only where there are no blocks."""
        return "\n".join(texts_of(self.all_blocks)) if self.all_blocks else self.text

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons, in order."""
        return [label_of(element) for _, element in elements_of(self.all_blocks) if element["type"] == "button"]

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread under another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(frozen=True)
class View:
    """A modal or a Home tab."""

    raw: Json

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.raw["id"])

    @property
    def title(self) -> str:
        """What stands in a modal's title bar."""
        return str(self.raw["title"]["text"])

    @property
    def all_blocks(self) -> list[Json]:
        """Its blocks."""
        return list(self.raw["blocks"])

    @property
    def reads(self) -> str:
        """Everything that is written on it, line by line."""
        return "\n".join(texts_of(self.all_blocks))

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons, in order."""
        return [label_of(element) for _, element in elements_of(self.all_blocks) if element["type"] == "button"]

    @property
    def fields(self) -> dict[str, Json]:
        """Label of each input -> its block."""
        return {block["label"]["text"]: block for block in self.all_blocks if block["type"] == "input"}


def elements_of(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Every (block, element) that can be acted on, in the order in which they are shown."""
    for block in blocks:
        actions = block.get("actions")
        nested = actions if isinstance(actions, list) else []
        for each in (block.get("element"), block.get("accessory"), *block.get("elements", ()), *nested):
            if isinstance(each, dict) and "action_id" in each:
                yield block, each
        yield from elements_of(block.get("child_blocks", ()))


def label_of(element: Json) -> str:
    """What is visible on an element: a button's text, a select's placeholder."""
    for key in ("text", "placeholder"):
        held = element.get(key)
        if isinstance(held, dict):
            return str(held["text"])
    return str(element["action_id"])


def find_element(blocks: Sequence[Json], label: str) -> tuple[Json, Json, Json | None]:
    """The (block, element, option) that carries this visible label.

    An option of an overflow menu, select or radio group is found by its own text. Raises AssertionError
    that lists what is there.
    """
    seen = []
    for block, element in elements_of(blocks):
        if label in (label_of(element), (block.get("label") or {}).get("text")):
            return block, element, None
        seen.append(label_of(element))
        grouped = [option for group in element.get("option_groups", ()) for option in group["options"]]
        for option in [*element.get("options", ()), *grouped]:
            if option["text"]["text"] == label:
                return block, element, option
            seen.append(option["text"]["text"])
    raise AssertionError(f"There is nothing labelled {label!r} to click; there is: {seen}")


def texts_of(blocks: Sequence[Json]) -> Iterator[str]:
    """Everything that is written in blocks, top to bottom."""
    for block in blocks:
        if block["type"] == "rich_text":
            yield _rich_text(block["elements"])
        elif block["type"] == "markdown":
            yield block["text"]
        else:
            yield from _plain_texts(block)


def _plain_texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _plain_texts(each)
    elif isinstance(value, dict):
        if value.get("type") == "rich_text":
            yield _rich_text(value["elements"])
        elif value.get("type") in ("plain_text", "mrkdwn", "raw_text"):
            yield str(value["text"])
        else:
            for key, held in value.items():
                if key != "confirm":
                    yield from _plain_texts(held)


def _rich_text(elements: Sequence[Json]) -> str:
    return "\n".join("".join(_inline(each) for each in part.get("elements", ())) for part in elements)


def _inline(element: Json) -> str:
    if "elements" in element:
        return "".join(_inline(each) for each in element["elements"]) + "\n"
    shown = {
        "user": f"<@{element.get('user_id')}>",
        "channel": f"<#{element.get('channel_id')}>",
        "broadcast": f"@{element.get('range')}",
        "emoji": f":{element.get('name')}:",
    }
    kind = element["type"]
    return shown[kind] if kind in shown else str(element.get("text") or element.get("url", ""))
