"""The workspace's state, how it is looked up, and who is told when it changes."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from ..errors import Refused, SlackError
from ..manifest import Manifest
from ..options import Json, Options
from ..typed import Names
from . import shapes
from .ids import Ids, Stamps
from .model import Channel, Message, Person, Team, View
from .stream import Stream

AppListener = Callable[[Json, Channel | None], None]

_ICONS = {f"image_{size}": f"https://a.slack-edge.com/80588/img/plugins/app/bot_{size}.png" for size in (36, 48, 72)}


class World:
    """Everything there is; the rules in the neighbouring files change it and say so here."""

    def __init__(self, options: Options, manifest: Manifest) -> None:
        self.options = options
        self.manifest = manifest
        self.ids = Ids()
        self.stamps = Stamps(options.clock)
        self.stream = Stream()
        first = self.ids.new("T")
        self.team = Team(options.team_id or first, options.team_name, options.team_domain)
        self.app_id = self.ids.new("A")
        self.bot_id = self.ids.new("B")
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, dict[str, Message]] = defaultdict(dict)
        """Channel id -> ts -> message; ephemeral ones are not here. Changed by `keep` and `drop` alone."""
        self._threads: dict[tuple[str, str], dict[str, Message]] = defaultdict(dict)
        self.ephemeral: list[Message] = []
        self.views: dict[str, View] = {}
        self.modals: dict[str, list[str]] = defaultdict(list)
        """Person -> ids of the open modals, the visible one last."""
        self.homes: dict[str, str] = {}
        """Person -> id of the Home tab published for them."""
        self.read: dict[tuple[str, str], str] = {}
        """(person, channel) -> ts of the last thing read."""
        self.installed = True
        self._listeners: list[AppListener] = []
        self.bot = self._add_bot()

    def _add_bot(self) -> Person:
        name = self.manifest.bot_name
        bot = Person(
            id=self.ids.new("U"),
            team_id=self.team.id,
            name=name.lower().replace(" ", "_"),
            real_name=self.manifest.name,
            display_name="",
            is_bot=True,
            bot_id=self.bot_id,
            updated=self.now(),
        )
        self.people[bot.id] = bot
        return bot

    # Time -------------------------------------------------------------------------------------------

    def now(self) -> int:
        """Whole seconds since the epoch."""
        return int(self.options.clock())

    # Telling ----------------------------------------------------------------------------------------

    def listen(self, listener: AppListener) -> None:
        """Have every event that the app may see handed to `listener(event, channel)`."""
        self._listeners.append(listener)

    def changed(self, kind: str, **fields: str | None) -> None:
        """Tell those who watch the stream of changes."""
        self.stream.add(kind, **fields)

    def happened(self, event: Json, channel: Channel | None = None, *, members_only: bool = True) -> None:
        """Tell the app, if it is installed, subscribed, and (for a channel's event) in that channel."""
        if not self.installed:
            return
        if channel is not None and members_only and self.bot.id not in channel.members:
            return
        if not self.manifest.wants(event, channel.type if channel else None):
            return
        for listener in self._listeners:
            listener(event, channel)

    # Looking up -------------------------------------------------------------------------------------

    def person(self, key: str) -> Person:
        """The person with this id or name. Raises `Refused` (404) for nobody."""
        found = self.people.get(key) or next((p for p in self.people.values() if p.name == key), None)
        if found is None:
            raise Refused(f"Nobody here is called {key}.", 404)
        return found

    def room(self, key: str) -> Channel:
        """The channel with this id or name (`#help`, `help`). Raises `Refused` (404) for none."""
        found = self.channels.get(key) or self.channel_named(key.removeprefix("#"))
        if found is None:
            raise Refused(f"There is no channel {key}.", 404)
        return found

    def channel_named(self, name: str) -> Channel | None:
        """The public or private channel with this name."""
        rooms = (c for c in self.channels.values() if c.type in ("channel", "group"))
        return next((c for c in rooms if c.name == name), None)

    def room_of(self, person: Person, key: str) -> Channel:
        """A channel that this person is in. Raises `Refused` (404, 403)."""
        channel = self.room(key)
        if person.id not in channel.members:
            raise Refused(f"{person.real_name} is not in {channel.name or 'that conversation'}.", 403)
        return channel

    def message(self, channel: Channel, ts: str) -> Message | None:
        """The message with this ts that everybody in the channel sees."""
        return self.messages[channel.id].get(ts)

    def ephemeral_message(self, channel: Channel, ts: str, person: Person) -> Message | None:
        """The ephemeral message with this ts, if this person may see it."""
        mine = (m for m in self.ephemeral if m.channel == channel.id and m.only_for == person.id)
        return next((m for m in mine if m.ts == ts), None)

    def replies(self, channel_id: str, root_ts: str) -> list[Message]:
        """The replies of a thread, oldest first."""
        return sorted(self._threads[channel_id, root_ts].values(), key=lambda m: m.ts)

    def keep(self, message: Message) -> None:
        """Put a message into its channel, in place of the one with its ts."""
        self.messages[message.channel][message.ts] = message
        if message.is_reply:
            self._threads[message.channel, str(message.thread_ts)][message.ts] = message

    def drop(self, message: Message) -> None:
        """Take a message out of its channel."""
        del self.messages[message.channel][message.ts]
        if message.is_reply:
            del self._threads[message.channel, str(message.thread_ts)][message.ts]

    def direct_message(self, *members: str) -> Channel | None:
        """The direct message between exactly these people."""
        wanted = set(members)
        rooms = (c for c in self.channels.values() if c.type in ("im", "mpim"))
        return next((c for c in rooms if set(c.members) == wanted), None)

    def names_for(self, person: Person) -> Names:
        """Who and what this person can mention by typing a visible name."""
        people: dict[str, str] = {}
        for each in self.people.values():
            for name in (each.name, each.real_name, each.display_name):
                if name and not each.deleted:
                    people.setdefault(name.lower(), each.id)
        rooms = [c for c in self.channels.values() if c.type in ("channel", "group")]
        seen = {c.name: c.id for c in rooms if not c.is_private or person.id in c.members}
        return Names(people, seen)

    # Showing ----------------------------------------------------------------------------------------

    def bot_profile(self) -> Json:
        """The app's profile, as its messages carry it."""
        return {
            "id": self.bot_id,
            "deleted": False,
            "name": self.manifest.name,
            "updated": self.bot.updated,
            "app_id": self.app_id,
            "user_id": self.bot.id,
            "icons": dict(_ICONS),
            "team_id": self.team.id,
        }

    def show(self, message: Message) -> Json:
        """A message as Slack's Web API shows it (no metadata)."""
        replies = [] if message.is_reply else self.replies(message.channel, message.ts)
        parent = self.messages[message.channel].get(message.thread_ts or "")
        profile = {k: v for k, v in self.bot_profile().items() if k != "user_id"}
        return shapes.message_json(message, replies, parent=parent, bot_profile=profile)

    def show_view(self, view: View) -> Json:
        """A view as Slack shows it."""
        return shapes.view_json(view, team=self.team, app_id=self.app_id, bot_id=self.bot_id)

    def show_person(self, person: Person, **how: Any) -> Json:
        """A user as Slack shows it."""
        return shapes.person_json(person, now=self.now(), **how)

    def show_channel(self, channel: Channel, viewer: str, *, num_members: bool = False) -> Json:
        """A conversation as Slack shows it to one user."""
        return shapes.channel_json(channel, self.team, viewer=viewer, num_members=num_members)

    # For the Web API --------------------------------------------------------------------------------

    def app_channel(self, key: object, *, by_name: bool = False) -> Channel:
        """The conversation with this id, if the app can see it. Raises `channel_not_found`."""
        channel = self.channels.get(str(key))
        if channel is None and by_name:
            channel = self.channel_named(str(key).removeprefix("#"))
        if channel is None or (channel.is_private and self.bot.id not in channel.members):
            raise SlackError("channel_not_found")
        return channel
