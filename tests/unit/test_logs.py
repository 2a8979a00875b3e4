"""The log: ids, lengths and places; never anybody's words."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.telemetry import logs
from bot.telemetry.redaction import plain, strangers_message

WORDS = "how do I get the secret salary list"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.set_up(level="info", style="json", stream=stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_ids_and_numbers_are_logged_and_words_are_not(written: io.StringIO) -> None:
    structlog.stdlib.get_logger("bot.knowledge").info(
        "question captured", channel="C024BE91L", ts="1700000000.000100", text=WORDS, score=0.71, tags=["a", "b"]
    )
    (line,) = lines(written)
    assert line["channel"] == "C024BE91L"
    assert line["ts"] == "1700000000.000100"
    assert line["score"] == 0.71
    assert line["text"] == f"<{len(WORDS)} characters>"
    assert line["tags"] == "<2 items>"
    assert line["event"] == "question captured"


@pytest.mark.parametrize(
    "secret",
    [
        *("xoxb-1234-abcd", "xapp-1-A1-2-ff", "sk-abcdefgh1234", "/wiki/sign-in/Zm9vYmFy", "/export/Zm9v"),
        *("postgresql://user:pass@host/db", "/calendar/abc.ics"),
    ],
)
def test_secrets_are_not_logged(secret: str) -> None:
    assert plain(secret) == f"<{len(secret)} characters>"


def test_an_exception_tells_where_but_not_what_was_said(written: io.StringIO) -> None:
    try:
        try:
            raise ValueError(WORDS)
        except ValueError as error:
            raise ExceptionGroup(WORDS, [KeyError(WORDS)]) from error
    except ExceptionGroup:
        structlog.stdlib.get_logger("bot.web").exception("request failed", reference="3f9a12bc")
    (line,) = lines(written)
    trace = str(line["exception"])
    assert WORDS not in trace
    assert "test_an_exception_tells_where" in trace
    for name in ("builtins.ValueError", "which led to:", "builtins.ExceptionGroup", "of which:", "builtins.KeyError"):
        assert name in trace


def test_no_half_sentence_of_a_tick_that_is_still_under_way(written: io.StringIO) -> None:
    theirs = logging.getLogger("apscheduler.scheduler")
    theirs.warning('Execution of job "%s" skipped: maximum number of running instances reached (%d)', "tick", 1)
    assert not lines(written)
    theirs.error("Error submitting job")
    assert [line["event"] for line in lines(written)] == ["Error submitting job"]


def test_libraries_are_heard_when_they_warn_and_quoted_never(written: io.StringIO) -> None:
    theirs = logging.getLogger("slack_sdk.web")
    theirs.info("sending a message")
    theirs.warning("Unhandled request %s", {"text": WORDS})
    theirs.warning('Unhandled body {"text": "%s"}' % WORDS)  # noqa: UP031 (as libraries do)
    try:
        raise ValueError(WORDS)
    except ValueError:
        theirs.exception("Task failed")
    assert WORDS not in written.getvalue()
    assert [line["event"] for line in lines(written)] == ["Unhandled request %s", "Unhandled body", "Task failed"]


def test_a_librarys_line_keeps_no_secret() -> None:
    assert strangers_message("got Bearer abc.def from xoxb-1-2") == "got <secret> from <secret>"


def test_the_text_style_is_for_people(written: io.StringIO) -> None:
    stream = io.StringIO()
    logs.set_up(style="text", stream=stream)
    try:
        raise ValueError(WORDS)
    except ValueError:
        structlog.stdlib.get_logger("bot.web").exception("request failed", reference="3f9a12bc")
    assert "request failed" in stream.getvalue()
    assert "reference=3f9a12bc" in stream.getvalue()
    assert "ValueError" in stream.getvalue()
    assert WORDS not in stream.getvalue()
