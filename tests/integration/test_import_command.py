"""`thrice import` and `thrice export` as an operator types them: what is printed, the exit status, Ctrl-C."""

import json
import os
import pty
import random
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models.engine import make_engine
from models.uow import Storage
from tests.support.exports import MONDAY, ExportWriter, channel, from_conversations, help_desk, user, write_zip
from tests.support.importing import rows_of

ROOT = Path(__file__).parents[2]
CHATTERJEE = ROOT.parent / "shared" / "data" / "slack_chatterjee" / "data" / "racket" / "2017"
DEADLINE = 100


@dataclass(frozen=True)
class Thrice:
    """The command on a database of its own; a folder without a `.env` file around it."""

    folder: Path
    database: Path

    def environment(self) -> Mapping[str, str]:
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
        return {**kept, "PYTHONPATH": str(ROOT), "DATABASE_URL": f"sqlite:///{self.database}", "COLUMNS": "120"}

    def command(self, *words: object) -> Sequence[str]:
        return [sys.executable, "-m", "bot", *map(str, words)]

    def runs(self, *words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words),
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=False,
        )

    def starts(self, *words: object) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            self.command(*words),
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    async def rows(self) -> dict[str, list[dict[str, Any]]]:
        storage = Storage(make_engine(f"sqlite:///{self.database}"))
        try:
            async with storage.look() as uow:
                workspaces = [w.id for name in ("T0IMPORT", "T1") if (w := await uow.workspaces.of_team(name))]
            return await rows_of(storage, workspaces[0]) if workspaces else {}
        finally:
            await storage.close()


@pytest.fixture
def thrice(tmp_path: Path) -> Thrice:
    folder = tmp_path / "here"
    folder.mkdir()
    return Thrice(folder, tmp_path / "thrice.db")


def busy_export(days: int = 24, questions: int = 8) -> ExportWriter:
    """An export that takes a moment: every day some of the same questions, in threads with answers."""
    things = ("parking permit", "travel budget", "build cache", "staging database", "badge printer", "expense tool")
    writer = ExportWriter(channels=[channel("C1", "help")], users=[user(f"U{n}", f"person{n}") for n in range(20)])
    chance = random.Random(3)
    for day in range(days):
        for number in range(questions):
            thing = chance.choice(things)
            at = MONDAY + timedelta(days=day, minutes=20 * number)
            asked = chance.choice(
                ("How do I get access to the {}?", "Where can I request access to the {} for a colleague?")
            )
            asker, helper = chance.sample(range(20), 2)
            reply = f"Open a ticket for the {thing} and name your team lead, it takes two days."
            writer.thread("help", f"U{asker}", asked.format(thing), (f"U{helper}", reply), at=at)
    return writer


def test_an_import_tells_what_came_in_and_what_was_asked_most(thrice: Thrice, tmp_path: Path) -> None:
    done = thrice.runs("import", help_desk().write(tmp_path / "a.zip"))
    assert done.returncode == 0, done.stderr
    assert "Imported 5 channel days: 11 messages, 4 questions captured, 3 replies kept, 1 draft made." in done.stdout
    assert re.search(r"3 times.*3 people.*VPN.*draft", done.stdout)
    assert "Reading days: 5 of 5" in done.stderr


def test_a_second_time_there_is_nothing_new(thrice: Thrice, tmp_path: Path) -> None:
    path = help_desk().write(tmp_path / "a.zip")
    assert thrice.runs("import", path).returncode == 0
    again = thrice.runs("import", path)
    assert again.returncode == 0
    assert "Nothing new: 5 channel days of this export were here already." in again.stdout
    assert "3 times" in again.stdout


def test_without_slack_it_goes_into_a_workspace_of_its_own_or_the_one_named(thrice: Thrice, tmp_path: Path) -> None:
    path = help_desk().write(tmp_path / "a.zip")
    assert thrice.runs("import", path).returncode == 0
    assert thrice.runs("import", path, "--team", "T0ACME").returncode == 0
    exported = json.loads(thrice.runs("export", "--json").stdout)
    assert [question["team"] for question in exported["questions"]] == ["T0IMPORT"] * 4 + ["T0ACME"] * 4


def files_with(name: str, content: bytes) -> dict[str, bytes]:
    return {**help_desk().files(), name: content}


REFUSED: dict[str, tuple[dict[str, bytes], str]] = {
    "climbs": (files_with("../../etc/cron.json", b"[]"), "climbs out of it"),
    "absolute": (files_with("/tmp/x.json", b"[]"), "climbs out of it"),
    "backslash": (files_with("help\\..\\x.json", b"[]"), "climbs out of it"),
    "drive": (files_with("C:x.json", b"[]"), "climbs out of it"),
    "no channels": ({"users.json": b"[]"}, "There is no channels.json"),
    "bomb": (files_with("help/2024-03-07.json", b" " * (16 << 20)), "unpack to too much"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_leaves_nothing(thrice: Thrice, tmp_path: Path, case: str) -> None:
    files, because = REFUSED[case]
    refused = thrice.runs("import", write_zip(tmp_path / "a.zip", files))
    assert refused.returncode == 1
    assert because in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert refused.stdout == ""
    assert not thrice.database.exists()


@pytest.mark.parametrize("keep", [0, 40, 2000, -1])
def test_a_zip_that_is_cut_off_leaves_nothing(thrice: Thrice, tmp_path: Path, keep: int) -> None:
    path = help_desk().write(tmp_path / "a.zip")
    path.write_bytes(path.read_bytes()[:keep])
    refused = thrice.runs("import", path)
    assert refused.returncode == 1
    assert refused.stderr.strip() == "a.zip is not a zip file, or it is cut off. Nothing was imported."
    assert not thrice.database.exists()


def test_a_day_that_is_not_json_is_named_and_the_rest_is_there(thrice: Thrice, tmp_path: Path) -> None:
    done = thrice.runs("import", write_zip(tmp_path / "a.zip", files_with("random/2024-03-04.json", b"{oops")))
    assert done.returncode == 1
    assert "random/2024-03-04.json is not a day of messages in JSON" in done.stderr
    assert "4 questions captured" in done.stdout


def test_people_who_are_in_no_list_are_counted_in_one_line(thrice: Thrice, tmp_path: Path) -> None:
    writer = help_desk()
    writer.users = [user("U1", "amina")]
    done = thrice.runs("import", writer.write(tmp_path / "a.zip"))
    assert done.returncode == 0
    assert "4 people who wrote messages are not in users.json." in done.stderr


@pytest.mark.parametrize("words", [["nowhere.zip"], ["a.zip", "--team", "acme; rm"], []])
def test_usage_errors_are_told_apart(thrice: Thrice, words: list[str]) -> None:
    help_desk().write(thrice.folder / "a.zip")
    assert thrice.runs("import", *words).returncode == 2


def test_a_terminal_sees_a_bar(thrice: Thrice, tmp_path: Path) -> None:
    path = busy_export(days=6).write(tmp_path / "a.zip")
    leader, follower = pty.openpty()
    with subprocess.Popen(
        thrice.command("import", path),
        cwd=thrice.folder,
        env={**thrice.environment(), "TERM": "xterm-256color"},
        stdout=subprocess.PIPE,
        stderr=follower,
    ) as running:
        os.close(follower)
        seen = _everything_from(leader)
        assert running.wait(DEADLINE) == 0
    os.close(leader)
    assert "Reading days" in seen
    assert "━" in seen
    assert "6/6" in seen


def _everything_from(descriptor: int) -> str:
    seen = b""
    until = time.monotonic() + DEADLINE
    while time.monotonic() < until and select.select([descriptor], [], [], DEADLINE)[0]:
        try:
            seen += (part := os.read(descriptor, 65536))
        except OSError:  # Linux says so when the other side of a terminal is closed
            break
        if not part:
            break
    return seen.decode()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
async def test_interrupted_at_any_moment_and_resumed_it_leaves_the_same(tmp_path: Path, seed: int) -> None:
    path = busy_export().write(tmp_path / "a.zip")
    whole, interrupted = (_thrice_in(tmp_path / name) for name in ("whole", "interrupted"))
    uninterrupted = whole.starts("import", path)
    began = _begun(uninterrupted)
    uninterrupted.communicate(timeout=DEADLINE)
    took = time.monotonic() - began
    assert uninterrupted.returncode == 0
    chance = random.Random(seed)
    statuses: list[int] = []
    while 0 not in statuses:
        running = interrupted.starts("import", path)
        _begun(running)
        if len(statuses) < 3:
            _wait_unless_done(running, chance.uniform(0, took / 2))
            running.send_signal(signal.SIGINT)
        said = running.communicate(timeout=DEADLINE)[1]
        statuses.append(running.returncode)
        assert running.returncode in (0, 130), said
        assert "Traceback" not in said
        if running.returncode == 130:
            assert "The same command goes on from here." in said
    assert 130 in statuses
    assert await interrupted.rows() == await whole.rows()


def test_a_second_interrupt_stops_at_once(thrice: Thrice, tmp_path: Path) -> None:
    path = busy_export(days=3, questions=60).write(tmp_path / "a.zip")
    running = thrice.starts("import", path)
    _begun(running)
    assert running.stderr is not None
    running.send_signal(signal.SIGINT)
    assert "Stopping after what is in hand" in running.stderr.readline()
    running.send_signal(signal.SIGINT)
    said = running.communicate(timeout=DEADLINE)[1]
    assert running.returncode == 130
    assert "Traceback" not in said


def _thrice_in(folder: Path) -> Thrice:
    folder.mkdir()
    return Thrice(folder, folder / "thrice.db")


def _begun(running: "subprocess.Popen[str]") -> float:
    """Wait for the first line of progress (there is none where nothing is left to do), and return when that was."""
    assert running.stderr is not None
    line = running.stderr.readline()
    assert " of " in line or not line
    return time.monotonic()


def _wait_unless_done(running: "subprocess.Popen[str]", seconds: float) -> None:
    try:
        running.wait(seconds)
    except subprocess.TimeoutExpired:
        return


@pytest.mark.slow
@pytest.mark.skipif(not CHATTERJEE.is_dir(), reason="the Chatterjee Slack data is not on this machine")
async def test_a_real_channel_comes_in_with_its_counts_right(thrice: Thrice, tmp_path: Path) -> None:
    [source] = CHATTERJEE.glob("*.xml")
    writer = from_conversations({"racket-general": source})
    said = writer.said["racket-general"]
    days = {time.strftime("%Y-%m-%d", time.gmtime(float(m["ts"]))) for m in said}
    done = thrice.runs("import", writer.write(tmp_path / "a.zip"))
    assert done.returncode == 0, done.stderr
    counts = re.search(r"Imported ([\d,]+) channel days: ([\d,]+) messages, ([\d,]+) questions", done.stdout)
    assert counts is not None
    day_count, messages, questions = (int(number.replace(",", "")) for number in counts.groups())
    assert (day_count, messages) == (len(days), 6757)
    rows = await thrice.rows()
    assert len(rows["questions"]) == questions > 100
    roots = {m["ts"] for m in said if "thread_ts" not in m}
    replies = {m["ts"]: m["thread_ts"] for m in said if "thread_ts" in m}
    for message in rows["messages"]:
        assert message["ts"] in roots or replies[message["ts"]] == message["thread_ts"]


def test_an_export_needs_a_database_and_makes_none(thrice: Thrice) -> None:
    refused = thrice.runs("export", "--json")
    assert refused.returncode == 1
    assert "nothing to export" in refused.stderr
    assert refused.stdout == ""
    assert not thrice.database.exists()
    assert thrice.runs("export").returncode == 2


def test_an_export_ends_quietly_when_its_reader_has_seen_enough(thrice: Thrice, tmp_path: Path) -> None:
    assert thrice.runs("import", busy_export(days=4, questions=40).write(tmp_path / "a.zip")).returncode == 0
    running = thrice.starts("export", "--json")
    assert running.stdout is not None
    assert running.stderr is not None
    assert running.stdout.read(1) == "{"
    running.stdout.close()
    assert running.stderr.read() == ""
    running.stderr.close()
    assert running.wait(DEADLINE) in (0, 1)
