"""conversations.*: reading channels, and listing them."""

from ..errors import SlackError
from ..options import Json
from ..world.model import Channel, Message
from .method import Call, Methods, make_cursor, paged, read_cursor

methods = Methods()

READ = ("channels:read", "groups:read", "im:read", "mpim:read")
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
PREFIX = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}


def need_for(call: Call, channel: Channel, right: str) -> None:
    """Raise `missing_scope` unless the app has `right` (`read`, `history`) for this kind of conversation."""
    call.need(f"{PREFIX[channel.type]}:{right}")


def _bound(call: Call, name: str) -> str | None:
    value = call.args.get(name)
    if value in (None, "", 0, "0"):
        return None
    try:
        seconds, _, micro = str(value).partition(".")
        return f"{int(seconds)}.{micro.ljust(6, '0')[:6]}"
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None


def _between(call: Call, messages: list[Message]) -> list[Message]:
    """Those between `oldest` and `latest`; the bounds themselves only if `inclusive`."""
    oldest, latest, inclusive = _bound(call, "oldest"), _bound(call, "latest"), call.flag("inclusive")
    if oldest is not None:
        messages = [m for m in messages if m.ts > oldest or (inclusive and m.ts == oldest)]
    if latest is not None:
        messages = [m for m in messages if m.ts < latest or (inclusive and m.ts == latest)]
    return messages


def _show(call: Call, message: Message) -> Json:
    body = call.world.show(message)
    if message.metadata and call.flag("include_all_metadata"):
        body["metadata"] = message.metadata
    return body


_RANGE = "cursor include_all_metadata inclusive latest limit oldest"


@methods.add("conversations.history", scopes=HISTORY, tier=3, required="channel", optional=_RANGE)
def history(call: Call) -> Json:
    """The messages of a conversation, newest first, without the replies in threads."""
    channel = call.channel()
    need_for(call, channel, "history")
    if call.world.bot.id not in channel.members:
        raise SlackError("not_in_channel")
    found = [m for m in call.world.messages[channel.id].values() if not m.is_reply or m.broadcast]
    found = _between(call, sorted(found, key=lambda m: m.ts, reverse=True))
    page, cursor = call.page(found, default=100, most=999)
    reply: Json = {
        "messages": [_show(call, m) for m in page],
        "has_more": bool(cursor),
        "pin_count": len(channel.pins),
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    return reply | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


@methods.add("conversations.replies", scopes=HISTORY, tier=3, required="channel ts", optional=_RANGE)
def replies(call: Call) -> Json:
    """A thread, its root first, then the replies from the oldest on."""
    world = call.world
    channel = call.channel()
    need_for(call, channel, "history")
    if world.bot.id not in channel.members:
        raise SlackError("not_in_channel")
    root = world.message(channel, call.text("ts"))
    if root is None:
        raise SlackError("thread_not_found")
    found = [] if root.is_reply else _between(call, world.replies(channel.id, root.ts))
    start = read_cursor(call.text("cursor"))
    end = start + call.whole("limit", 1000, most=1000)
    # The root comes with every page, as Slack does it; it does not count.
    messages = [root, *found[start:end]]
    more = end < len(found)
    reply: Json = {"messages": [_show(call, m) for m in messages], "has_more": more}
    return reply | ({"response_metadata": {"next_cursor": make_cursor(end)}} if more else {})


@methods.add(
    "conversations.info",
    scopes=READ,
    tier=3,
    required="channel",
    optional="include_locale include_num_members",
)
def info(call: Call) -> Json:
    """One conversation."""
    channel = call.channel()
    need_for(call, channel, "read")
    count = call.flag("include_num_members")
    shown = call.world.show_channel(channel, call.world.bot.id, num_members=count)
    return {"channel": shown | ({"locale": "en-US"} if call.flag("include_locale") else {})}


@methods.add("conversations.members", scopes=READ, tier=4, required="channel", optional="cursor limit")
def members(call: Call) -> Json:
    """The ids of a conversation's members."""
    channel = call.channel()
    need_for(call, channel, "read")
    return paged("members", *call.page(channel.members, default=100))


def wanted_types(call: Call) -> set[str]:
    """The kinds of conversation that `types` asks for. Raises `invalid_types`, `missing_scope`."""
    wanted = {t.strip() for t in call.text("types", "public_channel").split(",") if t.strip()}
    if not wanted <= set(TYPES):
        raise SlackError("invalid_types")
    kinds = {TYPES[t] for t in wanted or {"public_channel"}}
    for kind in sorted(kinds):
        call.need(f"{PREFIX[kind]}:read")
    return kinds


@methods.add(
    "conversations.list",
    scopes=READ,
    tier=2,
    optional="cursor exclude_archived limit team_id types",
)
def list_all(call: Call) -> Json:
    """The conversations that the app can see."""
    world, kinds = call.world, wanted_types(call)
    rooms = [
        c
        for c in world.channels.values()
        if c.type in kinds
        and (not c.is_private or world.bot.id in c.members)
        and not (c.is_archived and call.flag("exclude_archived"))
    ]
    page, cursor = call.page(rooms, default=100)
    shown = [world.show_channel(c, world.bot.id, num_members=c.type != "im") for c in page]
    return paged("channels", shown, cursor)
