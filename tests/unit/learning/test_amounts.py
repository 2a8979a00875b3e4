"""Amounts as people write them; whatever they write, no other amount is booked than the one they meant."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.learning import amounts
from bot.learning.amounts import CURRENCIES, MOST_MONEY, TIME, BadAmount, words


@pytest.mark.parametrize(
    ("written", "number", "unit", "what"),
    [
        ("2h Kubernetes course", 120, TIME, "Kubernetes course"),
        ("1.5 h Kubernetes", 90, TIME, "Kubernetes"),
        ("1,5 Hours Kubernetes", 90, TIME, "Kubernetes"),
        ("90 min Kubernetes", 90, TIME, "Kubernetes"),
        ("90m Kubernetes", 90, TIME, "Kubernetes"),
        ("1h 30min Kubernetes", 90, TIME, "Kubernetes"),
        ("1 h 30 Minutes Kubernetes", 90, TIME, "Kubernetes"),
        ("1h30 Kubernetes", 90, TIME, "Kubernetes"),
        ("1:30 h Kubernetes", 90, TIME, "Kubernetes"),
        ("2h 12 Rules for Life", 120, TIME, "12 Rules for Life"),
        ("2h 2026 in review", 120, TIME, "2026 in review"),
        ("0.33 h Kubernetes", 20, TIME, "Kubernetes"),
        ("40 EUR Designing Data-Intensive Applications", 40, "EUR", "Designing Data-Intensive Applications"),
        ("40.50 eur Book", "40.5", "EUR", "Book"),
        ("40,50 eur Book", "40.5", "EUR", "Book"),
        ("40eur Book", 40, "EUR", "Book"),
        ("€40 Book", 40, "EUR", "Book"),
        ("€ 40 Book", 40, "EUR", "Book"),
        ("40 € Book", 40, "EUR", "Book"),
        ("40 euros Book", 40, "EUR", "Book"),
        ("EUR 40 Book", 40, "EUR", "Book"),
        ("chf40 Book", 40, "CHF", "Book"),
        ("$40 Book", 40, "USD", "Book"),
        ("40 kr Book", 40, "SEK", "Book"),
        ("40 Kč Book", 40, "CZK", "Book"),
        ("  40 EUR \n Book \t of  birds ", 40, "EUR", "Book of birds"),
        ("40 EUR 1984", 40, "EUR", "1984"),
    ],
)
def test_what_people_write_is_read(written: str, number: object, unit: str, what: str) -> None:
    amount, rest = amounts.spent(written)
    assert (amount.number, amount.units[0], rest) == (Decimal(str(number)), unit, what)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", "Begin with how much"),
        ("Kubernetes course", "Begin with how much"),
        ("40 Book", "Begin with how much"),
        ("40", "Begin with how much"),
        ("2 x 40 EUR Book", "Begin with how much"),
        ("NaN EUR Book", "Begin with how much"),
        ("inf h Book", "Begin with how much"),
        ("1e9 EUR Book", "Begin with how much"),
        ("0x10 EUR Book", "Begin with how much"),
        ("1.000,50 EUR Book", "Begin with how much"),
        ("٤٠ EUR Book", "Begin with how much"),
        ("40 XBT Book", "Begin with how much"),
        ("40 XBT", "Begin with how much"),
        ("0 h Book", "more than nothing"),
        ("0,00 EUR Book", "more than nothing"),
        ("0:00 h Book", "more than nothing"),
        ("-2 h Book", "more than nothing"),
        ("-40 EUR Book", "more than nothing"),
        ("EUR -40 Book", "more than nothing"),
        ("40.123 EUR Book", "two decimals"),
        ("1,000 EUR Book", "two decimals"),
        ("1000000000 EUR Book", "at most 999999999 EUR"),
        ("9" * 30 + " EUR Book", "at most"),
        ("9" * 30 + " h Book", "at most 1000 h"),
        ("1001 h Book", "at most 1000 h"),
        ("3 days Conference", "hours and minutes"),
        ("40 EUR", "what it was for"),
        ("40 EUR   ", "what it was for"),
        ("2h", "what it was for"),
        ("40 EUR " + "x" * 5_000, "200 characters"),
    ],
)
def test_whatever_else_is_refused_with_a_sentence(written: str, sentence: str) -> None:
    with pytest.raises(BadAmount, match=sentence) as refused:
        amounts.spent(written)
    assert "Nothing was booked." in str(refused.value)
    assert "Book\n" not in str(refused.value)


def test_fields_take_amounts_alone() -> None:
    assert amounts.hours("10") == 600
    assert amounts.hours(" 7.5 ") == 450
    assert amounts.hours("90 min") == 90
    assert amounts.hours("10 h 20 min") == 620
    assert amounts.money("300 EUR") == (300, "EUR")
    assert amounts.money("€300,50") == (Decimal("300.5"), "EUR")
    for wrong in ("ten", "10 h for all", "300 EUR", ""):
        with pytest.raises(BadAmount, match="Write hours, such as 10 or"):
            amounts.hours(wrong)
    for wrong in ("300", "10 h", "300 EUR each", "300 XBT", ""):
        with pytest.raises(BadAmount, match="such as 300 EUR"):
            amounts.money(wrong)
    with pytest.raises(BadAmount, match="by its letters, such as 300 USD"):
        amounts.money("$300")


@given(minutes=st.integers(1, 60_000))
def test_time_reads_as_it_is_written_and_back(minutes: int) -> None:
    said = words(Decimal(minutes), TIME)
    amount, _ = amounts.spent(f"{said} Kubernetes")
    assert (amount.number, amount.units) == (minutes, (TIME,))


@given(hundredths=st.integers(1, int(MOST_MONEY) * 100), unit=st.sampled_from(sorted(CURRENCIES)))
def test_money_reads_as_it_is_written_and_back(hundredths: int, unit: str) -> None:
    number = Decimal(hundredths) / 100
    said = words(number, unit)
    for written in (f"{said} Book", f"{said.lower()} Book", f"{unit} {number} Book", f"{number} {unit} Book"):
        amount, what = amounts.spent(written.replace(".", ","))
        assert (amount.number, amount.units, what) == (number, (unit,), "Book")


@given(text=st.text(max_size=80))
@example("1" * 31 + " h x")
@example("1.5e3 h x")
@example("\x001 h x")
def test_any_words_at_all_are_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        amount, what = amounts.spent(text)
    except BadAmount:
        return
    assert 0 < amount.number <= MOST_MONEY
    assert what
    assert amount.number * 100 == int(amount.number * 100)


def test_currencies_are_three_letters_and_none_is_a_unit_of_time() -> None:
    assert len(CURRENCIES) > 150
    assert not CURRENCIES & {"MIN", "HRS"}
    assert {"EUR", "USD", "CZK", "JPY"} <= CURRENCIES
