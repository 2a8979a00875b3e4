"""Zips damaged at random: refused in a sentence or imported by whole days, never a traceback, never half a day."""

import asyncio
import json
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.knowledge.importing.archive import ExportRefused
from bot.knowledge.importing.run import ImportReport
from migrations.runner import migrate
from models.engine import make_engine
from models.uow import Storage
from tests.support.exports import help_desk, write_zip
from tests.support.importing import import_into, rows_of

SLOWLY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    database = tmp_path_factory.mktemp("template") / "empty.db"
    migrate(f"sqlite:///{database}")
    return database


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return help_desk().write(tmp_path_factory.mktemp("whole") / "whole.zip").read_bytes()


async def _import(database: Path, path: Path) -> tuple[ImportReport | None, dict[str, list[dict[str, object]]]]:
    storage = Storage(make_engine(f"sqlite:///{database}"))
    try:
        report = await import_into(storage, path)
    except ExportRefused as refused:
        report, said = None, str(refused)
    rows = await rows_of(storage, 1)
    await storage.close()
    assert report is not None or said.isprintable()
    return report, rows


def check(tmp_path: Path, template: Path, content: bytes) -> None:
    path, database = tmp_path / "export.zip", tmp_path / "thrice.db"
    path.write_bytes(content)
    shutil.copyfile(template, database)
    report, rows = asyncio.run(_import(database, path))
    if report is None:
        assert not any(rows.values())
        return
    # Every question stands in a day that is wholly in, with its message and its vector beside it.
    assert len(rows["questions"]) == sum(int(str(day["questions"])) for day in rows["imported_days"])
    assert len(rows["vectors"]) == len(rows["questions"])
    held = {(row["channel_id"], row["ts"]) for row in rows["messages"]}
    assert {(row["channel_id"], row["ts"]) for row in rows["questions"]} <= held
    assert len(rows["imported_days"]) + len(report.unreadable) == report.days


@st.composite
def damages(draw: st.DrawFn) -> list[tuple[float, bytes]]:
    """Places (0 to 1 of the file) and what is written there."""
    return draw(st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=4)), min_size=1, max_size=6))


@SLOWLY
@given(damages=damages())
def test_bytes_changed_anywhere(
    tmp_path: Path, template: Path, whole: bytes, damages: list[tuple[float, bytes]]
) -> None:
    content = bytearray(whole)
    for place, written in damages:
        at = int(place * (len(content) - len(written)))
        content[at : at + len(written)] = written
    check(tmp_path, template, bytes(content))


@SLOWLY
@given(cut=st.floats(0, 1), tail=st.binary(max_size=64))
def test_cut_and_continued_with_anything(tmp_path: Path, template: Path, whole: bytes, cut: float, tail: bytes) -> None:
    check(tmp_path, template, whole[: int(len(whole) * cut)] + tail)


_KNOWN = ["1709542800.000100", "1709542860.000000", "U1", "C1", "help", "How do I get VPN access for my phone?"]
_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(_KNOWN)
_NAMES = ["ts", "user", "text", "thread_ts", "subtype", "reactions", "edited", "user_profile", "id", "name", "tz"]
_KEYS = st.sampled_from(_NAMES)
_JSON = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=6), max_leaves=12
)


@SLOWLY
@given(
    messages=st.lists(st.dictionaries(_KEYS, _JSON) | _JSON, max_size=6),
    channels=st.lists(st.dictionaries(_KEYS, _JSON), max_size=3),
    users=st.lists(st.dictionaries(_KEYS, _JSON) | _JSON, max_size=3),
)
def test_json_of_any_shape(
    tmp_path: Path, template: Path, messages: list[object], channels: list[object], users: list[object]
) -> None:
    files = help_desk().files()
    for name, more in (("help/2024-03-04.json", messages), ("channels.json", channels), ("users.json", users)):
        files[name] = json.dumps([*json.loads(files[name]), *more]).encode()
    check(tmp_path, template, write_zip(tmp_path / "made.zip", files).read_bytes())
