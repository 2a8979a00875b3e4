"""Signing in by the link from Slack, and out again."""

from datetime import timedelta

import pytest

from bot.workspaces.signing_in import Purpose
from tests.integration.web.conftest import MakeSite, Site


async def test_the_link_signs_in_and_shows_the_wiki(site: Site) -> None:
    browser = site.browser()
    answer = await browser.get(await site.link("U3"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/wiki")
    wiki = await browser.get("/wiki")
    assert wiki.status_code == 200
    assert "Chen" in wiki.text
    assert "Acme wiki" in wiki.text


async def test_the_link_leads_to_the_page_that_it_names(site: Site) -> None:
    answer = await site.browser().get(await site.link("U3", next="/wiki/12/history"))
    assert answer.headers["location"] == "/wiki/12/history"
    hostile = await site.browser().get(await site.link("U3", next="//evil.example/"))
    assert hostile.headers["location"] == "/wiki"


async def test_the_second_use_says_how_to_get_another(site: Site) -> None:
    link = await site.link("U3")
    first, second = site.browser(), site.browser()
    await first.get(link)
    answer = await second.get(link)
    assert answer.status_code == 410
    assert "ask for a new one: /thrice wiki" in answer.text
    assert "set-cookie" not in answer.headers
    assert (await second.get("/wiki")).status_code == 401


async def test_a_spent_link_to_ones_calendars_names_their_command_too(site: Site) -> None:
    link = await site.link("U3", next="/wiki/calendar")
    await site.browser().get(link)
    answer = await site.browser().get(link)
    assert answer.status_code == 410
    assert "ask for a new one: /thrice wiki, or for the page that this one led to: /thrice focus connect" in answer.text
    elsewhere = await site.browser().get("/wiki")
    assert "/thrice focus connect" not in elsewhere.text


async def test_a_late_click_is_told_the_same(site: Site) -> None:
    link = await site.link("U3")
    site.clock.now += timedelta(minutes=5)
    answer = await site.browser().get(link)
    assert answer.status_code == 410
    assert "ask for a new one: /thrice wiki" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"},
        {"user-agent": "Slack-ImgProxy (+https://api.slack.com/robots)"},
        {"sec-purpose": "prefetch;prerender"},
    ],
)
@pytest.mark.parametrize("purpose", [Purpose.WIKI, Purpose.EXPORT])
async def test_what_only_looks_at_a_link_does_not_use_it_up(
    site: Site, headers: dict[str, str], purpose: Purpose
) -> None:
    link, client = await site.link("U3", purpose), site.browser().client
    for answers in (
        [await client.get(address, headers=headers) for address in (link, f"{link[:-4]}xxxx")],
        [await client.head(address) for address in (link, f"{link[:-4]}xxxx")],
    ):
        real, unknown = answers
        assert real.status_code == 200
        assert "set-cookie" not in real.headers
        assert (real.content, real.headers) == (unknown.content, unknown.headers)
    assert (await client.get(link)).status_code in (200, 303)


async def test_an_unknown_link_is_a_page_that_never_was(site: Site) -> None:
    browser = site.browser()
    answers = [await browser.get(f"/wiki/sign-in/{token}") for token in ("x", "%00", "a" * 5000, "%ed%a0%80")]
    nowhere = await browser.get("/nowhere")
    for answer in answers:
        assert answer.status_code == 404
        assert answer.content == nowhere.content


async def test_the_cookie_is_for_us_alone(make_site: MakeSite) -> None:
    plain, secure = await make_site(), await make_site(address="https://thrice.example.com", team_id="T2")
    one = (await plain.browser().get(await plain.link("U3"))).headers["set-cookie"]
    other = (await secure.browser().get(await secure.link("U3"))).headers["set-cookie"]
    for cookie in (one, other):
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Max-Age=2592000" in cookie
        assert "Path=/" in cookie
        assert len(cookie.partition("=")[2].partition(";")[0]) == 43
    assert "Secure" not in one
    assert "Secure" in other
    assert other.startswith("__Host-thrice=")


@pytest.mark.parametrize(
    "path",
    [
        *("/wiki", "/wiki/", "/wiki/1", "/wiki/999", "/wiki/1/history", "/wiki/tags", "/wiki/tags/vpn", "/wiki/review"),
        *("/wiki/numbers", "/wiki/no/such/page", "/wiki?q=vpn", "/wiki/%00"),
    ],
)
async def test_strangers_get_one_page_for_everything(site: Site, path: str) -> None:
    await site.team.article("How do I get VPN access?", tags=["vpn"])
    answer = await site.browser().get(path)
    assert answer.status_code == 401
    assert "/thrice wiki" in answer.text
    assert answer.content == (await site.browser().get("/wiki")).content
    assert "VPN access" not in answer.text


async def test_a_wrong_cookie_is_a_stranger(site: Site) -> None:
    browser = site.browser()
    for cookie in ("x", "x" * 5000, "%00", "caf\u00e9".encode().decode("latin-1")):
        answer = await browser.client.get("/wiki", headers=[(b"cookie", f"thrice={cookie}".encode("latin-1"))])
        assert answer.status_code == 401


async def test_signing_out_ends_the_session(site: Site) -> None:
    browser = await site.signed_in("U3")
    kept = dict(browser.client.cookies)
    answer = await browser.post("/wiki/sign-out", origin=site.address)
    assert answer.status_code == 200
    assert "You are signed out" in answer.text
    assert (await browser.get("/wiki")).status_code == 401
    again = site.browser()
    again.client.cookies.update(kept)
    assert (await again.get("/wiki")).status_code == 401


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {}])
async def test_another_site_cannot_sign_anybody_out(site: Site, headers: dict[str, str]) -> None:
    browser = await site.signed_in("U3")
    assert (await browser.post("/wiki/sign-out", **headers)).status_code == 403
    assert (await browser.get("/wiki")).status_code == 200


async def test_our_own_form_counts_whatever_address_people_use(site: Site) -> None:
    browser = await site.signed_in("U3")
    assert (await browser.post("/wiki/sign-out", sec_fetch_site="same-origin")).status_code == 200


async def test_a_forgotten_member_is_signed_out(site: Site) -> None:
    browser = await site.signed_in("U3")
    async with site.team.storage.begin(site.team.workspace_id) as uow:
        member = await uow.members.get("U3")
        assert member is not None
        member.forgotten_at = site.clock.now + timedelta(seconds=1)
    assert (await browser.get("/wiki")).status_code == 401


async def test_the_export_is_handed_over_once(site: Site) -> None:
    link = await site.link("U3", Purpose.EXPORT, what="mine")
    browser = site.browser()
    answer = await browser.get(link)
    assert answer.status_code == 200
    assert answer.json() == {"user": "U3", "what": "mine"}
    assert answer.headers["content-disposition"] == 'attachment; filename="thrice-export.json"'
    assert answer.headers["cache-control"] == "no-store"
    spent = await browser.get(link)
    assert spent.status_code == 410
    assert "ask for a new one: /thrice export me" in spent.text
    assert (await browser.get("/export/unknown")).status_code == 404
    assert "set-cookie" not in answer.headers


async def test_a_link_of_one_purpose_opens_nothing_else(site: Site) -> None:
    wiki, export = await site.link("U3"), await site.link("U3", Purpose.EXPORT)
    browser = site.browser()
    assert (await browser.get(wiki.replace("/wiki/sign-in/", "/export/"))).status_code == 404
    assert (await browser.get(export.replace("/export/", "/wiki/sign-in/"))).status_code == 404
