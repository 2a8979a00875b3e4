"""Being let into a Google or Microsoft calendar: the window, the exchange, renewing, and what each refusal means."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web

from bot.config import CalendarSettings
from bot.errors import SettingsError
from bot.ports.calendar import CalendarRefused, CalendarUnavailable
from bot.ports.calendar_access import Consent
from bot.providers.calendars import oauth
from bot.providers.calendars.access import Access
from bot.providers.calendars.wire import Wire
from tests.counterparts.authority import Authority
from tests.counterparts.serve import served
from tests.support.connections import NOW, Kept, tokens

PROVIDERS = ("google", "microsoft")


@dataclass
class Door:
    consent: oauth.OAuth
    authority: Authority
    url: str

    def agree(self) -> tuple[Consent, dict[str, str]]:
        begun = self.consent.begin(self.authority.redirect)
        query = {key: value[0] for key, value in parse_qs(urlsplit(begun.address).query).items()}
        return begun, self.authority.agree(query)


@asynccontextmanager
async def door(name: str, authority: Authority, *, secret: str = "s3cret", deadline: float = 5) -> AsyncIterator[Door]:
    async def renewed_only(request: web.Request) -> web.StreamResponse:
        return web.json_response({"seen": True}, status=200 if authority.scopes_of(request) is not None else 401)

    app = web.Application()
    for path in ("/token", "/acme.example/oauth2/v2.0/token"):
        app.router.add_post(path, authority.token)
    app.router.add_post("/revoke", authority.answer_to_revoking)
    app.router.add_get("/seen", renewed_only)
    async with served(app) as url:
        provider = getattr(oauth, name)(
            CalendarSettings.model_validate(
                {
                    "THRICE_GOOGLE_TOKEN_URL": url,
                    "THRICE_MICROSOFT_LOGIN_URL": url,
                    "THRICE_MICROSOFT_TENANT": "acme.example",
                }
            )
        )
        wire = Wire(name, deadline=deadline)
        consent = oauth.OAuth(provider, wire, client_id="client-1", client_secret=secret, clock=lambda: NOW)
        try:
            yield Door(consent, authority, url)
        finally:
            await consent.close()


@pytest.mark.parametrize("name", PROVIDERS)
async def test_who_agrees_lets_us_in(name: str) -> None:
    async with door(name, Authority()) as there:
        begun, back = there.agree()
        assert back["state"] == begun.state
        found = await there.consent.finish(back["code"], verifier=begun.verifier, redirect=there.authority.redirect)
        assert found.access in there.authority.access
        assert found.refresh in there.authority.lasting
        assert found.expires_at == NOW + timedelta(hours=1)


@pytest.mark.parametrize("name", PROVIDERS)
def test_the_secret_and_the_verifier_are_in_no_address(name: str) -> None:
    settings = CalendarSettings.model_validate({})
    consent = oauth.OAuth(getattr(oauth, name)(settings), Wire(name), client_id="c", client_secret="s3cret")
    begun, again = consent.begin("https://thrice.example.com/back"), consent.begin("https://thrice.example.com/back")
    assert "s3cret" not in begun.address
    assert begun.verifier not in begun.address
    assert begun.verifier not in repr(begun)
    assert begun.state != again.state
    assert begun.verifier != again.verifier


def test_no_more_is_asked_for_than_is_used() -> None:
    settings = CalendarSettings.model_validate({})
    query = parse_qs(
        urlsplit(
            oauth.OAuth(oauth.google(settings), Wire("g"), client_id="c", client_secret="s")
            .begin("https://t.example/b")
            .address
        ).query
    )
    assert query["scope"] == ["https://www.googleapis.com/auth/calendar.events.owned"]
    assert query["access_type"] == ["offline"]


@pytest.mark.parametrize("name", PROVIDERS)
async def test_a_code_works_once_and_only_with_its_verifier(name: str) -> None:
    async with door(name, Authority()) as there:
        begun, back = there.agree()
        with pytest.raises(CalendarRefused, match="begin again"):
            await there.consent.finish(back["code"], verifier="another", redirect=there.authority.redirect)
        with pytest.raises(CalendarRefused, match="begin again"):
            await there.consent.finish(back["code"], verifier=begun.verifier, redirect=there.authority.redirect)


async def test_who_unticks_the_box_is_told_so() -> None:
    async with door("google", Authority(unticked=oauth.GOOGLE_SCOPES)) as there:
        begun, back = there.agree()
        with pytest.raises(CalendarRefused, match="leave that box ticked"):
            await there.consent.finish(back["code"], verifier=begun.verifier, redirect=there.authority.redirect)


@pytest.mark.parametrize("name", PROVIDERS)
async def test_a_refresh_keeps_the_lasting_token_unless_there_is_another(name: str) -> None:
    for rotates in (False, True):
        async with door(name, Authority(rotates=rotates)) as there:
            _, lasting = there.authority.let_in("Calendars.ReadWrite")
            fresh = await there.consent.refresh(tokens("spent", lasting))
            assert fresh.refresh in there.authority.lasting
            assert (fresh.refresh == lasting) is not rotates


@pytest.mark.parametrize("name", PROVIDERS)
async def test_access_that_was_taken_back_is_a_sentence_for_its_owner(name: str) -> None:
    async with door(name, Authority()) as there:
        _, lasting = there.authority.let_in("x")
        there.authority.take_back()
        with pytest.raises(CalendarRefused, match="Connect it again"):
            await there.consent.refresh(tokens("spent", lasting))


@pytest.mark.parametrize("word", ["interaction_required", "consent_required"])
async def test_a_rule_of_the_organisation_is_one_too(word: str) -> None:
    async with door("microsoft", Authority()) as there:
        there.authority.trouble.fails(400, word)
        with pytest.raises(CalendarRefused, match="Connect it again"):
            await there.consent.refresh(tokens("spent", "lasting"))


async def test_a_wrong_secret_is_the_operators_to_mend_and_no_members() -> None:
    async with door("google", Authority(), secret="ended") as there:
        with pytest.raises(CalendarUnavailable, match="invalid_client"):
            await there.consent.refresh(tokens("spent", "lasting"))


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]",
        b"null",
        b"<html>",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"access_token": 5}',
        b'{"access_token":"a\\r\\nX: y"}',
    ],
)
async def test_garbage_gives_no_token(answer: bytes) -> None:
    async with door("google", Authority()) as there:
        there.authority.trouble.says(answer)
        with pytest.raises(CalendarUnavailable):
            await there.consent.refresh(tokens("spent", "lasting"))


@pytest.mark.parametrize("lasts", [-5, 0, 10**9])
async def test_an_absurd_length_of_life_is_not_believed(lasts: int) -> None:
    async with door("google", Authority(lasts=lasts)) as there:
        _, lasting = there.authority.let_in("x")
        assert (await there.consent.refresh(tokens("spent", lasting))).expires_at == NOW + timedelta(minutes=5)


async def test_withdrawing_ends_all_and_a_second_time_is_no_error() -> None:
    async with door("google", Authority()) as there:
        access, lasting = there.authority.let_in("x")
        assert await there.consent.withdraw(tokens(access, lasting))
        assert not there.authority.lasting
        assert await there.consent.withdraw(tokens(access, lasting))


async def test_microsoft_has_no_way_to_give_one_access_back() -> None:
    async with door("microsoft", Authority()) as there:
        assert not await there.consent.withdraw(tokens("a", "b"))


async def test_a_token_about_to_end_is_renewed_once_for_many_requests() -> None:
    async with door("microsoft", Authority(rotates=True)) as there:
        kept = Kept(tokens(*there.authority.let_in("x"), lasts=timedelta(seconds=30)))
        wire = Wire("m", deadline=5)
        access = Access(wire, kept, there.consent, mend="mend", clock=lambda: NOW)
        answers = await asyncio.gather(*(access.send("GET", f"{there.url}/seen") for _ in range(8)))
        await wire.close()
        assert {answer.status for answer in answers} == {200}
        assert kept.puts == 1
        assert len(there.authority.forms) == 1


async def test_a_token_that_ended_early_is_renewed_once_and_then_it_is_the_owners_turn() -> None:
    async with door("google", Authority()) as there:
        access_token, lasting = there.authority.let_in("x")
        there.authority.end_access()
        kept, wire = Kept(tokens(access_token, lasting)), Wire("g", deadline=5)
        access = Access(wire, kept, there.consent, mend="Mend it.", clock=lambda: NOW)
        assert (await access.send("GET", f"{there.url}/seen")).status == 200
        there.authority.take_back()
        with pytest.raises(CalendarRefused):
            await access.send("GET", f"{there.url}/seen")
        await wire.close()


async def test_an_access_that_does_not_last_is_refused() -> None:
    async with door("google", Authority(gives_lasting=False)) as there:
        begun, back = there.agree()
        with pytest.raises(CalendarRefused, match="no lasting access"):
            await there.consent.finish(back["code"], verifier=begun.verifier, redirect=there.authority.redirect)


async def test_cookies_of_one_answer_go_with_no_other_request() -> None:
    heard: list[str | None] = []

    async def sets_a_cookie(request: web.Request) -> web.StreamResponse:
        heard.append(request.headers.get("Cookie"))
        return web.json_response({}, headers={"Set-Cookie": "session=aminas"})

    app = web.Application()
    app.router.add_get("/", sets_a_cookie)
    wire = Wire("google")
    async with served(app) as url:
        # By name: aiohttp keeps no cookies of bare numbers anyway.
        for _ in range(2):
            await wire.send("GET", url.replace("127.0.0.1", "localhost"))
        await wire.close()
    assert heard == [None, None]


async def test_a_slow_sign_in_is_not_waited_for() -> None:
    async with door("google", Authority(), deadline=0.2) as there:
        there.authority.trouble.is_slow(3)
        with pytest.raises(CalendarUnavailable, match="TimeoutError"):
            await there.consent.refresh(tokens("spent", "lasting"))


def test_an_app_that_is_not_registered_is_none_and_half_of_one_is_named() -> None:
    assert oauth.made(CalendarSettings.model_validate({}), "google") is None
    both = {"THRICE_MICROSOFT_CLIENT_ID": "a", "THRICE_MICROSOFT_CLIENT_SECRET": "b"}
    assert oauth.made(CalendarSettings.model_validate(both), "microsoft") is not None
    with pytest.raises(SettingsError, match="THRICE_GOOGLE_CLIENT_SECRET is not"):
        oauth.made(CalendarSettings.model_validate({"THRICE_GOOGLE_CLIENT_ID": "a"}), "google")
