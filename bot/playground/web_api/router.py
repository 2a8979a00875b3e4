"""Takes a Web API call from its token to its reply, and writes every call down."""

from collections import deque
from dataclasses import dataclass

from ..errors import Refused, SlackError
from ..options import Json
from ..world.world import World
from . import app, availability, chat, conversations, marks, membership, users, views
from .limits import RateLimited
from .method import Call, Method
from .services import Services

_FAMILIES = (app, availability, chat, conversations, marks, membership, users, views)
_KEPT = 5000


def all_methods() -> list[Method]:
    """Every method that the playground knows."""
    return [method for family in _FAMILIES for method in family.methods.all]


@dataclass
class Record:
    """One call as the control door shows it; the token is left out."""

    method: str
    arguments: Json
    unknown_arguments: list[str]
    at: float
    answer: Json | None = None
    status: int = 200
    fault: str | None = None
    seconds: float = 0.0

    def to_json(self) -> Json:
        """All of it."""
        return dict(vars(self))


class WebApi:
    """All methods, and what was called."""

    def __init__(self, world: World, services: Services) -> None:
        self._world = world
        self._services = services
        self.methods: dict[str, Method] = {method.name: method for method in all_methods()}
        self.calls: deque[Record] = deque(maxlen=_KEPT)

    def note(self, name: str, args: Json) -> Record:
        """Begin the record of a call."""
        method = self.methods.get(name)
        known = method.required | method.optional if method else frozenset()
        # slack_sdk adds team_id to every call once it knows the team, and Slack lets it pass everywhere.
        unknown = sorted(set(args) - known - {"token", "team_id"})
        kept = {k: v for k, v in args.items() if k != "token"}
        record = Record(name, kept, unknown if method else [], self._world.options.clock())
        self.calls.append(record)
        return record

    def call(self, name: str, token: str, args: Json) -> tuple[Json, int | None]:
        """Run a call. Returns the reply and, if it was one too many, the seconds to wait."""
        try:
            method = self._allowed(name, token, args)
            return {"ok": True} | method.run(Call(method, args, self._world, self._services, token)), None
        except RateLimited as error:
            return {"ok": False, "error": error.code}, error.retry_after
        except SlackError as error:
            return self._refusal(name, error), None
        except Refused as error:
            return {"ok": False, "error": "invalid_arguments", "response_metadata": {"messages": [str(error)]}}, None

    @staticmethod
    def _refusal(name: str, error: SlackError) -> Json:
        reply: Json = {"ok": False, "error": error.code, **error.fields}
        if error.messages:
            reply["response_metadata"] = {"messages": list(error.messages)}
        return reply | ({"req_method": name} if error.code == "unknown_method" else {})

    def _allowed(self, name: str, token: str, args: Json) -> Method:
        """The method, if this token may call it with these arguments now."""
        method = self.methods.get(name)
        if method is None:
            raise SlackError("unknown_method")
        self._check_token(method, token)
        self._services.limits.count_call(name, method.tier)
        scopes = self._services.tokens.scopes_of(token)
        if method.scopes and not scopes & set(method.scopes):
            raise SlackError("missing_scope", needed=",".join(method.scopes), provided=",".join(sorted(scopes)))
        missing = sorted(each for each in method.required if args.get(each) is None)
        if missing:
            raise SlackError("invalid_arguments", *(f"[ERROR] missing required field: {each}" for each in missing))
        return method

    def _check_token(self, method: Method, token: str) -> None:
        if method.caller == "anyone":
            return
        kind = self._services.tokens.kind_of(token)
        if not token:
            raise SlackError("not_authed")
        if kind == "revoked":
            raise SlackError("token_revoked" if self._world.installed else "account_inactive")
        if kind == "unknown":
            raise SlackError("invalid_auth")
        takes = ("bot", "user") if method.caller == "both" else (method.caller,)
        if kind not in takes:
            raise SlackError("not_allowed_token_type")
        owner = self._services.tokens.owner_of(token)
        if owner is not None and self._world.people[owner].deleted:
            raise SlackError("account_inactive")
