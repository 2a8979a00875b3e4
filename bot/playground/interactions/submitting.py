"""Modals are submitted and closed, and the app's `response_action` is carried out."""

from dataclasses import dataclass

from ..blocks.reading import read_view
from ..delivery.answer import Answer
from ..delivery.outbox import Outbox
from ..errors import Refused, SlackError
from ..options import Json
from ..world import surfaces
from ..world.model import Person, View
from ..world.world import World
from . import elements, payloads
from .triggers import Triggers

_TROUBLE = "We had some trouble connecting. Try again?"
_MISSING = "Please complete this required field."


@dataclass(frozen=True)
class Submitted:
    """Whether the modal went through; else what stands beneath its fields."""

    ok: bool
    errors: dict[str, str]
    sentence: str | None = None


class Submission:
    """Submitting and closing modals."""

    def __init__(self, world: World, outbox: Outbox, triggers: Triggers) -> None:
        self._world = world
        self._outbox = outbox
        self._triggers = triggers

    async def submit(self, person: Person, view_id: str, values: Json) -> Submitted:
        """Fill in and submit; required fields are checked by the client, before the app hears of it."""
        view = self._visible(person, view_id)
        blocks = view.body.get("blocks", [])
        for block_id, actions in values.items():
            view.state.setdefault(block_id, {}).update(actions)
        view.state = elements.state_values(blocks, view.state)
        missing = _missing(blocks, view.state)
        if missing:
            return Submitted(False, missing)
        body = payloads.head(self._world, person, "view_submission", self._triggers.new(person.id))
        body |= {"view": self._world.show_view(view), "response_urls": []}
        answer = await self._outbox.ask("interactive", "view_submission", body)
        if not answer.ok:
            return Submitted(False, {}, _TROUBLE)
        return self._carry_out(person, view, answer)

    def _visible(self, person: Person, view_id: str) -> View:
        view = surfaces.view_of(self._world, person, view_id)
        if view is not surfaces.visible_modal(self._world, person):
            raise Refused("Another window is in front of that one.", 409)
        return view

    def _carry_out(self, person: Person, view: View, answer: Answer) -> Submitted:
        world, body = self._world, answer.json()
        action = body.get("response_action") if isinstance(body, dict) else None
        still_open = view.id in world.views
        try:
            if action is None and still_open and surfaces.visible_modal(world, person) is view:
                surfaces.close_top(world, person)
            elif action == "clear":
                surfaces.close_all(world, person)
            elif action == "errors":
                return self._errors(view, body)
            elif action == "update" and still_open:
                surfaces.update_view(world, view, read_view(body.get("view"), world.ids))
            elif action == "push":
                surfaces.push_modal(world, person, read_view(body.get("view"), world.ids))
            elif action is not None:
                return Submitted(False, {}, _TROUBLE)
        except SlackError:
            return Submitted(False, {}, _TROUBLE)
        return Submitted(True, {})

    @staticmethod
    def _errors(view: View, body: Json) -> Submitted:
        errors = body.get("errors")
        inputs = {b["block_id"] for b in view.body.get("blocks", []) if b["type"] == "input"}
        # Slack shows errors beneath inputs only; for any other block it says that something went wrong.
        if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
            return Submitted(False, {}, _TROUBLE)
        return Submitted(False, {str(k): str(v) for k, v in errors.items()})

    async def close(self, person: Person, view_id: str, *, all_of_them: bool = False) -> Answer | None:
        """Close a modal (or the whole stack); the app hears of it if it asked to (`notify_on_close`)."""
        world = self._world
        view = self._visible(person, view_id)
        everything = all_of_them or bool(view.body.get("clear_on_close"))
        shown = world.show_view(view)
        if everything:
            surfaces.close_all(world, person)
        else:
            surfaces.close_top(world, person)
        if not view.body.get("notify_on_close"):
            return None
        body = payloads.head(world, person, "view_closed", "")
        del body["trigger_id"]
        body |= {"view": shown, "is_cleared": everything}
        return await self._outbox.ask("interactive", "view_closed", body)


def _missing(blocks: list[Json], values: Json) -> dict[str, str]:
    """Required inputs that were left empty: block id -> sentence."""
    missing = {}
    for block in blocks:
        if block["type"] != "input" or block.get("optional"):
            continue
        state = values.get(block["block_id"], {}).get(block["element"]["action_id"], {})
        if elements.is_empty(state):
            missing[block["block_id"]] = _MISSING
    return missing
