"""Google's `fields`: of an answer only what was asked for is sent, so that what was forgotten is missed in tests."""

from typing import Any

Mask = dict[str, Any]


def partial(body: Any, fields: str | None) -> Any:
    """What is left of an answer."""
    if fields is None:
        return body
    mask, rest = _mask(fields)
    assert not rest, f"fields cannot be read from here: {rest}"
    return _kept(body, mask)


def _mask(text: str) -> tuple[Mask, str]:
    mask: Mask = {}
    while True:
        end = next((i for i, letter in enumerate(text) if letter in ",()/"), len(text))
        name, text = text[:end], text[end:]
        assert name, "an empty name in fields"
        below: Mask = {}
        if text.startswith("/"):
            below, text = _mask(text[1:])
            return {**mask, name: below}, text
        if text.startswith("("):
            below, text = _mask(text[1:])
            assert text.startswith(")"), "a bracket in fields stays open"
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
