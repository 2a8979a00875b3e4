"""Courses on the shelf, on both databases, and the command that puts them there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.clock import utc_now
from bot.errors import NotFound
from bot.learning.courses import shelving, starter
from bot.learning.courses.folder import read_folder
from models.uow import Storage
from tests.integration.test_rows import a_workspace

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "support"
    made.mkdir()
    (made / "a.md").write_text('---\ntitle: "Refunds: how"\norder: 1\ntags: [money]\n---\nAsk Bo.\n', encoding="utf-8")
    (made / "b.md").write_text("---\ntitle: Returns\norder: 2\n---\nUse the form.\n", encoding="utf-8")
    return made


async def test_a_course_is_brought_up_to_date_in_place(storage: Storage, folder: Path) -> None:
    workspace = await a_workspace(storage)
    async with storage.begin(workspace) as uow:
        assert (await shelving.shelve(uow, read_folder(folder), at=utc_now())).new == 2
    async with storage.begin(workspace) as uow:
        assert not (await shelving.shelve(uow, read_folder(folder), at=utc_now())).is_change
    (folder / "a.md").write_text("---\ntitle: Refunds\norder: 1\n---\nAsk Bo, or Chen.\n", encoding="utf-8")
    (folder / "b.md").unlink()
    async with storage.begin(workspace) as uow:
        done = await shelving.shelve(uow, read_folder(folder), at=utc_now())
    assert (done.new, done.changed, done.removed) == (0, 1, 1)
    async with storage.look(workspace) as uow:
        [lesson] = await uow.courses.lessons(done.course.id)
    assert (lesson.title, lesson.version) == ("Refunds", 2)


async def test_an_exported_course_reads_back_the_same(storage: Storage, folder: Path, tmp_path: Path) -> None:
    workspace = await a_workspace(storage)
    async with storage.begin(workspace) as uow:
        await shelving.shelve(uow, read_folder(folder), at=utc_now())
        files = await shelving.as_files(uow, "support")
    again = tmp_path / "again" / "support"
    again.mkdir(parents=True)
    for name, text in files.items():
        (again / name).write_text(text, encoding="utf-8")
    before, after = read_folder(folder), read_folder(again)
    assert [(p.key, p.title, p.body_markdown, p.tags) for p in after.parts] == [
        (p.key, p.title, p.body_markdown, p.tags) for p in before.parts
    ]


async def test_the_starter_course_is_given_once_and_stays_removed(storage: Storage) -> None:
    workspace = await a_workspace(storage)
    async with storage.begin(workspace) as uow:
        await starter.give(uow, "U1", at=utc_now())
        await starter.give(uow, "U1", at=utc_now())
        [taken] = await uow.courses.taken("U1")
        assert [course.id for course in await uow.courses.offered() if course.key == starter.KEY] == [taken]
        await shelving.remove(uow, starter.KEY, at=utc_now())
        await starter.give(uow, "U2", at=utc_now())
        assert list(await uow.courses.taken("U2")) == []
        with pytest.raises(NotFound):
            await shelving.take_up(uow, "U2", starter.KEY, at=utc_now())


def command(*arguments: str, database: Path) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "DATABASE_URL": f"sqlite:///{database}"}
    return subprocess.run(
        [sys.executable, "-m", "bot", "course", *arguments],
        env=environment, capture_output=True, text=True, check=False, cwd=database.parent,
    )  # fmt: skip


async def test_a_course_is_removed_by_its_key_its_folder_or_its_title(storage: Storage, tmp_path: Path) -> None:
    workspace = await a_workspace(storage)
    for folder in ("My Course!", "course", "other"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.md").write_text("Something to read.", encoding="utf-8")
        (tmp_path / folder / "course.md").write_text("---\ntitle: The same\n---\n", encoding="utf-8")
        async with storage.begin(workspace) as uow:
            await shelving.shelve(uow, read_folder(tmp_path / folder), at=utc_now())
    async with storage.begin(workspace) as uow:
        for nobodys in ("!!!", "", "nothing", "The same"):
            with pytest.raises(NotFound):
                await shelving.remove(uow, nobodys, at=utc_now())
        assert (await shelving.remove(uow, "My Course!", at=utc_now())).key == "my-course"
        assert (await shelving.remove(uow, "other", at=utc_now())).key == "other"
        assert (await shelving.remove(uow, "The same", at=utc_now())).key == "course", "it is the only one left"


@pytest.mark.slow
def test_the_command_adds_lists_exports_and_removes(folder: Path, tmp_path: Path) -> None:
    database = tmp_path / "thrice.db"
    for other in (("list",), ("remove", "support"), ("path", "list")):
        mistyped = command(*other, database=database)
        assert (mistyped.returncode, "Is DATABASE_URL right?" in mistyped.stderr) == (1, True), other
    assert not database.exists()
    added = command("add", str(folder), database=database)
    assert added.stdout == "“Support” (support): 2 new, 0 changed, 0 removed lessons.\n"
    assert added.stderr == f"There was no database at {database}: a new one is begun.\n"
    assert "Support" in command("list", database=database).stdout
    assert command("export", "support", str(tmp_path / "out"), database=database).returncode == 0
    assert (tmp_path / "out" / "a.md").read_text("utf-8").startswith("---\ntitle: 'Refunds: how'\n")
    refused = command("export", "support", str(tmp_path / "out"), database=database)
    assert (refused.returncode, "already" in refused.stderr) == (1, True)
    assert command("remove", "Support", database=database).returncode == 0
    gone = command("remove", "support", database=database)
    assert (gone.returncode, gone.stderr) == (1, "There is no course “support”.\n")


@pytest.mark.slow
def test_a_folder_with_mistakes_changes_nothing(folder: Path, tmp_path: Path) -> None:
    (folder / "c.md").write_text("---\ntitle: Broken\nlevel: 1\n---\ntext\n", encoding="utf-8")
    done = command("add", str(folder), database=tmp_path / "thrice.db")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "c.md:3: `level` is no field of a lesson; these are: title, order, minutes, tags, links.\n"
    assert not (tmp_path / "thrice.db").exists()


@pytest.mark.slow
def test_the_command_sets_lists_assigns_and_removes_paths_for_listed_people(folder: Path, tmp_path: Path) -> None:
    database = tmp_path / "thrice.db"
    command("add", str(folder), database=database)
    people = tmp_path / "people.csv"
    people.write_text("name,email,role,manager,country,slack_id\nAna,ana@acme.example,Support,,CZ,U1\n", "utf-8")
    assert command("people", str(people), database=database).stdout.startswith("1 listed: 1 new, 0 changed")
    said = command("path", "set", "New joiner", "--role", "support", "course:support", database=database)
    assert said.stdout == "“New joiner” made: 1 step, for the role “support”.\n"
    listed = command("path", "list", database=database).stdout
    assert ("course:support" in listed, "fewer than 3" in listed) == (True, True)
    assigned = command("path", "assign", "New joiner", "ana@acme.example", database=database)
    assert assigned.stdout == "0 put on “New joiner”; 1 on it already.\n"
    people.write_text("name,email,role,manager,country\nAna,ana,,,\n", encoding="utf-8")
    refused = command("people", str(people), "--replace", database=database)
    assert (refused.returncode, refused.stderr) == (1, "line 2, column email: this is no e-mail address.\n")
    assert command("path", "remove", "New joiner", database=database).returncode == 0
    gone = command("path", "assign", "New joiner", "U1", database=database)
    assert (gone.returncode, gone.stderr) == (1, "There is no path “New joiner”.\n")
