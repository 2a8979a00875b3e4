"""The people's door: talking, reading and reacting, as the chat page and the scenario tests do it."""

import json
from contextlib import suppress

from aiohttp import web

from ..errors import Refused
from ..options import Json, Options
from ..world import rooms, talk
from ..world.availability import do_not_disturb
from ..world.model import Channel, Message, Person
from ..world.shapes import profile_json, zone_offset
from ..world.world import World
from .clock import clock_json
from .reading import Body
from .timeline import Timeline

_ALIVE_EVERY = 15.0


class PeopleDoor:
    """The routes under `/people` that concern messages and channels."""

    def __init__(self, world: World, options: Options) -> None:
        self._world = world
        self._options = options
        self._timeline = Timeline(world)

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        gets = {"sees": self.sees, "unread": self.unread}
        posts = {
            "post": self.post,
            "edit": self.edit,
            "delete": self.delete,
            "react": self.react,
            "unreact": self.unreact,
            "dm": self.direct,
            "channels": self.create,
            "invite": self.invite,
            "join": self.join,
            "leave": self.leave,
            "kick": self.kick,
            "rename": self.rename,
            "archive": self.archive,
        }
        app.router.add_get("/people/world", self.world)
        app.router.add_get("/people/stream", self.stream)
        for name, handler in gets.items():
            app.router.add_get(f"/people/{{user}}/{name}", handler)
        for name, handler in posts.items():
            app.router.add_post(f"/people/{{user}}/{name}", handler)

    # The workspace ----------------------------------------------------------------------------------

    async def world(self, _request: web.Request) -> web.Response:
        """Everything that a client needs before it shows anything."""
        world, manifest = self._world, self._world.manifest
        body = {
            "team": {"id": world.team.id, "name": world.team.name, "domain": world.team.domain},
            "app": {
                "id": world.app_id,
                "name": manifest.name,
                "bot_user_id": world.bot.id,
                "icon": world.bot_profile()["icons"]["image_72"],
            },
            "people": [self.person_json(p) for p in world.people.values() if not p.is_bot and not p.deleted],
            "channels": [channel_json(c) for c in world.channels.values() if not c.is_archived],
            "commands": [
                {"command": c.command, "description": c.description, "usage_hint": c.usage_hint}
                for c in manifest.commands
            ],
            "shortcuts": [{"name": s.name, "callback_id": s.callback_id, "type": s.kind} for s in manifest.shortcuts],
            "wiki_url": self._options.wiki_url,
            "try_this": [dict(hint) for hint in self._options.try_this],
            "clock": clock_json(self._options),
            "seq": world.stream.seq,
        }
        return web.json_response(body)

    def person_json(self, person: Person) -> Json:
        """Somebody as the people's door shows them."""
        return {
            "id": person.id,
            "name": person.name,
            "real_name": person.real_name,
            "display_name": person.display_name,
            "tz": person.tz,
            "tz_offset": zone_offset(person.tz, self._world.now()),
            "is_admin": person.is_admin,
            "is_owner": person.is_owner,
            "is_guest": person.is_restricted,
            "is_stranger": person.is_stranger,
            "color": person.color,
            **self._reachable(person),
        }

    def _reachable(self, person: Person) -> Json:
        """What stands beside a name: the status, and whether notifications are paused now."""
        now = self._world.now()
        profile, quiet = profile_json(person, now=now), do_not_disturb(person, now)
        return {
            "status": {"emoji": profile["status_emoji"], "text": profile["status_text"]},
            "dnd": quiet["next_dnd_start_ts"] <= now < quiet["next_dnd_end_ts"],
        }

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events, one for each change, from `?since=` (or Last-Event-ID) on."""
        # A browser that connects again repeats the old address and says in the header how far it came.
        since = request.headers.get("Last-Event-ID") or request.query.get("since")
        if since is not None and not since.isdecimal():
            raise Refused("since must be a number.")
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
        await response.prepare(request)
        # A window that was closed is no error: the next line written to it finds nobody.
        with suppress(ConnectionResetError):
            await response.write(b": hello\n\n")
            async for change in self._world.stream.watch(int(since) if since else None):
                line = f"id: {change.seq}\ndata: {json.dumps(change.to_json())}\n\n"
                await response.write(line.encode())
        return response

    # Reading ----------------------------------------------------------------------------------------

    def _who(self, request: web.Request) -> Person:
        person = self._world.person(request.match_info["user"])
        if person.deleted or person.is_bot:
            raise Refused(f"{person.real_name} cannot act here.", 403)
        return person

    def _here(self, person: Person, body: Body) -> Channel:
        return self._world.room_of(person, body.text("channel"))

    def _message(self, channel: Channel, body: Body) -> Message:
        message = self._world.message(channel, body.text("ts"))
        if message is None:
            raise Refused("That message is gone.", 404)
        return message

    async def sees(self, request: web.Request) -> web.Response:
        """What somebody has before their eyes: a channel, a thread, or (`everything=1`) both flat."""
        person = self._who(request)
        channel = self._world.room_of(person, request.query.get("channel", ""))
        thread_ts = request.query.get("thread_ts")
        everything = request.query.get("everything") == "1"
        messages = self._timeline.sees(person, channel, thread_ts, everything=everything)
        if request.query.get("peek") != "1":
            self._timeline.mark_read(person, channel)
        return web.json_response({"messages": messages})

    async def unread(self, request: web.Request) -> web.Response:
        """How many unread messages somebody has, by channel."""
        return web.json_response(self._timeline.unread(self._who(request)))

    # Talking ----------------------------------------------------------------------------------------

    async def post(self, request: web.Request) -> web.Response:
        """Say something."""
        person, body = self._who(request), await Body.of(request)
        channel = self._here(person, body)
        message = talk.say(
            self._world,
            channel,
            person,
            body.text("text", ""),
            thread_ts=body.maybe("thread_ts"),
            blocks=body.fields.get("blocks"),
            broadcast=body.flag("reply_broadcast"),
        )
        return web.json_response({"ts": message.ts, "channel": channel.id})

    async def edit(self, request: web.Request) -> web.Response:
        """Change one's own message."""
        person, body = self._who(request), await Body.of(request)
        channel = self._here(person, body)
        talk.retype(self._world, channel, self._message(channel, body), person, body.text("text"))
        return web.json_response({"ok": True})

    async def delete(self, request: web.Request) -> web.Response:
        """Delete one's own message (admins: anybody's)."""
        person, body = self._who(request), await Body.of(request)
        channel = self._here(person, body)
        message = self._message(channel, body)
        if message.user != person.id and not (person.is_admin or person.is_owner):
            raise Refused("One can only delete one's own messages.", 403)
        talk.delete(self._world, channel, message)
        return web.json_response({"ok": True})

    async def react(self, request: web.Request) -> web.Response:
        """Add a reaction."""
        person, body = self._who(request), await Body.of(request)
        channel = self._here(person, body)
        name = body.text("name").strip(":")
        if not talk.react(self._world, self._message(channel, body), person, name):
            raise Refused("That reaction is there already.", 409)
        return web.json_response({"ok": True})

    async def unreact(self, request: web.Request) -> web.Response:
        """Take a reaction back."""
        person, body = self._who(request), await Body.of(request)
        channel = self._here(person, body)
        name = body.text("name").strip(":")
        if not talk.unreact(self._world, self._message(channel, body), person, name):
            raise Refused("There is no such reaction to take back.", 404)
        return web.json_response({"ok": True})

    # Channels ---------------------------------------------------------------------------------------

    async def direct(self, request: web.Request) -> web.Response:
        """Open a direct message."""
        person, body = self._who(request), await Body.of(request)
        others = [self._world.person(each) for each in body.strings("users")]
        channel = rooms.open_direct(self._world, person, others)
        return web.json_response({"channel": channel.id})

    async def create(self, request: web.Request) -> web.Response:
        """Make a channel."""
        person, body = self._who(request), await Body.of(request)
        members = [self._world.person(each) for each in body.strings("members")]
        channel = rooms.create_channel(
            self._world, body.text("name"), person, private=body.flag("is_private"), members=members
        )
        return web.json_response({"channel": channel.id})

    async def invite(self, request: web.Request) -> web.Response:
        """Invite somebody, or the app."""
        person, body = self._who(request), await Body.of(request)
        channel, guest = self._here(person, body), self._world.person(body.text("user"))
        if guest.id in channel.members:
            raise Refused(f"{guest.real_name} is in #{channel.name} already.", 409)
        rooms.join(self._world, channel, guest, inviter=person)
        return web.json_response({"ok": True})

    async def join(self, request: web.Request) -> web.Response:
        """Join a public channel."""
        person, body = self._who(request), await Body.of(request)
        channel = self._world.room(body.text("channel"))
        if channel.is_private or person.is_restricted or person.is_stranger:
            raise Refused(f"{person.real_name} has to be invited to that channel.", 403)
        rooms.join(self._world, channel, person)
        return web.json_response({"ok": True})

    async def leave(self, request: web.Request) -> web.Response:
        """Leave a channel."""
        person, body = self._who(request), await Body.of(request)
        rooms.leave(self._world, self._here(person, body), person)
        return web.json_response({"ok": True})

    async def kick(self, request: web.Request) -> web.Response:
        """Take somebody else, or the app, out of a channel."""
        person, body = self._who(request), await Body.of(request)
        channel = self._here(person, body)
        rooms.leave(self._world, channel, self._world.person(body.text("user")), by=person)
        return web.json_response({"ok": True})

    async def rename(self, request: web.Request) -> web.Response:
        """Rename a channel."""
        person, body = self._who(request), await Body.of(request)
        rooms.rename(self._world, self._here(person, body), body.text("name"), person)
        return web.json_response({"ok": True})

    async def archive(self, request: web.Request) -> web.Response:
        """Archive a channel."""
        person, body = self._who(request), await Body.of(request)
        rooms.archive(self._world, self._here(person, body), person)
        return web.json_response({"ok": True})


def channel_json(channel: Channel) -> Json:
    """A channel as the people's door shows it."""
    return {
        "id": channel.id,
        "name": channel.name,
        "is_private": channel.is_private,
        "is_im": channel.type == "im",
        "is_mpim": channel.type == "mpim",
        "is_ext_shared": channel.is_ext_shared,
        "members": list(channel.members),
        "topic": channel.topic["value"],
    }
