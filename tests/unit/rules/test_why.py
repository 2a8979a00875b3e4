"""Why somebody was shown a page: in words of which they may read where they were said."""

from bot.slack.views import Views
from bot.workspaces import channels
from handlers.why import last_shown
from models.questions import Question
from tests.wiki_world import NOW, PUBLIC, Team


async def shown_to_bo(team: Team) -> str | None:
    """Return the wording that Bo is told of; none where he is told of no page."""
    async with team.storage.look(team.workspace_id) as uow:
        view = await last_shown(uow, "U2", views=Views("https://thrice.example"), gate=0.5)
    return view.phrasing if view is not None else None


async def test_nothing_was_shown_yet(team: Team) -> None:
    assert await shown_to_bo(team) is None


async def test_a_wording_of_a_channel_that_became_private_is_told_to_its_members_only(team: Team) -> None:
    page = await team.article("How do I get VPN access?", phrasings=("VPN access?", "How do I get onto the VPN?"))
    await team.offer(page, "U2", None)
    async with team.storage.begin(team.workspace_id) as uow:
        uow.add(
            Question(
                channel_id="C2", ts="1600000000.000100", thread_ts="1600000000.000100", asker="U3",
                text="The VPN for the merger?", audience=PUBLIC, topic_id=page.topic_id,
                asked_at=NOW.replace(year=2020),
            )
        )  # fmt: skip
    assert await shown_to_bo(team) == "The VPN for the merger?", "the first that was asked"
    async with team.storage.begin(team.workspace_id) as uow:
        await channels.described(uow, "C2", name="random", is_private=True, is_shared=False)
        await channels.members_read(uow, "C2", ("U3",), at=NOW)
    assert await shown_to_bo(team) == "VPN access?"
    async with team.storage.begin(team.workspace_id) as uow:
        await channels.members_read(uow, "C2", ("U2", "U3"), at=NOW)
    assert await shown_to_bo(team) == "The VPN for the merger?"
