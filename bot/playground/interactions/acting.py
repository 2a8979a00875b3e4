"""A person acts on the app: each act is sent to it, and its answer is carried out as Slack does."""

from dataclasses import dataclass, field
from typing import Any

from ..delivery.answer import Answer
from ..delivery.outbox import Outbox
from ..errors import Refused, SlackError
from ..options import Json
from ..typed import Names, type_text
from ..world import rooms, surfaces, talk
from ..world.model import Channel, Message, Person, View
from ..world.world import World
from . import elements, payloads
from .response_urls import ResponseUrls, answer
from .submitting import Submission
from .triggers import Triggers


@dataclass
class Outcome:
    """What the app answered, and what the person sees at once."""

    answer: Answer
    shown: list[Message] = field(default_factory=list)


class Acting:
    """Everything that people can do with the app."""

    def __init__(self, world: World, outbox: Outbox, triggers: Triggers, urls: ResponseUrls) -> None:
        self._world = world
        self._outbox = outbox
        self._triggers = triggers
        self._urls = urls
        self.submission = Submission(world, outbox, triggers)

    async def command(self, person: Person, channel: Channel, name: str, text: str) -> Outcome:
        """Type a slash command; what cannot be delivered Slackbot explains, as in Slack."""
        world = self._world
        registered = next((c for c in world.manifest.commands if c.command == name), None)
        if registered is None or not world.installed:
            raise Refused(f"{name} is not a valid command.", 404)
        if registered.should_escape:
            text = _escape_mentions(text, world.names_for(person))
        body = payloads.command(world, person, channel, name=name, text=text, trigger_id=self._triggers.new(person.id))
        body["response_url"] = self._urls.new(person, channel)
        reply = await self._outbox.ask("slash_commands", name, body)
        if not reply.ok:
            return Outcome(reply, [self._failed(person, channel, name, reply)])
        shown = self._immediate(person, channel, reply)
        return Outcome(reply, [shown] if shown else [])

    def _immediate(self, person: Person, channel: Channel, reply: Answer) -> Message | None:
        body = reply.json() if reply.body.lstrip().startswith("{") else {"text": reply.body}
        if not isinstance(body, dict) or not any(body.get(k) for k in ("text", "blocks", "attachments")):
            return None
        try:
            return answer(self._world, person, channel, body)
        except SlackError:
            return self._failed(person, channel, "That command", Answer(200, failure="http_error"))

    def _failed(self, person: Person, channel: Channel, name: str, reply: Answer) -> Message:
        if reply.failure == "http_timeout":
            code = "operation_timeout"
        else:
            code = "dispatch_failed" if reply.failure == "connection_failed" else "http_service_error"
        message = Message(
            ts=self._world.stamps.next(),
            channel=channel.id,
            user=talk.SLACKBOT,
            text=f'{name} failed with the error "{code}"',
        )
        return talk.show_only_to(self._world, person, message)

    async def click_message(
        self,
        person: Person,
        channel: Channel,
        ts: str,
        *,
        action_id: str,
        block_id: str | None = None,
        value: str | None = None,
        selected: Any = None,
    ) -> Answer:
        """Act on a button or select in a message, ephemeral or not."""
        world = self._world
        message = world.message(channel, ts) or world.ephemeral_message(channel, ts, person)
        if message is None:
            raise Refused("That message is gone.", 404)
        blocks = [*message.blocks, *(b for a in message.attachments for b in a.get("blocks", []))]
        block, element = elements.find(blocks, action_id, block_id)
        action = elements.action_of(block, element, selected=selected, value=value, stamp=world.stamps.next())
        body = payloads.head(world, person, "block_actions", self._triggers.new(person.id))
        body |= payloads.from_message(world, channel, message)
        touched = {} if selected is None else {block["block_id"]: {action_id: selected}}
        body["state"] = {"values": elements.state_values(blocks, touched)}
        body |= {"response_url": self._urls.new(person, channel, message), "actions": [action]}
        return await self._outbox.ask("interactive", "block_actions", body)

    async def click_view(
        self,
        person: Person,
        view_id: str,
        *,
        action_id: str,
        block_id: str | None = None,
        value: str | None = None,
        selected: Any = None,
        values: Json | None = None,
    ) -> Answer:
        """Act on a button or select in a modal or in the Home tab; `values` is what the other inputs hold."""
        world = self._world
        view = surfaces.view_of(world, person, view_id)
        blocks = view.body.get("blocks", [])
        for held_in, states in (values or {}).items():
            view.state.setdefault(held_in, {}).update(states)
        block, element = elements.find(blocks, action_id, block_id)
        action = elements.action_of(block, element, selected=selected, value=value, stamp=world.stamps.next())
        if selected is not None:
            held = elements.chosen_state(element, selected)
            view.state.setdefault(block["block_id"], {})[action_id] = held
        view.state = elements.state_values(blocks, view.state)
        body = payloads.head(world, person, "block_actions", self._triggers.new(person.id))
        body |= payloads.from_view(world, view) | {"actions": [action]}
        return await self._outbox.ask("interactive", "block_actions", body)

    async def suggestions(
        self, person: Person, at: View | tuple[Channel, Message], *, action_id: str, block_id: str | None, typed: str
    ) -> Json:
        """The options of an external select for what was typed: `{"options": …}` or `{"option_groups": …}`."""
        world = self._world
        blocks = at.body.get("blocks", []) if isinstance(at, View) else at[1].blocks
        block, _ = elements.find(blocks, action_id, block_id)
        body = payloads.head(world, person, "block_suggestion", "")
        del body["trigger_id"]
        body |= payloads.from_view(world, at) if isinstance(at, View) else payloads.from_message(world, *at)
        body.pop("state", None)
        body |= {"action_id": action_id, "block_id": block["block_id"], "value": typed}
        reply = await self._outbox.ask("interactive", "block_suggestion", body)
        offered = reply.json() if reply.ok else None
        known = offered.items() if isinstance(offered, dict) else ()
        return {key: value for key, value in known if key in ("options", "option_groups")} or {"options": []}

    async def shortcut(self, person: Person, callback_id: str, at: tuple[Channel, Message] | None) -> Answer:
        """Use a message shortcut (`at` says on which message) or a global one."""
        world = self._world
        kind = "global" if at is None else "message"
        known = any(s.callback_id == callback_id and s.kind == kind for s in world.manifest.shortcuts)
        if not known:
            raise Refused(f"The app has no {kind} shortcut {callback_id}.", 404)
        name = "shortcut" if at is None else "message_action"
        body = payloads.head(world, person, name, self._triggers.new(person.id))
        body |= {"callback_id": callback_id, "action_ts": world.stamps.next()}
        if at is not None:
            body |= payloads.shortcut_message(world, *at)
            body["response_url"] = self._urls.new(person, at[0], at[1])
        return await self._outbox.ask("interactive", name, body)

    def open_home(self, person: Person) -> None:
        """Open the app's Home tab."""
        world = self._world
        channel = rooms.open_direct(world, person, [world.bot])
        event: Json = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": channel.id,
            "tab": "home",
            "event_ts": world.stamps.next(),
        }
        view = self.home(person)
        if view is not None:
            event["view"] = world.show_view(view)
        world.happened(event)

    def home(self, person: Person) -> View | None:
        """The Home tab as this person has it."""
        return self._world.views.get(self._world.homes.get(person.id, ""))


def _escape_mentions(text: str, names: Names) -> str:
    """With `should_escape` Slack turns the names in a command's text into ids."""
    return type_text(text, names, block_id="").text
