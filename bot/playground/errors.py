"""How the playground says no: to an app with Slack's error codes, to people with a sentence."""

from collections.abc import Sequence


class SlackError(Exception):
    """A refusal by the Web API: `{"ok": false, "error": code}`."""

    def __init__(self, code: str, *messages: str, **fields: object) -> None:
        super().__init__(code)
        self.code = code
        self.messages: Sequence[str] = messages
        """Lines for `response_metadata.messages`."""
        self.fields = fields
        """Further fields of the reply, such as `needed` and `provided`."""


class Refused(Exception):
    """A refusal at the people's or the control door; the text is the sentence they read."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status
