"""The chat port against a Slack that loses answers, asks to wait, and refuses."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.playground import Options, Playground
from bot.ports.chat import ChatRefused, ChatUnavailable, Message, UnchosenMention
from bot.slack.chat import SlackChat
from bot.slack.installations import OneToken
from bot.slack.pacing import Pacer
from models.uow import Storage
from tests.support.people import Workspace
from tests.support.surfaces import Json
from tests.support.surfaces import Message as Seen

HELLO = Message(text="Hello")


@dataclass
class World:
    """A running playground with one app, the app's chat, and a clock that moves only when somebody waits."""

    playground: Playground
    people: Workspace
    storage: Storage
    workspace_id: int
    channel: str
    waited: list[float]

    def chat(self, *, deadline: float = 5.0, pacer: Pacer | None = None) -> SlackChat:
        """A chat as a fresh process would have it: it remembers nothing but what is stored."""
        return SlackChat(
            self.storage,
            OneToken(self.playground.bot_token),
            api_url=self.playground.api_url,
            deadline=deadline,
            pacer=pacer,
            clock=self.now,
            sleep=self.sleep,
        )

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=sum(self.waited))

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)

    async def posted(self) -> list[Seen]:
        """What the app has posted in the channel, threads included."""
        return [m for m in await self.people.person("amina").sees("#help") if m.bot_id and m.subtype is None]

    async def state(self, key: str) -> str | None:
        async with self.storage.look(self.workspace_id) as uow:
            row = await uow.outgoing.find(key)
            return row.state if row is not None else None


@pytest.fixture
async def world(storage: Storage) -> AsyncIterator[World]:
    options = Options(port=0, request_url="http://127.0.0.1:9/slack/events", rate_limits=False)
    async with Playground(options) as playground, Workspace(playground) as people:
        channel = await people.channel("#help", members=("amina", "bo"), with_app=True)
        async with storage.begin() as uow:
            team = (await people.world())["team"]["id"]
            workspace = await uow.workspaces.get_or_add(team, at=datetime.now(UTC))
        yield World(playground, people, storage, workspace.id, channel, [])


@pytest.fixture
async def chat(world: World) -> AsyncIterator[SlackChat]:
    chat = world.chat()
    yield chat
    await chat.close()


async def test_a_message_is_posted_once_however_often_its_occasion_is_named(world: World, chat: SlackChat) -> None:
    first = await chat.post(world.workspace_id, world.channel, HELLO, key="welcome")
    assert await chat.post(world.workspace_id, world.channel, HELLO, key="welcome") == first
    assert [m.ts for m in await world.posted()] == [first]
    assert await world.state("welcome") == "sent"


async def test_what_slack_is_told_holds_only_arguments_that_it_documents(world: World, chat: SlackChat) -> None:
    ts = await chat.post(world.workspace_id, world.channel, HELLO, key="a")
    await chat.post(world.workspace_id, world.channel, HELLO, key="b", thread_ts=ts)
    await chat.post_private(world.workspace_id, world.channel, await world.people.person("bo").id(), HELLO, key="c")
    await chat.update(world.workspace_id, world.channel, ts, Message("Good day"))
    await chat.thread(world.workspace_id, world.channel, ts)
    await chat.members(world.workspace_id, world.channel)
    calls = await world.people.calls()
    assert {c["method"]: c["unknown_arguments"] for c in calls if c["unknown_arguments"]} == {}
    [said] = [c["arguments"] for c in calls if c["method"] == "chat.postMessage" and "thread_ts" not in c["arguments"]]
    assert said["unfurl_links"] is False
    assert said["link_names"] is False
    assert said["text"] == "Hello"


@pytest.mark.parametrize("effect", ["timeout_after_accept", "reset_after_accept"])
async def test_a_message_that_slack_took_and_did_not_confirm_is_found_and_not_posted_again(
    world: World, effect: str
) -> None:
    await world.people.goes_wrong({"method": "chat.postMessage", "effect": effect, "seconds": 30})
    hasty = world.chat(deadline=0.3)
    with pytest.raises(ChatUnavailable) as lost:
        await hasty.post(world.workspace_id, world.channel, HELLO, key="card:1")
    await hasty.close()
    assert not lost.value.nothing_happened
    assert await world.state("card:1") == "trying"

    after_a_restart = world.chat()
    ts = await after_a_restart.post(world.workspace_id, world.channel, HELLO, key="card:1")
    await after_a_restart.close()
    assert [m.ts for m in await world.posted()] == [ts]
    assert await world.state("card:1") == "sent"


async def test_a_reply_that_slack_took_and_did_not_confirm_is_found_in_its_thread(world: World) -> None:
    root = await world.people.person("amina").asks("#help", "How do I get VPN access?")
    await world.people.goes_wrong({"method": "chat.postMessage", "effect": "reset_after_accept"})
    chat = world.chat()
    with pytest.raises(ChatUnavailable):
        await chat.post(world.workspace_id, world.channel, HELLO, key="link:1", thread_ts=root.ts)
    ts = await chat.post(world.workspace_id, world.channel, HELLO, key="link:1", thread_ts=root.ts)
    await chat.close()
    assert [(m.ts, m.thread_ts) for m in await world.posted()] == [(ts, root.ts)]


async def test_a_direct_message_that_slack_took_and_did_not_confirm_is_found(world: World) -> None:
    bo = world.people.person("bo")
    await world.people.goes_wrong({"method": "chat.postMessage", "effect": "reset_after_accept"})
    chat = world.chat()
    with pytest.raises(ChatUnavailable):
        await chat.direct(world.workspace_id, await bo.id(), HELLO, key="card:7")
    posted = await chat.direct(world.workspace_id, await bo.id(), HELLO, key="card:7")
    await chat.close()
    assert [(m.channel, m.ts) for m in await bo.dms()] == [posted]


@pytest.mark.parametrize("effect", ["reset", "503"])
async def test_a_message_that_never_reached_slack_is_posted_by_the_next_try(world: World, effect: str) -> None:
    await world.people.goes_wrong({"method": "chat.postMessage", "effect": effect})
    chat = world.chat()
    with pytest.raises(ChatUnavailable):
        await chat.post(world.workspace_id, world.channel, HELLO, key="card:2")
    ts = await chat.post(world.workspace_id, world.channel, HELLO, key="card:2")
    await chat.close()
    assert [m.ts for m in await world.posted()] == [ts]


async def test_the_search_for_a_lost_message_reads_page_after_page(world: World) -> None:
    await world.people.goes_wrong({"method": "chat.postMessage", "effect": "reset_after_accept"})
    chat = world.chat()
    with pytest.raises(ChatUnavailable):
        await chat.post(world.workspace_id, world.channel, HELLO, key="card:3")
    amina = world.people.person("amina")
    for number in range(205):
        await amina.does("post", {"channel": world.channel, "text": f"chatter {number}"})
    await chat.post(world.workspace_id, world.channel, HELLO, key="card:3")
    await chat.close()
    assert len(await world.posted()) == 1
    assert len(await world.people.calls("conversations.history")) == 2


async def test_a_lost_message_is_given_time_to_appear_before_it_is_looked_for(world: World) -> None:
    await world.people.goes_wrong({"method": "chat.postMessage", "effect": "reset_after_accept"})
    chat = world.chat()
    with pytest.raises(ChatUnavailable):
        await chat.post(world.workspace_id, world.channel, HELLO, key="card:4")
    await chat.post(world.workspace_id, world.channel, HELLO, key="card:4")
    await chat.close()
    assert 1.0 < sum(world.waited) <= 2.0


async def test_a_private_message_of_which_nothing_is_known_is_not_shown_twice(world: World) -> None:
    amina = world.people.person("amina")
    await world.people.goes_wrong({"method": "chat.postEphemeral", "effect": "reset_after_accept"})
    chat = world.chat()
    with pytest.raises(ChatUnavailable):
        await chat.post_private(world.workspace_id, world.channel, await amina.id(), HELLO, key="answer:1")
    await chat.post_private(world.workspace_id, world.channel, await amina.id(), HELLO, key="answer:1")
    await chat.close()
    assert len(await amina.private("#help")) == 1


@pytest.mark.parametrize("status", ["500", "503"])
async def test_a_private_message_that_slack_said_to_have_failed_is_shown_by_the_next_try(
    world: World, status: str
) -> None:
    amina = world.people.person("amina")
    await world.people.goes_wrong({"method": "chat.postEphemeral", "effect": status, "times": 1})
    chat = world.chat()
    with pytest.raises(ChatUnavailable) as failed:
        await chat.post_private(world.workspace_id, world.channel, await amina.id(), HELLO, key="answer:1")
    assert failed.value.said_to_fail
    assert not failed.value.nothing_happened
    for _ in range(2):
        await chat.post_private(world.workspace_id, world.channel, await amina.id(), HELLO, key="answer:1")
    await chat.close()
    assert len(await amina.private("#help")) == 1


async def test_a_private_message_that_was_surely_not_shown_is_shown_by_the_next_try(world: World) -> None:
    amina = world.people.person("amina")
    await world.people.goes_wrong(
        {"method": "chat.postEphemeral", "effect": "429", "retry_after": 60, "times": 1},
    )
    chat = world.chat()
    with pytest.raises(ChatUnavailable) as busy:
        await chat.post_private(world.workspace_id, world.channel, await amina.id(), HELLO, key="answer:2")
    assert busy.value.nothing_happened
    assert busy.value.retry_after == pytest.approx(60, abs=1)
    assert await world.state("answer:2") == "intent"
    await chat.close()

    a_minute_later = world.chat()
    await a_minute_later.post_private(world.workspace_id, world.channel, await amina.id(), HELLO, key="answer:2")
    await a_minute_later.close()
    assert len(await amina.private("#help")) == 1


async def test_a_short_wait_that_slack_asks_for_is_waited_out(world: World) -> None:
    await world.people.goes_wrong({"method": "chat.postMessage", "effect": "429", "retry_after": 3})
    waits: list[float] = []
    moment = [100.0]

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        moment[0] += seconds

    chat = world.chat(pacer=Pacer(now=lambda: moment[0], sleep=sleep))
    await chat.post(world.workspace_id, world.channel, HELLO, key="card:5")
    await chat.close()
    assert waits == [pytest.approx(3.0)]
    assert len(await world.posted()) == 1


async def test_at_our_pace_slack_never_has_to_ask_for_a_wait(storage: Storage) -> None:
    moment = [1_700_000_000.0]

    async def sleep(seconds: float) -> None:
        moment[0] += seconds

    options = Options(port=0, request_url="http://127.0.0.1:9/slack/events", clock=lambda: moment[0])
    async with Playground(options) as playground, Workspace(playground) as people:
        places = [await people.channel(f"#{name}", with_app=True) for name in ("one", "two")]
        chat = SlackChat(
            storage,
            OneToken(playground.bot_token),
            api_url=playground.api_url,
            pacer=Pacer(now=lambda: moment[0], sleep=sleep),
        )
        async with storage.begin() as uow:
            workspace = await uow.workspaces.get_or_add(playground.world.team.id, at=datetime.now(UTC))
        for number in range(20):
            for place in places:
                await chat.post(workspace.id, place, HELLO, key=f"{place}:{number}")
        for _ in range(70):
            await chat.channel(workspace.id, places[0])
        await chat.close()
        assert {call.status for call in playground.api.calls} == {200}
    assert moment[0] - 1_700_000_000.0 < 120


async def test_slack_on_this_machine_is_not_sought_through_a_proxy(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    chat = world.chat()
    await chat.post(world.workspace_id, world.channel, HELLO, key="a")
    await chat.close()
    assert len(await world.posted()) == 1


async def test_what_slack_refuses_for_good_is_not_tried_again(world: World, chat: SlackChat) -> None:
    for _ in range(2):
        with pytest.raises(ChatRefused) as refusal:
            await chat.post(world.workspace_id, "C0NOSUCH", HELLO, key="card:6")
        assert refusal.value.code == "channel_not_found"
    assert await world.state("card:6") == "refused"
    assert len(await world.people.calls("chat.postMessage")) == 1


async def test_somebody_who_is_not_in_the_channel_is_refused(world: World, chat: SlackChat) -> None:
    outsider = await world.people.person("chen").id()
    with pytest.raises(ChatRefused) as refusal:
        await chat.post_private(world.workspace_id, world.channel, outsider, HELLO, key="answer:3")
    assert refusal.value.code == "user_not_in_channel"


async def test_a_wrong_token_is_not_held_against_the_message(world: World) -> None:
    wrong = SlackChat(world.storage, OneToken("xoxb-wrong"), api_url=world.playground.api_url)
    with pytest.raises(ChatRefused) as refusal:
        await wrong.post(world.workspace_id, world.channel, HELLO, key="card:8")
    await wrong.close()
    assert refusal.value.code == "invalid_auth"
    mended = world.chat()
    await mended.post(world.workspace_id, world.channel, HELLO, key="card:8")
    await mended.close()
    assert len(await world.posted()) == 1


async def test_nothing_is_sent_that_would_mention_somebody_whom_nobody_chose(world: World, chat: SlackChat) -> None:
    with pytest.raises(UnchosenMention):
        await chat.post(world.workspace_id, world.channel, Message("Look, <!channel>"), key="card:9")
    assert await world.people.calls("chat.postMessage") == []
    assert await world.state("card:9") is None


async def test_repeating_what_was_done_already_is_no_error(world: World, chat: SlackChat) -> None:
    asked = await world.people.person("amina").asks("#help", "How do I get VPN access?")
    place = (world.workspace_id, world.channel, asked.ts)
    for _ in range(2):
        await chat.react(*place, "white_check_mark")
    for _ in range(2):
        await chat.unreact(*place, "white_check_mark")
    ts = await chat.post(world.workspace_id, world.channel, HELLO, key="a")
    for _ in range(2):
        await chat.delete(world.workspace_id, world.channel, ts)
    assert await world.posted() == []


async def test_a_message_and_its_thread_are_read_as_they_stand(world: World, chat: SlackChat) -> None:
    amina, bo = world.people.person("amina"), world.people.person("bo")
    asked = await amina.asks("#help", "How do I get VPN access?")
    reply = await bo.replies(asked, "Ask Chen.")
    await amina.reacts(reply, "white_check_mark")

    thread = await chat.thread(world.workspace_id, world.channel, asked.ts)
    assert [(m.text, m.user) for m in thread] == [
        ("How do I get VPN access?", await amina.id()),
        ("Ask Chen.", await bo.id()),
    ]
    found = await chat.message(world.workspace_id, world.channel, reply.ts)
    assert found is not None
    assert (found.thread_ts, found.text, found.is_bot) == (asked.ts, "Ask Chen.", False)
    assert [(r.name, r.users) for r in found.reactions] == [("white_check_mark", (await amina.id(),))]

    await bo.deletes(reply)
    assert await chat.message(world.workspace_id, world.channel, reply.ts, thread_ts=asked.ts) is None
    assert await chat.message(world.workspace_id, world.channel, "1700000000.000001") is None
    assert await chat.thread(world.workspace_id, world.channel, "1700000000.000001") == ()


async def test_who_somebody_is_and_what_a_channel_is(world: World, chat: SlackChat) -> None:
    guest = world.people.person("gil", is_guest=True, tz="America/New_York")
    info = await chat.user(world.workspace_id, await guest.id())
    assert (info.name, info.tz, info.is_guest, info.is_admin, info.is_bot) == (
        "gil",
        "America/New_York",
        True,
        False,
        False,
    )
    boss = await chat.user(world.workspace_id, await world.people.person("admin").id())
    assert boss.is_admin
    assert boss.is_owner
    secret = await world.people.channel("#secret", members=("bo",), private=True, with_app=True)
    about = await chat.channel(world.workspace_id, secret)
    assert (about.name, about.is_private, about.is_shared) == ("secret", True, False)
    assert await world.people.person("bo").id() in await chat.members(world.workspace_id, secret)
    assert {c.name for c in await chat.channels(world.workspace_id)} == {"help", "secret"}
    with pytest.raises(ChatRefused) as refusal:
        await chat.user(world.workspace_id, "U0NOSUCH")
    assert refusal.value.code == "user_not_found"


async def test_everybody_in_a_big_channel_is_counted(world: World, chat: SlackChat) -> None:
    names = [f"person{number}" for number in range(210)]
    big = await world.people.channel("#big", members=names, with_app=True)
    members = await chat.members(world.workspace_id, big)
    assert len(members) == len(set(members)) == 212  # with the admin who made it, and the app


async def test_a_click_is_answered_by_its_own_address(world: World, chat: SlackChat) -> None:
    amina = world.people.person("amina")
    slack = world.playground.world
    url = world.playground.response_urls.new(slack.person(await amina.id()), slack.channels[world.channel])
    await chat.respond(url, Message("Noted."))
    assert [m.text for m in await amina.private("#help")] == ["Noted."]
    with pytest.raises(ChatRefused):
        await chat.respond(world.playground.url + "/response/nosuch", Message("Noted."))


async def test_a_permalink_and_a_home_tab(world: World, chat: SlackChat) -> None:
    asked = await world.people.person("amina").asks("#help", "How do I get VPN access?")
    assert asked.ts.replace(".", "") in await chat.permalink(world.workspace_id, world.channel, asked.ts)
    view: Json = {"type": "home", "blocks": [{"type": "divider"}]}
    await chat.publish_home(world.workspace_id, await world.people.person("amina").id(), view)
    assert await world.people.person("amina").home() is not None
    with pytest.raises(ChatRefused):
        await chat.open_view(world.workspace_id, "1.2.3", view)
