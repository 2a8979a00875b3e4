"""Courses and paths: a member sees what there is, takes and leaves it, and learns a path in its order."""

from pathlib import Path

import pytest

from bot.bootstrap import Thrice
from bot.learning import paths
from bot.learning.courses import shelving
from bot.learning.courses.folder import read_folder
from scheduler.following_cards import CardRounds
from tests.support.clock import MovableClock
from tests.support.learning import goes_to, to_monday
from tests.support.people import Workspace
from tests.support.rounds import look_after_blocks
from tests.support.surfaces import Message

LESSONS = {
    "refunds": {"signing": "Who signs refunds?", "paying": "Who pays refunds out?"},
    "returns": {"forms": "Where are the return forms?"},
}


@pytest.fixture
async def lena_learns(workspace: Workspace, thrice: Thrice, clock: MovableClock, tmp_path: Path) -> None:
    """Lena learns; there are two courses beside the one about Thrice, and a path that holds one of them."""
    await workspace.person("lena", tz="UTC").says("/thrice learn")
    async with thrice.storage.look() as uow:
        [team] = await uow.workspaces.installed()
    async with thrice.storage.begin(team.id) as uow:
        for key, lessons in LESSONS.items():
            folder = tmp_path / key
            folder.mkdir()
            for n, (stem, title) in enumerate(lessons.items()):
                text = f"---\ntitle: {title}\norder: {n}\n---\nBo in building {n}7 does that before 15:00.\n"
                (folder / f"{stem}.md").write_text(text, encoding="utf-8")
            await shelving.shelve(uow, read_folder(folder), at=clock())
        await paths.set_path(uow, "New *joiner*", ["course:refunds"], role="support", by="U0", at=clock())
    await CardRounds(thrice.storage, clock).follow()
    await workspace.quiet()


async def the_list(workspace: Workspace) -> Message:
    """The list of courses as it stands now, where lena asked for it."""
    return (await workspace.person("lena").private("#general"))[-1]


@pytest.mark.usefixtures("lena_learns")
async def test_a_course_is_taken_and_left_in_the_list(workspace: Workspace) -> None:
    lena = workspace.person("lena")
    [shown] = await lena.says("/thrice learn courses")
    assert "Returns" in shown.reads
    assert "1 lesson, about 1 minute" in shown.reads
    assert "0 of" in shown.reads, "the course about Thrice is hers already"
    await lena.clicks(shown, "Choose")
    chosen = await the_list(workspace)
    assert "0 of 1 step done: Refunds" in chosen.reads
    assert "Part of your path" in chosen.reads
    assert chosen.buttons.count("Take") == 1, "what a path brings need not be taken"
    await lena.clicks(chosen, "Take")
    taken = await the_list(workspace)
    assert "Take" not in taken.buttons
    home = (await lena.opens_home()).reads
    for each in ("New *joiner*", "Returns"):
        assert f"{each}: 0 of 1" in " ".join(home.split("\n")), home
    await lena.clicks(taken, "Leave")
    assert {"Choose", "Leave"} <= set((await the_list(workspace)).buttons), "her paths stand first; she left it"


@pytest.mark.usefixtures("lena_learns")
async def test_a_path_comes_into_the_sprint_before_all_else(workspace: Workspace) -> None:
    lena = workspace.person("lena")
    [shown] = await lena.says("/thrice learn courses")
    await lena.clicks(shown, "Choose")
    [read] = await lena.says("/thrice learn now")
    assert "Who signs refunds?" in read.reads


@pytest.mark.usefixtures("lena_learns")
async def test_whoever_does_not_learn_is_told_and_guests_are_refused(workspace: Workspace) -> None:
    [shown] = await workspace.person("mia").says("/thrice learn courses")
    assert "You get no learning prompts" in shown.reads
    await workspace.person("mia").clicks(shown, "Choose")
    gus = workspace.person("gus", is_guest=True)
    [refused] = await gus.says("/thrice learn courses", channel=await gus.dm_with_app())
    assert "full members" in refused.reads
    [helped] = await workspace.person("mia").says("/thrice learn courses by heart")
    assert "learn courses" in helped.reads


@pytest.mark.usefixtures("lena_learns")
async def test_a_learning_block_names_the_next_part_of_a_course_and_opens_it(
    workspace: Workspace, thrice: Thrice, clock: MovableClock
) -> None:
    lena = workspace.person("lena")
    [shown] = await lena.says("/thrice learn courses")
    await lena.clicks(shown, "Choose")
    await lena.says("/thrice focus join")
    to_monday(clock)
    goes_to(clock, 13, 51, days=4)
    await look_after_blocks(thrice)
    reminder = await lena.receives("14:00 to 16:00", button="Start")
    assert "The next part of Refunds: Who signs refunds?" in " ".join(reminder.reads.split())
    await lena.clicks(reminder, "Start")
    await workspace.quiet(1)
    begun = await lena.again(reminder)
    assert begun is not None
    assert "Who signs refunds?" in begun.reads, "what there is to do stays in sight"
    await lena.clicks(begun, "Read the next part")
    assert "Bo in building 07" in (await lena.sees_modal()).reads
