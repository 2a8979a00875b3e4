"""`thrice manifest`: prints the app's manifest for api.slack.com, and nothing else."""

import json
from typing import Annotated

import typer

from bot.cli.loading import loading
from bot.errors import SettingsError


def manifest(
    socket_mode: Annotated[
        bool, typer.Option("--socket-mode", help="For an app that calls Slack, and needs no public address.")
    ] = False,
    url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="The public address that Slack reaches; default: THRICE_PUBLIC_URL."),
    ] = None,
) -> None:
    """Print the manifest from which Slack makes the app."""
    with loading():
        from bot.config import Settings, web_address
        from bot.slack.manifest import manifest as app_manifest
    try:
        address = web_address(url) if url is not None else Settings().web.public_url
    except ValueError as wrong:
        raise typer.BadParameter(f"an address {wrong}", param_hint="--url") from None
    except SettingsError as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(1) from None
    print(json.dumps(app_manifest(address, socket_mode=socket_mode), indent=2))
