"""Trigger ids: each opens one modal for one person, within seconds."""

from collections.abc import Callable

from ..errors import SlackError
from ..world.ids import Ids


class Triggers:
    """The trigger ids handed out."""

    def __init__(self, ids: Ids, clock: Callable[[], float], lifetime: float) -> None:
        self._ids = ids
        self._clock = clock
        self._lifetime = lifetime
        self._made: dict[str, tuple[str, float]] = {}
        self._exchanged: set[str] = set()

    def new(self, user: str) -> str:
        """A trigger id for what this person has just done."""
        now = self._clock()
        trigger = f"{int(now * 1000)}.{int(now)}.{self._ids.secret(32)}"
        self._made[trigger] = (user, now)
        return trigger

    def exchange(self, trigger: object) -> str:
        """The person behind it, once. Raises `invalid_`, `exchanged_` or `expired_trigger_id`."""
        made = self._made.get(str(trigger))
        if made is None:
            raise SlackError("invalid_trigger_id")
        user, at = made
        if self._clock() - at > self._lifetime:
            raise SlackError("expired_trigger_id")
        if trigger in self._exchanged:
            raise SlackError("exchanged_trigger_id")
        self._exchanged.add(str(trigger))
        return user
