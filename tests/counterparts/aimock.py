"""An OpenAI-compatible server on loopback: npm `@copilotkit/aimock`, told by each test what to answer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2

from tests.counterparts.node import HERE, MODULES, required_node, serving


@dataclass(frozen=True)
class AiMock:
    """A running server; `base_url` is what OPENAI_BASE_URL has to be."""

    url: str
    control: httpx2.AsyncClient

    @property
    def base_url(self) -> str:
        return f"{self.url}/v1"

    async def answers(self, content: str, **overrides: Any) -> None:
        """Answer every request with this text; `overrides` such as finishReason or usage replace its own."""
        await self._post("fixtures", {"fixtures": [{"match": {}, "response": {"content": content, **overrides}}]})

    async def refuses_with(self, status: int, message: str, **error: Any) -> None:
        """Answer every request with an HTTP error."""
        response = {"error": {"message": message, **error}, "status": status}
        await self._post("fixtures", {"fixtures": [{"match": {}, "response": response}]})

    async def chaos(self, **rates: float) -> None:
        """Set off chaos: dropRate, malformedRate, disconnectRate, rateLimitRate (0 to 1), latencyMs."""
        await self._post("chaos", rates)

    async def requests(self) -> list[dict[str, Any]]:
        """The requests it has seen, without the schema, which it does not keep."""
        seen = (await self.control.get("/__aimock/journal")).raise_for_status().json()
        entries = seen if isinstance(seen, list) else seen["entries"]
        return [entry["body"] for entry in entries]

    async def _post(self, what: str, body: dict[str, Any]) -> None:
        (await self.control.post(f"/__aimock/{what}", json=body)).raise_for_status()


@asynccontextmanager
async def aimock() -> AsyncIterator[AiMock]:
    """Run it on a free port. Skips the test where Node is absent."""
    command = [str(required_node()), str(MODULES / "@copilotkit" / "aimock" / "dist" / "cli.js")]
    command += ["--port", "0", "--fixtures", str(HERE / "aimock_fixtures.json")]
    async with (
        serving(command, ready=r"listening on (http://[\d.]+:\d+)", environment={"NO_COLOR": "1"}) as found,
        httpx2.AsyncClient(base_url=found[1], timeout=10) as control,
    ):
        yield AiMock(found[1], control)
