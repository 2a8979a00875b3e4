"""Paths: courses and pages in order, for a role; set by curators, assigned or chosen, left by whoever is on one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bot.errors import BotError, NotFound
from models.courses import LearningPath, PathMember, same_role
from models.uow import UnitOfWork

FEWEST_FOR_A_SHARE: Final = 3
"""People who have to be on a path before their mean is told: of fewer it would say how far somebody is."""
LONGEST_NAME: Final = 80
MOST_ITEMS: Final = 100

_USER = re.compile(r"[UW][A-Z0-9]{1,30}")


class BadPath(BotError):
    """What was written is no path; each line says why."""

    code = "bad_path"


@dataclass(frozen=True)
class PathSum:
    """A path as a curator sees it: how many are on it, and the mean share of it behind them; none for a few."""

    path: LearningPath
    people: int
    share: float | None


async def set_path(
    uow: UnitOfWork, name: str, wanted: Sequence[str], *, role: str | None, by: str, at: datetime
) -> tuple[LearningPath, bool]:
    """Make a path of things such as `course:vpn` and `page:12`, or change the one of that name; tell if it is new.

    No `role` leaves the one that it has. Raises `BadPath` with everything that is wrong, and then changes nothing.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise BadPath(f"A path's name is a text of up to {LONGEST_NAME} characters.")
    items = await _items(uow, wanted)
    path = await uow.paths.named(name)
    new = path is None
    if path is None:
        path = LearningPath(name=name, role="", items=[], made_by=by, at=at)
        uow.add(path)
    path.items = items
    path.role = path.role if role is None else " ".join(role.split())
    await uow.flush()
    uow.audit.note(by, "path.set", f"path:{path.id}", at=at)
    return path, new


async def _items(uow: UnitOfWork, wanted: Sequence[str]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    wrong = []
    for each in wanted:
        kind, _, which = each.partition(":")
        item = await _item(uow, kind, which)
        if item is None:
            wrong.append(_why_not(kind, which, each))
        elif item in items:
            wrong.append(f"{each} stands there twice.")
        else:
            items.append(item)
    if not wanted or len(wanted) > MOST_ITEMS:
        wrong.append(f"A path holds from 1 to {MOST_ITEMS} courses and pages.")
    if wrong:
        raise BadPath("\n".join(wrong))
    return items


async def _item(uow: UnitOfWork, kind: str, which: str) -> dict[str, Any] | None:
    if kind == "course":
        course = await uow.courses.get(which)
        return {"course": course.key} if course is not None and course.removed_at is None else None
    if kind == "page":
        article = await uow.paths.live_article(which)
        return {"article": article.id} if article is not None else None
    return None


def _why_not(kind: str, which: str, each: str) -> str:
    if kind == "course":
        return f"There is no course “{which}”; `thrice course list` shows them."
    if kind == "page":
        return f"There is no published page “{which}”: write the last part of its address, or its id."
    return f"“{each}” is neither course:KEY nor page:ID."


async def remove(uow: UnitOfWork, name: str, *, by: str, at: datetime) -> None:
    """Remove a path; what was learned on it is kept. Raises `NotFound`."""
    path = await named(uow, name)
    uow.audit.note(by, "path.removed", f"path:{path.id}", at=at)
    await uow.delete(path)


async def named(uow: UnitOfWork, name: str) -> LearningPath:
    """Return the path of a name. Raises `NotFound`."""
    path = await uow.paths.named(" ".join(name.split()))
    if path is None:
        raise NotFound(f"There is no path “{name}”.")
    return path


async def assign(uow: UnitOfWork, name: str, people: Sequence[str], *, by: str, at: datetime) -> int:
    """Put members, by id or by an e-mail address of the list, on a path; return how many were not on it.

    Raises `NotFound` with everybody who is not known, and then changes nothing.
    """
    path = await named(uow, name)
    found = {each: await _member(uow, each) for each in people}
    unknown = [each for each, user_id in found.items() if user_id is None]
    if unknown:
        raise NotFound("\n".join(f"I know no member “{each}”." for each in unknown))
    users = list(dict.fromkeys(user_id for user_id in found.values() if user_id is not None))
    new = [user_id for user_id in users if path not in await uow.paths.of_member(user_id)]
    for user_id in users:
        await _put_on(uow, path, user_id, by=by, at=at)
    uow.audit.note(by, "path.assigned", f"path:{path.id}", at=at)
    return len(new)


async def _member(uow: UnitOfWork, who: str) -> str | None:
    """The id of somebody who may be put on a path: not of one who asked to be forgotten."""
    if "@" in who:
        person = await uow.people.of_address(who.strip().lower())
        return person.user_id if person is not None else None
    if not _USER.fullmatch(who):
        return None
    member = await uow.members.get(who)
    if member is None:
        return who if await uow.people.of_member(who) is not None else None
    return who if member.forgotten_at is None and not member.is_bot and not member.is_deleted else None


async def choose(uow: UnitOfWork, user_id: str, path_id: int, *, at: datetime) -> LearningPath:
    """Put somebody on a path by their own choice. Raises `NotFound`."""
    path = await _still_there(uow, path_id)
    if path not in await uow.paths.of_member(user_id):
        await _put_on(uow, path, user_id, by="", at=at)
    return path


async def leave(uow: UnitOfWork, user_id: str, path_id: int, *, at: datetime) -> LearningPath:
    """Take somebody off a path; their role does not bring them back. Raises `NotFound`."""
    path = await _still_there(uow, path_id)
    row = await uow.paths.membership(path_id, user_id)
    if row is None:
        row = PathMember(path_id=path_id, user_id=user_id, assigned_by="", at=at)
        uow.add(row)
    row.left_at = row.left_at or at
    await uow.flush()
    return path


async def sums(uow: UnitOfWork) -> Sequence[PathSum]:
    """Return every path with how many are on it, and how far they are on the whole."""
    listed = await uow.people.roles()
    found = []
    for path in await uow.paths.all():
        rows = {row.user_id: row for row in await uow.paths.members(path.id)}
        people = {user_id for user_id, row in rows.items() if row.left_at is None}
        people |= {user_id for user_id, role in listed if user_id not in rows and same_role(path.role, role)}
        found.append(PathSum(path, len(people), await _share(uow, path, people)))
    return found


async def _share(uow: UnitOfWork, path: LearningPath, people: set[str]) -> float | None:
    if len(people) < FEWEST_FOR_A_SHARE:
        return None
    cards, asked = await uow.paths.asked_of(path.items)
    return sum(asked.get(user_id, 0) for user_id in people) / (cards * len(people)) if cards else 0.0


async def _still_there(uow: UnitOfWork, path_id: int) -> LearningPath:
    path = await uow.paths.get(path_id)
    if path is None:
        raise NotFound("This path is no longer there.")
    return path


async def _put_on(uow: UnitOfWork, path: LearningPath, user_id: str, *, by: str, at: datetime) -> None:
    row = await uow.paths.membership(path.id, user_id)
    if row is None:
        row = PathMember(path_id=path.id, user_id=user_id, assigned_by=by, at=at)
        uow.add(row)
    elif row.left_at is not None:
        row.left_at, row.assigned_by, row.at = None, by, at
    await uow.flush()
