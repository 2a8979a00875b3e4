"""The chat page of the playground: where its static files lie and the policy that they are served under."""

from pathlib import Path
from typing import Final

FILES: Final = Path(__file__).parent

# Every script and style is a file of ours: whatever a message holds, the browser has no permission to run it.
CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
