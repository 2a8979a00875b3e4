"""The calendars of everybody in the workspace: one for each person, made when somebody first looks at it."""

from collections.abc import Callable

from ..world.model import Person
from ..world.world import World
from .feed import Feed
from .personal import PersonalCalendar

Furnish = Callable[[Person, PersonalCalendar], None]


class Calendars:
    """Whose calendar is whose. `furnish` puts into a new one what its owner has before them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._by_person: dict[str, PersonalCalendar] = {}
        self.furnish: Furnish | None = None
        self.feeds: dict[str, Feed] = {}
        """The calendars elsewhere to whose address somebody subscribed."""

    def of(self, person: Person) -> PersonalCalendar:
        """Somebody's calendar."""
        if person.id not in self._by_person:
            made = PersonalCalendar(
                owner=self.address(person),
                zone=lambda: person.tz,
                has_focus_time=not (person.is_restricted or person.is_stranger),
            )
            if self.furnish is not None:
                self.furnish(person, made)
            made.changed = lambda: self._world.changed("calendar", user=person.id)
            self._by_person[person.id] = made
        return self._by_person[person.id]

    def address(self, person: Person) -> str:
        """The mail address by which calendars know somebody."""
        return person.email or f"{person.name}@{self._world.team.domain}.example"

    def person_at(self, address: str) -> Person | None:
        """Whose mail address this is; none where it is nobody's here."""
        return next((p for p in self._world.people.values() if self.address(p) == address), None)
