"""Sets up the log: structlog for our lines and the standard library's for those of others, one format for both."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import Processor

from bot.telemetry.redaction import bare_traceback, redact, strangers_message

_OURS = ("bot", "handlers", "models", "scheduler", "migrations")
# Bolt warns of requests that nobody listens to, which we answer ourselves, and of settings that it does not use.
# APScheduler warns of a tick that is still under way, which the clock says itself, with the tick's name.
_WARN_FOR_NOTHING = ("slack_bolt", "apscheduler.scheduler")


def set_up(
    *,
    level: Literal["debug", "info", "warning", "error"] = "info",
    style: Literal["text", "json"] = "text",
    stream: TextIO | None = None,
) -> None:
    """Write the log to `stream` (standard error), one line an event, from `level` upwards.

    Lines of other people's code come through from `warning` upwards, shortened: what they quote is unknown to us.
    Calling it again replaces the set-up before.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            _without_messages,
            redact,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    draw: Processor = (
        structlog.processors.JSONRenderer()
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _strangers, _without_messages, redact],
            pass_foreign_args=True,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, draw],
        )
    )
    handler.addFilter(_worth_saying)
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in _OURS


def _worth_saying(record: logging.LogRecord) -> bool:
    least = logging.ERROR if record.name.startswith(_WARN_FOR_NOTHING) else logging.WARNING
    return _is_ours(record.name) or record.levelno >= least


def _strangers(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Shorten what a library says; its arguments stay out, because its template says enough."""
    arguments, record = event.pop("positional_args", ()), event.get("_record")
    template = record.msg if arguments and isinstance(record, logging.LogRecord) else event.get("event", "")
    event["event"] = strangers_message(str(template))
    return event


def _without_messages(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Turn `exc_info` into a traceback that quotes nobody."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["exception"] = bare_traceback(error)
    return event
