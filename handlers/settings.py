"""Settings: the modal, opened by command or from the App Home."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.ports.chat import Message
from bot.slack.blockkit import learner
from bot.slack.blockkit import settings as shown
from bot.slack.blockkit.ids import Action, BlockId, Callback
from bot.slack.blockkit.refs import SettingsRef
from bot.workspaces import settings
from bot.workspaces.curators import is_workspace_curator
from bot.workspaces.local_time import BadTimes
from bot.workspaces.policy import Policy, PolicyError
from handlers import home, learning
from handlers.clicks import Click, on_click
from handlers.door import Door, Said
from handlers.replies import answered, in_window
from models.members import Member
from models.uow import UnitOfWork


def register(app: AsyncApp, door: Door) -> None:
    """Listen to the button and the modal."""
    on_click(app, door, Action.SETTINGS_OPEN, _open_from_home)

    async def on_saved(body: dict[str, Any], ack: AsyncAck) -> None:
        await _saved(door, body, ack)

    app.view(Callback.SETTINGS_SAVE.value)(on_saved)


async def open_modal(door: Door, said: Said) -> Message | None:
    """`/thrice settings`: open the modal for this channel and the workspace."""
    await _open(door, said.workspace_id, said.user_id, said.channel_id, said.trigger_id)
    return None


async def _open_from_home(door: Door, click: Click) -> None:
    await _open(door, click.workspace_id, click.user_id, None, click.trigger_id)


async def _open(door: Door, workspace_id: int, user_id: str, channel_id: str | None, trigger_id: str) -> None:
    async with door.storage.look(workspace_id) as uow:
        member = await uow.members.get(user_id)
        policy = await door.policy_in(uow)
        curates = is_workspace_curator(member)
        named = tuple(m.user_id for m in await uow.members.all() if m.is_curator and not m.is_deleted)
        view = shown.SettingsView(
            workspace=shown.WorkspaceSettings(
                draft_after=policy.draft_after, save_reaction=policy.save_reaction, curators=named, editable=curates
            ),
            channel=await _channel(uow, user_id, channel_id, curates=curates),
            learner=await learning.view_of(door, uow, user_id),
            forgotten=member is not None and member.forgotten_at is not None,
            left_out=_left_out(member, policy),
        )
    await door.chat.open_view(workspace_id, trigger_id, shown.modal(view))


def _left_out(member: Member | None, policy: Policy) -> str:
    if member is not None and member.is_partner:
        return "" if policy.capture_partners else "from another organisation"
    return "a guest in this workspace" if member is not None and member.is_guest and not policy.capture_guests else ""


async def _channel(
    uow: UnitOfWork, user_id: str, channel_id: str | None, *, curates: bool
) -> shown.ChannelSettings | None:
    channel = await uow.channels.get(channel_id) if channel_id is not None else None
    if channel is None or not channel.is_joined:
        return None
    return shown.ChannelSettings(
        channel_id=channel.channel_id,
        name=channel.name,
        capturing=channel.capturing,
        curator=channel.curator,
        editable=curates or channel.curator == user_id,
    )


async def _saved(door: Door, body: dict[str, Any], ack: AsyncAck) -> None:
    values = body["view"]["state"]["values"]
    where = next((b for b in (BlockId.SAVE_REACTION, BlockId.CHANNEL_CURATOR, BlockId.CAPTURING) if b in values), "")
    new_times: learner.LearnerView | None = None

    async def run() -> None:
        nonlocal where, new_times
        try:
            new_times = await _change(door, body)
        except (PolicyError, settings.CannotBeCurator) as refused:
            where = BlockId(refused.setting)
            raise
        except BadTimes as refused:
            where = learning.FIELDS[refused.field]
            raise

    refusal = await answered(run)
    if refusal is not None:
        await ack(response_action="errors", errors={str(where): in_window(refusal)})
        return
    await ack()
    if new_times is not None:
        await learning.tell_when(door, body, new_times)


async def _change(door: Door, body: dict[str, Any]) -> learner.LearnerView | None:
    """Change what was chosen; return the person's times where they are others than before."""
    user_id = str(body["user"]["id"])
    ref = SettingsRef.unpack(body["view"]["private_metadata"])
    chosen = shown.read(body["view"]["state"]["values"])
    workspace_id = await door.workspace_of(body)
    for named in {chosen.channel_curator, *(chosen.curators or ())} - {None, ""}:
        await door.meet(workspace_id, str(named))
    async with door.storage.begin(workspace_id) as uow:
        wanted = settings.Wanted(
            capturing=chosen.capturing,
            channel_curator=chosen.channel_curator,
            draft_after=chosen.draft_after,
            save_reaction=chosen.save_reaction,
            curators=chosen.curators,
        )
        policy = await door.policy_in(uow)
        await settings.change(uow, user_id, ref.channel_id, wanted, policy=policy, at=door.clock())
        before = await learning.view_of(door, uow, user_id)
        now = before
        if BlockId.NUDGE_TIME in body["view"]["state"]["values"]:
            now = await learning.change(door, uow, user_id, learner.read(body["view"]["state"]["values"]))
    await door.look_again()
    await home.show(door, workspace_id, user_id)
    return now if now != before else None
