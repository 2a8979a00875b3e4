"""A standard Slack export is read as values; what is not one is refused in a sentence."""

import json
from datetime import date
from pathlib import Path

import pytest

from bot.knowledge.importing.archive import ExportRefused
from bot.knowledge.importing.message import read_message
from bot.knowledge.importing.reader import Export, NotADay
from tests.support.exports import MONDAY, ExportWriter, channel, help_desk, message, slack_ts, user, write_zip

CHANNELS = json.dumps([channel("C1", "help")]).encode()


def test_channels_groups_and_people_are_read(tmp_path: Path) -> None:
    with Export(help_desk().write(tmp_path / "a.zip")) as export:
        assert {(c.name, c.is_private) for c in export.channels} == {
            ("help", False),
            ("random", False),
            ("board", True),
        }
        assert next(c for c in export.channels if c.name == "board").members == {"U4", "U5"}
        assert export.profiles["U1"].name == "amina"
        assert export.profiles["U8"].is_guest
        assert export.profiles["U9"].is_bot
        assert export.home_team == "T1"


def test_days_come_in_the_order_of_time_and_messages_too(tmp_path: Path) -> None:
    with Export(help_desk().write(tmp_path / "a.zip")) as export:
        assert [day.name for day in export.days] == [
            "board/2024-03-04.json",
            "help/2024-03-04.json",
            "random/2024-03-04.json",
            "help/2024-03-05.json",
            "help/2024-03-06.json",
        ]
        times = [m.at for m in export.read_day(export.days[1]).messages]
        assert times == sorted(times)
        assert export.days[1].date == date(2024, 3, 4)
        assert export.as_of is not None
        assert export.as_of.date() == date(2024, 3, 6)


def test_direct_messages_are_not_looked_into(tmp_path: Path) -> None:
    files = {
        "channels.json": CHANNELS,
        "dms.json": json.dumps([{"id": "D1", "members": ["U1", "U2"]}]).encode(),
        "mpims.json": json.dumps([channel("G9", "mpdm-a--b-1")]).encode(),
        "D1/2024-03-04.json": b"[]",
        "mpdm-a--b-1/2024-03-04.json": b"[]",
        "integration_logs.json": b"[]",
    }
    with Export(write_zip(tmp_path / "a.zip", files)) as export:
        assert export.days == ()


def test_without_a_list_of_channels_it_is_no_export(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"users.json": b"[]"})
    with pytest.raises(ExportRefused, match=r"There is no channels\.json in this zip\. Nothing was imported\."):
        Export(path)


def test_a_folder_in_between_is_pointed_out(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"acme export/channels.json": CHANNELS})
    with pytest.raises(ExportRefused, match=r"there is a acme export/channels\.json"):
        Export(path)


@pytest.mark.parametrize("name", ["channels.json", "groups.json", "users.json"])
@pytest.mark.parametrize("content", [b"", b"{", b'{"a": 1}', b"\xff\xfe\x00", b"[" * 100_000, b"[1" + b"1" * 5000])
def test_a_broken_list_refuses_the_whole(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(ExportRefused, match=name):
        Export(write_zip(tmp_path / "a.zip", {"channels.json": CHANNELS, name: content}))


@pytest.mark.parametrize("content", [b"", b"not JSON", b"{}", b'"text"', b"null", b"[" * 100_000, b"\xff\x00\xff"])
def test_a_day_that_is_no_list_in_json_is_not_a_day(tmp_path: Path, content: bytes) -> None:
    files = {"channels.json": CHANNELS, "help/2024-03-04.json": content}
    with Export(write_zip(tmp_path / "a.zip", files)) as export, pytest.raises(NotADay):
        export.read_day(export.days[0])


def test_entries_that_are_no_messages_are_counted(tmp_path: Path) -> None:
    said: list[object] = [
        message("U1", "hello", MONDAY),
        None,
        7,
        "text",
        {},
        {"ts": "soon"},
        {"ts": "-1.5"},
        {"ts": 1.5},
        [],
    ]
    files = {"channels.json": CHANNELS, "help/2024-03-04.json": json.dumps(said).encode()}
    with Export(write_zip(tmp_path / "a.zip", files)) as export:
        read = export.read_day(export.days[0])
    assert len(read.messages) == 1
    assert read.malformed == 8


def test_of_two_channels_with_one_name_the_private_one_counts(tmp_path: Path) -> None:
    writer = ExportWriter(channels=[channel("C1", "plans")], groups=[channel("G1", "plans", members=["U1"])])
    with Export(writer.write(tmp_path / "a.zip")) as export:
        assert [(c.channel_id, c.is_private) for c in export.channels] == [("G1", True)]


def test_an_export_needs_no_list_of_people(tmp_path: Path) -> None:
    with Export(write_zip(tmp_path / "a.zip", {"channels.json": CHANNELS})) as export:
        assert export.profiles == {}
        assert export.home_team is None
        assert export.as_of is None


def test_a_message_keeps_what_matters() -> None:
    root = slack_ts(MONDAY)
    read = read_message(
        message(
            "U4",
            "Ask IT.",
            MONDAY,
            thread=root,
            edited={"user": "U4", "ts": root},
            reactions=[
                {"name": "white_check_mark", "users": ["U1", "U2"], "count": 2},
                {"name": "heavy_check_mark", "users": ["U2"], "count": 1},
                {"name": "tada", "users": ["U3"], "count": 1},
            ],
        )
    )
    assert read is not None
    assert read.spoken
    assert read.thread_ts == root
    assert read.edited_at == MONDAY
    assert read.marked_by == {"U1", "U2"}


@pytest.mark.parametrize(
    "facts",
    [
        {"subtype": "channel_join"},
        {"subtype": "bot_message"},
        {"subtype": "tombstone"},
        {"subtype": 3},
        {"bot_id": "B1"},
        {"hidden": True},
        {"text": "  "},
        {"text": None},
        {"user": None},
        {"user": "U 1\n"},
    ],
)
def test_what_no_person_says_is_not_spoken(facts: dict[str, object]) -> None:
    read = read_message({**message("U1", "How do I get VPN access?", MONDAY), **facts})
    assert read is not None
    assert not read.spoken


@pytest.mark.parametrize("subtype", ["thread_broadcast", "me_message", "file_share"])
def test_a_person_speaks_in_some_subtypes(subtype: str) -> None:
    read = read_message(message("U1", "How do I get VPN access?", MONDAY, subtype=subtype))
    assert read is not None
    assert read.spoken


@pytest.mark.parametrize(
    "hostile",
    [
        {"reactions": 3},
        {"reactions": [3, {"name": 5}, {"name": "white_check_mark", "users": 1}]},
        {"reactions": [{"name": "white_check_mark", "users": [1, {}, None]}]},
        {"edited": "yesterday"},
        {"edited": {"ts": "9" * 40}},
        {"thread_ts": 5},
        {"thread_ts": "99999999999.999999"},
        {"user_profile": "guest"},
        {"user_team": 5},
        {"ts": "99999999999.999999"},
        {"ts": "١٧٠٠٠٠٠٠٠٠.٠٠٠١٠٠"},
    ],
)
def test_odd_parts_of_a_message_break_nothing(hostile: dict[str, object]) -> None:
    read = read_message({**message("U1", "hello", MONDAY), **hostile})
    assert read is None or (read.marked_by == frozenset() and read.edited_at is None)


def test_a_person_without_a_usable_id_is_nobody(tmp_path: Path) -> None:
    writer = ExportWriter(channels=[channel("C1", "help")], users=[user("U1", "amina"), user("", "x"), {"name": "y"}])
    with Export(writer.write(tmp_path / "a.zip")) as export:
        assert set(export.profiles) == {"U1"}
