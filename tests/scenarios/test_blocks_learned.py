"""A block while it runs and at its end: left out and taken back, and one line of what was learned, told once."""

import asyncio
import itertools
import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import httpx2

from bot.bootstrap import Thrice
from tests.scenarios.test_blocks import joined
from tests.support.clock import MovableClock
from tests.support.knowledge import link_in
from tests.support.learning import to_monday
from tests.support.people import Person, Workspace
from tests.support.rounds import look_after_blocks
from tests.support.signed import FORM, SignedSlack
from tests.support.surfaces import Message


async def over(lena: Person, thrice: Thrice, clock: MovableClock) -> Message:
    """Let Lena's block begin, and end; returns what she is asked."""
    await joined(lena)
    clock.passes(days=4, hours=5, minutes=51)
    await look_after_blocks(thrice)
    await lena.clicks(await lena.receives("14:00 to 16:00", button="Start"), "Start")
    clock.passes(minutes=int(timedelta(hours=2, minutes=10) / timedelta(minutes=1)))
    await look_after_blocks(thrice)
    return await lena.receives("What did you learn?", button="Write it down")


class Windows:
    """Windows of one person's, as many as they opened, submitted as Slack submits them."""

    def __init__(self, slack: SignedSlack, head: dict[str, Any], clock: MovableClock) -> None:
        self._slack = slack
        self._clock = clock
        self._head = head

    async def submit(self, line: str, channel: str) -> dict[str, str]:
        """Submit one; returns errors, by the blocks under which they stand."""
        said = {"learned": {"value": {"type": "plain_text_input", "value": line}}}
        told = {"shared_in": {"value": {"type": "conversations_select", "selected_conversation": channel}}}
        view = {**self._head["view"], "state": {"values": said | told}}
        body = urlencode({"payload": json.dumps({**self._head, "view": view})}).encode()
        headers = self._slack.headers(body, FORM, at=self._clock().timestamp())
        answer = await self._slack.sends(body, FORM, headers=headers)
        assert answer.status == 200, answer
        return dict(answer.json["errors"]) if answer.text else {}


async def test_one_line_a_block_is_told_to_one_channel_however_often_it_is_submitted(
    workspace: Workspace, thrice: Thrice, clock: MovableClock
) -> None:
    to_monday(clock)
    lena, olga = workspace.person("lena", tz="UTC"), workspace.person("olga")
    asked = await over(lena, thrice, clock)
    for person, channel in itertools.product((lena, olga), ("#help", "#general")):
        await person.joins(channel)
    await lena.clicks(asked, "Write it down")
    window = (await lena.sees_modal()).raw
    await workspace.quiet()
    first, second = await workspace.channel_id("#help"), await workspace.channel_id("#general")
    view = {key: window[key] for key in ("id", "type", "callback_id", "private_metadata")}
    user, team = {"id": await lena.id()}, (await workspace.world())["team"]
    head = {"type": "view_submission", "user": user, "team": team, "trigger_id": "1.2.3", "view": view}
    async with SignedSlack(thrice.url, (await workspace.get("/control/app"))["signing_secret"]) as slack:
        windows = Windows(slack, head, clock)
        nowhere = await windows.submit("git bisect finds it", "C0NOWHERE1")
        assert list(nowhere) == ["shared_in"], "it stands under what is to be chosen otherwise"
        await asyncio.gather(*(windows.submit("git bisect finds it", first) for _ in range(3)))
        await workspace.quiet()
        for channel in (first, second):
            refused = await windows.submit("and another", channel)
            assert "already: “git bisect finds it”. A channel was told." in refused["learned"]
    await workspace.quiet()
    shown = await lena.again(asked)
    assert shown is not None
    assert "Written down: “git bisect finds it”" in shown.reads
    assert not shown.buttons
    assert len([m for m in await lena.dms() if "Written down" in m.reads]) == 1
    [post] = [m for m in await olga.sees("#help") if "learned:" in m.reads]
    assert "git bisect finds it" in post.reads
    assert not [m for m in await olga.sees("#general") if "learned:" in m.reads]

    [handed] = await lena.says("/thrice export me")
    async with httpx2.AsyncClient() as web:
        blocks = [block for block in (await web.get(link_in(handed))).json()["learning"]["blocks"] if block["learned"]]
    assert [(block["learned"], block["channel"], block["ts"]) for block in blocks] == [
        ("git bisect finds it", first, post.ts)
    ]
    [forget] = await lena.says("/thrice forget me")
    await lena.clicks(forget, "Forget me")
    await lena.receives("It is done")
    await workspace.quiet()
    assert not [m for m in await olga.sees("#help") if "learned:" in m.reads]


async def test_a_block_that_runs_is_left_out_and_taken_back_and_its_reminder_closes_when_it_is_over(
    workspace: Workspace, thrice: Thrice, clock: MovableClock
) -> None:
    to_monday(clock)
    lena = workspace.person("lena", tz="UTC")
    await joined(lena)
    clock.passes(days=4, hours=5, minutes=51)
    await look_after_blocks(thrice)
    reminder = await lena.receives("14:00 to 16:00", button="Start")
    clock.passes(minutes=30)
    for label, follows in (("Not this week", "Left out this time"), ("Have it after all", "14:00 to 16:00")):
        shown = await lena.again(reminder)
        assert shown is not None
        await lena.clicks(shown, label)
        await workspace.quiet()
        assert follows in str(await lena.again(reminder))
    await look_after_blocks(thrice)
    await workspace.quiet()
    [again] = [m for m in await lena.dms() if "Start" in m.buttons]
    clock.passes(hours=2)
    await look_after_blocks(thrice)
    await lena.receives("Did it take place?", button="Yes")
    await lena.clicks(again, "Move to…")
    await workspace.quiet()
    closed = await lena.again(again)
    assert closed is not None
    assert "This block is over." in closed.reads
    assert not closed.buttons
    assert len([m for m in await lena.dms() if "is over" in m.reads]) == 1
