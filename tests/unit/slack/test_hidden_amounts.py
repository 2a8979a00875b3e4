"""Messages and sections of a learner who hides amounts: the numbers that would be in them are in none."""

import json
from datetime import date, timedelta

from bot.slack.blockkit import courses, learning_home, nudge, sprint
from bot.slack.blockkit.refs import CourseRef, NudgeRef, PathRef

MANY = 7_777


def test_a_nudge_says_that_there_are_cards_and_not_how_many() -> None:
    def drawn(*, hides: bool) -> str:
        return json.dumps(nudge.message(nudge.NudgeView(NudgeRef(nudge_id=1), 9, MANY, hides_amounts=hides)).blocks)

    assert f"{MANY} cards to recall" in drawn(hides=False)
    assert str(MANY) not in drawn(hides=True)
    assert "Cards to recall" in drawn(hides=True)


def test_the_end_of_a_sprint_says_that_it_is_over_and_not_how_much_it_was() -> None:
    def drawn(again: int, *, hides: bool) -> str:
        return sprint.message(sprint.DoneView(MANY, 9, again, hides_amounts=hides)).blocks[0]["text"]["text"]

    assert drawn(2, hides=False) == f"*Done for today.* {MANY} cards in 9 minutes. 2 cards will come back soon."
    assert drawn(2, hides=True) == "*Done for today.* What you did not know comes back soon."
    assert drawn(0, hides=True) == "*Done for today.*"


def test_the_home_says_what_there_is_and_not_how_much() -> None:
    def drawn(*, hides: bool) -> str:
        view = learning_home.LearningHome(
            today="open", minutes=9, cards=MANY, weeks=MANY, strengths=(("firm", MANY),),
            due=((date(2026, 11, 27), MANY),), badges=("People have learned from you.",),
            paths=(learning_home.PathView("Support", MANY, MANY),), hides_amounts=hides,
        )  # fmt: skip
        return json.dumps(learning_home.section(view))

    assert drawn(hides=False).count(str(MANY)) == 7
    assert str(MANY) not in drawn(hides=True)
    assert "Support" in drawn(hides=True)
    assert "People have learned from you." in drawn(hides=True), "thanks are no number"


def test_the_shelf_says_where_one_is_in_words() -> None:
    def drawn(done: int) -> list[str]:
        view = courses.ShelfView(
            (courses.CourseView(CourseRef(key="vpn"), "VPN", 12, 3, done, 2, taken=True),),
            (courses.PathView(PathRef(path_id=1), "Support", ("One", "Two"), done, is_mine=True),),
            hides_amounts=True,
        )
        return [block["text"]["text"] for block in courses.message(view).blocks if block["type"] == "section"]

    assert drawn(0) == ["*Support*\nnot begun yet: One → Two", "*VPN*\n3 lessons, about 12 minutes; not begun yet."]
    assert drawn(1) == ["*Support*\nbegun: One → Two", "*VPN*\n3 lessons, about 12 minutes; begun."]
    assert drawn(2) == ["*Support*\nall done: One → Two", "*VPN*\n3 lessons, about 12 minutes; all done."]


def test_what_comes_due_is_told_by_the_names_that_days_have_today() -> None:
    monday = date(2026, 11, 30)
    due = tuple((monday + timedelta(days=ahead), count) for ahead, count in enumerate((2, 1, 0, 0, 3, 0, 0)))
    view = learning_home.LearningHome(today="open", strengths=(("fresh", 6),), due=due)
    assert "Coming up: 2 cards today, 1 tomorrow, 3 on Friday." in json.dumps(learning_home.section(view))
