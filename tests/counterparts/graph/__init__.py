"""Microsoft's published types of what our calendars use of Graph, and what checks requests and answers against them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

HERE = Path(__file__).parent
_NOTES = {"@odata.etag", "@odata.context", "@odata.nextLink"}
"""What OData itself puts beside the properties."""


@cache
def schemas() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / "schemas.json").read_text())
    return found


def names(kind: str) -> set[str]:
    """The properties of a type."""
    return set(schemas()[kind]["properties"])


def wrong(kind: str, body: Any) -> list[str]:
    """What Microsoft's types say against a body of that type."""
    if not isinstance(body, dict):
        return [f"no {kind}: {str(body)[:80]}"]
    plain = {key: value for key, value in body.items() if key not in _NOTES}
    return [f"{kind} {error.json_path}: {error.message[:200]}" for error in _validator(kind).iter_errors(plain)]


@cache
def _validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": schemas()})
