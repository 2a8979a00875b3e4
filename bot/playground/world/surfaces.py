"""Views: modals open in a stack of at most three, and one Home tab for each person."""

from ..errors import Refused, SlackError
from ..options import Json
from .model import Person, View
from .world import World

_DEEPEST = 3


def open_modal(world: World, person: Person, body: Json) -> View:
    """Open a modal; what was open before is gone."""
    close_all(world, person)
    view = _make(world, person, body)
    return _show(world, person, view)


def push_modal(world: World, person: Person, body: Json) -> View:
    """Put a modal on top of the one that is open. Raises `push_limit_reached`."""
    stack = world.modals[person.id]
    if not stack:
        raise SlackError("not_found")
    if len(stack) >= _DEEPEST:
        raise SlackError("push_limit_reached")
    view = _make(world, person, body)
    view.root_view_id = stack[0]
    view.previous_view_id = stack[-1]
    return _show(world, person, view)


def _make(world: World, person: Person, body: Json) -> View:
    external_id = str(body.get("external_id", ""))
    if external_id and any(v.external_id == external_id for v in world.views.values()):
        raise SlackError("duplicate_external_id")
    view_id = world.ids.once("V")
    return View(view_id, person.id, str(body["type"]), body, _new_hash(world), view_id, external_id=external_id)


def _new_hash(world: World) -> str:
    return f"{world.now()}.{world.ids.short(8)}"


def _show(world: World, person: Person, view: View) -> View:
    world.views[view.id] = view
    world.modals[person.id].append(view.id)
    world.changed("modal", user=person.id)
    return view


def update_view(world: World, view: View, body: Json, *, given_hash: str | None = None) -> View:
    """Replace what a view shows. Raises `hash_conflict` if somebody else was faster."""
    if given_hash and given_hash != view.hash:
        raise SlackError("hash_conflict")
    view.body = body
    view.hash = _new_hash(world)
    view.external_id = str(body.get("external_id", view.external_id))
    kept = {block.get("block_id") for block in body.get("blocks", [])}
    view.state = {block_id: state for block_id, state in view.state.items() if block_id in kept}
    world.changed("home" if view.type == "home" else "modal", user=view.user)
    return view


def publish_home(world: World, person: Person, body: Json, *, given_hash: str | None = None) -> View:
    """Publish somebody's Home tab."""
    current = world.views.get(world.homes.get(person.id, ""))
    if current is not None:
        return update_view(world, current, body, given_hash=given_hash)
    view = _make(world, person, body)
    world.views[view.id] = view
    world.homes[person.id] = view.id
    world.changed("home", user=person.id)
    return view


def visible_modal(world: World, person: Person) -> View | None:
    """The modal that somebody has before their eyes."""
    stack = world.modals[person.id]
    return world.views[stack[-1]] if stack else None


def close_top(world: World, person: Person) -> None:
    """Close the visible modal; the one beneath shows again."""
    stack = world.modals[person.id]
    if stack:
        del world.views[stack.pop()]
        world.changed("modal", user=person.id)


def close_all(world: World, person: Person) -> None:
    """Close the whole stack."""
    while world.modals[person.id]:
        close_top(world, person)


def view_of(world: World, person: Person, view_id: str) -> View:
    """A view that this person has open. Raises `Refused` (404)."""
    view = world.views.get(view_id)
    if view is None or view.user != person.id:
        raise Refused("That is not open any more.", 404)
    return view
