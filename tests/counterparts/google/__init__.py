"""Google's own description of its calendars, and what checks requests and answers against it."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

HERE = Path(__file__).parent


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / "calendar.v3.json").read_text())
    return found


def method(name: str) -> dict[str, Any]:
    """A method of the events, such as `insert`."""
    found: dict[str, Any] = document()["resources"]["events"]["methods"][name]
    return found


def wrong_in_request(name: str, query: Sequence[tuple[str, str]], body: object) -> list[str]:
    """What Google's document says against a request."""
    known = {**document()["parameters"], **method(name)["parameters"]}
    wrong = [f"{key} is no parameter of {name}" for key, _ in query if key not in known]
    wrong += [said for key, value in query if key in known for said in _wrong_value(key, value, known[key])]
    if "request" in method(name):
        wrong += _wrong_body(method(name)["request"]["$ref"], body)
    elif body is not None:
        wrong.append(f"{name} takes no body")
    return wrong


def wrong_in_answer(name: str, body: object) -> list[str]:
    """What Google's document says against an answer of our double."""
    if "response" not in method(name):
        return [] if body is None else [f"{name} answers nothing"]
    return _wrong_body(method(name)["response"]["$ref"], body)


def may_use(name: str, scopes: Sequence[str]) -> bool:
    """Whether any of the scopes lets somebody use a method."""
    return bool(set(scopes) & set(method(name)["scopes"]))


def _wrong_value(key: str, value: str, rule: Mapping[str, Any]) -> list[str]:
    if rule["type"] == "boolean" and value not in ("true", "false"):
        return [f"{key}={value} is no boolean"]
    if rule["type"] == "integer" and (not value.isdecimal() or int(value) < int(rule.get("minimum", 0))):
        return [f"{key}={value} is no number that is allowed"]
    if "enum" in rule and value not in rule["enum"]:
        return [f"{key}={value} is none of {rule['enum']}"]
    return []


def _wrong_body(schema: str, body: object) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in _validator(schema).iter_errors(body)]


@cache
def _validator(schema: str) -> Draft202012Validator:
    names = document()["schemas"]
    return Draft202012Validator(
        {"$ref": f"#/$defs/{schema}", "$defs": {name: _closed(found) for name, found in names.items()}}
    )


def _closed(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema of a discovery document as JSON Schema, in which what is not named is wrong."""
    if "$ref" in schema:
        return {"$ref": f"#/$defs/{schema['$ref']}"}
    kept: dict[str, Any] = {key: schema[key] for key in ("enum", "pattern") if key in schema}
    if schema.get("type", "any") != "any":
        kept["type"] = schema["type"]
    if "items" in schema:
        kept["items"] = _closed(schema["items"])
    if schema.get("type") == "object":
        kept["properties"] = {name: _closed(found) for name, found in schema.get("properties", {}).items()}
        further = schema.get("additionalProperties")
        kept["additionalProperties"] = _closed(further) if further else False
    return kept
