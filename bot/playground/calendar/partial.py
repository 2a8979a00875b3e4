"""Google's `fields`: of an answer only what was asked for is sent, so that what an app forgot to ask for is missed."""

from typing import Any

Mask = dict[str, Any]


def partial(body: Any, fields: str | None) -> Any:
    """Return what is left of an answer. Raises `ValueError` for `fields` that cannot be read."""
    if fields is None:
        return body
    mask, rest = _mask(fields)
    if rest:
        raise ValueError(f"fields cannot be read from here: {rest}")
    return _kept(body, mask)


def _mask(text: str) -> tuple[Mask, str]:
    mask: Mask = {}
    while True:
        end = next((i for i, letter in enumerate(text) if letter in ",()/"), len(text))
        name, text = text[:end], text[end:]
        if not name:
            raise ValueError("an empty name in fields")
        below: Mask = {}
        if text.startswith("/"):
            below, text = _mask(text[1:])
            return {**mask, name: below}, text
        if text.startswith("("):
            below, text = _mask(text[1:])
            if not text.startswith(")"):
                raise ValueError("a bracket in fields stays open")
            text = text[1:]
        mask[name] = below
        if not text.startswith(","):
            return mask, text
        text = text[1:]


def _kept(body: Any, mask: Mask) -> Any:
    if not mask:
        return body
    if isinstance(body, list):
        return [_kept(item, mask) for item in body]
    return {name: _kept(body[name], below) for name, below in mask.items() if name in body}
