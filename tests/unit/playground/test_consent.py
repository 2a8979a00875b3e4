"""Slack's window in which people agree, and what the app may do for them then."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Options, Playground
from tests.support.people import Workspace
from tests.unit.playground.app import SmallApp
from tests.unit.playground.conftest import HASTY

BACK = "http://127.0.0.1:9/slack/oauth_redirect"
ALL = "users.profile:read,users.profile:write,dnd:read,dnd:write"


@pytest.fixture
async def playground(small_app: SmallApp) -> AsyncIterator[Playground]:
    events = {"event_subscriptions": {"bot_events": ["tokens_revoked"]}}
    app = {"oauth_config": {"redirect_urls": [BACK], "scopes": {"bot": ["dnd:read", "chat:write"]}}, "settings": events}
    options = Options(port=0, request_url=small_app.url, pace=HASTY, rate_limits=False, manifest=app)
    async with Playground(options) as running:
        yield running


def window(playground: Playground, **other: str) -> str:
    asked = {"client_id": playground.tokens.client_id, "user_scope": ALL, "redirect_uri": BACK, "state": "s"}
    return f"{playground.url}/oauth/v2/authorize?{urlencode(asked | other)}"


async def token(playground: Playground, back: str, redirect: str = BACK) -> str:
    client, tokens = AsyncWebClient(base_url=playground.api_url), playground.tokens
    form = {"client_id": tokens.client_id, "client_secret": tokens.client_secret, "redirect_uri": redirect}
    answer = await client.api_call("oauth.v2.access", params=form | {"code": parse_qs(urlsplit(back).query)["code"][0]})
    return str(answer["authed_user"]["access_token"])


async def acting(playground: Playground, workspace: Workspace, name: str, *, to: str = ALL) -> AsyncWebClient:
    back = await workspace.person(name).consents(window(playground), to=to.split(","))
    return AsyncWebClient(await token(playground, back), base_url=playground.api_url)


async def test_whoever_allows_it_has_their_status_and_snooze_changed(
    playground: Playground, workspace: Workspace
) -> None:
    amina = await acting(playground, workspace, "amina")
    assert (await amina.auth_test())["user"] == "amina"
    await amina.users_profile_set(profile={"status_text": "In a learning block", "status_emoji": ":books:"})
    assert (await amina.users_profile_get())["profile"]["status_text"] == "In a learning block"
    set_ = await amina.dnd_setSnooze(num_minutes=30)
    assert (await amina.dnd_info())["snooze_endtime"] == set_["snooze_endtime"]
    [shown] = [p for p in (await workspace.world())["people"] if p["name"] == "amina"]
    assert (shown["status"]["emoji"], shown["dnd"]) == (":books:", True)
    await amina.dnd_endSnooze()
    assert (await amina.dnd_info())["snooze_enabled"] is False
    with pytest.raises(SlackApiError, match="snooze_not_active"):
        await amina.dnd_endSnooze()
    await amina.users_profile_set(profile={"status_text": "", "status_emoji": ""})
    assert (await amina.users_profile_get())["profile"]["status_emoji"] == ""


async def test_a_token_does_what_its_owner_allowed_and_nothing_else(
    playground: Playground, workspace: Workspace
) -> None:
    amina = await acting(playground, workspace, "amina", to="dnd:read")
    for refused in (amina.dnd_setSnooze(num_minutes=1), amina.users_profile_set(profile={"status_text": "x"})):
        with pytest.raises(SlackApiError, match="missing_scope"):
            await refused
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await amina.chat_postMessage(channel="C1", text="as Amina")
    bot = AsyncWebClient(playground.bot_token, base_url=playground.api_url)
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await bot.dnd_setSnooze(num_minutes=1)


@pytest.mark.parametrize(
    ("profile", "error"),
    [
        ({"status_text": "x" * 101}, "too_long"),
        ({"title": "Boss"}, "profile_set_failed"),
        ({"status_expiration": "soon"}, "profile_set_failed"),
        ("no json", "invalid_profile"),
    ],
)
async def test_a_status_that_slack_would_not_take_is_refused(
    playground: Playground, workspace: Workspace, profile: object, error: str
) -> None:
    amina = await acting(playground, workspace, "amina")
    with pytest.raises(SlackApiError, match=error):
        await amina.api_call("users.profile.set", json={"profile": profile})


async def test_agreeing_again_gives_the_same_token_and_taking_it_back_is_told(
    playground: Playground, workspace: Workspace
) -> None:
    first = await acting(playground, workspace, "amina", to="dnd:read")
    again = await acting(playground, workspace, "amina", to="dnd:write")
    assert first.token == again.token
    assert (await again.dnd_info())["ok"], "what was allowed before still is"
    await again.auth_revoke()
    await workspace.quiet(0.1)
    told = (await workspace.deliveries("tokens_revoked"))[-1]["payload"]["event"]
    assert told["tokens"] == {"oauth": [await workspace.person("amina").id()], "bot": []}
    with pytest.raises(SlackApiError, match="token_revoked"):
        await first.dnd_info()
    later = await acting(playground, workspace, "amina")
    assert later.token != first.token
    await workspace.put(f"/control/people/{await workspace.person('amina').id()}", {"deleted": True})
    with pytest.raises(SlackApiError, match="account_inactive"):
        await later.dnd_info()


async def test_cancelling_says_so_and_gives_nothing(playground: Playground, workspace: Workspace) -> None:
    back = await workspace.person("amina").consents(window(playground), instead="cancel")
    assert back == f"{BACK}?error=access_denied&state=s"


async def test_a_code_goes_to_the_address_it_was_made_for(playground: Playground, workspace: Workspace) -> None:
    below = await workspace.person("amina").consents(window(playground, redirect_uri=f"{BACK}/quiet"))
    assert below.startswith(f"{BACK}/quiet?code=")
    with pytest.raises(SlackApiError, match="bad_redirect_uri"):
        await token(playground, below)


@pytest.mark.parametrize(
    "other",
    [
        {"client_id": "1.2"},
        {"redirect_uri": ""},
        {"redirect_uri": "http://evil.example/slack/oauth_redirect"},
        {"redirect_uri": f"{BACK}er"},
        {"team": "T0OTHER"},
    ],
)
async def test_a_window_that_slack_would_not_open_stays_shut(playground: Playground, other: dict[str, str]) -> None:
    address = window(playground, **other)
    async with aiohttp.ClientSession() as browser:
        for method in ("GET", "POST"):
            async with browser.request(method, address, allow_redirects=False) as answer:
                assert answer.status == 400


async def test_nothing_that_stands_in_the_address_or_a_name_runs_in_the_window(
    playground: Playground, workspace: Workspace
) -> None:
    await workspace.post("/control/people", {"name": "eve", "real_name": "</select><script>alert(1)</script>"})
    hostile = "\"><script>alert(1)</script>,'onload='x"
    async with (
        aiohttp.ClientSession() as browser,
        browser.get(window(playground, user_scope=hostile, state=hostile)) as w,
    ):
        page, policy = await w.text(), w.headers["Content-Security-Policy"]
    assert "<script>" not in page
    assert page.count("<script") == 1, "its own, from a file"
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


async def test_nobody_agrees_without_saying_who_they_are(playground: Playground) -> None:
    async with aiohttp.ClientSession() as browser:
        async with browser.get(window(playground)) as shown:
            assert '<option value="">Who are you?</option>' in await shown.text()
        for nobody in ({}, {"user": ""}):
            form = {**nobody, "decision": "allow"}
            async with browser.post(window(playground), data=form, allow_redirects=False) as sent:
                assert (sent.status, "Say who you are." in await sent.text()) == (400, True)
