"""Do Not Disturb, statuses and zones, as the app learns of them."""

from datetime import UTC, datetime, time, timedelta

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import utc_now
from bot.playground.world.availability import do_not_disturb
from bot.playground.world.model import Nights, Person
from tests.support.people import SaidNo, Workspace
from tests.unit.playground.app import SmallApp

NONE = {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def sleeper(tz: str, begins: str, ends: str) -> Person:
    nights = Nights(time.fromisoformat(begins), time.fromisoformat(ends))
    return Person("U1", "T1", "lena", "Lena", "lena", tz=tz, nights=nights)


@pytest.mark.parametrize(
    ("now", "begins", "ends"),
    [
        ("2026-11-26 12:00", "2026-11-26 21:00", "2026-11-27 07:00"),
        ("2026-11-26 23:30", "2026-11-26 21:00", "2026-11-27 07:00"),
        ("2026-11-27 06:59", "2026-11-26 21:00", "2026-11-27 07:00"),
        ("2026-11-27 07:00", "2026-11-27 21:00", "2026-11-28 07:00"),
        ("2026-03-28 22:00", "2026-03-28 21:00", "2026-03-29 06:00"),  # the clocks go forward that night
    ],
)
def test_a_night_is_the_one_that_is_on_or_the_next(now: str, begins: str, ends: str) -> None:
    said = do_not_disturb(sleeper("Europe/Berlin", "22:00", "08:00"), at(now))
    assert said == {"dnd_enabled": True, "next_dnd_start_ts": at(begins), "next_dnd_end_ts": at(ends)}


def test_a_schedule_may_lie_within_one_day() -> None:
    said = do_not_disturb(sleeper("Asia/Kathmandu", "12:00", "13:00"), at("2026-11-26 06:30"))
    assert said["next_dnd_start_ts"] == at("2026-11-26 06:15"), "forty-five minutes off the hour"


def test_a_pause_that_is_on_comes_before_the_next_night() -> None:
    lena = sleeper("UTC", "22:00", "08:00")
    lena.paused = (at("2026-11-26 12:00"), at("2026-11-26 13:00"))
    assert do_not_disturb(lena, at("2026-11-26 12:30"))["next_dnd_end_ts"] == at("2026-11-26 13:00")
    assert do_not_disturb(lena, at("2026-11-26 13:00"))["next_dnd_start_ts"] == at("2026-11-26 22:00")


async def test_the_app_reads_who_is_not_to_be_disturbed(workspace: Workspace, slack: AsyncWebClient) -> None:
    amina, bo = workspace.person("amina"), workspace.person("bo")
    until = utc_now() + timedelta(hours=2)
    await amina.does_not_want_to_be_disturbed(until=until)
    users = (await slack.dnd_teamInfo(users=[await amina.id(), await bo.id()]))["users"]
    assert users[await amina.id()]["next_dnd_end_ts"] == int(until.timestamp())
    assert users[await bo.id()] == NONE
    await amina.may_be_disturbed()
    assert (await slack.dnd_info(user=await amina.id()))["dnd_enabled"] is False
    with pytest.raises(SaidNo, match="later moment"):
        await amina.does_not_want_to_be_disturbed(until=utc_now() - timedelta(hours=1))


async def test_at_most_fifty_people_are_asked_about_at_once(slack: AsyncWebClient) -> None:
    for users, error in ((",", "no_users_provided"), (",".join(["U0"] * 51), "invalid_arguments")):
        with pytest.raises(SlackApiError, match=error):
            await slack.dnd_teamInfo(users=users)


async def test_a_status_is_in_the_profile_until_it_ends(
    workspace: Workspace, slack: AsyncWebClient, small_app: SmallApp
) -> None:
    amina = workspace.person("amina")
    await amina.sets_status("palm_tree", "Vacationing", until=utc_now() + timedelta(seconds=2))
    profile = (await slack.users_info(user=await amina.id()))["user"]["profile"]
    assert (profile["status_emoji"], profile["status_text"]) == (":palm_tree:", "Vacationing")
    await workspace.quiet(0.1)
    told = (await workspace.deliveries("user_change"))[-1]["payload"]["event"]["user"]
    assert told["profile"]["status_text"] == "Vacationing"

    async def gone() -> bool:
        return not (await slack.users_info(user=await amina.id()))["user"]["profile"]["status_text"]

    await workspace.eventually(gone, within=4)
    await amina.sets_status("", "In a meeting")
    assert (await slack.users_info(user=await amina.id()))["user"]["profile"]["status_emoji"] == ":speech_balloon:"


async def test_a_new_zone_is_told_to_the_app(workspace: Workspace) -> None:
    await workspace.person("amina").moves_to("Asia/Tokyo")
    await workspace.quiet(0.1)
    told = (await workspace.deliveries("user_change"))[-1]["payload"]["event"]["user"]
    assert (told["tz"], told["tz_offset"]) == ("Asia/Tokyo", 9 * 3600)
    with pytest.raises(SaidNo, match="no time zone"):
        await workspace.person("amina").moves_to("Atlantis/Centre")
