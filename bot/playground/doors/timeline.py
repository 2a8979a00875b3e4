"""What one person sees of a channel, and what of it is new to them."""

from ..options import Json
from ..world.model import Channel, Message, Person
from ..world.world import World


class Timeline:
    """Reading, for every person."""

    def __init__(self, world: World) -> None:
        self._world = world

    def sees(self, person: Person, channel: Channel, thread_ts: str | None, *, everything: bool) -> list[Json]:
        """The messages of a channel, or of a thread, for this person's eyes, in order of ts."""
        found = [m for m in self._for(person, channel) if everything or self._shown_in(m, thread_ts)]
        return [show_for_people(self._world, m) for m in sorted(found, key=lambda m: m.ts)]

    def _for(self, person: Person, channel: Channel) -> list[Message]:
        private = [m for m in self._world.ephemeral if m.channel == channel.id and m.only_for == person.id]
        return [*self._world.messages[channel.id].values(), *private]

    @staticmethod
    def _shown_in(message: Message, thread_ts: str | None) -> bool:
        if thread_ts is None:
            return message.thread_ts in (None, message.ts) or message.broadcast
        return thread_ts in (message.ts, message.thread_ts)

    def mark_read(self, person: Person, channel: Channel) -> None:
        """Note that everything in a channel was seen."""
        latest = max((m.ts for m in self._for(person, channel)), default="")
        if latest > self._world.read.get((person.id, channel.id), ""):
            self._world.read[person.id, channel.id] = latest
            self._world.changed("unread", channel=channel.id, user=person.id)

    def unread(self, person: Person) -> dict[str, int]:
        """How many new messages by others there are, for each channel that has some."""
        counts = {}
        for channel in self._world.channels.values():
            if person.id in channel.members:
                since = self._world.read.get((person.id, channel.id), "")
                new = [m for m in self._for(person, channel) if m.ts > since and self._is_news(m, person)]
                counts[channel.id] = len(new)
        return {channel: count for channel, count in counts.items() if count}

    @staticmethod
    def _is_news(message: Message, person: Person) -> bool:
        in_view = message.thread_ts in (None, message.ts) or message.broadcast or message.only_for is not None
        by_system = message.subtype not in (None, "thread_broadcast", "bot_message")
        return in_view and message.user != person.id and not by_system


def show_for_people(world: World, message: Message) -> Json:
    """A message as the people's door shows it."""
    shown = world.show(message)
    body: Json = {
        "ts": message.ts,
        "user": message.user,
        "text": message.text,
        "reactions": shown.get("reactions", []),
        "ephemeral": message.only_for is not None,
    }
    wanted = ["thread_ts", "bot_id", "username", "blocks", "reply_count", "edited", "subtype", "attachments"]
    body |= {key: shown[key] for key in wanted if key in shown}
    return body | ({"metadata": message.metadata} if message.metadata else {})
