"""Statements are what xAPI asks for, one for each occasion, and hold nobody's words."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning import statements
from bot.learning.statements import Account, Activity, Context, statement, statement_id, voiding
from tests.support.xapi_rules import Wrong, check

LENA = Account("https://acme.slack.com/", "U1")
COURSE = Activity("https://thrice.example.com/learning/courses/1", statements.COURSE, "VPN für alle")
LESSON = Activity("https://thrice.example.com/learning/lessons/3", statements.LESSON, "Certificates")
PAGE = Activity("https://thrice.example.com/wiki/12", statements.PAGE)
AT = datetime(2026, 11, 24, 10, 30, tzinfo=timezone(timedelta(hours=1)))


@given(
    verb=st.sampled_from([statements.COMPLETED, statements.REGISTERED, statements.USED]),
    what=st.sampled_from([COURSE, LESSON, PAGE]),
    at=st.datetimes(timezones=st.just(UTC)).filter(lambda moment: moment.year > 1970),
    took=st.none() | st.timedeltas(timedelta(seconds=-3), timedelta(days=3)),
    about=st.lists(st.sampled_from([LESSON, PAGE])),
    title=st.text(max_size=300),
)
def test_a_strict_store_takes_each(
    verb: statements.Verb, what: Activity, at: datetime, took: timedelta | None, about: list[Activity], title: str
) -> None:
    context = Context(parent=Activity(COURSE.address, statements.COURSE, title), about=about)
    check(statement("https://thrice.example.com/x", LENA, verb, what, at=at, context=context, took=took))
    check(statement("https://thrice.example.com/x", LENA, verb, what, at=at))


def test_an_occasion_is_one_statement_and_another_is_another() -> None:
    one = statement("https://a/used/1", LENA, statements.USED, PAGE, at=AT)
    assert one == statement("https://a/used/1", LENA, statements.USED, PAGE, at=AT)
    assert one["id"] != statement("https://a/used/2", LENA, statements.USED, PAGE, at=AT)["id"]
    assert one["id"] == statement_id("https://a/used/1")


def test_a_statement_reads_as_it_should() -> None:
    said = statement("https://a/used/1", LENA, statements.USED, LESSON, at=AT, context=Context(parent=COURSE))
    assert said["actor"] == {"objectType": "Agent", "account": {"homePage": LENA.home, "name": "U1"}}
    assert said["timestamp"] == "2026-11-24T09:30:00.000Z"
    assert said["object"]["definition"]["name"] == {"en": "Certificates"}
    assert said["context"]["contextActivities"]["parent"][0]["id"] == COURSE.address
    assert "result" not in said
    done = statement("https://a/x", LENA, statements.COMPLETED, COURSE, at=AT, took=timedelta(seconds=431.6))
    assert done["result"] == {"completion": True, "duration": "PT432S"}


def test_what_takes_another_back_is_a_statement_too() -> None:
    one = statement("https://a/used/1", LENA, statements.USED, PAGE, at=AT)
    void = voiding(one["id"], Account("https://acme.slack.com/", "Thrice"), at=AT)
    check(void)
    assert void["object"]["id"] == one["id"]
    assert "U1" not in str(void)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "1"},
        {
            "actor": {
                "objectType": "Agent",
                "mbox": "mailto:lena@example.com",
                "account": {"homePage": "x", "name": "y"},
            }
        },
        {"actor": {"account": {"homePage": "acme", "name": "U1"}}},
        {"verb": {"id": "used"}},
        {"verb": {"id": "http://a/b", "display": {"english": "used"}}},
        {"object": {"objectType": "StatementRef", "id": "https://a/b"}},
        {"object": {"id": "https://a/b", "definition": {"title": {"en": "x"}}}},
        {"result": {"duration": "7 minutes"}},
        {"result": None},
        {"context": {"contextActivities": {"other": []}}},
        {"timestamp": "2026-11-24 09:30"},
        {"stored": "2026-11-24T09:30:00Z"},
    ],
)
def test_the_strict_store_is_strict(change: dict[str, object]) -> None:
    good = statement("https://a/used/1", LENA, statements.USED, PAGE, at=AT)
    with pytest.raises(Wrong):
        check({**good, **change})


def test_verbs_and_kinds_are_of_published_vocabularies() -> None:
    for iri in (
        *(verb.id for verb in (statements.COMPLETED, statements.REGISTERED, statements.USED, statements.VOIDED)),
        *(statements.PAGE, statements.COURSE, statements.LESSON, statements.SPRINT),
    ):
        assert re.fullmatch(r"http://(adlnet\.gov/expapi/(verbs|activities)|activitystrea\.ms/schema/1\.0)/[a-z]+", iri)
