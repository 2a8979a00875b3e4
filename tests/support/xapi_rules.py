"""What xAPI 1.0.3 asks of a statement, as a strict store reads it: written from part two of the specification.

No JSON Schema of it could be taken in, so this is our own reading; it knows the parts that Thrice may use, and counts
anything else as wrong.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z]{4})?(-[A-Z]{2})?")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_DURATION: Final = re.compile(r"P(?=.)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
_VOIDED: Final = "http://adlnet.gov/expapi/verbs/voided"


class Wrong(Exception):
    """What a store would refuse, and where it stands."""


def check(statement: Any) -> None:
    """Raise `Wrong` for a statement that a strict store refuses."""
    known = {"id", "actor", "verb", "object", "result", "context", "timestamp"}
    _object(statement, "statement", known, needs={"actor", "verb", "object"})
    if "id" in statement:
        _uuid(statement["id"], "id")
    _agent(statement["actor"], "actor")
    _verb(statement["verb"])
    _what(statement["object"], is_void=statement["verb"]["id"] == _VOIDED)
    if "result" in statement:
        _result(statement["result"])
    if "context" in statement:
        _context(statement["context"], of_activity=statement["object"].get("objectType", "Activity") == "Activity")
    if "timestamp" in statement:
        _moment(statement["timestamp"])


def _object(value: Any, where: str, known: Collection[str], needs: Collection[str] = ()) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Wrong(f"{where} is no object")
    if strange := set(value) - set(known):
        raise Wrong(f"{where} has {sorted(strange)}")
    if missing := set(needs) - set(value):
        raise Wrong(f"{where} lacks {sorted(missing)}")
    if empty := [name for name, part in value.items() if part is None]:
        raise Wrong(f"{where} has null in {empty}")
    return value


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise Wrong(f"{where} is no text")
    return value


def _uuid(value: Any, where: str) -> None:
    try:
        same = str(UUID(_text(value, where))) == value.lower()
    except ValueError:
        same = False
    if not same:
        raise Wrong(f"{where} is no UUID")


def _iri(value: Any, where: str) -> None:
    parts = urlsplit(_text(value, where))
    if (
        not parts.scheme
        or not (parts.netloc or parts.path)
        or any(sign.isspace() or sign in '<>"{}|\\^`' for sign in value)
    ):
        raise Wrong(f"{where} is no IRI: {value}")


def _words(value: Any, where: str) -> None:
    if not isinstance(value, dict) or not value:
        raise Wrong(f"{where} is no language map")
    for language, words in value.items():
        if not _LANGUAGE.fullmatch(language) or not isinstance(words, str):
            raise Wrong(f"{where} is no language map: {language}")


def _agent(value: Any, where: str) -> None:
    _object(value, where, {"objectType", "account"}, needs={"account"})
    if value.get("objectType", "Agent") != "Agent":
        raise Wrong(f"{where} is no agent")
    account = _object(value["account"], f"{where}.account", {"homePage", "name"}, needs={"homePage", "name"})
    _iri(account["homePage"], f"{where}.account.homePage")
    _text(account["name"], f"{where}.account.name")


def _verb(value: Any) -> None:
    _object(value, "verb", {"id", "display"}, needs={"id"})
    _iri(value["id"], "verb.id")
    if "display" in value:
        _words(value["display"], "verb.display")


def _what(value: Any, *, is_void: bool) -> None:
    if isinstance(value, dict) and value.get("objectType") == "StatementRef":
        _object(value, "object", {"objectType", "id"}, needs={"id"})
        _uuid(value["id"], "object.id")
    elif is_void:
        raise Wrong("what is voided is a statement")
    else:
        _activity(value, "object")


def _activity(value: Any, where: str) -> None:
    _object(value, where, {"objectType", "id", "definition"}, needs={"id"})
    if value.get("objectType", "Activity") != "Activity":
        raise Wrong(f"{where} is no activity")
    _iri(value["id"], f"{where}.id")
    definition = _object(
        value.get("definition", {}), f"{where}.definition", {"name", "description", "type", "moreInfo"}
    )
    checks: dict[str, Callable[[Any, str], None]] = {
        "name": _words, "description": _words, "type": _iri, "moreInfo": _iri,
    }  # fmt: skip
    for name, part in definition.items():
        checks[name](part, f"{where}.definition.{name}")


def _result(value: Any) -> None:
    _object(value, "result", {"completion", "success", "duration"})
    for name in ("completion", "success"):
        if not isinstance(value.get(name, True), bool):
            raise Wrong(f"result.{name} is no boolean")
    if "duration" in value and not _DURATION.fullmatch(_text(value["duration"], "result.duration")):
        raise Wrong("result.duration is no duration of ISO 8601")


def _context(value: Any, *, of_activity: bool) -> None:
    _object(value, "context", {"contextActivities", "platform", "language", "registration"})
    if "platform" in value:
        _text(value["platform"], "context.platform")
        if not of_activity:
            raise Wrong("a platform goes with an activity alone")
    groups = _object(
        value.get("contextActivities", {}), "context.contextActivities", {"parent", "grouping", "category", "other"}
    )
    for name, activities in groups.items():
        if not isinstance(activities, list) or not activities:
            raise Wrong(f"context.contextActivities.{name} is no list of activities")
        for activity in activities:
            _activity(activity, f"context.contextActivities.{name}")


def _moment(value: Any) -> None:
    if not _MOMENT.fullmatch(_text(value, "timestamp")):
        raise Wrong("timestamp is no moment of RFC 3339 with its zone")
    datetime.fromisoformat(value)
