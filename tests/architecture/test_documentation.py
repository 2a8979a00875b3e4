"""A setting, job or command without documentation fails here."""

from pathlib import Path

import pytest

from bot.config import GROUPS
from bot.knowledge import jobs
from bot.ports.jobs import Job

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


@pytest.mark.parametrize(
    "kind", sorted(j.kind for j in vars(jobs).values() if isinstance(j, type) and issubclass(j, Job) and j is not Job)
)
def test_every_job_is_documented(kind: str) -> None:
    assert f"`{kind}`" in OPERATOR, f"{kind} is a job that docs/operator.md does not explain"
