"""The doors beside the wiki: health, readiness, figures, Slack's front; and what odd requests get."""

import asyncio

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tests.databases import SqliteDatabases
from tests.integration.web.conftest import MakeSite, Site


@pytest.fixture
def database_url(sqlite_databases: SqliteDatabases) -> str:
    """These doors ask nothing of the database: one kind is enough."""
    return sqlite_databases.another()


async def yes() -> bool:
    return True


async def no() -> bool:
    return False


async def broken() -> bool:
    raise OSError("the words of a person")


async def never() -> bool:
    await asyncio.Event().wait()
    return True


async def test_the_process_lives(site: Site) -> None:
    answer = await site.browser().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


async def test_a_worker_answers_machines_and_has_no_pages(make_site: MakeSite) -> None:
    site: Site = await make_site(readiness={"database": yes}, for_people=False)
    browser = site.browser()
    assert [(await browser.get(path)).status_code for path in ("/healthz", "/readyz", "/metrics")] == [200, 200, 200]
    for path in ("/", "/wiki", "/wiki/review", "/slack/events", "/calendar/x.ics", "/static/thrice.css"):
        assert (await browser.get(path)).status_code == 404, path


async def test_ready_names_what_holds(make_site: MakeSite) -> None:
    site: Site = await make_site(readiness={"database": yes, "engine": yes})
    answer = await site.browser().get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "checks": {"database": True, "engine": True}}


async def test_not_ready_names_what_does_not(make_site: MakeSite) -> None:
    site: Site = await make_site(readiness={"database": yes, "engine": broken, "socket": no, "hung": never})
    answer = await site.browser().get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "ready": False,
        "checks": {"database": True, "engine": False, "socket": False, "hung": False},
    }
    figures = (await site.browser().get("/metrics")).text
    assert 'thrice_ready{check="database"} 1.0' in figures
    assert 'thrice_ready{check="socket"} 0.0' in figures


async def test_figures_are_open_without_a_token(site: Site) -> None:
    browser = site.browser()
    await browser.get("/wiki/12?q=secret")
    await browser.get("/a/secret/address")
    answer = await browser.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'thrice_http_requests_total{method="GET",route="/wiki/{slug}",status="401"} 1.0' in answer.text
    assert 'thrice_http_requests_total{method="GET",route="unknown",status="404"} 1.0' in answer.text
    assert "secret" not in answer.text


async def test_figures_ask_for_their_token(make_site: MakeSite) -> None:
    site: Site = await make_site(metrics_token="s3cret")
    browser = site.browser()
    for wrong in ("", "Bearer", "Bearer wrong", "Basic s3cret", "Bearer s3cret2", "Bearer \xff"):
        refused = await browser.client.get("/metrics", headers=[(b"authorization", wrong.encode("latin-1"))])
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == 'Bearer realm="metrics"'
    assert (await browser.get("/metrics", authorization="Bearer s3cret")).status_code == 200


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/metrics", "GET, HEAD"),
        ("/healthz", "GET, HEAD"),
        ("/readyz", "GET, HEAD"),
        ("/wiki", "GET, HEAD"),
        ("/wiki/12", "GET, HEAD"),
        ("/export/x", "GET, HEAD"),
        ("/wiki/sign-in/x", "GET, HEAD"),
    ],
)
@pytest.mark.parametrize("method", ["POST", "DELETE", "PUT", "BREW"])
async def test_a_wrong_method_is_told_the_right_ones(site: Site, path: str, allow: str, method: str) -> None:
    answer = await site.browser().client.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allow)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
async def test_a_look_at_the_head_is_enough_for_a_probe(site: Site, path: str) -> None:
    assert (await site.browser().client.head(path)).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/nowhere",
            "/.env",
            "/static/",
            "/static/../app.py",
            "/static/%2e%2e/app.py",
            "/static/thrice.css/",
            "/static/x.css",
        ),
        *(
            "/%00",
            "/%ff%fe",
            "/slack/install",
            "//evil.example",
            "/calendar/x.ics",
            "/healthz/",
            "/a" * 2000,
        ),
    ],
)
async def test_unknown_addresses_are_all_the_same(site: Site, path: str) -> None:
    browser = site.browser()
    answer = await browser.client.get(f"{site.address}{path}")
    assert answer.status_code == 404
    assert answer.content == (await browser.get("/nowhere")).content


async def test_every_answer_is_guarded(site: Site) -> None:
    browser = await site.signed_in("U3")
    for path in ("/wiki", "/nowhere", "/healthz", "/metrics", "/static/thrice.css", "/export/x", "/"):
        headers = (await browser.get(path)).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self';")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == ("max-age=3600" if path.startswith("/static") else "no-store")


async def test_a_fault_gives_a_reference_and_no_words(make_site: MakeSite) -> None:
    async def fails(_request: Request) -> PlainTextResponse:
        raise ValueError("the words of a person")

    site: Site = await make_site(routes=[Route("/fails", fails)])
    answer = await site.browser().get("/fails")
    assert answer.status_code == 500
    assert "the words of a person" not in answer.text
    assert "quote " in answer.text
    assert answer.headers["content-security-policy"]
    figures = (await site.browser().get("/metrics")).text
    assert 'thrice_http_requests_total{method="GET",route="/fails",status="500"} 1.0' in figures


async def test_slacks_requests_reach_their_front_as_they_came(make_site: MakeSite) -> None:
    async def front(scope: Scope, receive: Receive, send: Send) -> None:
        body = (await receive())["body"]
        await send({"type": "http.response.start", "status": 202, "headers": []})
        await send({"type": "http.response.body", "body": scope["method"].encode() + b" " + body})

    site: Site = await make_site(slack_front=front)
    client = site.browser().client
    answer = await client.post("/slack/events", content=b"\xff raw")
    assert (answer.status_code, answer.content, dict(answer.headers)) == (202, b"POST \xff raw", {})
    assert (await client.get("/slack/events")).content == b"GET "
    assert (await client.get("/slack/events/")).status_code == 404


async def test_the_stylesheet_is_served(site: Site) -> None:
    answer = await site.browser().get("/static/thrice.css")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "url(" not in answer.text
