"""The shapes of commands and interactions that what reads them later relies on; more may stand in them, never less."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.slack.ingest.reading import Malformed


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class _Command(_Shape):
    command: str
    user_id: str
    channel_id: str


class _Named(_Shape):
    id: str


class _Person(_Named):
    team_id: str | None = None


class _Container(_Shape):
    channel_id: str | None = None
    message_ts: str | None = None
    view_id: str | None = None


class _Message(_Shape):
    ts: str | None = None
    user: str | None = None


class _Action(_Shape):
    action_id: str
    block_id: str | None = None
    value: str | None = None


class _Option(_Shape):
    value: str


class _Input(_Shape):
    """What stands in one input of a modal."""

    value: str | None = None
    selected_option: _Option | None = None
    selected_options: list[_Option] | None = None
    selected_user: str | None = None
    selected_users: list[str] | None = None
    selected_channel: str | None = None
    selected_channels: list[str] | None = None
    selected_conversation: str | None = None
    selected_conversations: list[str] | None = None


class _State(_Shape):
    values: dict[str, dict[str, _Input]]


class _View(_Shape):
    id: str | None = None
    callback_id: str | None = None
    private_metadata: str | None = None
    app_installed_team_id: str | None = None
    state: _State | None = None


class _Interaction(_Shape):
    type: str
    user: _Person
    team: _Named | None = None
    enterprise: _Named | None = None
    channel: _Named | None = None
    container: _Container | None = None
    message: _Message | None = None
    view: _View | None = None
    trigger_id: str | None = None
    response_url: str | None = None
    callback_id: str | None = None
    action_id: str | None = None
    action_ts: str | None = None


class _SubmittedView(_View):
    id: str
    callback_id: str
    private_metadata: str
    state: _State


class _Click(_Interaction):
    actions: list[_Action] = Field(min_length=1)


class _Submission(_Interaction):
    view: _SubmittedView


class _OnMessage(_Interaction):
    callback_id: str
    channel: _Named
    message: _Message


class _Anywhere(_Interaction):
    callback_id: str
    trigger_id: str


_SHAPES: Final[Mapping[str, type[_Interaction]]] = {
    "block_actions": _Click,
    "view_submission": _Submission,
    "message_action": _OnMessage,
    "shortcut": _Anywhere,
}


def check(body: Mapping[str, Any]) -> None:
    """Raise `Malformed` for a command or interaction that lacks its form."""
    shape = _Command if "command" in body else _SHAPES.get(str(body.get("type")), _Interaction)
    try:
        shape.model_validate(body)
    except ValidationError as wrong:
        where = ".".join(str(part) for part in wrong.errors(include_input=False)[0]["loc"])
        raise Malformed(f"{where} is not as Slack sends it") from None
