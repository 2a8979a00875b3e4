"""The language of scenario tests: people who ask, answer, click and read in a Slack workspace.

```python
async with Workspace(playground) as workspace:
    await workspace.channel("#help", members=("amina", "bo"), with_app=True)
    question = await workspace.person("amina").asks("#help", "How do I get VPN access?")
    await workspace.person("bo").replies(question, "Ask Chen, she hands out the accounts.")
    card = await workspace.eventually(lambda: workspace.person("bo").dms())
```
"""

from collections.abc import Callable, Iterable
from typing import Any

from tests.support.availability import Availability
from tests.support.doors import Doors, HasUrl, SaidNo
from tests.support.surfaces import Json, Message, View, find_element

__all__ = ["Person", "SaidNo", "Workspace"]


class Workspace(Doors):
    """A workspace as its people see it, through the people's door of a running playground."""

    def __init__(self, playground: HasUrl | str, works: Callable[[], bool] | None = None) -> None:
        super().__init__(playground, works)
        self._people: dict[str, Person] = {}
        self._channels: dict[str, str] = {}

    # Who and where ----------------------------------------------------------------------------------

    def person(self, name: str, **fields: Any) -> "Person":
        """Somebody in the workspace; whoever is not there yet joins it at their first act.

        `fields` say how they are when they join: `real_name`, `tz`, `is_admin`, `is_guest`, `is_stranger`, …
        """
        if name not in self._people or fields:
            self._people[name] = Person(self, name, fields)
        return self._people[name]

    async def channel(
        self,
        name: str,
        *,
        members: Iterable[str] = (),
        private: bool = False,
        with_app: bool = False,
        by: str = "admin",
    ) -> str:
        """Make a channel and return its id. `by` makes it and, with `with_app`, invites the app to it."""
        creator = self.person(by)
        ids = [await self.person(each).id() for each in members]
        body = {"name": name.removeprefix("#"), "is_private": private, "members": ids}
        made = await creator.does("channels", body)
        if with_app:
            await self.invite_app(name, by=by)
        return str(made["channel"])

    async def invite_app(self, channel: str, *, by: str = "admin") -> None:
        """Have somebody invite the app to a channel."""
        await self.person(by).invites(await self.app_user(), channel)

    async def channel_id(self, name: str) -> str:
        """The id of a channel with this name (`#help`); an id is returned as it is."""
        bare = name.removeprefix("#")
        if bare not in self._channels:
            rooms = (await self.world())["channels"]
            self._channels |= {room["name"]: room["id"] for room in rooms if room["name"]}
        return self._channels.get(bare, bare)

    async def app_user(self) -> str:
        """The id of the app's bot user."""
        return str((await self.world())["app"]["bot_user_id"])

    async def world(self) -> Json:
        """What a client knows before it shows anything: people, channels, commands."""
        return await self.get("/people/world")


class Person(Availability):
    """Somebody in the workspace, who can do what people do in Slack."""

    def __init__(self, workspace: Workspace, name: str, fields: Json) -> None:
        self.workspace = workspace
        self.name = name
        self._fields = fields
        self._id: str | None = None

    def __repr__(self) -> str:
        return f"<{self.name}>"

    async def id(self) -> str:
        """Their Slack id."""
        if self._id is None:
            people = (await self.workspace.world())["people"]
            known = next((each["id"] for each in people if each["name"] == self.name), None)
            if known is None:
                known = (await self.workspace.post("/control/people", {"name": self.name, **self._fields}))["id"]
            self._id = known
        return self._id

    async def does(self, act: str, body: Json) -> Json:
        """Anything that the people's door knows."""
        return await self.workspace.post(f"/people/{await self.id()}/{act}", body)

    async def changes(self, what: str, body: Json) -> Json:
        """Change something about oneself, as `Availability` words it."""
        return await self.workspace.put(f"/people/{await self.id()}/{what}", body)

    # Talking ----------------------------------------------------------------------------------------

    async def asks(self, channel: str, text: str, thread: Message | None = None) -> Message:
        """Write a message, joining the channel first if it is public; `thread` answers in a thread."""
        channel_id = await self.joins(channel)
        body = {"channel": channel_id, "text": text, "thread_ts": thread.ts if thread else None}
        posted = await self.does("post", body)
        thread_ts = (thread.thread_ts or thread.ts) if thread else None
        return Message(channel_id, posted["ts"], await self.id(), text, thread_ts)

    async def replies(self, message: Message, text: str) -> Message:
        """Answer in the message's thread."""
        return await self.asks(message.channel, text, message)

    async def tells_app(self, text: str) -> Message:
        """Write a direct message to the app."""
        return await self.asks(await self.dm_with_app(), text)

    async def edits(self, message: Message, text: str) -> None:
        """Change one's own message."""
        await self.does("edit", {"channel": message.channel, "ts": message.ts, "text": text})

    async def deletes(self, message: Message) -> None:
        """Delete one's own message."""
        await self.does("delete", {"channel": message.channel, "ts": message.ts})

    async def reacts(self, message: Message, name: str) -> None:
        """Add a reaction, such as `bookmark`."""
        await self.does("react", {"channel": message.channel, "ts": message.ts, "name": name})

    async def takes_back(self, message: Message, name: str) -> None:
        """Take a reaction back."""
        await self.does("unreact", {"channel": message.channel, "ts": message.ts, "name": name})

    # Channels ---------------------------------------------------------------------------------------

    async def joins(self, channel: str) -> str:
        """Be in a channel; returns its id. Private channels have to be joined by invitation."""
        channel_id = await self.workspace.channel_id(channel)
        room = next((c for c in (await self.workspace.world())["channels"] if c["id"] == channel_id), None)
        if room is not None and not room["is_private"] and await self.id() not in room["members"]:
            await self.does("join", {"channel": channel_id})
        return channel_id

    async def leaves(self, channel: str) -> None:
        """Leave a channel."""
        await self.does("leave", {"channel": await self.workspace.channel_id(channel)})

    async def invites(self, who: "Person | str", channel: str) -> None:
        """Bring somebody (or, by its user id, the app) into a channel."""
        user = await who.id() if isinstance(who, Person) else who
        await self.does("invite", {"channel": await self.workspace.channel_id(channel), "user": user})

    async def removes(self, who: "Person | str", channel: str) -> None:
        """Take somebody, or the app, out of a channel."""
        user = await who.id() if isinstance(who, Person) else who
        await self.does("kick", {"channel": await self.workspace.channel_id(channel), "user": user})

    async def dm_with_app(self) -> str:
        """The id of the direct message with the app."""
        return str((await self.does("dm", {"users": [await self.workspace.app_user()]}))["channel"])

    # Using the app ----------------------------------------------------------------------------------

    async def says(self, line: str, channel: str = "#general") -> list[Message]:
        """Type a slash command ("/thrice help"); returns what is shown at once."""
        command, _, text = line.partition(" ")
        channel_id = await self.joins(channel)
        done = await self.does("command", {"channel": channel_id, "command": command, "text": text})
        return [Message.of(channel_id, shown) for shown in done["shown"]]

    async def clicks(self, on: Message | View, label: str) -> None:
        """Press the button (or pick the menu's option) with this visible label.

        Raises AssertionError if it is not there, or if the app did not take the click.
        """
        block, element, option = find_element(on.all_blocks, label)
        body: Json = {"action_id": element["action_id"], "block_id": block["block_id"]}
        if option is not None:
            body["selected"] = option["value"]
        await self._acts(on, label, body)

    async def chooses(self, on: Message | View, label: str, choice: Any) -> None:
        """Choose in the select with this label or placeholder: an option's text, an id, a date, or a list."""
        block, element, _ = find_element(on.all_blocks, label)
        await self._acts(
            on, label, {"action_id": element["action_id"], "block_id": block["block_id"], "selected": choice}
        )

    async def _acts(self, on: Message | View, label: str, body: Json) -> None:
        place = {"view_id": on.id} if isinstance(on, View) else {"channel": on.channel, "ts": on.ts}
        done = await self.does("click", place | body)
        assert done["ok"], f"The app did not take the click on {label!r}: {done['status']}"

    async def uses(self, shortcut: str, on: Message | None = None) -> None:
        """Use the app's shortcut with this name, on a message or anywhere."""
        known = (await self.workspace.world())["shortcuts"]
        callback_id = next(each["callback_id"] for each in known if each["name"] == shortcut)
        where = {"channel": on.channel, "ts": on.ts} if on else {}
        done = await self.does("shortcut", {"callback_id": callback_id, **where})
        assert done["ok"], f"The app did not take the shortcut {shortcut!r}: {done['status']}"

    async def opens_home(self, *, within: float = 10.0) -> View:
        """Open the app's Home tab; returns it as soon as the app has published it anew."""
        before = await self._home()
        await self.does("home", {})

        async def published() -> View | None:
            now = await self._home()
            changed = now is not None and (before is None or now.raw["hash"] != before.raw["hash"])
            return now if changed else None

        return await self.workspace.eventually(published, within=within, because="the Home tab")

    async def home(self) -> View | None:
        """The Home tab as it was published last."""
        return await self._home()

    async def _home(self) -> View | None:
        view = (await self.workspace.get(f"/people/{await self.id()}/home"))["view"]
        return View(view) if view else None

    async def modal(self) -> View | None:
        """The modal that they have before their eyes."""
        view = (await self.workspace.get(f"/people/{await self.id()}/modal"))["view"]
        return View(view) if view else None

    async def sees_modal(self, *, within: float = 10.0) -> View:
        """The modal that opens."""
        return await self.workspace.eventually(self.modal, within=within, because="a modal")

    async def submits(self, modal: View, by_label: Json | None = None, **values: Any) -> dict[str, str]:
        """Fill in a modal by the labels of its fields and submit it; returns errors, label -> sentence.

        `submits(modal, {"Short answer": "…"})` and `submits(modal, short_answer="…")` are the same.
        """
        fields = modal.fields
        filled: Json = {}
        for label, value in {**(by_label or {}), **values}.items():
            name = next((each for each in fields if _same(each, label)), None)
            assert name is not None, f"There is no field {label!r} to fill in; there is: {list(fields)}"
            block = fields[name]
            filled[block["block_id"]] = {block["element"]["action_id"]: value}
        done = await self.does("submit", {"view_id": modal.id, "values": filled})
        assert done["ok"] or "errors" in done, done.get("error")
        labels = {block["block_id"]: label for label, block in fields.items()}
        return {labels[block_id]: sentence for block_id, sentence in done.get("errors", {}).items()}

    async def closes(self, modal: View) -> None:
        """Close a modal without submitting it."""
        await self.does("close", {"view_id": modal.id})

    # Reading ----------------------------------------------------------------------------------------

    async def sees(self, channel: str) -> list[Message]:
        """Everything they can see in a channel, threads and private messages included, oldest first."""
        channel_id = await self.workspace.channel_id(channel)
        return await self._sees(channel_id, everything="1")

    async def sees_thread(self, message: Message) -> list[Message]:
        """A thread: its root, then the replies (and what is private in it)."""
        return await self._sees(message.channel, thread_ts=message.thread_ts or message.ts)

    async def again(self, message: Message) -> Message | None:
        """The same message as it is now; None if it is gone."""
        found = await self._sees(message.channel, everything="1")
        return next((each for each in found if each.ts == message.ts), None)

    async def private(self, channel: str) -> list[Message]:
        """What only they can see in a channel (ephemeral messages)."""
        return [each for each in await self.sees(channel) if each.ephemeral]

    async def dms(self) -> list[Message]:
        """The app's messages in the direct message with them, threads included."""
        app = await self.workspace.app_user()
        found = await self._sees(await self.dm_with_app(), everything="1")
        return [each for each in found if each.user == app or each.bot_id]

    async def receives(
        self, text: str = "", *, channel: str | None = None, button: str | None = None, within: float = 10.0
    ) -> Message:
        """Wait for what the app tells them alone: a direct message or, with `channel`, a private one there.

        The newest that reads `text` somewhere and has the button counts.
        """

        async def arrived() -> Message | None:
            found = await (self.private(channel) if channel else self.dms())
            fitting = [m for m in found if text in m.reads and button in (None, *m.buttons)]
            return fitting[-1] if fitting else None

        where = f"in {channel}" if channel else "as a direct message"
        return await self.workspace.eventually(arrived, within=within, because=f"{text!r} for {self} {where}")

    async def finds_reply(self, message: Message, text: str = "", *, within: float = 10.0) -> Message:
        """Wait for the app's answer in a message's thread that reads `text` somewhere."""

        async def answered() -> Message | None:
            thread = await self.sees_thread(message)
            return next((m for m in thread if m.bot_id and not m.ephemeral and text in m.reads), None)

        return await self.workspace.eventually(answered, within=within, because=f"a reply with {text!r}")

    async def _sees(self, channel_id: str, **query: str) -> list[Message]:
        path = f"/people/{await self.id()}/sees"
        found = await self.workspace.get(path, channel=channel_id, **query)
        return [Message.of(channel_id, shown) for shown in found["messages"]]


def _same(label: str, given: str) -> bool:
    return label.casefold() == given.casefold() or label.casefold() == given.replace("_", " ").casefold()
