"""How many people report a card: somebody who says two things of it is one person."""

from bot.slack.blockkit import cards
from bot.slack.blockkit.refs import CardRef


def _opening(*, wrong: int, unclear: int, people: int) -> str:
    view = cards.CareView(
        CardRef(card_id=1), "Who?", "Bo", "Bo does.", "A page", wrong=wrong, unclear=unclear, people=people
    )
    return cards.reported(view).text


def test_one_person_who_says_both_is_counted_once() -> None:
    said = _opening(wrong=1, unclear=2, people=2)
    assert "1 person says that it is wrong and 2 people say that it is unclear (2 people in all)" in said


def test_different_people_need_no_sum() -> None:
    assert "in all" not in _opening(wrong=1, unclear=1, people=2)
