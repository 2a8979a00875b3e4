"""What members learned, as CSV: who is in it and who is not, and nothing in it that a spreadsheet would run."""

import csv
import io
import os
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.knowledge import forgetting
from bot.learning import learners
from bot.learning.records_file import COLUMNS, lines, write
from bot.learning.sprints import NothingToLearn
from bot.workspaces.policy import Policy
from models.articles import Article
from models.members import Member
from models.uow import Storage
from tests.support.cards import Learning
from tests.support.learning_deeds import POLICY, course, joins, learns, uses
from tests.unit.rules.conftest import Jobs
from tests.wiki_world import NOW, Team

ROOT = Path(__file__).parents[2]
UNDER = "https://thrice.example.com"
VPN = "## Short answer\nChen in IT hands out the VPN accounts before 15:00.\n"


@pytest.fixture
async def learning(storage: Storage) -> Learning:
    storage = Storage(storage.engine, Jobs(), records_under=UNDER)
    return Learning(await Team.founded(storage))


async def table(learning: Learning, since: datetime | None = None) -> list[dict[str, str]]:
    """What a spreadsheet reads."""
    written = io.StringIO()
    async with learning.team.storage.look(learning.team.workspace_id) as uow:
        count = write(await lines(uow, under=UNDER, since=since), written)
    read = list(csv.DictReader(io.StringIO(written.getvalue())))
    assert len(read) == count
    return read


async def test_a_line_for_each_deed(learning: Learning) -> None:
    team = learning.team
    where = team.storage, team.workspace_id
    await course(learning, "vpn", lessons=2)
    await joins(*where, "U2", at=NOW, takes="vpn")
    sprint = await learns(*where, "U2", at=NOW + timedelta(hours=1))
    assert [row["what"] for row in await table(learning)] == ["course taken", "sprint"]
    for day in range(1, 9):
        with suppress(NothingToLearn):
            await learns(*where, "U2", at=NOW + timedelta(days=day))
    await uses(*where, "U2", sprint, at=NOW + timedelta(days=9))
    rows = await table(learning)
    assert Counter(row["what"] for row in rows if row["what"] != "sprint") == Counter(
        ("course taken", "course completed", "used")
    )
    assert tuple(rows[0]) == COLUMNS
    assert {(row["slack_id"], row["name"]) for row in rows} == {("U2", "Bo")}
    assert (rows[0]["at"], rows[0]["title"]) == ("2026-11-24T09:30:00+00:00", "Vpn")
    assert (rows[1]["what"], rows[1]["cards"], rows[1]["minutes"]) == ("sprint", "2", "0.7")
    assert (rows[-1]["what"], rows[-1]["course"]) == ("used", "Vpn")
    assert [row["what"] for row in await table(learning, since=NOW + timedelta(days=9))] == ["used"]
    async with team.storage.look(team.workspace_id) as uow:
        told = (await uow.learning_of.held("U2"))["learning_records"]
    of_course = [each["statement"] for each in told if "/courses/" in each["statement"]["object"]["id"]]
    taken, completed = of_course[-2:]
    assert taken["object"] == completed["object"], "the record store is told the same, once"
    assert len(told) == len(rows) + 1, "the course that comes with Thrice was taken up and left"


async def test_a_page_has_its_address_and_a_private_one_no_title(learning: Learning) -> None:
    team = learning.team
    where = team.storage, team.workspace_id
    await learning.article("Who hands out VPN accounts?", VPN)
    await joins(*where, "U2", at=NOW)
    sprint = await learns(*where, "U2", at=NOW + timedelta(hours=1))
    await uses(*where, "U2", sprint, at=NOW + timedelta(days=3))
    [used] = [row for row in await table(learning) if row["what"] == "used"]
    assert used["title"] == "Who hands out VPN accounts?"
    assert used["address"].startswith(f"{UNDER}/wiki/")
    async with team.storage.begin(team.workspace_id) as uow:
        [article] = (await uow.session.scalars(select(Article))).all()
        article.audience = "C9"
    [used] = [row for row in await table(learning) if row["what"] == "used"]
    assert used["title"] == ""


async def test_who_left_or_was_forgotten_is_not_in_it(learning: Learning) -> None:
    team = learning.team
    where = team.storage, team.workspace_id
    await course(learning, "vpn")
    for user_id in ("U1", "U2", "U3"):
        await joins(*where, user_id, at=NOW, takes="vpn")
        await learns(*where, user_id, at=NOW + timedelta(hours=1))
    async with team.storage.begin(team.workspace_id) as uow:
        await learners.leave(uow, "U2", at=NOW + timedelta(days=1))
        await forgetting.forget(uow, "U3", policy=Policy(), at=NOW + timedelta(days=1))
    assert {row["slack_id"] for row in await table(learning)} == {"U1"}, "forgotten before their rows are erased"
    async with team.storage.begin(team.workspace_id) as uow:
        await uow.learning_of.erase("U3")
        await learners.join(uow, "U2", policy=POLICY, at=NOW + timedelta(days=2))
    assert {row["slack_id"] for row in await table(learning)} == {"U1", "U2"}, "who comes back is in it again"


async def test_another_team_is_not_in_it(learning: Learning) -> None:
    other = Learning(await Team.founded(learning.team.storage, "T2"))
    await course(other, "vpn")
    await joins(other.team.storage, other.team.workspace_id, "U2", at=NOW, takes="vpn")
    await learns(other.team.storage, other.team.workspace_id, "U2", at=NOW + timedelta(hours=1))
    assert await table(learning) == []
    assert len(await table(other)) == 2


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(A1)", "\t=1", " =1"])
async def test_nothing_is_run_by_a_spreadsheet(learning: Learning, name: str) -> None:
    team = learning.team
    await course(learning, "vpn", title=name)
    async with team.storage.begin(team.workspace_id) as uow:
        uow.add(Member(user_id="U7", name=name, seen_at=NOW))
        await uow.flush()
    await joins(team.storage, team.workspace_id, "U7", at=NOW, takes="vpn")
    [row] = await table(learning)
    assert (row["name"], row["title"]) == (f"'{name}", f"'{name}")


def command(*arguments: str, database: str, group: str = "records") -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "THRICE_"))}
    return subprocess.run(
        [sys.executable, "-m", "bot", "course", group, *arguments],
        cwd=ROOT, env={**kept, "DATABASE_URL": database}, capture_output=True, text=True, check=False,
    )  # fmt: skip


async def test_the_command_writes_a_file_of_its_own(learning: Learning, database_url: str, tmp_path: Path) -> None:
    team = learning.team
    await course(learning, "vpn")
    await joins(team.storage, team.workspace_id, "U2", at=NOW, takes="vpn")
    file = tmp_path / "records.csv"
    done = command(str(file), database=database_url)
    assert (done.returncode, done.stderr) == (0, f"1 record written to {file}.\n")
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text(encoding="utf-8").startswith("at,slack_id,name,what,title,course,address,cards,minutes\n2026")
    kept = command(str(file), database=database_url)
    assert (kept.returncode, kept.stderr) == (1, f"{file} is there already. Choose another name.\n")
    printed = command("-", "--since", "2027-01-01", database=database_url)
    assert printed.stdout.strip() == ",".join(COLUMNS)
    assert command("--since", "yesterday", str(file), database=database_url).returncode == 2
    assert command(database=database_url).returncode == 2
    assert command(str(tmp_path / "no" / "x.csv"), database=database_url).returncode == 1
    other = command(str(tmp_path / "x.csv"), "--team", "T9", database=database_url)
    assert (other.returncode, other.stderr) == (1, "There is no team T9.\n")
    again = command("--again", database=database_url)
    assert (again.returncode, again.stdout) == (0, "0 records will be sent once more.\n")


def test_there_is_no_file_without_a_database(tmp_path: Path) -> None:
    done = command(str(tmp_path / "x.csv"), database=f"sqlite:///{tmp_path}/none.db")
    assert done.returncode == 1
    assert "There is no database" in done.stderr
    assert not list(tmp_path.iterdir())
