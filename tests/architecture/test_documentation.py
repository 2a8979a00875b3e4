"""A setting, job or figure without documentation fails here, and so does one that is documented but not there."""

import re
from pathlib import Path

import pytest

from bot.config import GROUPS
from bot.slack.ingest.jobs import DispatchEvent
from bot.telemetry.metrics import Metrics
from scheduler.jobs import KINDS

DOCS = Path(__file__).parents[2] / "docs"
OPERATOR = (DOCS / "operator.md").read_text()


@pytest.mark.parametrize("name", sorted(str(f.alias) for group in GROUPS for f in group.model_fields.values()))
def test_every_setting_is_documented(name: str) -> None:
    assert f"| `{name}` |" in OPERATOR, f"{name} is a setting that docs/operator.md does not explain"


def test_no_setting_is_documented_that_is_not_there() -> None:
    known = {str(f.alias) for group in GROUPS for f in group.model_fields.values()}
    section = OPERATOR.split("## Settings")[1].split("\n## ")[0]
    told = {line.split("`")[1] for line in section.splitlines() if line.startswith("| `")}
    assert told == known


JOBS = {DispatchEvent.kind, *KINDS}


@pytest.mark.parametrize("kind", sorted(JOBS))
def test_every_job_is_documented(kind: str) -> None:
    assert f"`{kind}`" in OPERATOR, f"{kind} is a job that docs/operator.md does not explain"


def test_no_job_is_documented_that_is_not_there() -> None:
    section = OPERATOR.split("## Jobs")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    assert {kind for row in rows for kind in re.findall(r"`(\w+)`", row)} == JOBS


def test_only_figures_that_there_are_are_named() -> None:
    known = Metrics().names()
    for page in DOCS.rglob("*.md"):
        for name in re.findall(r"\bthrice_[a-z_]+", page.read_text()):
            assert re.sub(r"_(total|bucket|count|sum)$", "", name) in known, f"{page.name} names {name}"
