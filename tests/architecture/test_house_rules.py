"""Rules of the house: each is a test whose message gives the reason."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from models import tables
from models.base import Base
from models.repositories import learning_of

ROOT = Path(__file__).parents[2]
OURS = ("bot", "handlers", "models", "scheduler")


def sources() -> Iterator[Path]:
    for room in OURS:
        yield from sorted((ROOT / room).rglob("*.py"))


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("room", ["scheduler", "models", "handlers", "bot"])
def test_the_rooms_are_ours(room: str) -> None:
    module = __import__(room)
    assert module.__file__ is not None
    assert Path(module.__file__).is_relative_to(ROOT), (
        f"`import {room}` finds {module.__file__}: PyPI has packages of these names; Thrice runs from its own tree"
    )


def test_only_the_unit_of_work_commits() -> None:
    offenders = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources()
        if path != ROOT / "models" / "uow.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
        and not path.is_relative_to(ROOT / "bot" / "providers" / "wikis")
    ]
    assert not offenders, f"one event, one job or one request is one transaction, and one file commits: {offenders}"


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in sources()
        if path.name != "__init__.py" and ast.get_docstring(ast.parse(path.read_text())) is None
    ]
    assert not silent, f"a module's docstring says in one sentence what it is for: {silent}"


def test_no_file_outgrows_its_purpose() -> None:
    grown = {
        str(path.relative_to(ROOT)): lines for path in sources() if (lines := len(path.read_text().splitlines())) > 380
    }
    assert not grown, f"about 300 lines a file; beyond that it serves two purposes: {grown}"


def test_nobody_prints_but_the_command_line() -> None:
    printing = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources()
        if not path.is_relative_to(ROOT / "bot" / "cli") and path.name != "__main__.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not printing, f"processes log, only commands print: {printing}"


def test_every_table_of_learning_about_a_person_is_erased_with_them() -> None:
    assert tables.metadata is Base.metadata, "every table is known from here on"
    rooms = {"blocks", "calendars", "cards", "courses", "learners", "motivation", "quiet", "sprints"}
    about_people = {
        mapper.class_
        for mapper in Base.registry.mappers
        if mapper.class_.__module__.removeprefix("models.") in rooms and "user_id" in mapper.columns
    }
    assert about_people == set(learning_of.TABLES), "`/thrice forget me` would leave rows of these tables behind"
