"""The secret key: what it seals opens only in its place, rotates, and is made once beside an SQLite database."""

import asyncio
import base64
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.config import StorageSettings
from bot.errors import SettingsError
from bot.workspaces.secrets import SecretBox, WrongKey, key_file, new_key, read_keys, secret_box

KEY, OTHER = b"k" * 32, b"o" * 32


def settings(url: str, key: str | None = None) -> StorageSettings:
    made = StorageSettings(_env_file=None)
    return made.model_copy(update={"database_url": url, "secret_key": SecretStr(key) if key is not None else None})


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_a_secret_opens_where_it_was_sealed(secret: str) -> None:
    box = SecretBox([KEY])
    sealed = box.seal(secret, workspace="/T1", column="bot")
    assert box.open(sealed, workspace="/T1", column="bot") == secret
    assert len(secret) < 4 or secret.encode() not in sealed


@pytest.mark.parametrize(("workspace", "column"), [("/T2", "bot"), ("/T1", "user:U1"), ("/T1b", "ot"), ("", "/T1:bot")])
def test_a_secret_does_not_open_in_another_row_or_column(workspace: str, column: str) -> None:
    box = SecretBox([KEY])
    sealed = box.seal("xoxb-1", workspace="/T1", column="bot")
    with pytest.raises(WrongKey):
        box.open(sealed, workspace=workspace, column=column)


def test_a_secret_that_was_tampered_with_does_not_open() -> None:
    box = SecretBox([KEY])
    sealed = box.seal("xoxb-1", workspace="/T1", column="bot")
    for at in range(len(sealed)):
        broken = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(WrongKey):
            box.open(broken, workspace="/T1", column="bot")
    for length in range(len(sealed)):
        with pytest.raises(WrongKey):
            box.open(sealed[:length], workspace="/T1", column="bot")


def test_sealing_twice_gives_two_texts() -> None:
    box = SecretBox([KEY])
    assert box.seal("x", workspace="a", column="b") != box.seal("x", workspace="a", column="b")


def test_the_first_of_several_keys_seals_and_all_open() -> None:
    old, rotated = SecretBox([OTHER]), SecretBox([KEY, OTHER])
    assert rotated.open(old.seal("x", workspace="a", column="b"), workspace="a", column="b") == "x"
    with pytest.raises(WrongKey):
        old.open(rotated.seal("x", workspace="a", column="b"), workspace="a", column="b")
    assert rotated.signed("link", old.sign("link"))
    assert not old.signed("link", rotated.sign("link"))
    assert not rotated.signed("other", rotated.sign("link"))


def test_a_fresh_key_is_32_bytes_in_base64_and_never_the_same() -> None:
    assert len(base64.b64decode(new_key())) == 32
    assert new_key() != new_key()
    assert read_keys(f" {new_key()} , {new_key()},")[1:] != []


# Fixed: tests whose names differ from run to run cannot be shared out between processes.
_A_KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.mark.parametrize("setting", ["", ",", "short", "a" * 44, _A_KEY[:-4], f"{_A_KEY},oops"])
def test_what_is_no_key_is_refused_with_the_settings_name(setting: str) -> None:
    with pytest.raises(SettingsError, match="THRICE_SECRET_KEY"):
        read_keys(setting)


def test_beside_an_sqlite_database_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/thrice.db"
    first, second = secret_box(settings(url)), secret_box(settings(url))
    path = key_file(url)
    assert path == tmp_path / "thrice.db.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert second.open(first.seal("x", workspace="a", column="b"), workspace="a", column="b") == "x"
    assert [p.name for p in tmp_path.iterdir()] == ["thrice.db.key"]


async def test_processes_that_start_at_once_get_one_key(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/thrice.db"
    boxes = await asyncio.gather(*(asyncio.to_thread(secret_box, settings(url)) for _ in range(16)))
    sealed = boxes[0].seal("x", workspace="a", column="b")
    assert {box.open(sealed, workspace="a", column="b") for box in boxes} == {"x"}


def test_a_damaged_key_file_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "thrice.db.key").write_text("half a k")
    with pytest.raises(SettingsError, match="Restore it"):
        secret_box(settings(f"sqlite:///{tmp_path}/thrice.db"))
    assert (tmp_path / "thrice.db.key").read_text() == "half a k"


def test_postgresql_needs_the_setting() -> None:
    with pytest.raises(SettingsError, match="PostgreSQL"):
        secret_box(settings("postgresql://localhost/thrice"))
    secret_box(settings("postgresql://localhost/thrice", new_key()))
