"""`thrice doctor`: names what is missing or wrong, and how to mend it."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from bot.cli.checks_machine import check_machine
from bot.cli.checks_slack import check_slack
from bot.cli.findings import Finding, wrong
from bot.config import Settings
from bot.errors import SettingsError
from bot.workspaces.secrets import new_key

_MARKS = {"ok": ("ok   ", "green"), "note": ("note ", "yellow"), "wrong": ("wrong", "bold red")}


def doctor(
    key: Annotated[
        bool, typer.Option("--new-key", help="Print a fresh THRICE_SECRET_KEY and do nothing else.")
    ] = False,
) -> None:
    """Look at settings, Slack, database, key, port and models. Exit status 1 if anything is wrong."""
    if key:
        print(new_key())
        return
    findings = asyncio.run(_look(Console()))
    broken = sum(finding.standing == "wrong" for finding in findings)
    if broken:
        Console().print(f"\n{broken} of {len(findings)} to mend.", highlight=False)
        raise typer.Exit(1)
    Console().print("\nThrice can be served.", highlight=False)


async def _look(console: Console) -> list[Finding]:
    """Print each finding as soon as it is made."""
    findings: list[Finding] = []

    def found(finding: Finding) -> None:
        findings.append(finding)
        console.print(_line(finding), soft_wrap=True)

    try:
        settings = Settings()
    except SettingsError as error:
        found(wrong("Settings", str(error), "Correct it in the environment or the .env file."))
        return findings
    async for finding in check_slack(settings):
        found(finding)
    async for finding in check_machine(settings):
        found(finding)
    return findings


def _line(finding: Finding) -> Text:
    mark, style = _MARKS[finding.standing]
    line = Text.assemble((mark, style), "  ", (finding.about, "bold"), ": ", finding.said)
    if finding.mend:
        line.append(f"\n       {finding.mend}", style="dim")
    return line
