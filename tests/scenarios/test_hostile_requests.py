"""Whatever is sent to Slack's one address, by whomever: refused with the right number, never a 500, nothing kept."""

import copy
import json
import random
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import web

from bot.bootstrap import Thrice
from bot.slack.blockkit.ids import Action, Callback, GlobalShortcut, MessageShortcut
from tests.support.people import Workspace
from tests.support.signed import FORM, JSON, SignedSlack

MEGABYTE = 1024 * 1024
QUESTION = "How do I get VPN access for the office in Lisbon?"


@pytest.fixture
async def slack(workspace: Workspace, thrice: Thrice) -> AsyncIterator[SignedSlack]:
    """Somebody who knows the signing secret: Slack itself, or worse."""
    secret = (await workspace.get("/control/app"))["signing_secret"]
    await workspace.quiet()
    async with SignedSlack(thrice.url, secret) as slack:
        yield slack


@pytest.fixture
async def team(workspace: Workspace) -> str:
    return str((await workspace.world())["team"]["id"])


class Kept:
    """How many events the database holds, looked up from outside."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._before = self._count()

    def _count(self) -> int:
        with sqlite3.connect(self._file) as database:
            return int(database.execute("SELECT count(*) FROM inbox").fetchone()[0])

    @property
    def since(self) -> int:
        return self._count() - self._before


@pytest.fixture
def kept(slack: SignedSlack, tmp_path: Path) -> Kept:
    return Kept(tmp_path / "thrice.db")


def question(team: str, channel: str, **fields: Any) -> dict[str, Any]:
    """A genuine event: somebody asks."""
    event = {"type": "message", "channel": channel, "channel_type": "channel", "user": "U1", "text": QUESTION}
    return {
        "type": "event_callback",
        "team_id": team,
        "event_id": "Ev0HOSTILE",
        "event_time": int(time.time()),
        "event": {**event, "ts": f"{time.time():.6f}"},
        **fields,
    }


@pytest.fixture
async def genuine(workspace: Workspace, team: str) -> bytes:
    """What Slack would send if somebody asked in #help."""
    return json.dumps(question(team, await workspace.channel_id("#help"))).encode()


# Forged, replayed, cut off, too large -----------------------------------------------------------------


async def test_a_forged_request_is_refused_and_not_kept(slack: SignedSlack, kept: Kept, genuine: bytes) -> None:
    right = slack.headers(genuine, JSON)
    forged: list[dict[str, str]] = [
        {"Content-Type": JSON},
        {**right, "X-Slack-Signature": "v0=" + "0" * 64},
        {**right, "X-Slack-Signature": right["X-Slack-Signature"].upper()},
        {**right, "X-Slack-Signature": right["X-Slack-Signature"][:-1]},
        {**right, "X-Slack-Signature": ""},
        {**right, "X-Slack-Request-Timestamp": str(int(time.time()) + 1)},
        {**right, "X-Slack-Request-Timestamp": ""},
        {**right, "X-Slack-Request-Timestamp": "soon"},
        {**right, "X-Slack-Request-Timestamp": "9" * 400},
        {**right, "X-Slack-Request-Timestamp": "-1"},
        {**right, "X-Slack-Request-Timestamp": "\u0661\u0662".encode().decode("latin-1")},
        {k: v for k, v in right.items() if k != "X-Slack-Request-Timestamp"},
        slack.headers(genuine, JSON, at=time.time() - 301),
        slack.headers(genuine, JSON, at=time.time() + 302),
        slack.headers(genuine + b" ", JSON),
    ]
    for headers in forged:
        assert (await slack.sends(genuine, headers=headers)).status == 401, headers
    assert kept.since == 0
    assert (await slack.sends(genuine)).status == 200, "the same, signed, is taken"
    assert kept.since == 1


async def test_the_same_event_twice_is_acknowledged_twice_and_kept_once(
    slack: SignedSlack, kept: Kept, genuine: bytes
) -> None:
    for _ in range(5):
        assert (await slack.sends(genuine)).status == 200
    assert kept.since == 1


async def test_a_body_cut_off_anywhere_is_malformed(slack: SignedSlack, kept: Kept, genuine: bytes) -> None:
    for length in range(0, len(genuine), 7):
        assert (await slack.sends(genuine[:length])).status == 400, length
    assert kept.since == 0


async def test_more_than_a_megabyte_is_too_large(slack: SignedSlack, kept: Kept) -> None:
    for content_type in (JSON, FORM):
        assert (await slack.sends(b"x" * (MEGABYTE + 1), content_type)).status == 413
        assert (await slack.sends(b"x" * MEGABYTE, content_type)).status == 400
        assert (await slack.sends(b"x" * (MEGABYTE + 1), headers={"Content-Type": content_type})).status == 413
    assert kept.since == 0


async def test_another_method_is_refused(slack: SignedSlack, kept: Kept, genuine: bytes) -> None:
    for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        assert (await slack.sends(genuine, method=method)).status == 405, method
    assert kept.since == 0


# Signed, and malformed all the same ---------------------------------------------------------------------


NO_EVENTS = (
    b"", b" ", b"null", b"[]", b"3", b'"text"', b"{", b"{'type': 'event_callback'}", b"\xff\xfe{}", b"\x00",
    b"NaN", b'{"type": 3}', b'{"type": null}', b"{}", b'{"type": "event_callback"}',
    b'{"type": "event_callback", "event": []}', b'{"type": "event_callback", "event": {"type": 7}}',
    b'{"type": "url_verification"}', b'{"type": "url_verification", "challenge": {}}',
    b'{"a":' * 5_000 + b"1" + b"}" * 5_000, b"[" * 400_000, b'{"type":"event_callback","event":' + b"[" * 101,
    json.dumps({"type": "event_callback", "x": 10**4_000}).encode(),
    b'{"type": "event_callback", "x": ' + b"9" * 10_000 + b"}",
)  # fmt: skip


async def test_what_is_no_event_is_malformed(slack: SignedSlack, kept: Kept) -> None:
    for body in NO_EVENTS:
        assert (await slack.sends(body)).status == 400, body[:80]
    assert kept.since == 0


async def test_a_deeply_nested_event_is_malformed(
    slack: SignedSlack, kept: Kept, workspace: Workspace, team: str
) -> None:
    deep: Any = "bottom"
    for _ in range(200):
        deep = [deep]
    body = question(team, await workspace.channel_id("#help"))
    body["event"]["blocks"] = deep
    assert (await slack.sends(json.dumps(body).encode())).status == 400
    assert kept.since == 0


async def test_a_question_without_an_id_is_malformed(
    slack: SignedSlack, kept: Kept, workspace: Workspace, team: str
) -> None:
    for event_id in (None, "", "x" * 500, "Ev 1", {"a": 1}):
        body = question(team, await workspace.channel_id("#help"), event_id=event_id)
        assert (await slack.sends(json.dumps(body).encode())).status == 400, event_id
    assert kept.since == 0


NO_INTERACTIONS = (
    (b"payload=", FORM), (b"payload={", FORM), (b"payload=[]", FORM), (b"payload=null", FORM),
    (b"payload=%ff%fe", FORM), (b"&".join(b"a%d=1" % n for n in range(500)), FORM), (b"%", FORM),
    (b"command=/thrice", FORM), (b"{}", "text/plain"), (b"{}", ""), (b"--x\r\n", "multipart/form-data; boundary=x"),
)  # fmt: skip


async def test_what_is_no_interaction_is_malformed(slack: SignedSlack, kept: Kept) -> None:
    for body, content_type in NO_INTERACTIONS:
        assert (await slack.sends(body, content_type)).status == 400, body[:80]
    assert kept.since == 0


# Well formed, and unknown -------------------------------------------------------------------------------


async def test_an_event_of_an_unknown_type_is_acknowledged_and_forgotten(
    slack: SignedSlack, kept: Kept, team: str
) -> None:
    for event in ({"type": "some_event_of_next_year"}, {"type": ""}, {"type": "message"}, {"type": "\x00\ud800"}):
        assert (await slack.event(event, team_id=team, event_id="Ev1")).status == 200, event
    assert (await slack.sends(b'{"type": "app_rate_limited"}')).status == 200
    assert kept.since == 0


async def test_an_event_of_a_team_that_never_installed_thrice_is_forgotten(
    slack: SignedSlack, kept: Kept, workspace: Workspace
) -> None:
    body = question("T0NEVER", await workspace.channel_id("#help"))
    assert (await slack.sends(json.dumps(body).encode())).status == 200
    assert kept.since == 0


class Actor:
    """Interactions of one person, with an address for answers that the playground takes."""

    def __init__(self, slack: SignedSlack, workspace: Workspace, team: str, user: str, channel: str) -> None:
        self.slack, self.workspace, self.user, self.channel = slack, workspace, user, channel
        self._team = team

    def payload(self, kind: str, **fields: Any) -> dict[str, Any]:
        return {
            "type": kind,
            "team": {"id": self._team, "domain": "playground"},
            "user": {"id": self.user, "team_id": self._team},
            "api_app_id": "A1",
            "trigger_id": "1.2.3",
            **fields,
        }

    def click(self, action_id: str, value: str | None = None) -> dict[str, Any]:
        action = {"type": "button", "action_id": action_id, "block_id": "b", "action_ts": "1.2"}
        return self.payload(
            "block_actions",
            channel={"id": self.channel, "name": "help"},
            container={"type": "message", "channel_id": self.channel, "message_ts": "1700000000.000100"},
            message={"ts": "1700000000.000100", "text": "x", "type": "message"},
            actions=[action if value is None else {**action, "value": value}],
        )

    def submission(self, callback_id: str, metadata: str, values: Any) -> dict[str, Any]:
        view = {"id": "V1", "type": "modal", "callback_id": callback_id, "private_metadata": metadata, "blocks": []}
        return self.payload("view_submission", view={**view, "state": {"values": values}, "hash": "1.a"})


@pytest.fixture
async def actor(slack: SignedSlack, workspace: Workspace, team: str) -> Actor:
    amina = workspace.person("amina")
    await amina.joins("#help")
    return Actor(slack, workspace, team, await amina.id(), await workspace.channel_id("#help"))


@pytest.fixture
async def told() -> AsyncIterator[tuple[str, list[str]]]:
    """The address for the answer to a click, as Slack hands out, and what was said there."""
    said: list[str] = []

    async def take(request: web.Request) -> web.Response:
        said.append((await request.json()).get("text", ""))
        return web.Response(text="ok")

    app = web.Application()
    app.router.add_post("/answer", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/answer", said
    await runner.cleanup()


async def test_an_unknown_button_is_answered_with_a_sentence(actor: Actor, told: tuple[str, list[str]]) -> None:
    url, said = told
    answer = await actor.slack.interaction({**actor.click("nudge.of_last_year"), "response_url": url})
    assert answer.status == 200
    assert said == ["I do not know this button (any more). `/thrice help` says what I can do for you."]


BARE = (
    Action.LINK_OPEN, Action.SETTINGS_OPEN, Action.MEMBER_KEEP, Action.SPRINT_START,
    Action.LEARNER_JOIN, Action.LEARNER_CHANGE, Action.LEARNER_LEAVE, Action.SHELF_MORE, Action.BUDGET_OPEN,
    Action.BUDGET_MORE,
    Action.BLOCK_JOIN, Action.BLOCK_LEAVE, Action.BLOCK_SETTINGS, Action.BLOCK_NEW_ADDRESS, Action.BLOCK_CONNECT,
    Action.BLOCK_RULE, Action.BLOCK_QUIET, Action.BLOCK_QUIET_END, Action.BLOCK_LAPSE_NEVER,
)  # fmt: skip
"""What stands for whoever clicks, or for the first page of a list, whatever it carries."""
CARRYING = [a for a in Action if a not in BARE]


async def test_a_button_that_carries_what_we_never_wrote_is_answered_with_a_sentence(
    actor: Actor, told: tuple[str, list[str]]
) -> None:
    url, said = told
    for action in CARRYING:
        for value in ("", "{}", '{"article_id":9,"revision":-1}', "null", "\x00", "9" * 3_000):
            said.clear()
            assert (await actor.slack.interaction({**actor.click(action, value), "response_url": url})).status == 200
            assert said == ["I do not know what this button is about. It may come from an older version of me."], action


async def test_a_modal_that_carries_what_we_never_wrote_says_so(actor: Actor) -> None:
    written = {
        Callback.DRAFT_EDIT: {"title": {"value": {"value": "T"}}, "body": {"value": {"value": "B"}}},
        Callback.SETTINGS_SAVE: {"save_reaction": {"value": {"value": "star"}}},
    }
    for callback, values in written.items():
        for metadata in ("", "{", "[]", '{"article_id":"1"}', '{"channel_id":"<!channel>"}', "\x00"):
            answer = await actor.slack.interaction(actor.submission(callback, metadata, values))
            assert answer.status == 200
            assert answer.json["response_action"] == "errors", (callback, metadata)
            assert all(len(sentence) > 20 for sentence in answer.json["errors"].values())


async def test_a_modal_that_nobody_knows_is_closed_without_a_fault(actor: Actor) -> None:
    assert (await actor.slack.interaction(actor.submission("modal.of_last_year", "", {}))).status == 200


# Hundreds of broken ones --------------------------------------------------------------------------------

SEED = 20_251_124
MUTANTS = 400
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 2**70, 1.5, "", "\x00", "<!channel>", "x" * 5_000, [], {}, [[]], {"id": {}}, {"": None}, [None],
    "\u202eT", {"values": []}, {"value": {"value": None}},
)  # fmt: skip


def genuine_interactions(actor: Actor) -> list[dict[str, Any]]:
    """One of each that Slack can send."""
    inputs = {name: {"value": {"type": "plain_text_input", "value": "What is it?"}} for name in ("title", "body")}
    chosen = {"channel": {"value": {"selected_conversation": actor.channel}}, "question": inputs["title"]}
    message = {"ts": "1700000000.000100", "user": actor.user, "text": "x", "type": "message"}
    found = [actor.click(action, '{"article_id":1,"revision":1}') for action in Action]
    found += [actor.click(action, '{"offer_id":1}') for action in Action]
    found += [actor.submission(callback, "{}", {**inputs, **chosen}) for callback in Callback]
    found += [actor.payload("view_closed", view={"id": "V1", "callback_id": callback}) for callback in Callback]
    found += [actor.payload("shortcut", callback_id=shortcut) for shortcut in GlobalShortcut]
    found += [
        actor.payload("message_action", callback_id=shortcut, channel={"id": actor.channel}, message=message)
        for shortcut in MessageShortcut
    ]
    found.append(actor.payload("block_suggestion", action_id="x", block_id="y", value="z"))
    return found


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something can go wrong in a payload."""
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inner:
        yield from places(one, (*path, name))


def mutated(payload: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The payload with one to three of its parts gone or odd."""
    broken = copy.deepcopy(payload)
    for _ in range(chance.randint(1, 3)):
        *way, last = chance.choice(list(places(broken)))
        holder = broken
        for step in way:
            holder = holder[step]
        if chance.random() < 0.3:
            del holder[last]
        else:
            holder[last] = copy.deepcopy(chance.choice(ODD))
        if not broken:
            break
    return broken


@pytest.mark.slow
async def test_hundreds_of_broken_interactions_are_all_answered(actor: Actor) -> None:
    chance = random.Random(SEED)
    whole = genuine_interactions(actor)
    for each in whole:
        answer = await actor.slack.interaction(each)
        assert answer.status < 500, (answer, each)
    for number in range(MUTANTS):
        broken = mutated(chance.choice(whole), chance)
        answer = await actor.slack.interaction(broken)
        assert answer.status < 500, (number, answer, broken)
    assert (await actor.workspace.person("amina").says("/thrice help", "#help"))[0].reads, "it lives"


@pytest.mark.slow
async def test_hundreds_of_broken_commands_are_all_answered(actor: Actor, team: str) -> None:
    chance = random.Random(SEED)
    fields = {
        "command": "/thrice", "text": "help", "team_id": team, "user_id": actor.user, "channel_id": actor.channel,
        "trigger_id": "1.2.3", "response_url": "http://127.0.0.1:9/none",
    }  # fmt: skip
    texts = ("help", "ask", "ask \x00", "search \ud83d", "why", "off x", "forget me", "settings", "\u202e", "x" * 4_000)
    for _ in range(MUTANTS // 4):
        broken = {**fields, "text": chance.choice(texts)}
        for name in chance.sample(sorted(fields), chance.randint(0, 2)):
            if chance.random() < 0.5:
                del broken[name]
            else:
                broken[name] = chance.choice(["", "\x00", "U", "C0NONE", "<!channel>", "9" * 500])
        body = urlencode({k: v.encode("utf-8", "surrogatepass") for k, v in broken.items()}).encode()
        answer = await actor.slack.sends(body, FORM)
        assert answer.status < 500, (answer, broken)
