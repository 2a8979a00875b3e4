"""Tells whether a request is Slack's, and of now."""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

MOST_APART: Final = timedelta(minutes=5)
"""How old a request may be, or how far ahead of our clock."""
_VERSION: Final = b"v0"


class Signature:
    """Verifies requests against one or, while a secret is being rotated, several signing secrets.

    With none, as Socket Mode needs none, no request is genuine.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        if not all(secrets):
            raise ValueError("an empty signing secret signs nothing")
        self._secrets = tuple(secret.encode() for secret in secrets)

    def holds(self, *, timestamp: bytes, signature: bytes, body: bytes, now: datetime) -> bool:
        """Tell whether `signature` was made over `body` at `timestamp` with one of the secrets, and not long ago."""
        # bytes.isdigit is true for the ten ASCII digits alone, unlike that of str.
        if not (9 <= len(timestamp) <= 11 and timestamp.isdigit()):
            return False
        if abs(now.timestamp() - int(timestamp)) > MOST_APART.total_seconds():
            return False
        signed = b"%b:%b:%b" % (_VERSION, timestamp, body)
        genuine = False
        for secret in self._secrets:
            genuine |= hmac.compare_digest(sign(secret, signed), signature)
        return genuine


def sign(secret: bytes, signed: bytes) -> bytes:
    """Return the signature over `v0:timestamp:body`."""
    return b"%b=%b" % (_VERSION, hmac.digest(secret, signed, "sha256").hex().encode())
