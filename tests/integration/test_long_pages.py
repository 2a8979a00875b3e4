"""What goes into a sprint, on both databases: long pages have their turn, and no card gives another's answer away."""

from datetime import UTC, datetime, timedelta

from bot.learning import learners, sprints
from bot.learning.policy import LearningPolicy
from models.cards import Card
from models.members import Member
from models.sprints import Memory, Sprint
from models.uow import Storage
from tests.support.cards import Learning
from tests.unit.learning.pages import VPN_BODY, VPN_TITLE
from tests.wiki_world import Team

MONDAY = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
POLICY = LearningPolicy()


async def _with_forty_due_cards(team: Team, source_id: int) -> None:
    async with team.storage.begin(team.workspace_id) as uow:
        uow.add(Member(user_id="L1", name="lena", tz="Europe/London", seen_at=MONDAY))
        await uow.flush()
        await learners.join(uow, "L1", policy=POLICY, at=MONDAY)
        for number in range(40):
            said = f"Shelf {number} holds box {number}."
            card = Card(
                source_id=source_id, kind="recall", key=f"k{number}", position=number, question=f"Shelf {number}?",
                answer=said, sentence=said, created_at=MONDAY,
            )  # fmt: skip
            uow.add(card)
            await uow.flush()
            uow.add(
                Memory(
                    user_id="L1", card_id=card.id, state=2, step=None, stability=3.0, difficulty=5.0,
                    due=MONDAY - timedelta(days=1), last_review=MONDAY - timedelta(days=4),
                )
            )  # fmt: skip


async def _sprint(team: Team, day: int) -> Sprint:
    at = MONDAY + timedelta(days=day)
    async with team.storage.begin(team.workspace_id) as uow:
        sprint = await sprints.begin(uow, "L1", nudge=None, policy=POLICY, at=at)
        sprint.position, sprint.ended_at = len(sprint.items), at
        return sprint


async def test_a_long_page_goes_first_after_two_days(storage: Storage) -> None:
    team = await Team.founded(storage)
    learning = Learning(team)
    shelves = await learning.article(
        "What is on the shelves?", "\n\n".join(f"Shelf {n} holds box {n}." for n in range(40))
    )
    async with storage.look(team.workspace_id) as uow:
        known = await uow.cards.source_of(article_id=shelves.id)
    assert known is not None
    await _with_forty_due_cards(team, known.id)
    long = await learning.article(VPN_TITLE, VPN_BODY + "\n\nMore about it." * 400)
    async with storage.look(team.workspace_id) as uow:
        source = await uow.cards.source_of(article_id=long.id)
    assert source is not None
    first, second, third, fourth = [await _sprint(team, day) for day in range(4)]
    for sprint in (first, second):
        assert source.id in sprint.passed_over
        assert {"read": source.id} not in sprint.items
    assert third.items[0] == {"read": source.id}
    assert sum("card" in item for item in third.items) > 4, "cards that are due take the rest"
    assert third.passed_over == []
    assert {"read": source.id} not in fourth.items, "the next day belongs to what is due again"


async def test_no_card_is_asked_beside_one_that_says_its_sentence(storage: Storage) -> None:
    team = await Team.founded(storage)
    article = await Learning(team).article(VPN_TITLE, VPN_BODY)
    cards = {card.id: card for card in await Learning(team).cards(article)}
    async with storage.begin(team.workspace_id) as uow:
        uow.add(Member(user_id="L1", name="lena", tz="Europe/London", seen_at=MONDAY))
        await uow.flush()
        await learners.join(uow, "L1", policy=POLICY, at=MONDAY)
    sprint = await _sprint(team, 0)
    asked = [cards[item["card"]] for item in sprint.items if "card" in item]
    assert [card.kind for card in asked] == ["recall", "order"], "the recall says both sentences that have a gap"
