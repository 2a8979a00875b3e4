"""A zip from a stranger is judged before anything in it is read."""

import stat
import zipfile
from pathlib import Path

import pytest

from bot.knowledge.importing.archive import Archive, ExportRefused, Limits, Unreadable, climbs_out, sha256_of, shown
from tests.support.exports import write_zip


def refusal(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(ExportRefused) as refused:
        Archive(path, limits=limits)
    return str(refused.value)


def test_what_is_in_it_can_be_read(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"channels.json": b"[]", "help/2024-03-04.json": b"[1]"})
    with Archive(path) as archive:
        assert archive.names == {"channels.json", "help/2024-03-04.json"}
        assert archive.read("help/2024-03-04.json") == b"[1]"


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04", b"\x00" * 4096])
def test_what_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(content)
    assert "export.zip is not a zip file" in refusal(path)


def test_a_folder_is_no_zip(tmp_path: Path) -> None:
    assert "is not a zip file" in refusal(tmp_path)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_zip_that_is_cut_off_is_refused(tmp_path: Path, part: float) -> None:
    whole = write_zip(tmp_path / "a.zip", {"channels.json": b"[]", "help/2024-03-04.json": b"[1, 2, 3]" * 50})
    content = whole.read_bytes()
    whole.write_bytes(content[: int(len(content) * part)])
    assert "is not a zip file, or it is cut off" in refusal(whole)


@pytest.mark.parametrize(
    "name",
    [
        "../outside.json",
        "help/../../outside.json",
        "/etc/cron.d/job",
        "help\\2024-03-04.json",
        "..\\outside.json",
        "C:/outside.json",
        "c:outside.json",
        "help/..",
        "help/2024\x1b[2J.json",
    ],
)
def test_a_name_that_climbs_out_is_refused(tmp_path: Path, name: str) -> None:
    path = write_zip(tmp_path / "a.zip", {"channels.json": b"[]", name: b"[]"})
    assert climbs_out(name)
    said = refusal(path)
    assert "a name that climbs out of it" in said
    assert said.isprintable()


def test_a_name_cut_by_a_nul_is_refused(tmp_path: Path) -> None:
    # Python shows such a name only up to the NUL; what stands in the zip is judged, not what Python shows.
    path = write_zip(tmp_path / "a.zip", {"channels.json": b"[]", "helpX../../2024-03-04.json": b"[]"})
    path.write_bytes(path.read_bytes().replace(b"helpX", b"help\x00"))
    assert "climbs out" in refusal(path)


@pytest.mark.parametrize(
    "name", ["help/2024-03-04.json", "a..b/2024-03-04.json", "日本語/2024-03-04.json", "c:d/x"[2:]]
)
def test_an_ordinary_name_is_not(name: str) -> None:
    assert not climbs_out(name)


def test_a_link_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("help/2024-03-04.json")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert "a link instead of a file" in refusal(path)


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"help/2024-03-04.json": bytes(range(256)) * 5})
    assert "unpack to too much" in refusal(path, Limits(file=1279))
    with Archive(path, limits=Limits(file=1280)) as archive:
        assert len(archive.read("help/2024-03-04.json")) == 1280


def test_a_file_that_unpacks_to_a_thousand_times_its_size_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"help/2024-03-04.json": b" " * (8 << 20)})
    assert path.stat().st_size < 10_000
    assert "unpack to too much" in refusal(path)


def test_entries_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    # Two entries of the directory point at one and the same compressed file: the trick of small, endless bombs.
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("channels.json", bytes(range(256)) * 4)
        first = archive.filelist[0]
        for number in range(3):
            twin = zipfile.ZipInfo(f"help/2024-03-0{number + 1}.json")
            twin.header_offset, twin.CRC = first.header_offset, first.CRC
            twin.compress_size = twin.file_size = first.file_size
            archive.filelist.append(twin)
        archive.comment = b"Setting a comment makes Python write the directory as it is now."
    assert "claims to hold more than it can" in refusal(path)


def test_a_protected_zip_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"channels.json": b"[]"})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert "protected by a password" in refusal(path)


def test_a_damaged_file_is_named_and_the_others_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("channels.json", b"[]")
        archive.writestr("help/2024-03-04.json", b"[1, 2, 3]")
    path.write_bytes(path.read_bytes().replace(b"[1, 2, 3]", b"[1, 2, 4]"))
    with Archive(path) as archive:
        with pytest.raises(Unreadable, match=r"help/2024-03-04\.json"):
            archive.read("help/2024-03-04.json")
        assert archive.read("channels.json") == b"[]"


def test_a_name_is_shown_on_one_short_line() -> None:
    assert shown("a\nb\x1b[31m\u202e") == "a?b?[31m?"
    assert len(shown("x" * 500)) == 80


def test_the_hash_of_a_file_is_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    assert sha256_of(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert sha256_of(path, stopped=lambda: True) is None
