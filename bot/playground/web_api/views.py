"""views.*: the app's modals and Home tabs."""

from ..blocks.reading import read_view
from ..errors import SlackError
from ..options import Json
from ..world import surfaces
from ..world.model import Person, View
from .method import Call, Methods

methods = Methods()


def _view(call: Call, *, home: bool = False) -> Json:
    return read_view(call.args.get("view"), call.world.ids, home=home)


def _who(call: Call) -> Person:
    pointer = call.args.get("trigger_id") or call.args.get("interactivity_pointer")
    if not pointer:
        raise SlackError("invalid_arguments", "[ERROR] missing required field: trigger_id")
    return call.world.people[call.services.triggers.exchange(pointer)]


@methods.add("views.open", tier=4, required="view", optional="interactivity_pointer trigger_id")
def open_modal(call: Call) -> Json:
    """Open a modal for whoever caused the trigger."""
    body = _view(call)
    return _shown(call, surfaces.open_modal(call.world, _who(call), body))


@methods.add("views.push", tier=4, required="view", optional="interactivity_pointer trigger_id")
def push(call: Call) -> Json:
    """Put a modal on top of the one that is open."""
    body = _view(call)
    return _shown(call, surfaces.push_modal(call.world, _who(call), body))


@methods.add("views.update", tier=4, required="view", optional="external_id hash view_id")
def update(call: Call) -> Json:
    """Replace what a modal shows."""
    world = call.world
    wanted_id, external_id = call.text("view_id"), call.text("external_id")
    view = next(
        (v for v in world.views.values() if v.id == wanted_id or (external_id and v.external_id == external_id)),
        None,
    )
    if view is None:
        raise SlackError("not_found")
    body = _view(call, home=view.type == "home")
    return _shown(call, surfaces.update_view(world, view, body, given_hash=call.text("hash")))


@methods.add("views.publish", tier=4, required="user_id view", optional="hash")
def publish(call: Call) -> Json:
    """Publish somebody's Home tab."""
    if not call.world.manifest.home_tab:
        raise SlackError("not_enabled")
    person = call.world.people.get(call.text("user_id"))
    if person is None or person.is_bot:
        raise SlackError("invalid_arguments", "[ERROR] user_id is not a valid user")
    body = _view(call, home=True)
    return _shown(call, surfaces.publish_home(call.world, person, body, given_hash=call.text("hash")))


def _shown(call: Call, view: View) -> Json:
    return {"view": call.world.show_view(view)}
