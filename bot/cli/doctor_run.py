"""Runs `thrice doctor`."""

import asyncio

from rich.console import Console
from rich.text import Text

from bot.cli.checks_machine import check_machine
from bot.cli.checks_slack import check_slack
from bot.cli.findings import Finding, wrong
from bot.config import Settings
from bot.errors import SettingsError

_MARKS = {"ok": ("ok   ", "green"), "note": ("note ", "yellow"), "wrong": ("wrong", "bold red")}


def run() -> int:
    """Print every finding; return the exit status."""
    findings = asyncio.run(_look(Console()))
    broken = sum(finding.standing == "wrong" for finding in findings)
    if broken:
        Console().print(f"\n{broken} of {len(findings)} to mend.", highlight=False)
        return 1
    Console().print("\nThrice can be served.", highlight=False)
    return 0


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
