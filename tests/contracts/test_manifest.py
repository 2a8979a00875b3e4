"""The manifest is one that Slack takes, and asks for what Thrice uses: no more, no less."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from typer import Typer
from typer.testing import CliRunner

from bot.cli.manifest import manifest as command
from bot.learning_blocks import quiet_consents
from bot.slack import calls, chat, own_status, pacing
from bot.slack.blockkit.ids import GlobalShortcut, MessageShortcut
from bot.slack.manifest import CONSENT_PATH, EVENT_TYPES, EVENTS, REDIRECT_PATH, SCOPES, USER_SCOPES, manifest
from tests.contracts.slack_samples import load, method_docs, needs_samples

ROOT = Path(__file__).parents[2]
_METHOD = re.compile(r'"((?:auth|chat|conversations|dnd|reactions|users|views)\.[a-zA-Z.]+)"')
_FOR_EVENTS = {
    "app_mention": "app_mentions:read",
    "channel_": "channels:read",
    "group_": "groups:read",
    "member_": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "reaction_": "reactions:read",
    "team_join": "users:read",
    "user_change": "users:read",
}


@needs_samples
@pytest.mark.parametrize("socket_mode", [False, True])
def test_slacks_schema_takes_it(socket_mode: bool) -> None:
    schema = Draft7Validator(load("manifest-schema/schemas/manifest.schema.2.0.0.json"))
    made = manifest("https://thrice.example", socket_mode=socket_mode)
    assert [error.message for error in schema.iter_errors(made)] == []


def test_over_http_every_door_is_the_one_address() -> None:
    made = manifest("https://thrice.example/")
    door = "https://thrice.example/slack/events"
    assert made["settings"]["event_subscriptions"]["request_url"] == door
    assert made["settings"]["interactivity"]["request_url"] == door
    assert made["features"]["slash_commands"][0]["url"] == door
    assert made["oauth_config"]["redirect_urls"] == ["https://thrice.example/slack/oauth_redirect"]


def test_in_socket_mode_there_is_no_address_at_all() -> None:
    made = manifest("https://thrice.example", socket_mode=True)
    assert made["settings"]["socket_mode_enabled"] is True
    assert "http" not in json.dumps(made)


def test_people_can_write_to_it_directly_and_both_shortcuts_are_there() -> None:
    features = manifest("https://thrice.example")["features"]
    assert features["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    shortcuts = {(s["name"], s["type"], s["callback_id"]) for s in features["shortcuts"]}
    assert shortcuts == {
        ("Save as knowledge", "message", MessageShortcut.SAVE_AS_KNOWLEDGE),
        ("Ask anonymously", "global", GlobalShortcut.ASK_ANONYMOUSLY),
    }
    assert [c["command"] for c in features["slash_commands"]] == ["/thrice"]


@needs_samples
def test_the_scopes_are_those_that_its_methods_and_events_need() -> None:
    methods = {m for module in (calls, chat) for m in _METHOD.findall(Path(str(module.__file__)).read_text())}
    assert methods >= {"chat.postMessage", "conversations.replies", "users.info", "views.publish"}
    wanted = {"commands", *(scope for event in EVENTS for at, scope in _FOR_EVENTS.items() if event.startswith(at))}
    for method in methods:
        enough = {scope["name"] for scope in method_docs(method)["scopes"].get("bot", ())}
        if enough:
            assert enough & set(SCOPES), f"{method} needs one of {sorted(enough)}"
        wanted |= enough
    assert set(SCOPES) <= wanted


@needs_samples
def test_a_members_token_needs_what_its_methods_need_and_whoever_installs_it_need_not_give_any() -> None:
    methods = _METHOD.findall(Path(str(own_status.__file__)).read_text())
    wanted = {scope["name"] for method in methods for scope in method_docs(method)["scopes"].get("user", ())}
    assert wanted == set(USER_SCOPES) == set(quiet_consents.SCOPES)
    scopes = manifest("https://thrice.example")["oauth_config"]["scopes"]
    assert scopes["user"] == scopes["user_optional"] == list(USER_SCOPES), "Slack wants an optional one named twice"


def test_members_come_back_below_the_one_address_that_the_app_names() -> None:
    assert CONSENT_PATH.startswith(f"{REDIRECT_PATH}/")


@needs_samples
def test_each_method_is_paced_by_the_tier_that_slack_names() -> None:
    for method, tier in pacing.TIER_OF.items():
        assert method_docs(method)["rate_limit"]["label"].startswith(f"Tier {tier}"), method
    methods = {m for module in (chat, own_status) for m in _METHOD.findall(Path(str(module.__file__)).read_text())}
    special = {m for m in methods if method_docs(m)["rate_limit"]["label"].startswith("Special")}
    assert methods - special == set(pacing.TIER_OF)


def test_every_scope_is_explained_to_whoever_installs_it() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "slack-app.md").read_text("utf-8")
    of_the_bot, _, of_members = guide.partition("## What members may allow")
    for told, scopes in ((of_the_bot, SCOPES), (of_members, USER_SCOPES)):
        assert dict(re.findall(r"^\| `([\w:.]+)` \| (.+) \|$", told, re.MULTILINE)) == scopes


def test_all_messages_arrive_as_one_type_of_event() -> None:
    assert "message" in EVENT_TYPES
    assert not any("." in kind for kind in EVENT_TYPES)


def run(*arguments: str) -> tuple[int, str, str]:
    app = Typer()
    app.command()(command)
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, done.stdout, done.stderr


def test_the_command_prints_json_and_nothing_else() -> None:
    status, out, err = run("--url", "https://thrice.example")
    assert (status, err) == (0, "")
    assert json.loads(out) == manifest("https://thrice.example")
    status, out, err = run("--socket-mode")
    assert (status, err) == (0, "")
    assert json.loads(out) == manifest("", socket_mode=True)


def process(folder: Path, *arguments: str, **environment: str) -> tuple[int, str, str]:
    """Run the command as whoever pipes it into a file does."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "manifest", *arguments],
        cwd=folder,
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("socket_mode", [False, True])
def test_the_process_prints_nothing_but_json_either(tmp_path: Path, socket_mode: bool) -> None:
    (tmp_path / ".env").write_text("THRICE_PUBLIC_URL=https://thrice.example/\nTHRICE_LOG_LEVEL=debug\n")
    status, out, err = process(tmp_path, *(["--socket-mode"] if socket_mode else []))
    assert (status, err) == (0, "")
    assert json.loads(out) == manifest("https://thrice.example", socket_mode=socket_mode)
    assert list(tmp_path.iterdir()) == [tmp_path / ".env"], "it leaves nothing behind"


def test_a_wrong_setting_is_named_and_nothing_is_printed(tmp_path: Path) -> None:
    status, out, err = process(tmp_path, THRICE_PUBLIC_URL="thrice.example")
    assert (status, out) == (1, "")
    assert err.startswith("THRICE_PUBLIC_URL: ")
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "url",
    ["", "thrice.example", "localhost:3000", "https://", "http:///x", "https://a b", "https://a.example:port",
     "https://a.example?x=1", "https://a.example#f", "https://a.example/?", "ftp://a.example", "https://[::1"],
)  # fmt: skip
def test_an_address_that_is_none_is_a_usage_error(url: str) -> None:
    status, out, err = run("--url", url)
    assert (status, out) == (2, "")
    assert "an address must" in " ".join(err.split())


def test_an_address_may_have_a_port_and_a_path() -> None:
    for url in ("http://127.0.0.1:3000", "https://thrice.example/base/", "https://[::1]:3000"):
        status, out, _ = run("--url", url)
        assert status == 0
        assert json.loads(out) == manifest(url.rstrip("/"))
