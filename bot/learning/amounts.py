"""Amounts of time and money: read as people write them, and written as they read them; pure.

Time is kept in minutes (`min`), money in a currency by its three letters.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from bot.errors import UsageError

TIME: Final = "min"
MOST_MINUTES: Final = Decimal(1_000 * 60)
MOST_MONEY: Final = Decimal(999_999_999)
LONGEST_WHAT: Final = 200
EXAMPLE: Final = "such as `2h Kubernetes course` or `40 EUR Designing Data-Intensive Applications`"

_CODES: Final = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL "
    "HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD "
    "MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG "
    "QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD "
    "TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG"
)
CURRENCIES: Final = frozenset(re.findall(r"[A-Z]{3}", _CODES))
"""Currencies that money is paid in, by ISO 4217."""

_SIGNS: Final = {
    "€": ("EUR",), "euro": ("EUR",), "euros": ("EUR",), "£": ("GBP",), "pounds": ("GBP",), "₹": ("INR",),
    "¥": ("JPY", "CNY"), "zł": ("PLN",), "kč": ("CZK",), "kr": ("SEK", "NOK", "DKK", "ISK"), "fr": ("CHF",),
    **dict.fromkeys(("$", "dollar", "dollars"), ("USD", "CAD", "AUD", "NZD", "SGD", "HKD")),
}  # fmt: skip
"""Signs and words for money, and the currencies that they may stand for, the likeliest first."""

_HOURS: Final = r"(?:h|hrs?|hours?)"
_MINUTES: Final = r"(?:m|mins?|minutes?)"
_NUMBER: Final = r"(?P<number>[+-]?[0-9]{1,30}(?:[.,][0-9]{1,30})?)"
_UNIT: Final = r"(?P<unit>[^\W\d_]+|[€$£¥₹])"
_REST: Final = r"(?=\s|$)\s*(?P<rest>.*)"
_FORMS: Final = tuple(
    re.compile(form + _REST, re.IGNORECASE | re.DOTALL)
    for form in (
        rf"(?P<hours>[0-9]{{1,4}}):(?P<minutes>[0-5][0-9])\s*{_HOURS}",
        rf"(?P<hours>[0-9]{{1,4}})\s*{_HOURS}\s*(?P<minutes>[0-9]{{1,2}})\s*{_MINUTES}",
        rf"(?P<hours>[0-9]{{1,4}}){_HOURS}(?P<minutes>[0-9]{{1,2}})",
        rf"{_NUMBER}\s*{_UNIT}",
        rf"(?P<unit>[A-Za-z]{{3}}|[€$£¥₹])\s*{_NUMBER}",
    )
)


class BadAmount(UsageError):
    """An amount that cannot be read, or be counted."""

    code = "bad_amount"


class NoAmount(BadAmount):
    """Words that begin with no amount."""


@dataclass(frozen=True, slots=True)
class Amount:
    """So much time or money. `units`: the unit, or those that a sign such as `$` may stand for, the likeliest first."""

    number: Decimal
    units: tuple[str, ...]

    @property
    def is_time(self) -> bool:
        """Whether it is time."""
        return self.units == (TIME,)


def spent(text: str) -> tuple[Amount, str]:
    """Return how much was spent and on what. Raises `BadAmount` with the sentence to show."""
    try:
        amount, what = parsed(text)
    except NoAmount:
        raise NoAmount(f"Begin with how much it was, {EXAMPLE}. Nothing was booked.") from None
    except BadAmount as bad:
        raise BadAmount(f"{bad} Nothing was booked.") from None
    what = " ".join(what.split())
    if not what:
        raise BadAmount(f"Say what it was for, {EXAMPLE}. Nothing was booked.")
    if len(what) > LONGEST_WHAT:
        raise BadAmount(f"Say what it was for in at most {LONGEST_WHAT} characters. Nothing was booked.")
    return amount, what


def hours(text: str) -> Decimal:
    """Return the minutes of what somebody wrote where hours are asked for: `10`, `7.5 h`, `90 min`.

    Raises `BadAmount` with the sentence to show.
    """
    amount = _alone(f"{text} h" if re.fullmatch(_NUMBER, text.strip()) else text)
    if amount is None or not amount.is_time:
        raise BadAmount("Write hours, such as 10 or 7.5.")
    return amount.number


def money(text: str) -> tuple[Decimal, str]:
    """Return what somebody wrote where money is asked for, and its currency: `300 EUR`, `€300`.

    Raises `BadAmount` with the sentence to show.
    """
    amount = _alone(text)
    if amount is None or amount.is_time:
        raise BadAmount("Write an amount and its currency, such as 300 EUR.")
    if len(amount.units) > 1:
        raise BadAmount(f"Write the currency by its letters, such as {amount.number:f} {amount.units[0]}.")
    return amount.number, amount.units[0]


def words(number: Decimal, unit: str) -> str:
    """Return an amount as people read it: `1 h 30 min`, `40 EUR`, `40.50 EUR`."""
    if unit == TIME:
        hours, minutes = divmod(int(number), 60)
        return " ".join(([f"{hours} h"] if hours or not minutes else []) + ([f"{minutes} min"] if minutes else []))
    return f"{number:.0f} {unit}" if number == number.to_integral_value() else f"{number:.2f} {unit}"


def parsed(text: str) -> tuple[Amount, str]:
    """Return the amount that a text begins with and what follows it. Raises `BadAmount` with the sentence to show."""
    for form in _FORMS:
        if (found := form.match(text.strip())) is None:
            continue
        parts = found.groupdict()
        if "hours" in parts:
            amount = Amount(Decimal(parts["hours"]) * 60 + Decimal(parts["minutes"]), (TIME,))
        else:
            amount = _in_units(Decimal(parts["number"].replace(",", ".")), parts["unit"].casefold())
        return _checked(amount), parts["rest"].strip()
    raise NoAmount("That begins with no amount.")


def _alone(text: str) -> Amount | None:
    """The amount that a text is; none for one that is something else, or more than that."""
    try:
        amount, rest = parsed(text)
    except NoAmount:
        return None
    return None if rest else amount


def _in_units(number: Decimal, unit: str) -> Amount:
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -2:
        raise BadAmount("Write at most two decimals, and thousands without a separator.")
    if re.fullmatch(_MINUTES, unit):
        return Amount(_whole(number), (TIME,))
    if re.fullmatch(_HOURS, unit):
        return Amount(_whole(number * 60), (TIME,))
    if unit in _SIGNS:
        return Amount(number, _SIGNS[unit])
    if unit.upper() in CURRENCIES:
        return Amount(number, (unit.upper(),))
    if unit in ("d", "day", "days", "week", "weeks"):
        raise BadAmount("I count time in hours and minutes, such as 6 h or 90 min.")
    raise NoAmount("That is no amount of time or money.")


def _whole(minutes: Decimal) -> Decimal:
    # More digits than a decimal is rounded to are more than is counted anyway.
    return minutes if abs(minutes) > MOST_MINUTES else minutes.quantize(Decimal(1), ROUND_HALF_UP)


def _checked(amount: Amount) -> Amount:
    if amount.number <= 0:
        raise BadAmount("An amount has to be more than nothing.")
    most = MOST_MINUTES if amount.is_time else MOST_MONEY
    if amount.number > most:
        raise BadAmount(f"I can count at most {words(most, amount.units[0])} at once.")
    return amount
