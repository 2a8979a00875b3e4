"""A third party's Slack on loopback: npm `emulate`, with the events it sends to our address signed as Slack does.

It has parts of Google (letting people in; calendars, as far as listing, inserting and deleting events goes) and of
Microsoft (letting people in) too.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.counterparts.node import MODULES, free_port, required_node, serving

HERE: Final = Path(__file__).parent
PEOPLE: Final = ("alice", "bob", "carol", "dave", "erin")


@dataclass(frozen=True)
class Emulate:
    """A running workspace, as `seed.yaml` describes it: team Acme, its PEOPLE, the channel #help.

    `url` has no path; the Web API is at `api_url`. `tokens` are user tokens by person's name. Install the app through
    `url` + `/oauth/v2/authorize` with `client_id` and `client_secret` to get a bot token.
    """

    url: str
    signing_secret: str = "testsecret"
    client_id: str = "12345.67890"
    client_secret: str = "example_client_secret"
    tokens: dict[str, str] = field(default_factory=lambda: {name: f"xoxp-{name}" for name in PEOPLE})

    @property
    def api_url(self) -> str:
        """What SLACK_API_URL has to be."""
        return f"{self.url}/api/"


@asynccontextmanager
async def emulated_slack(events_url: str | None = None) -> AsyncIterator[Emulate]:
    """Run it on a free port. Its events are posted to `events_url`, if given. Skips the test where Node is absent."""
    node = required_node()
    dist, port = MODULES / "emulate" / "dist", free_port()
    command = [str(node), "--import", str(HERE / "events.mjs"), str(dist / "index.js"), "start"]
    command += ["-s", "slack", "-p", str(port), "--seed", str(HERE / "seed.yaml")]
    environment = {"EMULATE_DIST": str(dist), "SLACK_EVENTS_URLS": events_url or "", "NO_COLOR": "1"}
    async with serving(command, ready=rf"http://\S*:{port}", environment=environment):
        yield Emulate(f"http://127.0.0.1:{port}")


@asynccontextmanager
async def emulated(service: str) -> AsyncIterator[str]:
    """Run its `google` or `microsoft`, as the seed of that name describes it, on a free port; give the address without
    a slash at the end."""
    node = required_node()
    dist, port = MODULES / "emulate" / "dist", free_port()
    command = [str(node), str(dist / "index.js"), "start"]
    command += ["-s", service, "-p", str(port), "--seed", str(HERE / f"{service}.yaml")]
    async with serving(command, ready=rf"http://\S*:{port}", environment={"NO_COLOR": "1"}):
        yield f"http://127.0.0.1:{port}"
