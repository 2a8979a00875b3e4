"""Invitations by e-mail: an address is confirmed by a letter, and then its calendar shows what Slack shows."""

import re
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

import httpx2
import pytest

from bot.bootstrap import Thrice
from models.calendars import CalendarConnection
from tests.counterparts.mail_server import MailDouble, mail_double
from tests.scenarios.conftest import Starter
from tests.support.clock import MovableClock
from tests.support.learning import to_monday
from tests.support.mailbox import Mailbox
from tests.support.people import Person, Workspace
from tests.support.rounds import look_after_blocks
from tests.support.web_people import Browser, browser_of, words

PAGE = "/wiki/calendar"
ADDRESS = "lena@example.org"


@dataclass
class Office:
    """A workspace whose Thrice can write letters, and the mail server that takes them."""

    workspace: Workspace
    thrice: Thrice
    clock: MovableClock
    mail: MailDouble
    read: int = 0

    async def member(self, name: str) -> Person:
        """Somebody who has joined the learning blocks."""
        person = self.workspace.person(name, tz="Europe/Berlin")
        await person.says("/thrice focus join")
        return person

    def letters(self) -> list[EmailMessage]:
        """The letters that came and are no invitations."""
        return [each for each in self.mail.taken if each.get_content_type() == "text/plain"]

    def link(self) -> str:
        """The link in the last letter."""
        [found] = re.findall(r"http\S+", self.letters()[-1].get_content())
        return str(found)

    async def arrives(self, mailbox: Mailbox) -> list[EmailMessage]:
        """Let the minutes pass in which changes are gathered; returns the invitations that came since."""
        self.clock.passes(minutes=3)
        await look_after_blocks(self.thrice)
        await self.workspace.quiet(1)
        new = [each for each in self.mail.taken[self.read :] if each.get_content_type() != "text/plain"]
        self.read = len(self.mail.taken)
        for message in new:
            mailbox.opens(message)
        return new

    async def planned(self, person: Person) -> list[tuple[datetime, datetime]]:
        """When the blocks of somebody are that take place."""
        async with self.thrice.storage.look(1) as uow:
            blocks = await uow.blocks.weeks(await person.id(), self.clock().date() - timedelta(days=7))
        return sorted((b.starts_at, b.ends_at) for b in blocks if b.state == "planned" and b.starts_at > self.clock())

    async def kept(self) -> list[CalendarConnection]:
        async with self.thrice.storage.look() as uow:
            return list(await uow.sealed.connections())

    async def confirms(self, browser: Browser) -> None:
        """Give the address and confirm it from the letter."""
        await browser.sends(f"{PAGE}/email", email=ADDRESS)
        assert (await browser.sends(self.path())).status_code == 303

    def path(self) -> str:
        """The path of the link in the last letter."""
        return self.link()[self.link().index("/wiki/") :]


@pytest.fixture
async def office(start: Starter, started: list[Thrice], stack: AsyncExitStack, clock: MovableClock) -> Office:
    to_monday(clock)
    mail = await stack.enter_async_context(mail_double())
    workspace = await start(
        THRICE_SMTP_URL=f"smtp://localhost:{mail.port}", THRICE_SMTP_FROM="Thrice <thrice@example.com>"
    )
    return Office(workspace, started[0], clock, mail)


def matches(mailbox: Mailbox, planned: list[tuple[datetime, datetime]], clock: MovableClock) -> bool:
    shown = mailbox.shows(clock(), planned[-1][0] + timedelta(hours=1))
    return shown == planned


async def test_from_the_form_to_the_last_cancellation(office: Office, clock: MovableClock) -> None:
    lena, mailbox = await office.member("lena"), Mailbox(keeps=True)
    async with browser_of(lena) as browser:
        assert "Invitations by e-mail" in await browser.reads()
        asked = await browser.sends(f"{PAGE}/email", email=f" {ADDRESS} ")
        assert "letter is on its way" in await browser.reads(asked.headers["location"])
        [letter] = office.letters()
        assert office.mail.recipients == [[ADDRESS]]
        assert "lena" in letter.get_content()
        assert "there is nothing to do" in letter.get_content()
        await office.thrice.rounds.sweep()
        assert not await office.arrives(mailbox), "nothing else before it is confirmed"
        assert (await browser.client.head(office.link())).status_code == 200
        page = await browser.opens(office.path())
        assert ADDRESS in words(page)
        assert not await office.kept(), "looking at it confirms nothing"
        done = await browser.sends(office.path())
        assert "The address is confirmed" in await browser.reads(done.headers["location"])
        assert f"{ADDRESS} Invitations by e-mail" in await browser.reads()
        assert (await browser.sends(office.path())).status_code == 410, "it works once"
    [kept] = await office.kept()
    assert (kept.kind, kept.name) == ("email", ADDRESS)
    assert ADDRESS.encode() not in kept.sealed
    first, *_ = await office.arrives(mailbox)
    assert first["To"].addresses[0].addr_spec == ADDRESS
    assert matches(mailbox, await office.planned(lena), clock)
    assert not await office.arrives(mailbox), "what has not changed is not sent"

    [shown] = await lena.says("/thrice focus")
    assert f"Invitations by e-mail, {ADDRESS}" in shown.reads
    await lena.clicks(shown, "Skip it")
    skipped = await lena.receives("Left out this time", channel="#general")
    await lena.clicks(skipped, "Have it after all")
    [shown] = await lena.says("/thrice focus")
    await lena.clicks(shown, "Skip it")
    [cancelled] = await office.arrives(mailbox)
    assert cancelled["Subject"] == "Cancelled: Learning block", "three clicks within two minutes are one mail"
    assert matches(mailbox, await office.planned(lena), clock)

    [shown] = await lena.says("/thrice focus")
    await lena.clicks(shown, "Move it")
    wednesday = (clock() + timedelta(days=9)).date()
    assert not await lena.submits(await lena.sees_modal(), {"To which day": wednesday.isoformat(), "From": "10:00"})
    assert len(await office.arrives(mailbox)) == 1
    assert matches(mailbox, await office.planned(lena), clock)

    await lena.says("/thrice focus leave")
    [ended] = await office.arrives(mailbox)
    assert ended["Subject"] == "Cancelled: Learning block"
    assert mailbox.shows(clock(), clock() + timedelta(days=400)) == []
    assert not await office.kept()


async def test_what_is_typed_reaches_nobody_else_and_a_link_is_its_members_own(office: Office) -> None:
    lena, mallory = await office.member("lena"), await office.member("mallory")
    async with browser_of(lena) as hers, browser_of(mallory) as theirs:
        for typed, said in (
            ("lena@example.org\r\nBcc: all@example.org", "Write one alone"),
            ('"><script>alert(1)</script>@example.org', "Write one alone"),
            ("x" * 5_000 + "@example.org", "at most 254 characters"),
            ("", "Please give an e-mail address"),
        ):
            refused = await hers.sends(f"{PAGE}/email", email=typed)
            assert refused.status_code == 422
            assert said in words(refused)
            assert "<script" not in refused.text
        for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {}):
            assert (await hers.sends(f"{PAGE}/email", headers=headers, email=ADDRESS)).status_code == 403
        assert not office.mail.taken
        office.mail.rcpt = "550 5.1.1 unknown"
        unknown = await hers.sends(f"{PAGE}/email", email=ADDRESS)
        assert "Your mail server refuses invitations to your address." in words(unknown)
        assert "Give another" not in words(unknown), "it is said where another can be given"
        office.mail.rcpt = "451 4.7.1 later"
        assert "does not take the letter now" in words(await hers.sends(f"{PAGE}/email", email=ADDRESS))
        office.mail.rcpt = None
        await hers.sends(f"{PAGE}/email", email=ADDRESS)
        [letter] = office.letters()
        assert set(letter.keys()) & {"Bcc", "Cc", "Reply-To"} == set()
        for answer in (await theirs.opens(office.path()), await theirs.sends(office.path())):
            assert answer.status_code == 403
            assert "Somebody else asked for this link" in words(answer)
            assert ADDRESS not in answer.text
        assert (await hers.sends(office.path(), headers={"origin": "https://evil.example"})).status_code == 403
        assert (await hers.opens(f"{PAGE}/confirm/{'x' * 43}")).status_code == 404
        async with httpx2.AsyncClient() as stranger:
            assert (await stranger.get(office.link())).status_code == 401
            assert (await stranger.post(office.link())).status_code == 401
        assert not await office.kept()
        # Three tries went to that address today: two that failed count as well.
        again = await hers.sends(f"{PAGE}/email", email="LENA+again@example.org")
        assert "This address was sent 3 letters within a day" in words(again)
        assert len(office.letters()) == 1


async def test_a_refused_address_is_told_of_once_and_a_busy_server_is_tried_again(
    office: Office, clock: MovableClock
) -> None:
    lena, mailbox = await office.member("lena"), Mailbox(keeps=False)
    async with browser_of(lena) as browser:
        await office.confirms(browser)
        office.mail.rcpt = "451 4.7.1 later"
        assert not await office.arrives(mailbox)
        [waits] = await office.kept()
        assert (waits.tries, waits.dead_at) == (1, None)
        office.mail.rcpt = "550 5.1.1 unknown"
        clock.passes(minutes=10)
        for _ in range(3):
            assert not await office.arrives(mailbox)
        [told] = [m for m in await lena.dms() if "I cannot reach your calendar" in m.reads]
        assert "refuses invitations to your address" in told.reads
        assert "Connect it again" in told.buttons
        assert "Refused since" in await browser.reads()
        [shown] = await lena.says("/thrice focus")
        assert "refuses what I send" in shown.reads
        office.mail.rcpt = None
        await office.confirms(browser)
        assert await office.arrives(mailbox)
        assert matches(mailbox, await office.planned(lena), clock)
    admin = office.workspace.person("admin")
    await admin.says("/thrice focus rule")
    monday = (clock() + timedelta(days=7)).date()
    assert not await admin.submits(await admin.sees_modal(), {"Day": "Tuesday", "From which day on": str(monday)})
    # What follows another rule is spread over a quarter of an hour.
    await look_after_blocks(office.thrice)
    await office.workspace.quiet(1)
    clock.passes(minutes=20)
    assert await office.arrives(mailbox)
    assert not await office.arrives(mailbox)
    planned = await office.planned(lena)
    assert {f"{starts:%a}" for starts, _ in planned[1:4]} == {"Tue"}
    assert matches(mailbox, planned, clock)
    [asked] = await lena.says("/thrice forget me")
    await lena.clicks(asked, "Forget me")
    await lena.receives("I am forgetting you now", channel="#general")
    assert not await office.kept()

    async def nothing_stands() -> bool:
        await office.arrives(mailbox)
        return not mailbox.shows(clock(), clock() + timedelta(days=400))

    await office.workspace.eventually(nothing_stands, because="what is to come was taken back")
