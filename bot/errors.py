"""Refusals that carry the sentence a person will read.

`BotError`: an expected refusal. Anything else that reaches a door is a fault: the person is given a
reference to quote and the traceback goes to the log.
"""


class BotError(Exception):
    """An expected refusal; `str(error)` is the sentence that the person reads."""

    code = "refused"


class NotAllowed(BotError):
    """The person may not do this."""

    code = "not_allowed"


class NotFound(BotError):
    """The thing is not there, or the person may not know that it is."""

    code = "not_found"


class Outdated(BotError):
    """The person acted on an old version of something that has changed since."""

    code = "outdated"


class UsageError(BotError):
    """The words of a command could not be understood."""

    code = "usage"


class SettingsError(Exception):
    """A setting is missing or wrong; the message names it and says what to do."""
