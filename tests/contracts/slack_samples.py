"""What Slack's own projects publish about its API, read from the samples beside the repository."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

Json = dict[str, Any]

SAMPLES = Path(__file__).parents[2].parent / "shared" / "slack-samples"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="Slack's samples are not beside this repository")

_JAVA = SAMPLES / "java-slack-sdk" / "json-logs" / "samples"
_CUT = frozenset({"blocks", "attachments", "files", "state", "args", "event_payload", "bot_profile.user_id"})
_ID = re.compile(r"^[A-Z][A-Z0-9]{7,}_?$|^\d+$")


@cache
def load(path: str) -> Any:
    """One sample."""
    return json.loads((SAMPLES / path).read_text())


def paths_of(value: Any, at: str = "") -> Iterator[str]:
    """Every path of keys in a document; ids used as keys become `*`, what is of any shape is cut."""
    if isinstance(value, list):
        for each in value:
            yield from paths_of(each, f"{at}[]")
    elif isinstance(value, dict):
        for key, held in value.items():
            path = f"{at}.{'*' if _ID.match(key) else key}".lstrip(".")
            yield path
            if key not in _CUT:
                yield from paths_of(held, path)


def invented(document: Any, known: Iterable[str]) -> list[str]:
    """The paths of a document that no sample has."""
    return sorted(set(paths_of(document)) - set(known))


@cache
def method_docs(method: str) -> Json:
    """Slack's page about one method: args, errors, tier, scopes."""
    return dict(load(f"slack_kit-method-docs/methods/{method}.json"))


@cache
def reply_paths(method: str) -> frozenset[str]:
    """Every path that a reply of this method may have: from a recorded reply, else from Slack's OpenAPI page."""
    recorded = _JAVA / "api" / f"{method}.json"
    common = {"ok", "error", "errors", "needed", "provided", "warning", "response_metadata"}
    common |= {"response_metadata.next_cursor", "response_metadata.messages", "response_metadata.warnings"}
    if recorded.is_file():
        return frozenset({*paths_of(json.loads(recorded.read_text())), *openapi_reply(method)["properties"], *common})
    top = openapi_reply(method)["properties"]
    return frozenset({*top, *common} | _under("message", message_paths(), top) | _channel(top) | _messages(top))


def _under(key: str, paths: Iterable[str], top: Json) -> set[str]:
    return {f"{key}.{path}" for path in paths} if key in top else set()


def _channel(top: Json) -> set[str]:
    """A channel as replies show it; recorded lists also hold direct messages."""
    paths = {p.removeprefix("channel.") for p in reply_paths("conversations.create") if p.startswith("channel.")}
    paths |= {p.removeprefix("channels[].") for p in reply_paths("conversations.list") if p.startswith("channels[].")}
    return _under("channel", paths, top)


def _messages(top: Json) -> set[str]:
    return {f"messages[].{path}" for path in message_paths()} if "messages" in top else set()


@cache
def openapi_reply(method: str) -> Json:
    """The schema of a successful reply in Slack's OpenAPI document of 2021; empty if it has none."""
    operations = load("slack-api-specs/web-api/slack_web_openapi_v2.json")["paths"].get(f"/{method}", {})
    for operation in operations.values():
        schema = operation["responses"]["200"]["schema"]
        if "properties" in schema:
            return dict(schema)
        # reactions.get is written down as a list of alternatives that the document itself cannot express.
        return {"properties": {"type": {}, "channel": {}, "message": {}}, "required": ["ok"]}
    return {"properties": {}, "required": []}


@cache
def message_paths() -> frozenset[str]:
    """Every path that a message may have in a reply, from Slack's recorded payloads."""
    shortcut = json.loads((_JAVA / "app-backend/interactive-components/MessageShortcutPayload.json").read_text())
    found = set(paths_of(shortcut["message"]))
    for kind in ("MessageChangedPayload", "MessagePayload", "MessageChannelNamePayload", "MessageChannelTopicPayload"):
        for path in load("java-slack-sdk/event-shapes.json")[kind]:
            for prefix in ("event.message.", "event."):
                if path.startswith(prefix):
                    found.add(path.removeprefix(prefix))
                    break
    openapi = load("slack-api-specs/web-api/slack_web_openapi_v2.json")["definitions"]["objs_message"]
    # Documented for `include_all_metadata`; the recorded payloads had their values cut.
    found |= {"metadata.event_payload", "reactions[].users"}
    found |= set(openapi["properties"])
    return frozenset(found | {f"root.{path}" for path in found})


@cache
def envelope_paths() -> frozenset[str]:
    """What may stand around an event."""
    shapes = load("java-slack-sdk/event-shapes.json").values()
    return frozenset(path for shape in shapes for path in shape if not path.startswith("event."))


@cache
def event_paths(payload: str) -> frozenset[str]:
    """Every path of one kind of recorded event, such as `ReactionAddedPayload`; Bolt's samples add theirs."""
    return frozenset(load("java-slack-sdk/event-shapes.json")[payload])


@cache
def bolt_paths(name: str) -> frozenset[str]:
    """Every path of the payloads in Bolt's tests whose file begins so."""
    files = sorted((SAMPLES / "bolt-python-payloads").glob(f"{name}*.json"))
    return frozenset(path for file in files for path in paths_of(json.loads(file.read_text())))


@cache
def interaction_paths(name: str) -> frozenset[str]:
    """Every path of one kind of recorded interaction, such as `views/ViewSubmissionPayload`."""
    return frozenset(paths_of(json.loads((_JAVA / f"app-backend/{name}.json").read_text())))


@cache
def event_schema(definition: str) -> Json:
    """The JSON Schema of one definition of Slack's event types."""
    document = load("slack-types-schemas/event.json")
    return {"$ref": f"#/definitions/{definition}", "definitions": document["definitions"]}
