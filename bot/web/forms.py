"""Forms: what a browser posts, read within bounds."""

from urllib.parse import parse_qsl

from starlette.requests import Request

_MOST_BYTES = 65_536
_MOST_FIELDS = 20


async def posted(request: Request) -> dict[str, str] | None:
    """Return the fields of a form, the last one of each name; none for what is too large, or no form."""
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > _MOST_BYTES:
            return None
    try:
        return dict(
            parse_qsl(raw.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="replace")
        )
    except ValueError:
        return None
