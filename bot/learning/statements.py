"""Learning records as xAPI 1.0.3 statements: who learned or used what, when; pure.

An id is made of the occasion, so that however often a statement is written or sent, it is one. Nobody's words are in
it, nor how anybody graded a card: what somebody found hard is for nobody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

PLATFORM: Final = "Thrice"


@dataclass(frozen=True)
class Verb:
    """What was done: an IRI of a published vocabulary, and how it reads."""

    id: str
    word: str


COMPLETED: Final = Verb("http://adlnet.gov/expapi/verbs/completed", "completed")
REGISTERED: Final = Verb("http://adlnet.gov/expapi/verbs/registered", "registered")
USED: Final = Verb("http://activitystrea.ms/schema/1.0/use", "used")
"""At work. ADL's own list has no such verb; this one is of Activity Streams, which the xAPI registry took over."""
VOIDED: Final = Verb("http://adlnet.gov/expapi/verbs/voided", "voided")

PAGE: Final = "http://activitystrea.ms/schema/1.0/article"
COURSE: Final = "http://adlnet.gov/expapi/activities/course"
LESSON: Final = "http://adlnet.gov/expapi/activities/lesson"
SPRINT: Final = "http://adlnet.gov/expapi/activities/module"


@dataclass(frozen=True)
class Account:
    """Somebody, as one account of a system: never a name or an e-mail address."""

    home: str
    name: str

    def as_agent(self) -> dict[str, Any]:
        """Return it as an actor."""
        return {"objectType": "Agent", "account": {"homePage": self.home, "name": self.name}}


@dataclass(frozen=True)
class Activity:
    """What was learned: its address, which stays, its kind, and its title; no title where not everybody may read it."""

    address: str
    kind: str
    title: str = ""

    def as_object(self) -> dict[str, Any]:
        """Return it as an object."""
        definition: dict[str, Any] = {"type": self.kind}
        if self.title:
            definition["name"] = {"en": self.title}
        return {"objectType": "Activity", "id": self.address, "definition": definition}


@dataclass(frozen=True)
class Context:
    """What a deed stands in: a lesson's course, or what a sprint was about."""

    parent: Activity | None = None
    about: Sequence[Activity] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as a statement has it."""
        activities: dict[str, Any] = {}
        if self.parent is not None:
            activities["parent"] = [self.parent.as_object()]
        if self.about:
            activities["other"] = [activity.as_object() for activity in self.about]
        return {"platform": PLATFORM, **({"contextActivities": activities} if activities else {})}


def statement(
    occasion: str,
    who: Account,
    verb: Verb,
    what: Activity,
    *,
    at: datetime,
    context: Context | None = None,
    took: timedelta | None = None,
) -> dict[str, Any]:
    """Return a statement. `occasion`: an address that no other deed has; `took`: how long, of what was completed."""
    said = {
        "id": statement_id(occasion),
        "actor": who.as_agent(),
        "verb": _verb(verb),
        "object": what.as_object(),
        "context": (context or Context()).as_json(),
        "timestamp": _moment(at),
    }
    if verb is COMPLETED:
        said["result"] = {"completion": True, **({"duration": _duration(took)} if took is not None else {})}
    return said


def voiding(statement_id_: str, by: Account, *, at: datetime) -> dict[str, Any]:
    """Return the statement that takes another back: a store leaves that one out of what it shows from then on."""
    return {
        "id": statement_id(f"void:{statement_id_}"),
        "actor": by.as_agent(),
        "verb": _verb(VOIDED),
        "object": {"objectType": "StatementRef", "id": statement_id_},
        "timestamp": _moment(at),
    }


def statement_id(occasion: str) -> str:
    """Return the UUID of an occasion, the same each time."""
    return str(uuid5(NAMESPACE_URL, occasion))


def _verb(verb: Verb) -> dict[str, Any]:
    return {"id": verb.id, "display": {"en": verb.word}}


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _duration(took: timedelta) -> str:
    return f"PT{max(0, round(took.total_seconds()))}S"
