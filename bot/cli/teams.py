"""The option that says which team a command is about, where there are several."""

from typing import Annotated

import typer

Team = Annotated[str | None, typer.Option(metavar="ID", help="The Slack team, where there are several.")]
