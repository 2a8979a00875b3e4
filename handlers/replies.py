"""Replies: whatever goes wrong, whoever addressed Thrice reads a sentence."""

import secrets
from collections.abc import Awaitable, Callable

import structlog

from bot.errors import BotError
from bot.ports.chat import ChatRefused, ChatUnavailable, Message
from bot.slack.blockkit import errors

log = structlog.get_logger(__name__)


def in_window(refusal: Message) -> str:
    """Return a refusal as a window shows it: what stands there is plain text."""
    return refusal.text.replace("`", "")


async def answered(run: Callable[[], Awaitable[Message | None]]) -> Message | None:
    """Run what somebody asked for; a refusal becomes its sentence, a fault a reference that the log knows too."""
    try:
        return await run()
    except BotError as refusal:
        log.info("refused", code=refusal.code)
        return errors.refusal(str(refusal))
    except (ChatRefused, ChatUnavailable) as trouble:
        log.warning("slack_refused", error=type(trouble).__name__, code=getattr(trouble, "code", None))
        return errors.refusal("Slack did not let me do that just now. Please try again in a minute.")
    except Exception as fault:
        reference = secrets.token_hex(4)
        log.error("fault", reference=reference, error=type(fault).__name__, exc_info=fault)
        return errors.fault(reference)
