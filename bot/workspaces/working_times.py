"""Working times: on which days, between which hours and under which holidays somebody works."""

from dataclasses import dataclass
from datetime import date

from bot.workspaces import countries
from bot.workspaces.local_time import DAY, BadTimes


@dataclass(frozen=True, slots=True)
class WorkingTimes:
    """When somebody works. Days count from Monday 0; hours are minutes after local midnight, none where not known.

    A working day that ends at or before the minute at which it begins goes over midnight; it belongs to the date on
    which it begins.
    """

    zone: str = "UTC"
    days: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    begins: int | None = None
    ends: int | None = None
    country: str | None = None
    """Two letters (ISO 3166) whose public holidays are free; none: no holidays."""

    def check(self) -> None:
        """Raise `BadTimes` with the sentence to show where nobody can work so."""
        if not self.days or not self.days <= frozenset(range(7)):
            raise BadTimes("days", "Choose at least one working day.")
        if self.country is not None and not countries.is_known(self.country):
            raise BadTimes("country", "I do not know this country's holidays. Choose another, or none.")
        if self.begins is None or self.ends is None:
            return
        if not (0 <= self.begins < DAY and 0 < self.ends <= DAY) or self.begins == self.ends:
            raise BadTimes("hours", "Your working day has to end at another time than it begins.")

    def works_on(self, day: date) -> bool:
        """Tell whether a local date is a working day: one of their days, and no public holiday."""
        return day.weekday() in self.days and not countries.is_holiday(self.country, day)

    @property
    def length(self) -> int | None:
        """Minutes from the beginning of a working day to its end; none where the hours are not known."""
        if self.begins is None or self.ends is None:
            return None
        return self.ends - self.begins if self.ends > self.begins else self.ends - self.begins + DAY
