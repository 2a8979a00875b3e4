"""Whatever Slack can send back of ours has a listener, and nothing listens to what Slack never sends."""

from collections.abc import Callable
from typing import Any, cast

import pytest
from slack_bolt.async_app import AsyncApp

from bot.slack.blockkit.help import COMMAND
from bot.slack.blockkit.ids import Action, Callback, GlobalShortcut, MessageShortcut
from bot.slack.manifest import EVENT_TYPES
from handlers import register_listeners
from handlers.door import Door
from handlers.events import ROUTED


class NotingApp(AsyncApp):
    """Bolt's own app, which also notes what is listened to."""

    def __init__(self) -> None:
        super().__init__(token="xoxb-none", signing_secret="none")
        self.heard: dict[str, list[Any]] = {}

    def _note(self, kind: str, constraint: Any) -> None:
        self.heard.setdefault(kind, []).append(constraint)

    def action(self, constraint: Any, *rest: Any, **more: Any) -> Callable[..., Any]:
        self._note("action", constraint)
        return super().action(constraint, *rest, **more)

    def view(self, constraint: Any, *rest: Any, **more: Any) -> Callable[..., Any]:
        self._note("view", constraint)
        return super().view(constraint, *rest, **more)

    def shortcut(self, constraint: Any, *rest: Any, **more: Any) -> Callable[..., Any]:
        self._note("shortcut", constraint)
        return super().shortcut(constraint, *rest, **more)

    def command(self, command: Any, *rest: Any, **more: Any) -> Callable[..., Any]:
        self._note("command", command)
        return super().command(command, *rest, **more)

    def event(self, event: Any, *rest: Any, **more: Any) -> Callable[..., Any]:
        self._note("event", event)
        return super().event(event, *rest, **more)

    def options(self, constraint: Any, *rest: Any, **more: Any) -> Callable[..., Any]:
        self._note("options", constraint)
        return super().options(constraint, *rest, **more)


@pytest.fixture
def app() -> NotingApp:
    app = NotingApp()
    # Registering reads nothing of the door; only what comes in through a listener does.
    register_listeners(app, cast(Door, None))
    return app


@pytest.mark.parametrize(
    ("kind", "ids"),
    [
        ("action", {action.value for action in Action}),
        ("view", {callback.value for callback in Callback}),
        ("shortcut", {shortcut.value for shortcuts in (MessageShortcut, GlobalShortcut) for shortcut in shortcuts}),
        ("command", {COMMAND}),
    ],
)
def test_every_id_has_exactly_one_listener_and_every_listener_an_id(app: NotingApp, kind: str, ids: set[str]) -> None:
    heard = app.heard[kind]
    assert sorted(heard) == sorted(ids), f"bot/slack/blockkit/ids.py and the listeners of {kind}s are not the same"


def test_one_listener_takes_every_event(app: NotingApp) -> None:
    assert len(app.heard["event"]) == 1, "Bolt runs only the first of two listeners of one event type"
    [pattern] = app.heard["event"]
    assert all(pattern.fullmatch(kind) for kind in (*EVENT_TYPES, "some_event_of_next_year"))


def test_the_manifest_asks_for_exactly_the_events_that_are_routed() -> None:
    assert EVENT_TYPES == ROUTED


def test_nothing_else_is_listened_to(app: NotingApp) -> None:
    assert set(app.heard) == {"action", "view", "shortcut", "command", "event"}
