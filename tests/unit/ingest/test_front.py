"""The signed raw front: what is taken, what is refused, and with which status."""

import json
from datetime import timedelta

import pytest

from tests.unit.ingest.slack import CLICK, COMMAND, FORM, JSON, MESSAGE, NOW, OLD_SECRET, REACTION, Noted, Slack


def at(seconds: float) -> str:
    return str(int((NOW + timedelta(seconds=seconds)).timestamp()))


async def test_what_concerns_us_is_stored_as_it_came(slack: Slack, noted: Noted) -> None:
    reply = await slack.tells(MESSAGE)
    assert (reply.status, reply.body) == (200, b"")
    [(event_id, team_id, body)] = noted.stored
    assert (event_id, team_id, json.loads(body)) == ("Ev0000001", "T0000001", MESSAGE)


async def test_chatter_is_acknowledged_and_forgotten(slack: Slack, noted: Noted) -> None:
    chatter = {**MESSAGE, "event": {**MESSAGE["event"], "text": "good morning"}}
    assert (await slack.tells(chatter)).status == 200
    assert noted.stored == []


async def test_slack_is_told_to_try_again_when_the_event_cannot_be_stored(slack: Slack, noted: Noted) -> None:
    noted.out_of_order = True
    assert (await slack.tells(MESSAGE)).status == 503


async def test_a_request_may_be_signed_with_the_secret_that_is_being_rotated_out(slack: Slack, noted: Noted) -> None:
    assert (await slack.tells(MESSAGE, secret=OLD_SECRET)).status == 200
    assert len(noted.stored) == 1


async def test_a_body_may_come_in_pieces(slack: Slack, noted: Noted) -> None:
    assert (await slack.tells(MESSAGE, parts=7)).status == 200
    assert len(noted.stored) == 1


@pytest.mark.parametrize("seconds", [-301, 301])
async def test_an_old_request_or_one_of_the_future_is_refused(slack: Slack, noted: Noted, seconds: int) -> None:
    assert (await slack.tells(MESSAGE, timestamp=at(seconds))).status == 401
    assert (await slack.tells(MESSAGE, timestamp=at(seconds * 0.99))).status == 200
    assert len(noted.stored) == 1


@pytest.mark.parametrize(
    "timestamp",
    ["", "now", "-1764235800", "1764235800.0", "1e9", "17642358001764", "١٧٦٤٢٣٥٨٠٠", "0x6929", " 1764235800"],
)
async def test_a_timestamp_is_a_number_of_seconds_and_nothing_else(slack: Slack, noted: Noted, timestamp: str) -> None:
    assert (await slack.tells(MESSAGE, timestamp=timestamp)).status == 401
    assert noted.stored == []


@pytest.mark.parametrize(
    "headers",
    [
        {"x-slack-signature": ""},
        {"x-slack-signature": "v0=" + "0" * 64},
        {"x-slack-signature": "v1=" + "0" * 64},
        {"x-slack-signature": "v0=é"},
        {"x-slack-request-timestamp": at(1)},
    ],
)
async def test_a_forged_request_is_refused(slack: Slack, noted: Noted, headers: dict[str, str]) -> None:
    assert (await slack.tells(MESSAGE, headers=headers)).status == 401
    assert (await slack.asks(COMMAND, headers=headers)).status == 401
    assert (noted.stored, noted.dispatched) == ([], [])


async def test_a_request_signed_with_another_secret_is_refused(slack: Slack, noted: Noted) -> None:
    assert (await slack.tells(MESSAGE, secret="another")).status == 401
    assert noted.stored == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"1",
        b'"event_callback"',
        b"not json",
        b"\xff\xfe{\x00}\x00",
        b"{}",
        b'{"type": null}',
        b'{"type": "event_callback"}',
        b'{"type": "event_callback", "event": []}',
        b'{"type": "event_callback", "event": {"type": 1}}',
        b'{"type": "event_callback", "event": {"type": "reaction_added"}, "team_id": "T1"}',
        b'{"type": "event_callback", "event": {"type": "reaction_added"}, "event_id": "Ev1"}',
        b'{"type": "event_callback", "event": {"type": "reaction_added"}, "event_id": "Ev\\u0000", "team_id": "T1"}',
        b'{"type": "event_callback", "event": {"type": "reaction_added"}, "event_id": "Ev1", "team_id": 1}',
        b'{"type": "url_verification"}',
        b'{"type": "x", "n": ' + b"9" * 5000 + b"}",
        b'{"type": "x", "n": ' + b"[" * 101 + b"]" * 101 + b"}",
        b'{"type": "x", "n": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
        b"[" * 500_000,
        b'{"a":' * 100_000,
    ],
)
async def test_what_slack_never_sends_is_malformed_though_signed(slack: Slack, noted: Noted, body: bytes) -> None:
    assert (await slack.tells(body)).status == 400
    assert noted.stored == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"payload",
        b"payload=",
        b"payload=%7B",
        b"payload=%ff",
        b"payload=[]",
        b"payload=%7B%7D",
        b"payload=%7B%22type%22%3A%22block_actions%22%2C%22user%22%3A5%7D",
        b"payload=%7B%22type%22%3A%22block_actions%22%2C%22actions%22%3A%5B5%5D%7D",
        b"command=%2Fthrice",
        b"a=b",
        b"&".join(b"a=b" for _ in range(1000)),
    ],
)
async def test_a_form_that_slack_never_sends_is_malformed(slack: Slack, noted: Noted, body: bytes) -> None:
    assert (await slack.asks(body)).status == 400
    assert noted.dispatched == []


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", ""])
async def test_another_kind_of_content_is_malformed(slack: Slack, noted: Noted, kind: str) -> None:
    assert (await slack.sends(json.dumps(MESSAGE).encode(), kind)).status == 400
    assert noted.stored == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
async def test_other_methods_are_not_allowed(slack: Slack, noted: Noted, method: str) -> None:
    reply = await slack.sends(json.dumps(MESSAGE).encode(), JSON, method=method)
    assert (reply.status, reply.headers[b"allow"]) == (405, b"POST")
    assert noted.stored == []


async def test_more_than_a_megabyte_is_refused_whether_it_says_so_or_not(slack: Slack, noted: Noted) -> None:
    large = {**MESSAGE, "padding": "x" * 1024 * 1024}
    assert (await slack.tells(large)).status == 413
    assert (await slack.tells(large, headers={"content-length": "17"})).status == 413
    assert (await slack.tells(large, headers={"content-length": "17"}, parts=40)).status == 413
    assert (await slack.tells(MESSAGE, headers={"content-length": "9" * 30})).status == 413
    assert (await slack.tells(MESSAGE, headers={"content-length": "many"})).status == 400
    assert noted.stored == []


async def test_a_caller_who_hangs_up_leaves_nothing(slack: Slack, noted: Noted) -> None:
    messages = iter([{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}])
    statuses = []

    async def receive() -> object:
        return next(messages)

    async def send(message: dict[str, object]) -> None:
        statuses.append(message.get("status"))

    await slack.front({"type": "http", "method": "POST", "headers": []}, receive, send)
    assert statuses[0] == 400
    assert noted.stored == []


async def test_slack_may_verify_that_this_address_is_ours(slack: Slack) -> None:
    reply = await slack.tells({"type": "url_verification", "token": "x", "challenge": "3eZbrw1aB"})
    assert (reply.status, json.loads(reply.body)) == (200, {"challenge": "3eZbrw1aB"})


async def test_slack_may_check_our_certificate_without_a_signature(slack: Slack, noted: Noted) -> None:
    reply = await slack.sends(b"ssl_check=1&token=x", FORM, headers={"x-slack-signature": ""})
    assert (reply.status, noted.dispatched) == (200, [])


async def test_events_of_unknown_types_are_acknowledged(slack: Slack, noted: Noted) -> None:
    news = {**MESSAGE, "event": {"type": "somebody_blinked"}}
    assert (await slack.tells(news)).status == 200
    assert (await slack.tells({"type": "app_rate_limited", "team_id": "T1"})).status == 200
    assert noted.stored == []


async def test_commands_and_clicks_are_answered_by_bolt(slack: Slack, noted: Noted) -> None:
    reply = await slack.asks(COMMAND)
    assert (reply.status, reply.body) == (200, b'{"text":"done"}')
    assert reply.headers[b"content-type"] == b"application/json"
    assert (await slack.asks(CLICK)).status == 200
    assert noted.dispatched == [COMMAND, CLICK]


async def test_a_command_without_words_is_a_command(slack: Slack, noted: Noted) -> None:
    assert (await slack.asks({**COMMAND, "text": ""})).status == 200
    assert noted.dispatched == [{**COMMAND, "text": ""}]


async def test_what_no_database_can_keep_is_replaced_before_anybody_reads_it(slack: Slack, noted: Noted) -> None:
    await slack.asks({**COMMAND, "text": "a\0b"})
    await slack.asks({**CLICK, "note\0": ["x\ud800y", {"z": "\udc00"}], "emoji": "\N{OWL}"})
    assert noted.dispatched[0]["text"] == "a\N{REPLACEMENT CHARACTER}b"
    assert noted.dispatched[1]["note\N{REPLACEMENT CHARACTER}"] == [
        "x\N{REPLACEMENT CHARACTER}y",
        {"z": "\N{REPLACEMENT CHARACTER}"},
    ]
    assert noted.dispatched[1]["emoji"] == "\N{OWL}"


async def test_slack_shows_the_person_that_a_command_did_not_work(slack: Slack, noted: Noted) -> None:
    noted.broken = True
    assert (await slack.asks(COMMAND)).status == 503


async def test_reactions_are_events_too(slack: Slack, noted: Noted) -> None:
    assert (await slack.tells(REACTION)).status == 200
    assert [stored[0] for stored in noted.stored] == ["Ev0000002"]
    assert noted.places == ["C0000001"]


async def test_without_a_signing_secret_nobody_is_believed(noted: Noted) -> None:
    slack = Slack(noted, secrets=[])
    assert (await slack.tells(MESSAGE)).status == 401
    assert (await slack.tells(MESSAGE, secret="")).status == 401
    assert noted.stored == []
