"""`python -m bot.playground`: the playground alone, for an app that runs somewhere else."""

import argparse
import asyncio
import json
from pathlib import Path

from .options import Options
from .server import Playground


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.playground", description=__doc__)
    parser.add_argument("--port", type=int, default=4000, help="0 takes a free port")
    parser.add_argument("--request-url", default=Options.request_url, help="where the app takes events")
    parser.add_argument("--manifest", type=Path, help="the app's manifest, JSON")
    parser.add_argument("--wiki-url", help="shown on the chat page")
    parser.add_argument("--no-rate-limits", action="store_true")
    return parser.parse_args()


async def _serve(options: Options) -> None:
    async with Playground(options) as playground:
        settings = {
            "SLACK_API_URL": playground.api_url,
            "SLACK_BOT_TOKEN": playground.bot_token,
            "SLACK_APP_TOKEN": playground.app_token,
            "SLACK_SIGNING_SECRET": playground.signing_secret,
        }
        print(f"The playground is at {playground.url}/", flush=True)  # noqa: T201 (it is a command)
        for name, value in settings.items():
            print(f"export {name}={value}", flush=True)  # noqa: T201
        await asyncio.Event().wait()


def main() -> None:
    """Run until interrupted."""
    given = _arguments()
    options = Options(
        port=given.port,
        request_url=given.request_url,
        manifest=json.loads(given.manifest.read_text()) if given.manifest else None,
        wiki_url=given.wiki_url,
        rate_limits=not given.no_rate_limits,
    )
    try:
        asyncio.run(_serve(options))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
