"""Imports on both databases: what comes in, what stays out, and that stopping or repeating changes nothing."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import utc_now
from bot.knowledge.capture import capture
from bot.knowledge.heard import Heard
from bot.knowledge.importing.team import NO_TEAM, WhichTeam, workspace_for
from bot.providers.embedders.local import LocalEmbedder
from bot.workspaces.policy import Policy
from models.channels import Channel
from models.engine import make_engine
from models.members import Member
from models.uow import Storage
from tests.databases import SqliteDatabases
from tests.support.exports import MONDAY, ExportWriter, channel, help_desk, user, write_zip
from tests.support.importing import StopsAfter, import_into, rows_of, workspace_in

QUESTIONS_OF_THE_HELP_DESK = 4
"""Three about the VPN, and one in the private channel; the guest's and the bot's are not captured."""


@pytest.fixture(scope="module")
def minilm() -> Iterator[LocalEmbedder]:
    embedder = LocalEmbedder()
    yield embedder
    embedder.close()


async def test_questions_and_their_replies_come_in(storage: Storage, tmp_path: Path) -> None:
    report = await import_into(storage, help_desk().write(tmp_path / "a.zip"))
    assert (report.days, report.days_taken, report.messages) == (5, 5, 11)
    assert report.questions == QUESTIONS_OF_THE_HELP_DESK
    assert report.replies == 3
    assert report.unknown_people == 0
    async with storage.look(report.workspace_id) as uow:
        asked = [q for q in await uow.questions.many(range(100)) if q.channel_id == "C1"]
        assert [(q.asker, q.audience) for q in asked] == [("U1", "public"), ("U2", "public"), ("U3", "public")]
        thread = await uow.messages.thread("C1", asked[0].thread_ts)
        assert [m.author for m in thread] == ["U1", "U4"]


async def test_what_was_asked_in_a_private_channel_is_for_its_members(storage: Storage, tmp_path: Path) -> None:
    report = await import_into(storage, help_desk().write(tmp_path / "a.zip"))
    async with storage.look(report.workspace_id) as uow:
        [question] = await uow.questions.asked_by("U4")
        assert question.audience == "G1"
        assert await uow.channels.member_ids("G1") == {"U4", "U5"}
        board = await uow.channels.get("G1")
        assert board is not None
        assert board.is_private


async def test_chatter_is_not_stored(storage: Storage, tmp_path: Path) -> None:
    report = await import_into(storage, help_desk().write(tmp_path / "a.zip"))
    held = await rows_of(storage, report.workspace_id)
    assert not [m for m in held["messages"] if m["channel_id"] == "C2"]
    assert not [m for m in held["messages"] if m["author"] in ("U8", "U9")]


async def test_the_most_repeated_question_ends_with_its_draft(
    storage: Storage, minilm: LocalEmbedder, tmp_path: Path
) -> None:
    report = await import_into(storage, help_desk().write(tmp_path / "a.zip"), embedder=minilm)
    assert report.drafts == 1
    most = report.repeated[0]
    assert (most.times, most.people, most.has_answer) == (3, 3, True)
    assert most.title is not None
    assert "VPN" in most.title
    assert "ticket" in most.short_answer


async def test_nobody_is_told_and_the_card_waits_its_turn(
    storage: Storage, minilm: LocalEmbedder, tmp_path: Path
) -> None:
    report = await import_into(storage, help_desk().write(tmp_path / "a.zip"), embedder=minilm)
    async with storage.look(report.workspace_id) as uow:
        [(review, article)] = await uow.reviews.held()
        assert article.status == "draft"
        assert review.reviewer == "U4"
        assert review.due_at is None
        assert [a.id for _, a in await uow.reviews.waiting_for("U4")] == [article.id]


async def test_a_question_without_an_answer_is_listed_and_waits(storage: Storage, tmp_path: Path) -> None:
    writer = ExportWriter(channels=[channel("C1", "help")], users=[user(f"U{n}", f"p{n}") for n in range(1, 4)])
    for number in range(3):
        at = MONDAY + timedelta(days=number)
        writer.says(f"U{number + 1}", "help", "How do I book the big meeting room downstairs?", at=at)
    report = await import_into(storage, writer.write(tmp_path / "a.zip"))
    assert report.drafts == 0
    assert [(r.times, r.has_answer, r.title) for r in report.repeated] == [(3, False, None)]


async def test_importing_twice_doubles_nothing(storage: Storage, tmp_path: Path) -> None:
    path = help_desk().write(tmp_path / "a.zip")
    first = await import_into(storage, path)
    before = await rows_of(storage, first.workspace_id)
    second = await import_into(storage, path)
    assert not second.new
    assert second.days_before == first.days
    assert second.repeated == first.repeated
    assert await rows_of(storage, first.workspace_id) == before


async def test_an_overlapping_export_adds_only_what_is_new(storage: Storage, tmp_path: Path) -> None:
    await import_into(storage, help_desk(askers=2).write(tmp_path / "a.zip"))
    second = await import_into(storage, help_desk(askers=3).write(tmp_path / "b.zip"))
    assert (second.questions, second.replies) == (1, 1)
    whole = await rows_of(storage, second.workspace_id)
    assert len(whole["questions"]) == QUESTIONS_OF_THE_HELP_DESK


async def test_what_was_captured_live_is_not_doubled(storage: Storage, tmp_path: Path) -> None:
    writer = help_desk()
    said = writer.said["help"][0]
    workspace_id = await workspace_in(storage)
    live = Channel(channel_id="C1", name="help-desk", is_private=False, joined_at=MONDAY)
    async with storage.begin(workspace_id) as uow:
        uow.add(live)
        await uow.flush()
        assert await capture(uow, Heard("C1", said["ts"], said["ts"], "U1", said["text"]), live) is not None
    report = await import_into(storage, writer.write(tmp_path / "a.zip"))
    assert report.questions == QUESTIONS_OF_THE_HELP_DESK - 1
    assert report.replies == 3
    async with storage.look(workspace_id) as uow:
        channel_now = await uow.channels.get("C1")
        assert channel_now is not None
        assert channel_now.name == "help-desk"


async def test_the_forgotten_and_switched_off_channels_stay_out(storage: Storage, tmp_path: Path) -> None:
    workspace_id = await workspace_in(storage)
    async with storage.begin(workspace_id) as uow:
        uow.add(Channel(channel_id="G1", name="board", is_private=True, joined_at=MONDAY, capturing=False))
        uow.add(Member(user_id="U2", name="", settings={}, forgotten_at=MONDAY))
    await import_into(storage, help_desk().write(tmp_path / "a.zip"))
    async with storage.look(workspace_id) as uow:
        assert await uow.questions.asked_by("U4") == []
        assert await uow.questions.asked_by("U2") == []
        forgotten = await uow.members.get("U2")
        assert forgotten is not None
        assert forgotten.name == ""


async def test_a_channel_that_one_export_calls_private_stays_private(storage: Storage, tmp_path: Path) -> None:
    now_private = ExportWriter(groups=[channel("C1", "help", members=["U1"])])
    await import_into(storage, now_private.write(tmp_path / "new.zip"))
    report = await import_into(storage, help_desk().write(tmp_path / "old.zip"))
    async with storage.look(report.workspace_id) as uow:
        [asked] = await uow.questions.asked_by("U1")
        assert asked.audience == "C1"


async def test_guests_are_captured_where_the_policy_says_so(storage: Storage, tmp_path: Path) -> None:
    report = await import_into(storage, help_desk().write(tmp_path / "a.zip"), policy=Policy(capture_guests=True))
    assert report.questions == QUESTIONS_OF_THE_HELP_DESK + 1


async def test_people_who_are_in_no_list_are_heard_and_counted(storage: Storage, tmp_path: Path) -> None:
    writer = help_desk()
    writer.users = None
    report = await import_into(storage, writer.write(tmp_path / "a.zip"))
    assert report.unknown_people == 5
    assert report.questions == QUESTIONS_OF_THE_HELP_DESK + 1


async def test_a_guest_whom_only_the_message_gives_away_is_not_captured(storage: Storage, tmp_path: Path) -> None:
    writer = help_desk()
    writer.users = None
    for said in writer.said["help"]:
        if said["user"] == "U8":
            said["user_profile"] = {"real_name": "Gast", "is_restricted": True}
    report = await import_into(storage, writer.write(tmp_path / "a.zip"))
    assert report.questions == QUESTIONS_OF_THE_HELP_DESK


async def test_a_partner_whom_only_the_message_gives_away_is_not_captured(storage: Storage, tmp_path: Path) -> None:
    writer = help_desk()
    writer.says("U7", "help", "How do I open a ticket for your billing interface?", at=MONDAY, user_team="T_OTHER")
    report = await import_into(storage, writer.write(tmp_path / "a.zip"))
    assert report.questions == QUESTIONS_OF_THE_HELP_DESK


async def test_a_second_question_in_a_thread_comes_in_where_it_has_nothing_to_do_with_the_first(
    storage: Storage, tmp_path: Path
) -> None:
    writer = ExportWriter(channels=[channel("C1", "help")], users=[user("U1", "amina"), user("U2", "bo")])
    root = writer.says("U1", "help", "How do I renew the certificate of the build server?", at=MONDAY)
    writer.says("U2", "help", "Run renew-cert on it.", at=MONDAY + timedelta(minutes=1), thread=root)
    later = MONDAY + timedelta(days=1)
    parking = writer.says("U1", "help", "Also, where do I book a parking space for visitors?", at=later, thread=root)
    writer.says(
        "U1", "help", "And how do I renew the certificate of the mail server?", at=later + timedelta(hours=1),
        thread=root,
    )  # fmt: skip
    report = await import_into(storage, writer.write(tmp_path / "a.zip"))
    assert (report.questions, report.replies) == (2, 2)
    async with storage.look(report.workspace_id) as uow:
        assert [q.ts for q in await uow.questions.of_thread("C1", root)] == [root, parking]


async def test_replies_on_later_days_find_their_thread(storage: Storage, tmp_path: Path) -> None:
    writer = ExportWriter(channels=[channel("C1", "help")], users=[user("U1", "amina"), user("U2", "bo")])
    root = writer.says("U1", "help", "How do I renew the certificate of the build server?", at=MONDAY)
    reply = writer.says("U2", "help", "Run renew-cert on it.", at=MONDAY + timedelta(days=3), thread=root)
    report = await import_into(storage, writer.write(tmp_path / "a.zip"))
    assert report.replies == 1
    async with storage.look(report.workspace_id) as uow:
        kept = await uow.messages.get("C1", reply)
        assert kept is not None
        assert kept.thread_ts == root


async def test_check_marks_and_edits_come_with_a_reply(storage: Storage, tmp_path: Path) -> None:
    writer = ExportWriter(channels=[channel("C1", "help")], users=[user("U1", "amina"), user("U2", "bo")])
    root = writer.says("U1", "help", "How do I renew the certificate of the build server?", at=MONDAY)
    marks = [{"name": "white_check_mark", "users": ["U1", "U3"], "count": 2}]
    edited = {"user": "U2", "ts": root}
    reply = writer.says("U2", "help", "Run renew-cert on it.", thread=root, reactions=marks, edited=edited)
    report = await import_into(storage, writer.write(tmp_path / "a.zip"))
    async with storage.look(report.workspace_id) as uow:
        kept = await uow.messages.get("C1", reply)
        assert kept is not None
        assert (kept.marks, kept.edited_at) == (2, MONDAY)


async def test_a_message_that_stands_twice_in_a_day_comes_in_once(storage: Storage, tmp_path: Path) -> None:
    writer = help_desk()
    writer.said["help"] *= 2
    report = await import_into(storage, writer.write(tmp_path / "a.zip"))
    assert (report.questions, report.replies) == (QUESTIONS_OF_THE_HELP_DESK, 3)


async def test_hostile_text_is_kept_as_both_databases_can(storage: Storage, tmp_path: Path) -> None:
    writer = ExportWriter(channels=[channel("C1", "h\u00e4lp")], users=[user("U1", "a\x00m\ud800")])
    writer.says("U1", "h\u00e4lp", "How do I print \x00 on the \ud83d office printer \u202eupstairs <!channel>?")
    report = await import_into(storage, writer.write(tmp_path / "a.zip"))
    assert report.questions == 1


@pytest.mark.parametrize("steps", [1, 3, 5, 6, 7])
async def test_stopped_anywhere_and_resumed_it_leaves_the_same(
    storage: Storage, sqlite_databases: SqliteDatabases, minilm: LocalEmbedder, tmp_path: Path, steps: int
) -> None:
    path = help_desk().write(tmp_path / "a.zip")
    whole = Storage(make_engine(sqlite_databases.another()))
    uninterrupted = await import_into(whole, path, embedder=minilm)
    stopped = await import_into(storage, path, watcher=StopsAfter(steps), embedder=minilm)
    assert stopped.stopped
    resumed = await import_into(storage, path, embedder=minilm)
    assert not resumed.stopped
    assert resumed.repeated == uninterrupted.repeated
    assert await rows_of(storage, resumed.workspace_id) == await rows_of(whole, uninterrupted.workspace_id)
    await whole.close()


async def test_a_day_that_is_not_json_is_named_and_the_rest_comes_in(storage: Storage, tmp_path: Path) -> None:
    files = help_desk().files()
    files["random/2024-03-04.json"] = b"<html>"
    report = await import_into(storage, write_zip(tmp_path / "a.zip", files))
    assert report.unreadable == ["random/2024-03-04.json"]
    assert report.questions == QUESTIONS_OF_THE_HELP_DESK
    again = await import_into(storage, tmp_path / "a.zip")
    assert again.unreadable == ["random/2024-03-04.json"]


async def test_without_a_team_the_one_installed_workspace_is_meant(storage: Storage) -> None:
    now = utc_now()
    async with storage.begin() as uow:
        assert (await workspace_for(uow, None, at=now)).team_id == NO_TEAM
        await uow.workspaces.get_or_add("T7", at=now)
        assert (await workspace_for(uow, None, at=now)).team_id == "T7"
        await uow.workspaces.get_or_add("T8", at=now)
        with pytest.raises(WhichTeam, match="T7, T8"):
            await workspace_for(uow, None, at=now)
        assert (await workspace_for(uow, "T8", at=now)).team_id == "T8"


async def test_a_workspace_made_by_an_import_is_not_an_installed_one(storage: Storage) -> None:
    now = utc_now()
    async with storage.begin() as uow:
        made = await workspace_for(uow, "T9", at=now)
        assert await uow.workspaces.installed() == []
        assert (await uow.workspaces.get_or_add("T9", at=now)).id == made.id
        assert [w.team_id for w in await uow.workspaces.installed()] == ["T9"]
