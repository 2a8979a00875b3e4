"""The app as Slack's OAuth knows it: its window, in which people agree to something, and what comes of that."""

from asyncio import timeout
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.config import SlackSettings
from bot.ports.chat import ChatRefused, ChatUnavailable
from bot.slack.calls import DEADLINE, open_session


@dataclass(frozen=True)
class SlackApp:
    """The credentials of the app, and where Slack is."""

    client_id: str
    client_secret: str = field(repr=False)
    api_url: str

    @classmethod
    def of(cls, slack: SlackSettings) -> "SlackApp | None":
        """Return the app of the settings; none where they do not name one."""
        if slack.client_id is None or slack.client_secret is None:
            return None
        return cls(slack.client_id, slack.client_secret.get_secret_value(), slack.api_url)

    def window(self, **asked: str) -> str:
        """Return the address of Slack's own page on which somebody is asked for something."""
        query = urlencode({"client_id": self.client_id, **asked})
        return f"{self.api_url.removesuffix('api/')}oauth/v2/authorize?{query}"

    async def exchange(self, code: str, redirect: str) -> Mapping[str, Any]:
        """Exchange the code with which the browser came back. Raises `ChatRefused` or `ChatUnavailable`."""
        form = {"code": code, "redirect_uri": redirect}
        headers = {"Authorization": aiohttp.encode_basic_auth(self.client_id, self.client_secret)}
        try:
            async with (
                timeout(DEADLINE),
                open_session(self.api_url, deadline=DEADLINE, headers=headers) as session,
                session.post(self.api_url + "oauth.v2.access", data=form) as response,
            ):
                answer = await response.json()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise ChatUnavailable(f"oauth.v2.access: {type(error).__name__}") from error
        if not isinstance(answer, dict) or not answer.get("ok"):
            raise ChatRefused(str(answer.get("error")) if isinstance(answer, dict) else "no_object")
        return answer
