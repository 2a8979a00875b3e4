"""Paths and the list of people that puts members on them, on both databases."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import NotFound
from bot.learning import learners, paths, people
from bot.learning.composing import compose
from bot.learning.courses import shelving
from bot.learning.courses.values import CourseFolder, LessonPart
from bot.learning.paths import BadPath
from bot.learning.people_file import Listed
from bot.learning.policy import LearningPolicy
from bot.learning.shelf import Shelf, shelf_of
from bot.learning.standing import standing_of
from bot.slack.blockkit.courses import PAGE
from bot.slack.shelf_views import shelf
from bot.workspaces.audience import reader_of
from models.articles import Article
from models.members import Member
from models.uow import Storage
from tests.support.cards import Learning
from tests.wiki_world import NOW, Team

VPN = "## Short answer\nChen in IT hands out the VPN accounts before 15:00.\n"
JUNK = "## Short answer\nThe recycling bins stand behind building 7.\n"
POLICY = LearningPolicy()


@pytest.fixture
async def learning(storage: Storage) -> Learning:
    return Learning(await Team.founded(storage))


async def course(learning: Learning, key: str) -> None:
    """A course of two lessons, each with cards."""
    parts = tuple(
        LessonPart(f"{n}", f"How does {key} go, part {n}?", f"Room {n}{n} of {key} opens at {n}:15.", 60)
        for n in (1, 2)
    )
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        done = await shelving.shelve(uow, CourseFolder(key, key.title(), "", (), parts, "d"), at=NOW)
        lessons = await uow.courses.lessons(done.course.id)
    for lesson in lessons:
        await learning.follow(lesson)


async def made(learning: Learning, *items: str, name: str = "New joiner", role: str | None = None) -> int:
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        path, _ = await paths.set_path(uow, name, items, role=role, by="U1", at=NOW)
        return path.id


async def held(learning: Learning, who: str) -> Shelf:
    async with learning.team.storage.look(learning.team.workspace_id) as uow:
        return await shelf_of(uow, await reader_of(uow, who))


async def listed(learning: Learning, *lines: Listed, replace: bool = False) -> people.Kept:
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        return await people.keep(uow, lines, replace=replace, at=NOW)


async def reads(learning: Learning, who: str) -> list[str]:
    """The titles of all that a learner reads, sprint by sprint."""
    titles: list[str] = []
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        learner = await learners.join(uow, who, policy=POLICY, at=NOW)
        reader = await reader_of(uow, who)
        learner.new_per_day = 50
        filled = await compose(uow, learner, policy=POLICY, at=NOW)
        for source_id in filled.reads:
            material = await uow.curriculum.material(reader, source_id)
            assert material is not None
            titles.append(material.title)
    return titles


async def test_what_a_path_holds_comes_first_in_its_order(learning: Learning) -> None:
    await learning.article("Where is the junk?", JUNK)
    vpn = await learning.article("How do I get VPN access?", VPN)
    for key in ("returns", "refunds"):
        await course(learning, key)
    path = await made(learning, "course:returns", f"page:{vpn.id}", "course:refunds")
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        await paths.choose(uow, "U3", path, at=NOW)
    # There is a card to each: a sixth page, the team's, waits for the next day.
    assert await reads(learning, "U3") == [
        "How does returns go, part 1?",
        "How does returns go, part 2?",
        "How do I get VPN access?",
        "How does refunds go, part 1?",
        "How does refunds go, part 2?",
    ]
    assert "How does returns go, part 1?" not in await reads(learning, "U2"), "only who is on it gets its courses"


async def test_what_somebody_may_not_read_is_no_step_for_them(learning: Learning) -> None:
    secret = await learning.article("Who sits on the board?", VPN, audience="C9")
    await course(learning, "returns")
    await made(learning, f"page:{secret.slug}", "course:returns")
    await made(learning, f"page:{secret.id}", name="Board")
    assert [path.steps for path in (await held(learning, "U3")).paths] == [("Returns",)]
    assert [path.steps for path in (await held(learning, "U2")).paths] == [
        ("Who sits on the board?",),
        ("Who sits on the board?", "Returns"),
    ]


async def test_how_far_somebody_is_counts_lessons_and_steps(learning: Learning) -> None:
    vpn = await learning.article("How do I get VPN access?", VPN)
    await course(learning, "returns")
    await made(learning, f"page:{vpn.id}", "course:returns")
    async with learning.team.storage.look(learning.team.workspace_id) as uow:
        first, _ = await uow.courses.lessons((await uow.courses.offered())[0].id)
    for card in (*await learning.cards(vpn), *await learning.cards(first)):
        await learning.remember("U3", card)
    seen = await held(learning, "U3")
    [told] = seen.courses
    assert (told.done, told.of, told.lessons, told.is_mine) == (1, 2, 2, False)
    assert (seen.paths[0].done, seen.paths[0].of, seen.paths[0].is_mine) == (1, 2, False)


async def test_a_learner_is_told_of_their_paths_and_of_the_courses_on_them(learning: Learning) -> None:
    for key in ("returns", "refunds", "other"):
        await course(learning, key)
    path = await made(learning, "course:returns", "course:refunds")
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        await paths.choose(uow, "U3", path, at=NOW)
        learner = await learners.join(uow, "U3", policy=POLICY, at=NOW)
        standing = await standing_of(uow, learner, policy=POLICY, at=NOW)
    assert [(own.title, own.done, own.of, own.what) for own in standing.own if own.title != "Using Thrice"] == [
        ("New joiner", 0, 2, "step"),
        ("Refunds", 0, 2, "lesson"),
        ("Returns", 0, 2, "lesson"),
    ]


async def test_everything_wrong_with_a_path_is_named_and_nothing_is_made(learning: Learning) -> None:
    draft = await learning.team.article("Not yet?", status="draft")
    with pytest.raises(BadPath) as caught:
        await made(learning, "course:none", f"page:{draft.id}", "page:nowhere", "vpn")
    assert len(str(caught.value).splitlines()) == 4
    with pytest.raises(BadPath, match="from 1 to"):
        await made(learning)
    with pytest.raises(BadPath, match="up to 80 characters"):
        await made(learning, "course:none", name="  ")
    async with learning.team.storage.look(learning.team.workspace_id) as uow:
        assert await uow.paths.all() == []


async def test_a_role_puts_people_on_a_path_until_they_leave(learning: Learning) -> None:
    await course(learning, "returns")
    path = await made(learning, "course:returns", role="Customer  Support")
    await listed(learning, Listed(2, "Chen", "chen@acme.example", "customer support", slack_id="U3"))
    assert (await held(learning, "U3")).courses[0].on == ("New joiner",)
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        await paths.leave(uow, "U3", path, at=NOW)
    await listed(learning, Listed(2, "Chen", "chen@acme.example", "customer support", country="CZ", slack_id="U3"))
    assert not (await held(learning, "U3")).paths[0].is_mine, "the list does not bring back who left"
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        assert await paths.assign(uow, "New joiner", ["chen@acme.example", "U3"], by="U1", at=NOW) == 1
    assert (await held(learning, "U3")).paths[0].is_mine
    assert await made(learning, "course:returns") == path
    async with learning.team.storage.look(learning.team.workspace_id) as uow:
        assert (await uow.paths.all())[0].role == "Customer Support", "no role given leaves the one there is"


async def test_nobody_is_assigned_where_one_is_unknown(learning: Learning) -> None:
    await course(learning, "returns")
    await made(learning, "course:returns")
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        (await uow.members.get_or_add("U2")).forgotten_at = NOW
    with pytest.raises(NotFound) as caught:
        async with learning.team.storage.begin(learning.team.workspace_id) as uow:
            await paths.assign(uow, "New joiner", ["U3", "U77", "x@acme.example", "bo", "U2"], by="U1", at=NOW)
    assert len(str(caught.value).splitlines()) == 4
    assert not (await held(learning, "U3")).paths[0].is_mine


async def test_a_curator_sees_sums_only_and_no_mean_of_a_few(learning: Learning) -> None:
    vpn = await learning.article("How do I get VPN access?", VPN)
    path = await made(learning, f"page:{vpn.id}", role="Support")
    await listed(learning, Listed(2, "Chen", "chen@acme.example", "Support", slack_id="U3"))
    for card in await learning.cards(vpn):
        await learning.remember("U3", card)
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        await paths.choose(uow, "U2", path, at=NOW)
        [few] = await paths.sums(uow)
        assert (few.people, few.share) == (2, None)
        await paths.assign(uow, "New joiner", ["U1"], by="U1", at=NOW)
        [enough] = await paths.sums(uow)
        assert (enough.people, enough.share) == (3, pytest.approx(1 / 3))


async def test_a_removed_path_takes_nothing_learned_with_it(learning: Learning) -> None:
    vpn: Article = await learning.article("How do I get VPN access?", VPN)
    path = await made(learning, f"page:{vpn.id}")
    [first, *_] = await learning.cards(vpn)
    await learning.remember("U3", first)
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        await paths.choose(uow, "U3", path, at=NOW)
        await paths.remove(uow, "New joiner", by="U1", at=NOW)
    assert await learning.memories("U3")
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        with pytest.raises(NotFound):
            await paths.choose(uow, "U3", path, at=NOW)


async def test_two_clicks_at_once_are_one(learning: Learning) -> None:
    await course(learning, "returns")
    path = await made(learning, "course:returns")

    async def click() -> None:
        async with learning.team.storage.begin(learning.team.workspace_id) as uow:
            await paths.choose(uow, "U3", path, at=NOW)
            await shelving.take_up(uow, "U3", "returns", at=NOW)

    await asyncio.gather(*(click() for _ in range(5)))
    assert (await held(learning, "U3")).courses[0].taken


# People ---------------------------------------------------------------------------------------------


async def test_the_same_list_again_changes_nothing_and_who_is_missing_stays(learning: Learning) -> None:
    ana, bo = Listed(2, "Ana", "ana@acme.example", "Support"), Listed(3, "Bo", "bo@acme.example", slack_id="U2")
    first = await listed(learning, ana, bo)
    assert (first.new, first.changed, first.removed, first.same, first.tied) == (2, 0, 0, 0, 1)
    again = await listed(learning, ana, bo)
    assert (again.new, again.changed, again.removed, again.same) == (0, 0, 0, 2)
    fewer = await listed(learning, Listed(2, "Ana", "ana@acme.example", "Sales"))
    assert (fewer.new, fewer.changed, fewer.removed) == (0, 1, 0)
    assert (await listed(learning, ana, replace=True)).removed == 1


async def test_a_name_ties_only_where_one_person_has_it(learning: Learning) -> None:
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        uow.add(Member(user_id="U4", name="Bo", seen_at=NOW))
    lines = [Listed(n, name, f"{n}@acme.example") for n, name in enumerate(("Amina", "Bo", "Chen", "Chen"), start=2)]
    done = await listed(learning, *lines)
    assert (done.tied, done.unclear) == (1, (3, 4, 5)), "two members are called Bo, two lines are called Chen"


async def test_a_new_address_of_the_same_member_is_the_same_person(learning: Learning) -> None:
    await listed(learning, Listed(2, "Bo", "bo@acme.example", slack_id="U2"))
    done = await listed(learning, Listed(2, "Bo", "bo.b@acme.example", slack_id="U2"))
    assert (done.new, done.changed) == (0, 1)
    swapped = (
        Listed(2, "Bo", "chen@acme.example", slack_id="U2"),
        Listed(3, "Chen", "bo.b@acme.example", slack_id="U3"),
    )
    await listed(learning, *swapped)
    async with learning.team.storage.look(learning.team.workspace_id) as uow:
        assert {person.email: person.user_id for person in await uow.people.all()} == {
            "chen@acme.example": "U2",
            "bo.b@acme.example": "U3",
        }


async def test_the_listed_country_presets_a_learners(learning: Learning) -> None:
    await listed(learning, Listed(2, "Chen", "chen@acme.example", country="AE"), Listed(3, "Dana", "d@acme.example"))
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        uow.add(Member(user_id="U5", name="Dana", tz="Europe/Prague", seen_at=NOW))
        await uow.flush()
        chen = await learners.join(uow, "U3", policy=POLICY, at=NOW)
        dana = await learners.join(uow, "U5", policy=POLICY, at=NOW + timedelta(days=1))
        assert (chen.country, dana.country) == ("AE", "CZ"), "the list's word, else what the zone names"
        person = await uow.people.of_member("U5")
        assert person is not None, "whoever joins is tied to the one line with their name"
        assert person.email == "d@acme.example"


async def test_who_was_forgotten_is_not_listed_again(learning: Learning) -> None:
    chen = Listed(2, "Chen", "chen@acme.example", "Support", slack_id="U3")
    bo = Listed(3, "Bo", "bo@acme.example", manager="chen@acme.example", slack_id="U2")
    await listed(learning, chen, bo)
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        await uow.learning_of.erase("U3")
        (await uow.members.get_or_add("U3")).forgotten_at = NOW
    async with learning.team.storage.look(learning.team.workspace_id) as uow:
        assert [(person.email, person.manager) for person in await uow.people.all()] == [("bo@acme.example", "")]
    assert (await listed(learning, chen)).left_out == 1
    async with learning.team.storage.look(learning.team.workspace_id) as uow:
        assert await uow.people.of_member("U3") is None


async def test_a_long_list_comes_in_pages(learning: Learning) -> None:
    async with learning.team.storage.begin(learning.team.workspace_id) as uow:
        for n in range(2 * PAGE + 1):
            await shelving.shelve(uow, CourseFolder(f"c{n:02}", f"C{n:02}", "", (), (), "d"), at=NOW)
        reader = await reader_of(uow, "U3")
        first, last = [await shelf(uow, reader, page=page, learns=True) for page in (0, 99)]
    assert (len(first.courses), first.more and first.more.page) == (PAGE, 1)
    assert ([course.title for course in last.courses], last.more) == ([f"C{2 * PAGE:02}"], None)
