"""The workspace that the demo begins with: its history is past, its people belong where they speak."""

import json
import zipfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.playground import Options
from bot.playground.manifest import read_manifest
from bot.playground.options import Json
from bot.playground.seed import CHANNELS, PEOPLE, TRY_THIS, Seeded, bring_in_the_app, history, seed, write_export
from bot.playground.seed.transcript import read_transcript, working_days_before
from bot.playground.world.world import World

SATURDAY = datetime(2026, 11, 28, 11, 0, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    return World(Options(clock=SATURDAY.timestamp), read_manifest(None))


@pytest.fixture
def seeded(world: World) -> Seeded:
    return seed(world)


def test_everything_was_said_on_working_days_before_today() -> None:
    said = history(SATURDAY)
    assert len(said) >= 150
    assert all(each.at.weekday() < 5 for each in said)
    assert max(each.at for each in said) < SATURDAY.replace(hour=0)
    assert min(each.at for each in said) > SATURDAY - timedelta(days=60)


def test_replies_follow_what_they_reply_to() -> None:
    by_key = {each.key: each for each in history(SATURDAY)}
    replies = [each for each in by_key.values() if each.thread]
    assert len(replies) > 50
    assert all(by_key[each.thread or ""].at < each.at for each in replies)


def test_people_speak_and_react_only_where_they_are_members(seeded: Seeded) -> None:
    members = {name: set(channel.members) for name, channel in seeded.channels.items()}
    for each in history(SATURDAY):
        reacting = {person for people in each.reactions.values() for person in people}
        assert {seeded.people[name].id for name in (each.person, *reacting)} <= members[each.channel], each


def test_two_people_asked_for_vpn_access_and_one_colleague_told_both() -> None:
    said = history(SATURDAY)
    asked = [each for each in said if "vpn" in each.text.lower() and "access" in each.text.lower() and not each.thread]
    assert [each.person for each in asked] == ["priya", "diego"]
    for question in asked:
        first = next(each for each in said if each.thread == question.key)
        assert (first.person, "Access Portal" in first.text) == ("tomas", True)


def test_the_cast_has_a_guest_a_stranger_an_owner_and_many_zones(seeded: Seeded) -> None:
    kinds = Counter(kind for each in PEOPLE for kind in ("is_owner", "is_guest", "is_stranger") if getattr(each, kind))
    assert kinds == {"is_owner": 1, "is_guest": 1, "is_stranger": 1}
    assert len({each.tz for each in PEOPLE}) >= 10
    assert seeded.channels["field"].is_ext_shared
    assert seeded.people["elif"].is_restricted


def test_the_app_hears_nothing_of_the_past_and_all_of_its_invitations(world: World) -> None:
    heard: list[Json] = []
    world.listen(lambda event, _: heard.append(event))
    seeded = seed(world)
    assert heard == []
    joined = bring_in_the_app(world, seeded)
    assert [event["channel"] for event in heard if event["type"] == "member_joined_channel"] == [c.id for c in joined]
    assert {event["inviter"] for event in heard if "inviter" in event} <= {p.id for p in seeded.people.values()}
    assert world.bot.id not in seeded.channels["random"].members


def test_nobody_has_unread_messages_at_the_beginning(world: World, seeded: Seeded) -> None:
    for channel in seeded.channels.values():
        last = max(world.messages[channel.id])
        assert all(world.read[person, channel.id] == last for person in channel.members)


def test_each_step_names_a_person_who_is_in_its_channel(seeded: Seeded) -> None:
    for step in TRY_THIS:
        person = seeded.people[step["person"]]
        if step["channel"] not in ("app", "calendar"):
            assert person.id in seeded.channels[step["channel"]].members
        if "find" in step:
            texts = [message.text for message in seeded.messages.values()]
            assert sum(step["find"] in text for text in texts) == 1


def test_the_export_holds_every_message_once(world: World, seeded: Seeded, tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    assert write_export(world, path) == len(seeded.messages)
    with zipfile.ZipFile(path) as archive:
        days = [name for name in archive.namelist() if "/" in name]
        found = [message["ts"] for day in days for message in json.loads(archive.read(day))]
        names = {room["name"] for room in json.loads(archive.read("channels.json"))}
    assert sorted(found) == sorted(message.ts for message in seeded.messages.values())
    assert names == {room.name for room in CHANNELS if not room.is_private}


def test_a_line_that_fits_no_form_is_named() -> None:
    with pytest.raises(ValueError, match="line 2"):
        read_transcript("3 days ago, 09:00  amina: Hello\n    nobody said this")


@pytest.mark.parametrize(("count", "day"), [(1, 27), (2, 26), (5, 23), (6, 20)])
def test_weekends_are_no_working_days(count: int, day: int) -> None:
    assert working_days_before(SATURDAY.date(), count).day == day
