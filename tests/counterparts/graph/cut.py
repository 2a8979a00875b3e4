"""Cuts what our calendars use of Microsoft Graph out of Microsoft's published types, as JSON Schema.

`python -m tests.counterparts.graph.cut microsoft-graph.d.ts > tests/counterparts/graph/schemas.json`, with the file out
of the npm package `@microsoft/microsoft-graph-types`.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

KEPT = (
    "Attendee",
    "AttendeeBase",
    "Calendar",
    "DateTimeTimeZone",
    "EmailAddress",
    "Entity",
    "Event",
    "ItemBody",
    "OutlookItem",
    "Recipient",
    "ResponseStatus",
    "SingleValueLegacyExtendedProperty",
    "TimeSlot",
)
PLAIN: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "boolean": {"type": "boolean"},
    "number": {"type": "number"},
}


def schemas(types: str) -> dict[str, Any]:
    """The kept types, each with its properties; those of other types are left out."""
    types = re.sub(r"/\*.*?\*/|//[^\n]*", "", types, flags=re.DOTALL)
    enums = {name: re.findall(r'"(\w+)"', values) for name, values in re.findall(r"export type (\w+) =([^;]*);", types)}
    found: dict[str, Any] = {}
    for name in KEPT:
        head = re.search(rf"export interface {name}(?: extends (\w+))? \{{(.*?)\n\}}", types, flags=re.DOTALL)
        assert head is not None, f"{name} is not among the types"
        own = {key: schema for key, kind in re.findall(r"(\w+)\?: ([^;]+);", head[2]) if (schema := _of(kind, enums))}
        found[name] = {"extends": head[1], "properties": own}
    return {name: _whole(name, found) for name in KEPT}


def _of(kind: str, enums: dict[str, list[str]]) -> dict[str, Any] | None:
    kind = " ".join(kind.split())
    if inner := re.fullmatch(r"NullableOption<(.*)>", kind):
        schema = _of(inner[1], enums)
        return None if schema is None else {"anyOf": [schema, {"type": "null"}]}
    if kind.endswith("[]"):
        items = _of(kind.removesuffix("[]"), enums)
        return None if items is None else {"type": "array", "items": items}
    if kind in PLAIN:
        return PLAIN[kind]
    if kind in KEPT:
        return {"$ref": f"#/$defs/{kind}"}
    return {"enum": enums[kind]} if enums.get(kind) else None


def _whole(name: str, found: dict[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    at: str | None = name
    while at is not None:
        properties = {**found[at]["properties"], **properties}
        at = found[at]["extends"]
    return {"type": "object", "properties": dict(sorted(properties.items())), "additionalProperties": False}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(schemas(Path(sys.argv[1]).read_text()), indent=1) + "\n")
