"""users.*, team.*, bots.*, usergroups.*, emoji.*: who is there."""

from ..errors import SlackError
from ..options import Json
from .conversations import READ, wanted_types
from .method import Call, Methods, paged

methods = Methods()


@methods.add("users.info", scopes=["users:read"], tier=4, required="user", optional="include_locale")
def info(call: Call) -> Json:
    """One user."""
    shown = call.world.show_person(call.person(), include_locale=call.flag("include_locale"))
    return {"user": without_email(call, shown)}


def without_email(call: Call, shown: Json) -> Json:
    """A user as a token without `users:read.email` sees them."""
    if "users:read.email" not in call.scopes:
        shown["profile"].pop("email", None)
    return shown


@methods.add("users.list", scopes=["users:read"], tier=2, optional="cursor include_locale limit team_id")
def list_all(call: Call) -> Json:
    """Everybody, also those who are gone."""
    page, cursor = call.page(list(call.world.people.values()), default=200)
    locale = call.flag("include_locale")
    shown = [without_email(call, call.world.show_person(p, include_locale=locale)) for p in page]
    return {"cache_ts": call.world.now()} | paged("members", shown, cursor)


@methods.add(
    "users.conversations",
    scopes=READ,
    tier=3,
    optional="cursor exclude_archived limit team_id types user",
)
def conversations(call: Call) -> Json:
    """The conversations that a user (default: the app) is in, as far as the app can see them."""
    world, kinds = call.world, wanted_types(call)
    user = call.text("user", world.bot.id)
    rooms = [
        c
        for c in world.channels.values()
        if c.type in kinds
        and user in c.members
        and (not c.is_private or world.bot.id in c.members)
        and not (c.is_archived and call.flag("exclude_archived"))
    ]
    page, cursor = call.page(rooms, default=100, most=999)
    shown = [world.show_channel(c, world.bot.id) for c in page]
    for each in shown:
        each.pop("is_member", None)
    return paged("channels", shown, cursor)


@methods.add("users.lookupByEmail", scopes=["users:read.email"], tier=3, required="email")
def lookup_by_email(call: Call) -> Json:
    """The user with this address."""
    email = call.text("email").lower()
    person = next((p for p in call.world.people.values() if p.email and p.email.lower() == email), None)
    if person is None or person.deleted:
        raise SlackError("users_not_found")
    return {"user": call.world.show_person(person, include_locale=False)}


@methods.add("users.getPresence", scopes=["users:read"], tier=3, optional="user")
def get_presence(call: Call) -> Json:
    """Whether a user is there: in the playground, always, unless they are gone."""
    return {"presence": "away" if call.person().deleted else "active"}


@methods.add("team.info", scopes=["team:read"], tier=3, optional="domain team")
def team_info(call: Call) -> Json:
    """The workspace."""
    team = call.world.team
    return {
        "team": {
            "id": team.id,
            "name": team.name,
            "url": f"https://{team.domain}.slack.com/",
            "domain": team.domain,
            "email_domain": "",
            "icon": {
                "image_default": True,
                "image_34": "https://a.slack-edge.com/80588/img/avatars-teams/ava_0001-34.png",
            },
            "avatar_base_url": "https://ca.slack-edge.com/",
            "is_verified": False,
        }
    }


@methods.add("bots.info", scopes=["users:read"], tier=3, optional="bot team_id")
def bot_info(call: Call) -> Json:
    """The app's bot."""
    if call.text("bot", call.world.bot_id) != call.world.bot_id:
        raise SlackError("bot_not_found")
    return {"bot": {k: v for k, v in call.world.bot_profile().items() if k != "team_id"}}


_GROUPS = ["usergroups:read"]


@methods.add(
    "usergroups.list",
    scopes=_GROUPS,
    tier=2,
    optional="include_count include_disabled include_users team_id",
)
def usergroups(_call: Call) -> Json:
    """The user groups: the playground has none."""
    return {"usergroups": []}


@methods.add(
    "usergroups.users.list",
    scopes=_GROUPS,
    tier=2,
    required="usergroup",
    optional="include_disabled team_id",
)
def usergroup_members(_call: Call) -> Json:
    """The members of a user group that there is not."""
    raise SlackError("no_such_subteam")


@methods.add("emoji.list", scopes=["emoji:read"], tier=2, optional="include_categories")
def emoji(call: Call) -> Json:
    """The workspace's own emoji: none."""
    return {"emoji": {}, "cache_ts": f"{call.world.now()}.000000"}
