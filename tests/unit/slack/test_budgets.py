"""What messages about learning budgets say, word for word."""

import pytest

from bot.slack.blockkit import budgets
from bot.slack.blockkit.budgets import PotView
from bot.slack.blockkit.refs import SpendingRef

TIME = PotView("8 h", "10 h")
EMPTY = PotView("0 h", "10 h", is_empty=True)
OVER = PotView("0 h", "10 h", "12 h", is_empty=True)
WITHDRAWN = PotView("0 EUR", "0 EUR", "40 EUR", is_empty=True, is_withdrawn=True)
MONEY = PotView("260 EUR", "300 EUR")
LINE = budgets.SpendingView(SpendingRef(spending_id=7), "2 h", "Birds <!channel>", "26 November")


def first(blocks: tuple[object, ...]) -> str:
    block = blocks[0]
    assert isinstance(block, dict)
    return str(block["text"]["text"])


@pytest.mark.parametrize(
    ("pots", "said"),
    [
        ((TIME,), "You have 8 h of 10 h left, until 31 December."),
        ((TIME, MONEY), "You have 8 h of 10 h and 260 EUR of 300 EUR left, until 31 December."),
        ((EMPTY,), "Nothing is left of 10 h until 31 December."),
        ((WITHDRAWN,), ""),
    ],
)
def test_a_receipt_says_what_is_left(pots: tuple[PotView, ...], said: str) -> None:
    words = first(budgets.booked(budgets.BookedView(LINE, pots, "31 December")).blocks)
    assert words == f"Booked: 2 h for “Birds &lt;!channel&gt;”.\n{said}"


def test_what_is_taken_back_of_a_quarter_that_is_over_says_so() -> None:
    words = first(budgets.taken_back(budgets.BookedView(LINE, (TIME,), "31 March", is_over=True)).blocks)
    assert "That quarter is over, so nothing of it comes back.\nYou have 8 h of 10 h left, until 31 March." in words


def test_the_account_says_what_became_of_what_was_given() -> None:
    view = budgets.AccountView("October to December 2026", "31 December", (TIME, OVER, WITHDRAWN))
    assert budgets.account(view).blocks[1]["text"]["text"].splitlines() == [
        "*8 h of 10 h* left",
        "Nothing is left of 10 h; spent: 12 h.",
        "Spent: 40 EUR; none is given any more.",
    ]


@pytest.mark.parametrize(
    ("pots", "hides", "said"),
    [
        ((TIME, MONEY), False, "Learning budget: 8 h and 260 EUR left, until 31 December."),
        ((EMPTY, MONEY), False, "Learning budget: 260 EUR left, until 31 December."),
        ((TIME, MONEY), True, "There is a learning budget until 31 December: `/thrice learn budget`."),
        ((EMPTY,), True, "There is a learning budget until 31 December: `/thrice learn budget`."),
        ((EMPTY, WITHDRAWN), False, "Learning budget: all used."),
        ((WITHDRAWN,), False, ""),
        ((), False, ""),
    ],
)
def test_the_home_has_one_line_and_none_where_nothing_is_given(
    pots: tuple[PotView, ...], hides: bool, said: str
) -> None:
    assert budgets.at_home(pots, "31 December", hides_amounts=hides) == said


@pytest.mark.parametrize(
    ("left", "hides", "begins"),
    [
        (("8 h", "60 EUR"), False, "8 h and 60 EUR of your learning budget are left;"),
        (("1 h",), False, "1 h of your learning budget is left;"),
        (("8 h",), True, "Some of your learning budget is left;"),
    ],
)
def test_a_reminder_is_a_sentence(left: tuple[str, ...], hides: bool, begins: str) -> None:
    for is_last in (False, True):
        said = budgets.reminding(budgets.ReminderView(left, "31 December", is_last, hides))
        assert said.startswith(f"{begins} it lapses after 31 December.")
        assert ("not mention it again" in said) == is_last
