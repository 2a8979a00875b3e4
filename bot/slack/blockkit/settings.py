"""The settings modal: each person sees what they may change, and how the rest stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.ports.chat import View
from bot.slack import mrkdwn
from bot.slack.blockkit import learner, parts
from bot.slack.blockkit.editing import Values
from bot.slack.blockkit.ids import VALUE, BlockId, Callback
from bot.slack.blockkit.learner import LearnerView
from bot.slack.blockkit.refs import SettingsRef

_ON: Final = "on"
_OFF: Final = "off"
DRAFT_AFTER: Final = range(2, 11)
_PEOPLE: Final = 20


@dataclass(frozen=True)
class ChannelSettings:
    """A channel's settings. `editable`: whether the person looks after it; capturing anybody may switch."""

    channel_id: str
    name: str
    capturing: bool
    curator: str | None
    editable: bool


@dataclass(frozen=True)
class WorkspaceSettings:
    """A workspace's settings."""

    draft_after: int
    save_reaction: str
    curators: tuple[str, ...]
    editable: bool


@dataclass(frozen=True)
class SettingsView:
    """What one person's modal shows; `channel` is none where it was not opened in one that Thrice is in."""

    workspace: WorkspaceSettings
    channel: ChannelSettings | None = None
    learner: LearnerView | None = None
    """The person's learning; none for somebody who does not learn."""
    forgotten: bool = False
    left_out: str = ""
    """What somebody is of whom nothing is captured: "a guest in this workspace"."""


@dataclass(frozen=True)
class Changed:
    """What was chosen; none for what the modal did not offer. `channel_curator` is empty where nobody was chosen."""

    capturing: bool | None = None
    channel_curator: str | None = None
    draft_after: int | None = None
    save_reaction: str | None = None
    curators: tuple[str, ...] | None = None


def modal(view: SettingsView) -> View:
    """Return the modal."""
    learning = [] if view.learner is None else [parts.header("Your learning"), *learner.fields(view.learner)]
    blocks = [*_channel(view.channel), *learning, *_workspace(view.workspace), *_own(view)]
    offers_something = any(block["type"] == "input" for block in blocks)
    ref = SettingsRef(channel_id=view.channel.channel_id if view.channel else None)
    return parts.modal(
        Callback.SETTINGS_SAVE,
        "Settings",
        blocks,
        submit="Save" if offers_something else None,
        metadata=ref.pack(),
    )


def read(values: Values) -> Changed:
    """Return what was chosen in a submitted modal. Values are as Slack sent them: the rules check them."""

    def chosen(where: BlockId) -> Mapping[str, Any]:
        return values.get(where, {}).get(VALUE, {})

    capturing = (chosen(BlockId.CAPTURING).get("selected_option") or {}).get("value")
    draft_after = (chosen(BlockId.DRAFT_AFTER).get("selected_option") or {}).get("value")
    curators = chosen(BlockId.CURATORS).get("selected_users")
    return Changed(
        capturing=None if capturing not in (_ON, _OFF) else capturing == _ON,
        channel_curator=(chosen(BlockId.CHANNEL_CURATOR).get("selected_user") or "")
        if BlockId.CHANNEL_CURATOR in values
        else None,
        draft_after=_number(draft_after) if draft_after is not None else None,
        save_reaction=chosen(BlockId.SAVE_REACTION).get("value") or None,
        curators=tuple(str(user) for user in curators[:_PEOPLE]) if isinstance(curators, list) else None,
    )


def _number(value: object) -> int:
    """A number as Slack sends it; 0, which no setting can be, for what is none."""
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 10 else 0


def _channel(channel: ChannelSettings | None) -> list[parts.Block]:
    if channel is None:
        return []
    options = [
        parts.option("On", _ON, "Questions are captured and answered here."),
        parts.option("Off", _OFF, "Nothing is captured here. What was captured stays."),
    ]
    radio = {
        "type": "radio_buttons",
        "options": options,
        "initial_option": options[0 if channel.capturing else 1],
    }
    blocks = [
        parts.header(f"#{channel.name}"),
        parts.field(BlockId.CAPTURING, "Capturing in this channel", radio),
    ]
    if channel.editable:
        blocks.append(_curator(channel.curator))
    elif channel.curator:
        blocks += parts.small_print(f"This channel's pages are looked after by {mrkdwn.mention(channel.curator)}.")
    return blocks


def _curator(curator: str | None) -> parts.Block:
    select: parts.Block = {"type": "users_select"}
    if curator:
        select["initial_user"] = curator
    hint = "Reviews the drafts of this channel when whoever answered does not."
    return parts.field(BlockId.CHANNEL_CURATOR, "Curator of this channel", select, hint=hint, optional=True)


def _workspace(workspace: WorkspaceSettings) -> list[parts.Block]:
    heading = parts.header("The whole workspace")
    if not workspace.editable:
        reaction = f":{mrkdwn.escape(workspace.save_reaction)}:"
        told = (
            f"A question asked {workspace.draft_after} times makes a draft. The reaction {reaction} saves a message. "
            "The workspace's admins, and whom they name, can change that."
        )
        return [heading, parts.section(told)]
    people: parts.Block = {"type": "multi_users_select", "max_selected_items": _PEOPLE}
    if workspace.curators:
        people["initial_users"] = list(workspace.curators[:_PEOPLE])
    return [
        heading,
        parts.field(BlockId.DRAFT_AFTER, "Draft a page when a question was asked", _times(workspace.draft_after)),
        parts.field(
            BlockId.SAVE_REACTION,
            "Reaction that saves a message",
            parts.text_input(workspace.save_reaction, longest=100, example="bookmark"),
            hint="Its name, without colons.",
        ),
        parts.field(
            BlockId.CURATORS,
            "Curators of the workspace, besides its admins",
            people,
            hint="They may decide about every page that they can read.",
            optional=True,
        ),
        *parts.small_print("`/thrice learn budget` gives members hours or money to learn with."),
    ]


def _times(now: int) -> parts.Block:
    options = [parts.option(f"{number} times", str(number)) for number in DRAFT_AFTER]
    current = options[DRAFT_AFTER.index(now)] if now in DRAFT_AFTER else options[1]
    return {"type": "static_select", "options": options, "initial_option": current}


def _own(view: SettingsView) -> list[parts.Block]:
    if view.forgotten:
        told = "You asked me to forget you: nothing of yours is captured. `/thrice remember me` changes that."
    elif view.left_out:
        told = (
            f"You are {view.left_out}, so I capture no questions of yours. `/thrice export me` hands over what I have."
        )
    else:
        told = (
            "Your questions are captured where I am invited. `/thrice forget me` erases them and leaves you out; "
            "`/thrice export me` hands them over."
        )
    return [parts.header("You"), parts.section(told)]
