"""Courses and their lessons, and the paths that order courses and pages for a role."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NEVER_TWICE, Base, Tenant


class Course(Tenant, Base):
    """A course, known by `key` (the name of its folder); a removed one keeps its lessons until nobody learns them."""

    __tablename__ = "courses"
    __table_args__ = (UniqueConstraint("workspace_id", "key"), NEVER_TWICE)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    tags: Mapped[list[str]] = mapped_column(default=list)
    digest: Mapped[str]
    """Of all of its files: the same folder again changes nothing."""
    added_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class Lesson(Tenant, Base):
    """One part of a course that can be read in one sprint. `key` stays when its words change, `version` counts them."""

    __tablename__ = "lessons"
    __table_args__ = (UniqueConstraint("workspace_id", "course_id", "key"), NEVER_TWICE)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    key: Mapped[str]
    position: Mapped[int]
    title: Mapped[str]
    body_markdown: Mapped[str]
    seconds: Mapped[int]
    """How long it takes to read."""
    tags: Mapped[list[str]] = mapped_column(default=list)
    links: Mapped[list[str]] = mapped_column(default=list)
    version: Mapped[int] = mapped_column(default=1)
    removed_at: Mapped[datetime | None]


class CourseMember(Tenant, Base):
    """Somebody takes a course, by choice or because a path of theirs holds it."""

    __tablename__ = "course_members"
    __table_args__ = (UniqueConstraint("workspace_id", "course_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]


class LearningPath(Tenant, Base):
    """An ordered list of courses and articles for a role.

    `items` is a list of `{"course": key}` and `{"article": id}`.
    """

    __tablename__ = "learning_paths"
    __table_args__ = (UniqueConstraint("workspace_id", "name"), NEVER_TWICE)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    role: Mapped[str] = mapped_column(default="")
    """People of this role (see `Person.role`) are on it from the start; nobody where it is empty."""
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    made_by: Mapped[str]
    at: Mapped[datetime]


class PathMember(Tenant, Base):
    """Somebody is on a path; `assigned_by` is empty where they chose it themselves.

    Who is on a path by their role alone has no row, unless they left it.
    """

    __tablename__ = "path_members"
    __table_args__ = (UniqueConstraint("workspace_id", "path_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    path_id: Mapped[int] = mapped_column(ForeignKey("learning_paths.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[str] = mapped_column(index=True)
    assigned_by: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    """When the person left it: their role does not bring them back, being assigned again does."""


def same_role(one: str, other: str) -> bool:
    """Tell whether two roles mean the same: small and capital letters and spaces do not count, no role is none."""
    return bool(one.strip()) and one.casefold().split() == other.casefold().split()


class Person(Tenant, Base):
    """What an organisation's list says of a person who may or may not be a member yet; known by e-mail address."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("workspace_id", "email"), Index("ix_people_user_id", "workspace_id", "user_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(default="")
    manager: Mapped[str] = mapped_column(default="")
    """The manager's e-mail address."""
    country: Mapped[str] = mapped_column(default="")
    user_id: Mapped[str | None]
    """The member, by the list's own word or because nobody else has the name."""
    listed_at: Mapped[datetime]
