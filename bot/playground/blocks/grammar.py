"""Small checks from which Block Kit's grammar is built; each writes Slack's complaints into a list."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Complaints = list[str]
Check = Callable[[Any, str, Complaints], None]
"""`check(value, json_pointer, complaints)`."""


def complain(complaints: Complaints, at: str, sentence: str) -> None:
    """Write one complaint down the way Slack words it."""
    complaints.append(f"{sentence} [json-pointer:{at}]")


def string(most: int | None = None, least: int = 0) -> Check:
    """A string of so many characters."""

    def check(value: Any, at: str, complaints: Complaints) -> None:
        if not isinstance(value, str):
            complain(complaints, at, "must provide a string")
        elif most is not None and len(value) > most:
            complain(complaints, at, f"must be less than {most + 1} characters")
        elif len(value) < least:
            complain(complaints, at, f"must be more than {least - 1} characters")

    return check


def number(least: float | None = None, most: float | None = None, *, above: float | None = None) -> Check:
    """A number within these bounds."""

    def check(value: Any, at: str, complaints: Complaints) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            complain(complaints, at, "must provide a number")
        elif least is not None and value < least:
            complain(complaints, at, f"must be at least {least}")
        elif most is not None and value > most:
            complain(complaints, at, f"must be at most {most}")
        elif above is not None and value <= above:
            complain(complaints, at, f"must be greater than {above}")

    return check


def boolean(value: Any, at: str, complaints: Complaints) -> None:
    """True or false."""
    if not isinstance(value, bool):
        complain(complaints, at, "must provide a boolean")


def anything(value: Any, at: str, complaints: Complaints) -> None:
    """Whatever it is."""


def choice(*allowed: Any) -> Check:
    """One of these values."""

    def check(value: Any, at: str, complaints: Complaints) -> None:
        if value not in allowed:
            complain(complaints, at, f"must be one of: {', '.join(map(str, allowed))}")

    return check


def items(each: Check, least: int = 0, most: int | None = None) -> Check:
    """A list of so many things that pass `each`."""

    def check(value: Any, at: str, complaints: Complaints) -> None:
        if not isinstance(value, list):
            complain(complaints, at, "must provide an array")
            return
        if len(value) < least:
            complain(complaints, at, f"no fewer than {least} items allowed")
        if most is not None and len(value) > most:
            complain(complaints, at, f"no more than {most} items allowed")
        for index, item in enumerate(value):
            each(item, f"{at}/{index}", complaints)

    return check


def record(
    required: Mapping[str, Check],
    optional: Mapping[str, Check] | None = None,
    *more: Check,
) -> Check:
    """An object with these fields and no others; `more` looks at the whole."""
    known = {**required, **(optional or {})}

    def check(value: Any, at: str, complaints: Complaints) -> None:
        if not isinstance(value, dict):
            complain(complaints, at, "must provide an object")
            return
        for name in required:
            if name not in value:
                complain(complaints, at, f"missing required field: {name}")
        for name, held in value.items():
            if name not in known:
                complain(complaints, at, f"invalid additional property: {name}")
            # Slack takes null for "not given" in optional fields.
            elif held is not None or name in required:
                known[name](held, f"{at}/{name}", complaints)
        for each in more:
            each(value, at, complaints)

    return check


def by_type(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` says which of these checks it has to pass."""

    def check(value: Any, at: str, complaints: Complaints) -> None:
        if not isinstance(value, dict):
            complain(complaints, at, "must provide an object")
        elif not isinstance(value.get("type"), str):
            complain(complaints, at, "missing required field: type")
        elif value["type"] not in kinds:
            complain(complaints, f"{at}/type", f"unsupported type: {value['type']}")
        else:
            kinds[value["type"]](value, at, complaints)

    return check


def exactly_one(*names: str) -> Check:
    """Exactly one of these fields is given."""

    def check(value: Any, at: str, complaints: Complaints) -> None:
        given = [name for name in names if value.get(name) is not None]
        if len(given) != 1:
            complain(complaints, at, f"must provide exactly one of: {', '.join(names)}")

    return check


def at_least_one(*names: str) -> Check:
    """At least one of these fields is given."""

    def check(value: Any, at: str, complaints: Complaints) -> None:
        if all(value.get(name) is None for name in names):
            complain(complaints, at, f"must provide at least one of: {', '.join(names)}")

    return check


def typed(kind: str, required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *more: Check) -> Check:
    """An object of one `type` with these fields."""
    return record({"type": choice(kind), **required}, optional, *more)


def picked(kinds: Mapping[str, Check], names: Sequence[str]) -> Check:
    """Only these of the kinds."""
    return by_type({name: kinds[name] for name in names})
