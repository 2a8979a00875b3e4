"""Inviting, kept: a killed sender leaves nothing out and doubles nothing; and who may have letters sent."""

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import BotError, NotFound
from bot.learning_blocks import confirming, connections, invited, members, weeks
from bot.learning_blocks.confirming import BY_MEMBER, TO_ADDRESS, NotTheirs, TooManyTries
from bot.learning_blocks.connection_secrets import ConnectionSecrets
from bot.learning_blocks.feed_secrets import FeedSecrets
from bot.learning_blocks.invited import NOTHING, invitation_of
from bot.learning_blocks.policy import BlockPolicy
from bot.learning_blocks.rules import set_rule, version_of
from bot.learning_blocks.schedule import Rule
from bot.ports.calendar import Protection
from bot.ports.calendar_access import Mailbox as Address
from bot.ports.invitation import Invitation, Letter
from bot.workspaces.secrets import SecretBox
from bot.workspaces.signing_in import LinkUsed
from models.members import Member
from models.uow import Storage
from models.workspaces import Workspace
from tests.support.mailbox import Mailbox
from tests.unit.rules.conftest import Jobs

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
POLICY = BlockPolicy()
BOX = SecretBox([b"k" * 32])
FEEDS, SECRETS = FeedSecrets(BOX, "https://thrice.example"), ConnectionSecrets(BOX)
BO, LENA = "U1", "U2"
URL = "https://thrice.example"


class Killed(Exception):
    """The process ends here."""


@pytest.fixture
def storage(storage: Storage) -> Storage:
    """A storage that leaves jobs."""
    return Storage(storage.engine, Jobs())


@pytest.fixture
async def workspace(storage: Storage) -> int:
    return await a_workspace(storage, "T1")


async def a_workspace(storage: Storage, team: str) -> int:
    """A workspace in which Bo and Lena take part."""
    async with storage.begin() as uow:
        made = Workspace(team_id=team, name="Acme", installed_at=NOW)
        uow.add(made)
        await uow.flush()
        number = made.id
    async with storage.begin(number) as uow:
        for user in (BO, LENA):
            person = Member(user_id=user, name=f"Person {user}", tz="Europe/Berlin", seen_at=NOW, settings={})
            person.is_admin = True
            uow.add(person)
            await uow.flush()
            await members.join(uow, user, policy=POLICY, feeds=FEEDS, at=NOW)
    return number


# --- kills --------------------------------------------------------------------------------------------------------


@dataclass
class Life:
    """Bo's blocks, and what his two calendars make of what they are sent."""

    storage: Storage
    workspace: int
    chance: random.Random
    now: datetime = NOW
    boxes: tuple[Mailbox, Mailbox] = field(default_factory=lambda: (Mailbox(keeps=True), Mailbox(keeps=False)))
    versions: dict[tuple[str, int], Invitation] = field(default_factory=dict)

    async def connects(self) -> None:
        async with self.storage.begin(self.workspace) as uow:
            seen = connections.CalendarSeen("bo@example.com")
            secret = Address("bo@example.com")
            await connections.connect(uow, BO, "email", secret, seen, secrets=SECRETS, at=self.now)

    async def hears(self, *, killed: float = 0.0, leaves: bool = False) -> int:
        """Send what is to be sent, as the job does it; with some chance it is killed before or after each message."""
        for number in range(60):
            async with self.storage.begin(self.workspace) as uow:
                [connection] = await uow.calendars.of_member(BO)
                member = await members.active(uow, BO)
                plan = NOTHING if leaves else await invited.plan_of(uow, member, policy=POLICY, at=self.now)
                pending = await invited.next_word(uow, connection, plan, at=self.now)
            if pending is None:
                return number
            self._perhaps(killed)
            message = invitation_of(pending.series, pending.word, address="bo@example.com", name="Bo")
            assert self.versions.setdefault((message.uid, message.sequence), message) == message, (
                "one version, two words"
            )
            for box in self.boxes:
                box.takes(message)
            self._perhaps(killed)
            async with self.storage.begin(self.workspace) as uow:
                await invited.was_sent(uow, pending)
        raise AssertionError("it goes on for ever")

    def _perhaps(self, killed: float) -> None:
        if self.chance.random() < killed:
            raise Killed

    async def does(self, what: str) -> None:
        """Something that happens in a week of Bo's life."""
        async with self.storage.begin(self.workspace) as uow:
            member = await members.active(uow, BO)
            held = [b for b in await uow.blocks.weeks(BO, self.now.date()) if b.starts_at > self.now]
            block = self.chance.choice(held) if held else None
            if what == "passes":
                self.now += timedelta(hours=self.chance.choice([5, 50, 200]))
            elif what == "level":
                level = self.chance.choice(list(Protection))
                await members.change(uow, BO, members.Wanted(protection=level), policy=POLICY, at=self.now)
            elif what == "travels":
                member.tz = self.chance.choice(["Europe/Berlin", "Asia/Tokyo", "America/New_York"])
                await weeks.plan(uow, member, policy=POLICY, at=self.now)
            elif what == "rule":
                since = self.now.date() + timedelta(days=self.chance.randrange(30))
                rule = Rule(self.chance.randrange(5), 600, 90, self.chance.choice([1, 2]), since=since)
                await set_rule(uow, BO, rule, seen=await version_of(uow), at=self.now)
            elif block is not None and what == "skips" and block.state == "planned":
                weeks.skip(block)
            elif block is not None and what == "takes back":
                weeks.take_back(block, at=self.now)
            elif block is not None and what == "moves":
                by = timedelta(days=self.chance.randrange(-3, 1), hours=self.chance.randrange(-4, 5))
                await weeks.move(uow, member, block, block.planned_at + by, at=self.now)

    async def planned(self) -> list[tuple[datetime, datetime]]:
        async with self.storage.look(self.workspace) as uow:
            blocks = await uow.blocks.weeks(BO, self.now.date() - timedelta(days=7))
        return sorted((b.starts_at, b.ends_at) for b in blocks if b.state == "planned" and b.starts_at > self.now)


ACTS = (
    "skips",
    "skips",
    "takes back",
    "moves",
    "moves",
    "travels",
    "rule",
    "level",
    "passes",
    "sent",
    "killed",
    "killed",
)


@pytest.mark.parametrize("seed", range(5))
async def test_however_often_it_is_killed_the_calendar_shows_what_is_planned(
    storage: Storage, workspace: int, seed: int
) -> None:
    life = Life(storage, workspace, random.Random(seed))
    await life.connects()
    for _ in range(16):
        act = life.chance.choice(ACTS)
        try:
            if act in ("sent", "killed"):
                await life.hears(killed=0.4 if act == "killed" else 0.0)
            else:
                await life.does(act)
        except (Killed, BotError):
            continue
    await life.hears()
    assert await life.hears() == 0, "what has not changed is not sent"
    planned = await life.planned()
    for box in life.boxes:
        assert box.shows(life.now, planned[-1][0] + timedelta(minutes=1)) == planned
    await life.hears(leaves=True)
    assert [box.shows(life.now, life.now + timedelta(days=400)) for box in life.boxes] == [[], []]


async def test_who_is_forgotten_gets_all_that_takes_it_back_at_once(storage: Storage, workspace: int) -> None:
    life = Life(storage, workspace, random.Random(1))
    await life.connects()
    await life.hears()
    async with storage.begin(workspace) as uow:
        [left] = await connections.held_by(uow, BO, secrets=SECRETS, at=NOW)
        held = await uow.learning_of.held(BO)
        assert held["calendar_connections"][0]["name"] == "bo@example.com"
        await uow.learning_of.erase(BO)
    for message in left.farewell:
        life.boxes[0].takes(message)
    assert life.boxes[0].shows(NOW, NOW + timedelta(days=400)) == []
    async with storage.look(workspace) as uow:
        assert not await uow.sealed.connections()
        assert not await uow.invitations.series(1)


# --- letters ------------------------------------------------------------------------------------------------------


async def asks(storage: Storage, workspace: int, user: str, address: str, at: datetime = NOW) -> Letter:
    async with storage.begin(workspace) as uow:
        return await confirming.ask(uow, user, address, secrets=SECRETS, public_url=URL, at=at)


def token_in(letter: Letter) -> str:
    [link] = [line for line in letter.text.splitlines() if line.startswith("http")]
    return link.removeprefix(URL + confirming.PATH)


async def test_ten_thousand_tries_are_five_letters(storage: Storage, workspace: int) -> None:
    for number in range(BY_MEMBER):
        await asks(storage, workspace, BO, f"stranger{number}@example.com")
    for number in range(20):
        with pytest.raises(TooManyTries, match="5 letters"):
            await asks(storage, workspace, BO, f"victim{number}@example.com")
    await asks(storage, workspace, LENA, "lena@example.com")
    await asks(storage, workspace, BO, "bo@example.com", at=NOW + timedelta(days=1, minutes=1))


async def test_an_address_is_written_to_three_times_a_day_whoever_asks(storage: Storage, workspace: int) -> None:
    other = await a_workspace(storage, "T2")
    await asks(storage, workspace, BO, "victim@example.com")
    await asks(storage, workspace, LENA, "victim+1@example.com")
    await asks(storage, other, BO, "VICTIM@example.com")
    for place, user in ((workspace, BO), (other, LENA)):
        with pytest.raises(TooManyTries, match=f"{TO_ADDRESS} letters"):
            await asks(storage, place, user, "victim+another@example.com")
    # Whoever has themselves forgotten begins anew; the address does not.
    async with storage.begin(workspace) as uow:
        await uow.learning_of.erase(BO)
        await members.join(uow, BO, policy=POLICY, feeds=FEEDS, at=NOW)
    with pytest.raises(TooManyTries):
        await asks(storage, workspace, BO, "victim@example.com")
    async with storage.begin() as uow:
        await confirming.sweep(uow, now=NOW + timedelta(days=2))
    await asks(storage, workspace, BO, "victim@example.com")


async def test_a_link_works_for_whom_it_was_made_once_and_for_twelve_hours(storage: Storage, workspace: int) -> None:
    other = await a_workspace(storage, "T2")
    token = token_in(await asks(storage, workspace, BO, "bo@example.com"))

    async def confirms(place: int, user: str, secret: str, at: datetime = NOW) -> str:
        async with storage.begin(place) as uow:
            return (await confirming.confirm(uow, user, secret, secrets=SECRETS, at=at)).name

    for place, user in ((workspace, LENA), (other, BO)):
        with pytest.raises(NotTheirs):
            await confirms(place, user, token)
    for wrong in ("", "x", "\x00", token[:-1], token + "x" * 10_000):
        with pytest.raises(NotFound):
            await confirms(workspace, BO, wrong)
    with pytest.raises(LinkUsed):
        await confirms(workspace, BO, token, at=NOW + timedelta(hours=12))
    assert await confirms(workspace, BO, token) == "bo@example.com", "what others tried has not used it up"
    async with storage.begin(workspace) as uow:
        [connection] = await uow.calendars.of_member(BO)
        await connections.disconnect(uow, BO, connection.id, at=NOW)
    with pytest.raises(LinkUsed):
        await confirms(workspace, BO, token)
    async with storage.look(workspace) as uow:
        assert not await uow.calendars.of_member(BO)


async def test_who_left_meanwhile_confirms_nothing_and_the_link_stands(storage: Storage, workspace: int) -> None:
    token = token_in(await asks(storage, workspace, BO, "bo@example.com"))
    async with storage.begin(workspace) as uow:
        await members.leave(uow, BO, at=NOW)
    with pytest.raises(members.NotTakingPart):
        async with storage.begin(workspace) as uow:
            await confirming.confirm(uow, BO, token, secrets=SECRETS, at=NOW)
    with pytest.raises(members.NotTakingPart):
        await asks(storage, workspace, BO, "bo@example.com")


async def test_a_letter_says_who_asked_and_holds_no_address_of_theirs(storage: Storage, workspace: int) -> None:
    async with storage.begin(workspace) as uow:
        person = await uow.members.get(BO)
        assert person is not None
        person.name = "Win at https://evil.example\r\nBcc: all@example.com"
    letter = await asks(storage, workspace, BO, "stranger@example.com")
    assert letter.text.startswith("Win at https evil example Bcc all example com (Acme in Slack) asked Thrice")
    assert letter.text.count("http") == 2, "ours, and no link in the name"
    assert replace(letter, text="").subject == "Confirm your e-mail address for Thrice"
