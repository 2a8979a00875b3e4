"""Ten thousand mutated payloads: none unhandled, and nothing kept of those that are not Slack's."""

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.unit.ingest.slack import CLICK, COMMAND, FORM, JSON, MESSAGE, REACTION, SUBMISSION, Noted, Slack, signature

SAMPLES = Path(__file__).parents[3].parent / "shared" / "slack-samples" / "bolt-python-payloads"
MUTATIONS = 10_000
ODD: list[Any] = [
    None, True, 0, -1, 1e308, "", "x", "\0", "\ud800", "<!channel>", "9" * 400, [], {}, [[]], {"": None},
    {"type": "event_callback"}, "event_callback", "T" * 5000, ["a", 1, None], "\u202e",
]  # fmt: skip


def payloads() -> list[dict[str, Any]]:
    """Our own payloads, and those that Slack publishes where they are at hand."""
    ours: list[dict[str, Any]] = [MESSAGE, REACTION, CLICK, SUBMISSION, COMMAND]
    read = (json.loads(path.read_text()) for path in sorted(SAMPLES.glob("*.json")))
    return ours + [payload for payload in read if isinstance(payload, dict)]


def mutated(payload: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Return a copy with one to three of its values removed, exchanged, moved, or buried."""
    changed = copy.deepcopy(payload)
    for _ in range(chance.randint(1, 3)):
        places = list(_places(changed))
        where, name = chance.choice(places)
        match chance.randrange(5):
            case 0:
                del where[name]
            case 1:
                where[name] = copy.deepcopy(chance.choice(ODD))
            case 2:
                where[name] = [where[name]]
            case 3:
                other, its_name = chance.choice(places)
                where[name] = copy.deepcopy(other[its_name])
            case 4:
                for _ in range(chance.randint(1, 150)):
                    where[name] = {"a": where[name]}
        if not changed:
            return changed
    return changed


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    names = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for name in names:
        yield value, name
        yield from _places(value[name])


def torn(body: bytes, chance: random.Random) -> bytes:
    """Return a body with bytes cut off, flipped, or doubled."""
    at = chance.randrange(len(body) or 1)
    match chance.randrange(3):
        case 0:
            return body[:at]
        case 1:
            return body[:at] + bytes([chance.randrange(256)]) + body[at + 1 :]
        case _:
            return body[:at] + body[at // 2 :]


async def test_no_mutation_is_unhandled(slack: Slack, noted: Noted) -> None:
    chance = random.Random(3)
    samples = payloads()
    seen: dict[int, int] = {}
    for _ in range(MUTATIONS):
        payload = mutated(chance.choice(samples), chance)
        if chance.random() < 0.5 or "command" in payload:
            reply = await slack.tells(payload)
        else:
            reply = await slack.asks(payload)
        seen[reply.status] = seen.get(reply.status, 0) + 1
    assert seen.keys() <= {200, 400}, seen
    assert all(seen[status] > MUTATIONS / 50 for status in (200, 400)), seen
    for event_id, team_id, _ in noted.stored:
        assert event_id.isascii()
        assert team_id.isascii()
        assert event_id.isprintable()


async def test_no_torn_body_is_unhandled(slack: Slack, noted: Noted) -> None:
    chance = random.Random(33)
    samples = [json.dumps(payload).encode() for payload in payloads()]
    for _ in range(2000):
        body = torn(chance.choice(samples), chance)
        kind = chance.choice([JSON, FORM])
        assert (await slack.sends(body, kind)).status in (200, 400)


async def test_nothing_is_kept_of_a_body_that_was_changed_after_it_was_signed(slack: Slack, noted: Noted) -> None:
    chance = random.Random(333)
    samples = [json.dumps(payload).encode() for payload in payloads()]
    for _ in range(2000):
        body = chance.choice(samples)
        changed = torn(body, chance)
        if changed == body:
            continue
        reply = await slack.tells(changed, headers={"x-slack-signature": signature(body, "1764235800")})
        assert reply.status == 401
    assert (noted.stored, noted.dispatched) == ([], [])
