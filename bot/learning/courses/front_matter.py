"""Front matter: the few lines between `---` at the head of a lesson, checked with the line that is wrong."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final

import yaml

from bot.learning.courses.values import Problem

_FENCE: Final = "---"
LONGEST_TITLE: Final = 150


@dataclass(frozen=True)
class FrontMatter:
    """What stands at the head of a lesson; none for what does not. `body_line` is where the text begins."""

    title: str | None = None
    order: int | None = None
    minutes: float | None = None
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    body: str = ""
    body_line: int = 1
    lines: dict[str, int] = field(default_factory=dict)
    """The line of each field that is there."""


def parse(file: str, text: str) -> tuple[FrontMatter, list[Problem]]:
    """Read a lesson's head; a lesson without one is all text. Problems come with their lines; nothing is raised."""
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        return FrontMatter(body=text), []
    end = next((n for n, line in enumerate(lines[1:], start=1) if line.rstrip() == _FENCE), None)
    if end is None:
        return FrontMatter(body=text), [Problem(file, 1, "the front matter has no closing ---.")]
    front = FrontMatter(body="\n".join(lines[end + 1 :]), body_line=end + 2)
    try:
        node = yaml.compose("\n".join(lines[1:end]), Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark is not None else 1
        return front, [
            Problem(file, line, f"this is no YAML: {getattr(error, 'problem', None) or 'it cannot be read'}.")
        ]
    if node is None:
        return front, []
    if not isinstance(node, yaml.MappingNode):
        return front, [Problem(file, 2, "front matter is a list of fields, such as `title: VPN access`.")]
    return _fields(file, front, node)


def _fields(file: str, front: FrontMatter, node: yaml.MappingNode) -> tuple[FrontMatter, list[Problem]]:
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 2
        key = str(getattr(key_node, "value", ""))
        if key in lines:
            problems.append(Problem(file, line, f"`{key}` stands here twice."))
        elif key not in _READ:
            known = ", ".join(_READ)
            problems.append(Problem(file, line, f"`{key}` is no field of a lesson; these are: {known}."))
        else:
            try:
                values[key] = _READ[key](_plain(value_node))
            except ValueError as wrong:
                problems.append(Problem(file, line, f"`{key}` {wrong}."))
        lines[key] = line
    return replace(front, **values, lines=lines), problems


def _plain(node: yaml.Node) -> Any:
    """The value of a node, made of plain things alone."""
    try:
        return yaml.SafeLoader("").construct_object(node, deep=True)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        raise ValueError("cannot be read") from None


def _title(value: Any) -> str:
    words = " ".join(str(value).split()) if isinstance(value, str | int | float) else ""
    if not words or len(words) > LONGEST_TITLE:
        raise ValueError(f"is a text of up to {LONGEST_TITLE} characters")
    return words


def _order(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 10_000:
        raise ValueError("is a whole number from 0 to 10000")
    return value


def _minutes(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= 240:
        raise ValueError("is a number of minutes up to 240")
    return float(value)


def _words(value: Any) -> tuple[str, ...]:
    listed: Iterable[Any] = value if isinstance(value, list) else [value]
    words = [each.strip() for each in listed if isinstance(each, str) and each.strip()]
    if not isinstance(value, str | list) or len(words) != len(list(listed)):
        raise ValueError("is a text, or a list of texts")
    return tuple(dict.fromkeys(words))


_READ: Final[dict[str, Callable[[Any], Any]]] = {
    "title": _title,
    "order": _order,
    "minutes": _minutes,
    "tags": _words,
    "links": _words,
}
