"""`thrice export --json` and what a member is handed: the keys of the contract, everything of one moment."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import utc_now
from bot.knowledge.exporting import export_everything, export_member
from bot.providers.embedders.local import LocalEmbedder
from bot.workspaces.policy import Policy
from models.articles import Offer
from models.members import Member
from models.questions import Question
from models.repositories import exporting
from models.saving import Note, Saver
from models.uow import Storage
from tests.support.exports import MONDAY, help_desk
from tests.support.importing import import_into


async def everything(storage: Storage) -> dict[str, Any]:
    async with storage.look() as uow:
        printed = "".join([piece async for piece in export_everything(uow, Policy())])
    found: dict[str, Any] = json.loads(printed)
    return found


@pytest.fixture
async def workspace_id(storage: Storage, tmp_path: Path) -> int:
    """A workspace with the help desk's questions, one draft, and a note that two people saved."""
    embedder = LocalEmbedder()
    report = await import_into(storage, help_desk().write(tmp_path / "a.zip"), embedder=embedder)
    embedder.close()
    async with storage.begin(report.workspace_id) as uow:
        note = Note(
            channel_id="C1", ts="1.000001", thread_ts="1.000001", author="U4", text="Keep this.", saved_at=MONDAY
        )
        uow.add(note)
        await uow.flush()
        for minute, who in enumerate(("U2", "U1")):
            uow.add(Saver(note_id=note.id, user_id=who, how="reaction", at=MONDAY + timedelta(minutes=minute)))
        uow.audit.note("U1", "channel.off", "channel:C2", at=MONDAY)
    return report.workspace_id


async def test_an_empty_database_gives_empty_lists(storage: Storage) -> None:
    assert await everything(storage) == {"questions": [], "topics": [], "articles": [], "saved": [], "members": []}


async def test_every_list_has_the_keys_of_the_contract(storage: Storage, workspace_id: int) -> None:
    found = await everything(storage)
    assert list(found) == ["questions", "topics", "articles", "saved", "members"]
    keys = {name: list(found[name][0]) for name in found}
    assert keys == {
        "questions": ["id", "team", "channel", "ts", "thread_ts", "asker", "text", "topic"],
        "topics": ["id", "title", "occurrences", "audience"],
        "articles": ["id", "title", "status", "revision", "body_markdown", "sources", "phrasings"],
        "saved": ["channel", "ts", "savers", "text"],
        "members": ["id", "name", "tz", "learning", "block"],
    }


async def test_a_topic_tells_its_occurrences_and_an_article_its_sources(storage: Storage, workspace_id: int) -> None:
    found = await everything(storage)
    [topic] = found["topics"]
    assert topic["audience"] == "public"
    assert [(o["channel"], o["asker"]) for o in topic["occurrences"]] == [("C1", "U1"), ("C1", "U2"), ("C1", "U3")]
    assert set(topic["occurrences"][0]) == {"channel", "thread_ts", "asker", "at"}
    [article] = found["articles"]
    assert article["status"] == "draft"
    assert len(article["phrasings"]) == 3
    assert {source["author"] for source in article["sources"]} == {"U4"}
    assert all(source["permalink"].startswith("https://") for source in article["sources"])
    assert "ticket" in article["body_markdown"]
    assert [q["topic"] for q in found["questions"] if q["channel"] == "C1"] == [topic["id"]] * 3
    assert found["saved"] == [{"channel": "C1", "ts": "1.000001", "savers": ["U2", "U1"], "text": "Keep this."}]
    assert {"id": "U1", "name": "amina", "tz": "Europe/Berlin", "learning": None, "block": None} in found["members"]


async def test_a_bot_is_no_member(storage: Storage, workspace_id: int) -> None:
    async with storage.begin(workspace_id) as uow:
        uow.add(Member(user_id="U0ROBOT", name="robot", is_bot=True))
    ids = [member["id"] for member in (await everything(storage))["members"]]
    assert "U1" in ids
    assert "U0ROBOT" not in ids


async def test_a_dismissed_draft_is_no_article(storage: Storage, workspace_id: int) -> None:
    async with storage.begin(workspace_id) as uow:
        [(_, article)] = await uow.reviews.held()
        article.dismissed_at = MONDAY
    assert (await everything(storage))["articles"] == []


async def test_more_than_a_slice_comes_out_whole_and_in_order(storage: Storage, workspace_id: int) -> None:
    many = exporting.SLICE * 2 + 1
    async with storage.begin(workspace_id) as uow:
        uow.add(
            *(
                Question(
                    channel_id="C9",
                    ts=f"{n}.0",
                    thread_ts=f"{n}.0",
                    asker="U1",
                    text="?",
                    audience="public",
                    asked_at=MONDAY,
                )
                for n in range(many)
            )
        )
    ids = [question["id"] for question in (await everything(storage))["questions"]]
    assert len(ids) == many + 4
    assert ids == sorted(set(ids))


async def test_it_is_of_one_moment_while_others_write(storage: Storage, workspace_id: int) -> None:
    async with storage.look() as uow:
        pieces = export_everything(uow, Policy())
        printed = [await anext(pieces), await anext(pieces), await anext(pieces)]
        async with storage.begin(workspace_id) as other:
            for question in await other.questions.asked_by("U1"):
                await other.delete(question)
        printed += [piece async for piece in pieces]
    found = json.loads("".join(printed))
    assert len(found["topics"][0]["occurrences"]) == 3


async def test_a_member_is_handed_everything_held_about_them_and_no_words_of_others(
    storage: Storage, workspace_id: int
) -> None:
    async with storage.begin(workspace_id) as uow:
        [(_, article)] = await uow.reviews.held()
        uow.add(Offer(article_id=article.id, revision=1, user_id="U1", channel_id="C1", confidence=0.9, at=utc_now()))
    async with storage.look(workspace_id) as uow:
        asker, helper = await export_member(uow, "U1"), await export_member(uow, "U4")
        nobody = await export_member(uow, "U0")
    assert asker["member"]["name"] == "amina"
    assert [q["channel"] for q in asker["questions"]] == ["C1"]
    assert [m["text"] for m in asker["messages"]] == [q["text"] for q in asker["questions"]]
    assert asker["saved"] == [
        {"channel": "C1", "ts": "1.000001", "how": "reaction", "at": (MONDAY + timedelta(minutes=1)).isoformat()}
    ]
    assert [offer["article"] for offer in asker["feedback"]["answers_shown"]] == [article.id]
    assert [entry["action"] for entry in asker["audit"]] == ["channel.off"]
    assert "Keep this." not in json.dumps(asker)
    assert [(note["channel"], note["ts"]) for note in helper["notes"]] == [("C1", "1.000001")]
    assert "Keep this." not in json.dumps(helper)
    assert helper["private_channels"] == ["G1"]
    assert len(helper["messages"]) == 4
    assert [review["article"] for review in helper["articles"]["reviews"]] == [article.id]
    assert {cited["article"] for cited in helper["articles"]["cited_in"]} == {article.id}
    assert nobody["member"] == {"id": "U0"}
    assert json.dumps(nobody)
