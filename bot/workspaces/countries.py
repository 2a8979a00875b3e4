"""Countries: which one a time zone names, its public holidays, and its weekend."""

import warnings
from datetime import date
from functools import cache
from importlib import resources

import holidays

USUAL_WEEKEND = frozenset({5, 6})


def country_of(zone: str) -> str | None:
    """Return the country (two letters, ISO 3166) that a time zone such as `Europe/Prague` names; none for `UTC`.

    Older names (`Asia/Calcutta`) count as what they stand for. Source: `zone.tab` of the IANA time zone database.
    """
    by_zone, names = _zones()
    return by_zone.get(zone) or by_zone.get(names.get(zone, ""))


def is_known(country: str) -> bool:
    """Tell whether a country's public holidays are known."""
    return country in _supported()


def is_country(country: str) -> bool:
    """Tell whether two letters (ISO 3166) name a country, whether its holidays are known or not."""
    return country in _names()


def known() -> tuple[str, ...]:
    """Return the countries whose public holidays are known, in alphabetical order."""
    return tuple(sorted(_supported()))


def name_of(country: str) -> str:
    """Return a country's English name; of one that is not known, its letters."""
    return _names().get(country, country)


def is_holiday(country: str | None, day: date) -> bool:
    """Tell whether a day is a public holiday of the whole country, a substitute for one included."""
    return country is not None and is_known(country) and day in _holidays(country, day.year)


def holiday_name(country: str | None, day: date) -> str | None:
    """Return what a country's public holiday is called in English, or there where that is not known; none: it is none.

    Looked up each time: few ask, and names of every year of every country would be much to keep.
    """
    if country is None or not is_holiday(country, day):
        return None
    return holidays.country_holidays(country, years=day.year, language="en_US").get(day)


def weekend_of(country: str | None) -> frozenset[int]:
    """Return the country's days of rest, Monday 0 to Sunday 6; Saturday and Sunday where no country is known."""
    if country is None or not is_known(country):
        return USUAL_WEEKEND
    return frozenset(holidays.country_holidays(country).weekend)


@cache
def _supported() -> frozenset[str]:
    return frozenset(code for code in holidays.list_supported_countries(include_aliases=False) if len(code) == 2)


@cache
def _holidays(country: str, year: int) -> frozenset[date]:
    with warnings.catch_warnings():
        # Of years whose moon is not reckoned yet (India's after 2035) it knows fewer, and says so each time.
        warnings.simplefilter("ignore")
        return frozenset(holidays.country_holidays(country, years=year))


@cache
def _zones() -> tuple[dict[str, str], dict[str, str]]:
    """The country of each zone, and what older names stand for."""
    folder = resources.files("tzdata") / "zoneinfo"
    rows = [line.split("\t") for line in (folder / "zone.tab").read_text().splitlines() if line[:1] not in ("", "#")]
    links = [line.split(" ") for line in (folder / "tzdata.zi").read_text().splitlines() if line.startswith("L ")]
    by_zone = {row[2]: row[0] for row in rows}
    return by_zone, {old: zone for _, zone, old in links}


@cache
def _names() -> dict[str, str]:
    table = (resources.files("tzdata") / "zoneinfo" / "iso3166.tab").read_text()
    # Kosovo has holidays and, in ISO 3166, letters for one's own use alone.
    return {"XK": "Kosovo", **dict(line.split("\t")[:2] for line in table.splitlines() if line[:1] not in ("", "#"))}
