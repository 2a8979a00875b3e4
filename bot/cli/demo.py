"""`thrice demo`: everything against a small Slack workspace on loopback, with a chat page in the browser."""

from typing import Annotated

import typer

from bot.cli.loading import loading


def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the chat page; 0 takes a free one.")] = 4000,
    thrice_port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of Thrice and its wiki; 0 takes a free one.")
    ] = 3000,
) -> None:
    """Try Thrice: no account, no key, nothing leaves this machine, and nothing is kept when it stops.

    Exit status: 130 after Ctrl-C, 0 after SIGTERM, 1 where it cannot start and says why.
    """
    with loading():
        from bot.cli.demo_run import run
    raise typer.Exit(run(port, thrice_port))
