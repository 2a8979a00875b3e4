"""People: an organisation's list of who has which role, kept in step with its file and tied to members."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.learning.people_file import Listed
from models.courses import Person
from models.members import Member
from models.uow import UnitOfWork


@dataclass(frozen=True)
class Kept:
    """What bringing the list up to date did.

    `unclear`: lines whose name several people have; `left_out`: people who asked to be forgotten; `tied`: people of
    whom it is known which member they are.
    """

    new: int
    changed: int
    removed: int
    same: int
    tied: int
    unclear: tuple[int, ...]
    left_out: int


async def keep(uow: UnitOfWork, listed: Sequence[Listed], *, replace: bool, at: datetime) -> Kept:
    """Bring the list up to date. Whoever is in it no longer stays, unless it is to `replace` what there was."""
    forgotten = await uow.members.forgotten()
    wanted = [each for each in listed if each.slack_id not in forgotten]
    rows = {person.email: person for person in await uow.people.all()}
    moved = await _follow_addresses(uow, wanted, rows)
    new = changed = 0
    for each in wanted:
        person = rows.get(each.email)
        if person is None:
            person = rows[each.email] = Person(email=each.email, listed_at=at)
            uow.add(person)
            new += 1
        elif each.email not in moved and _says(person) == _said(each, person):
            continue
        else:
            changed += 1
        person.name, person.role, person.manager, person.country = each.name, each.role, each.manager, each.country
        person.user_id = each.slack_id or person.user_id
        person.listed_at = at
    gone = [rows.pop(email) for email in sorted(set(rows) - {each.email for each in wanted})] if replace else []
    for person in gone:
        await uow.delete(person)
    await uow.flush()
    unclear = await _tie(uow, {each.email: each.line for each in wanted}, list(rows.values()))
    await uow.flush()
    return Kept(
        new=new,
        changed=changed,
        removed=len(gone),
        same=len(wanted) - new - changed,
        tied=sum(rows[each.email].user_id is not None for each in wanted),
        unclear=unclear,
        left_out=len(listed) - len(wanted),
    )


def _says(person: Person) -> tuple[str | None, ...]:
    return (person.name, person.role, person.manager, person.country, person.user_id)


def _said(each: Listed, person: Person) -> tuple[str | None, ...]:
    """What a line says; one that names no member leaves the one that is known."""
    return (each.name, each.role, each.manager, each.country, each.slack_id or person.user_id)


async def _follow_addresses(uow: UnitOfWork, listed: Sequence[Listed], rows: dict[str, Person]) -> set[str]:
    """Whoever is listed under another address now keeps their row, and nobody has two; return those addresses."""
    addresses = {each.slack_id: each.email for each in listed if each.slack_id is not None}
    lines = {each.email for each in listed}
    moved = set()
    for email, person in list(rows.items()):
        now = addresses.get(person.user_id) if person.user_id is not None else None
        if now is None or now == email:
            continue
        if now in rows or email in lines:
            person.user_id = None
        else:
            rows[now] = rows.pop(email)
            person.email = now
            moved.add(now)
    await uow.flush()
    return moved


async def _tie(uow: UnitOfWork, lines: dict[str, int], people: Sequence[Person]) -> tuple[int, ...]:
    """Find the members whom the list names by name alone; return the lines that could mean several people."""
    members = await uow.people.members_named()
    called: dict[str, int] = {}
    for person in people:
        called[person.name] = called.get(person.name, 0) + 1
    taken = {person.user_id for person in people}
    unclear = []
    for person in people:
        if person.user_id is not None or person.name not in members:
            continue
        if len(members[person.name]) > 1 or called[person.name] > 1:
            unclear += [lines[person.email]] if person.email in lines else []
        elif members[person.name][0] not in taken:
            person.user_id = members[person.name][0]
    return tuple(sorted(unclear))


async def of_newcomer(uow: UnitOfWork, member: Member) -> Person | None:
    """Return what the list says of a member; who is listed by name alone is tied to the one member of that name."""
    person = await uow.people.of_member(member.user_id)
    if person is not None or not member.name or member.forgotten_at is not None:
        return person
    same_name = await uow.people.named(member.name)
    if len(same_name) != 1 or same_name[0].user_id is not None:
        return None
    if await uow.people.how_many_are_called(member.name) != 1:
        return None
    same_name[0].user_id = member.user_id
    return same_name[0]
