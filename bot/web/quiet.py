"""Coming back from Slack's window, in which a member allows quiet during their blocks, or does not."""

from http import HTTPStatus
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.clock import Clock
from bot.errors import BotError
from bot.learning_blocks import quiet_consents
from bot.learning_blocks.quiet_consents import NotGiven
from bot.learning_blocks.quiet_secrets import QuietSecrets
from bot.ports.chat import ChatError, ChatRefused, ChatUnavailable
from bot.ports.own_status import ConsentWindow, Given, OwnStatus
from bot.slack.manifest import CONSENT_PATH
from bot.web.pages import Pages
from bot.web.signing_in import neutral, only_looks
from models.uow import Storage

log = structlog.stdlib.get_logger(__name__)

_COMMAND: Final = "/thrice focus"
_LONGEST_STATE: Final = 200


class QuietConsents:
    """The endpoint to which Slack sends members back."""

    def __init__(
        self,
        storage: Storage,
        window: ConsentWindow,
        own: OwnStatus,
        secrets: QuietSecrets,
        pages: Pages,
        *,
        clock: Clock,
    ) -> None:
        self._storage = storage
        self._window = window
        self._own = own
        self._secrets = secrets
        self._pages = pages
        self._clock = clock

    def routes(self) -> list[Route]:
        """Return the route."""
        return [Route(CONSENT_PATH, self._come_back)]

    async def _come_back(self, request: Request) -> Response:
        if only_looks(request):
            return neutral(self._pages)
        try:
            return await self._taken(request)
        except ChatUnavailable as trouble:
            log.warning("consent_unavailable", error=str(trouble))
            sentence = "Slack could not be reached just now. Nothing was changed. Please begin again:"
            return self._not_done(sentence, HTTPStatus.SERVICE_UNAVAILABLE)
        except ChatRefused as refused:
            log.info("consent_refused", code=refused.code)
            return self._not_done("Slack did not confirm it. Nothing was changed. Please begin again:")
        except BotError as refused:
            log.info("consent_not_given", code=refused.code)
            return self._not_done(str(refused))

    async def _taken(self, request: Request) -> Response:
        query = request.query_params
        async with self._storage.begin() as uow:
            sent = await quiet_consents.come_back(uow, query.get("state", "")[:_LONGEST_STATE], at=self._clock())
        if "code" not in query:
            raise NotGiven("You did not allow it, so nothing was changed. Should you like it after all:")
        given = await self._window.finish(query["code"])
        try:
            async with self._storage.begin(sent.workspace_id) as uow:
                await quiet_consents.give(uow, sent.user_id, given, secrets=self._secrets, at=self._clock())
        except BotError:
            await self._give_back(sent.workspace_id, given)
            raise
        log.info("consent_given", workspace=sent.workspace_id)
        sentence = (
            "While your learning block runs, your status says so and your notifications are paused; afterwards both are"
            " as they were. You can close this page. To take it back, type in Slack:"
        )
        return self._pages.message("Quiet during blocks is on", sentence, status=HTTPStatus.OK, command=_COMMAND)

    async def _give_back(self, workspace_id: int, given: Given) -> None:
        """Give back what was not taken, unless it is what whoever came gave before: Slack has one token of each."""
        async with self._storage.look() as uow:
            workspace = await uow.workspaces.of_team(given.team_id)
        if workspace is not None:
            async with self._storage.look(workspace.id) as uow:
                if await uow.quiet.consent(given.user_id) is not None:
                    return
        try:
            await self._own.revoke(workspace_id, given.token)
        except ChatError as trouble:
            log.warning("consent_not_given_back", error=type(trouble).__name__)

    def _not_done(self, sentence: str, status: HTTPStatus = HTTPStatus.FORBIDDEN) -> Response:
        return self._pages.message("Nothing was changed", sentence, status=status, command=_COMMAND)
