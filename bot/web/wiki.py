"""The wiki's pages: search and lists, an article, its history, tags, the review queue, the numbers."""

import asyncio
from http import HTTPStatus
from itertools import pairwise

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.errors import NotAllowed, NotFound
from bot.knowledge import misread, publishing, review, wiki
from bot.knowledge.citations import shortened
from bot.web.differences import differences
from bot.web.doorway import Doorway, Visit
from bot.web.kept import WIDE, bars_for
from bot.web.pages import Pages, View
from bot.web.parts import WebParts
from bot.workspaces.audience import reader_of
from bot.workspaces.signing_in import SignedIn

MOST_HITS = 20
_LONGEST_SLUG = 200
_MOST_VERSIONS = 50


class WikiPages:
    """The endpoints of the wiki."""

    def __init__(self, parts: WebParts, pages: Pages, doorway: Doorway) -> None:
        self._parts = parts
        self._pages = pages
        self._doorway = doorway

    def routes(self) -> list[Route]:
        """Return the routes; the last takes whatever else lies under /wiki, so that strangers learn nothing of it."""
        page = self._doorway.page
        return [
            Route("/wiki", page(self._front)),
            Route("/wiki/", page(self._front)),
            Route("/wiki/tags", page(self._tags)),
            Route("/wiki/tags/{tag:path}", page(self._tagged)),
            Route("/wiki/review", page(self._queue)),
            Route("/wiki/numbers", page(self._numbers)),
            Route("/wiki/{slug}/history", page(self._history)),
            Route("/wiki/{slug}/restore", self._restore, methods=["POST"]),
            Route("/wiki/{slug}/revise", self._revise, methods=["POST"]),
            Route("/wiki/{slug}", page(self._article)),
            Route("/wiki/{rest:path}", page(self._nothing)),
        ]

    async def _front(self, request: Request, visit: Visit) -> View:
        query = request.query_params.get("q", "").strip()
        if query:
            hits = await self._parts.search.find(visit.uow, visit.reader, query, MOST_HITS)
            self._parts.metrics.searches.labels("found" if hits else "empty").inc()
            return View("search.html", {"query": _shown(query), "hits": hits})
        number = _number(request.query_params.get("page", ""))
        return View("front.html", {"front": await wiki.front(visit.uow, visit.reader, page=number)})

    async def _article(self, request: Request, visit: Visit) -> View | None:
        slug = _slug(request)
        found = await wiki.page(visit.uow, visit.reader, slug) if slug else None
        if found is None:
            return None
        misread_as = await misread.sentence_of(visit.uow, visit.reader, found.article_id)
        return View("page.html", {"page": found, "misread": misread_as})

    async def _history(self, request: Request, visit: Visit) -> View | None:
        slug = _slug(request)
        found = await wiki.history(visit.uow, visit.reader, slug) if slug else None
        if found is None:
            return None
        versions = found.versions[:_MOST_VERSIONS]
        changes = await asyncio.to_thread(
            lambda: [differences(_whole(older), _whole(newer)) for newer, older in pairwise(versions)]
        )
        first = [differences("", _whole(versions[-1]))] if versions and versions[-1] is found.versions[-1] else []
        steps = list(zip(versions, [*changes, *first, []], strict=False))
        return View("history.html", {"history": found, "steps": steps})

    async def _tags(self, _request: Request, visit: Visit) -> View:
        return View("tags.html", {"tags": await wiki.tags(visit.uow, visit.reader)})

    async def _tagged(self, request: Request, visit: Visit) -> View | None:
        tag = request.path_params["tag"]
        found = await wiki.tagged(visit.uow, visit.reader, tag)
        return View("tagged.html", {"tag": tag, "entries": found}) if found else None

    async def _queue(self, _request: Request, visit: Visit) -> View:
        waiting = await wiki.queue(visit.uow, visit.reader)
        return View("review.html", {"queue": waiting, "misread": await misread.queue(visit.uow, visit.reader)})

    async def _numbers(self, _request: Request, visit: Visit) -> View:
        counted = await wiki.numbers(visit.uow, visit.reader)
        kept = await bars_for(visit.uow, visit.reader.user_id, now=self._parts.clock())
        return View("numbers.html", {"numbers": counted, "kept": kept, "wide": WIDE})

    async def _nothing(self, _request: Request, _visit: Visit) -> None:
        return None

    async def _restore(self, request: Request) -> Response:
        """Offer a retired article again; the rule decides who may."""
        who = await self._who_posts(request)
        if isinstance(who, Response):
            return who
        slug = _slug(request)
        async with self._parts.storage.begin(who.workspace_id) as uow:
            reader = await reader_of(uow, who.user_id)
            found = await wiki.page(uow, reader, slug) if slug else None
            if found is None or not found.may_restore:
                return self._pages.not_found()
            await publishing.restore(uow, who.user_id, found.article_id, at=self._parts.clock())
        return RedirectResponse(f"/wiki/{found.slug}", HTTPStatus.SEE_OTHER)

    async def _revise(self, request: Request) -> Response:
        """Bring the page's card to whoever may put it in other words; to others it is a page that never was."""
        who = await self._who_posts(request)
        if isinstance(who, Response):
            return who
        slug = _slug(request)
        async with self._parts.storage.begin(who.workspace_id) as uow:
            found = await wiki.page(uow, await reader_of(uow, who.user_id), slug) if slug else None
            if found is None:
                return self._pages.not_found()
            policy = self._parts.policy.in_workspace(await uow.workspaces.get(uow.workspace_id))
            try:
                await review.bring(uow, who.user_id, found.article_id, policy=policy, at=self._parts.clock())
            except (NotAllowed, NotFound):
                return self._pages.not_found()
        return RedirectResponse("/wiki/review", HTTPStatus.SEE_OTHER)

    async def _who_posts(self, request: Request) -> SignedIn | Response:
        """Return who sent a form of ours; else the page that says why it does not count."""
        who = await self._doorway.who(request)
        if who is None:
            return self._pages.sign_in_first()
        if not self._doorway.comes_from_us(request):
            return self._pages.message(
                "Not from here", "This form was sent from another site.", status=HTTPStatus.FORBIDDEN
            )
        return who


def _slug(request: Request) -> str | None:
    """Return the slug of the address; none for what no article's could be."""
    slug: str = request.path_params["slug"]
    return slug if slug.isprintable() and len(slug) <= _LONGEST_SLUG else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 1


def _shown(query: str) -> str:
    """Return what is shown in the search box again: as long as what was searched for."""
    return query[:400].replace("\x00", "")


def _whole(version: wiki.Version) -> str:
    return f"{version.title}\n\n{shortened(version.body_markdown)}"
