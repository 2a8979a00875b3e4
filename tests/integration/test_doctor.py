"""`thrice doctor` names what is missing or wrong, and how to mend it."""

import base64
import json
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web
from typer import Typer
from typer.testing import CliRunner, Result

from bot.cli.checks_machine import check_machine, embedder, wiki_settings
from bot.cli.checks_slack import check_slack
from bot.cli.doctor import doctor
from bot.cli.findings import Finding
from bot.config import Settings
from bot.learning_blocks.connection_secrets import ConnectionSecrets
from bot.playground import Options, Playground
from bot.ports.calendar_access import Tokens
from bot.slack.installations import StoredTokens, team_of
from bot.slack.manifest import manifest
from bot.workspaces.secrets import SecretBox, new_key
from migrations.runner import migrate
from models.calendars import CalendarConnection
from models.engine import make_engine
from models.uow import Storage
from tests.counterparts.mail_server import mail_double
from tests.databases import PostgresDatabases

SIGNING_SECRET = "0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_CLIENT_ID", "THRICE_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    for name in (
        "THRICE_WIKIS",
        "SLACK_CLIENT_SECRET",
        "SLACK_API_URL",
        "THRICE_MODEL",
        "OPENAI_API_KEY",
        "OPENAI_BASE_URL",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/thrice.db")
    monkeypatch.setenv("THRICE_PORT", "0")


@pytest.fixture
async def slack(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Playground]:
    """A Slack with the app of our own manifest, and the settings that reach it."""
    async with Playground(Options(port=0, manifest=manifest("http://127.0.0.1:9"))) as running:
        monkeypatch.setenv("SLACK_API_URL", running.api_url)
        monkeypatch.setenv("SLACK_BOT_TOKEN", running.bot_token)
        monkeypatch.setenv("SLACK_SIGNING_SECRET", SIGNING_SECRET)
        yield running


async def about_slack() -> dict[str, Finding]:
    return {finding.about: finding async for finding in check_slack(Settings(env_file=None))}


async def about_the_machine() -> dict[str, Finding]:
    return {finding.about: finding async for finding in check_machine(Settings(env_file=None))}


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def wrong(findings: dict[str, Finding]) -> dict[str, str]:
    return {about: finding.said for about, finding in findings.items() if finding.standing == "wrong"}


async def test_a_whole_installation_has_nothing_to_mend(slack: Playground) -> None:
    found = await about_slack()
    assert wrong(found) == {}
    assert slack.world.team.name in found["SLACK_BOT_TOKEN"].said
    assert found["Scopes"].standing == "ok"


async def test_it_says_how_quiet_during_blocks_is_set_up(slack: Playground, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET" in (await about_slack())["Quiet during blocks"].said
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "x")
    monkeypatch.setenv("THRICE_PUBLIC_URL", "https://thrice.example")
    found = await about_slack()
    assert wrong(found) == {}
    assert "https://thrice.example/slack/oauth_redirect/quiet" in found["Quiet during blocks"].said


async def test_without_any_token_it_points_to_the_way_in() -> None:
    found = await about_slack()
    assert list(found) == ["Slack"]
    assert "SLACK_BOT_TOKEN" in found["Slack"].said
    assert "thrice manifest" in found["Slack"].mend


@pytest.mark.parametrize(
    ("name", "value", "about", "said"),
    [
        ("SLACK_BOT_TOKEN", "xoxb-wrong", "SLACK_BOT_TOKEN", "invalid_auth"),
        ("SLACK_SIGNING_SECRET", "", "SLACK_SIGNING_SECRET", "is not set"),
        ("SLACK_SIGNING_SECRET", "xapp-1-secret", "SLACK_SIGNING_SECRET", "is not one"),
        ("SLACK_CLIENT_ID", "1.2", "SLACK_CLIENT_SECRET", "is not set"),
        ("SLACK_APP_TOKEN", "xapp-wrong", "SLACK_APP_TOKEN", "invalid_auth"),
        ("SLACK_API_URL", "http://127.0.0.1:9/api/", "Slack", "cannot be reached"),
        ("SLACK_API_URL", "https://slack.com/api/", "THRICE_PUBLIC_URL", "has to be public, and https"),
    ],
)
async def test_each_wrong_setting_is_named(
    slack: Playground, monkeypatch: pytest.MonkeyPatch, name: str, value: str, about: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    if "slack.com" in value:  # nothing is asked of the real one
        monkeypatch.delenv("SLACK_BOT_TOKEN")
        monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
        monkeypatch.setenv("SLACK_CLIENT_SECRET", "x")
    found = await about_slack()
    assert said in wrong(found)[about]
    assert found[about].mend


async def test_a_signing_secret_of_another_form_is_worth_a_look_and_nothing_to_mend(
    slack: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "a-secret-of-a-proxy")
    found = await about_slack()
    assert wrong(found) == {}
    assert found["SLACK_SIGNING_SECRET"].standing == "note"
    assert slack.signing_secret not in found["SLACK_SIGNING_SECRET"].said


async def test_missing_scopes_are_named_with_what_each_is_for(monkeypatch: pytest.MonkeyPatch) -> None:
    poor = manifest("http://127.0.0.1:9")
    poor["oauth_config"]["scopes"]["bot"].remove("reactions:read")
    async with Playground(Options(port=0, manifest=poor)) as running:
        monkeypatch.setenv("SLACK_API_URL", running.api_url)
        monkeypatch.setenv("SLACK_BOT_TOKEN", running.bot_token)
        monkeypatch.setenv("SLACK_SIGNING_SECRET", SIGNING_SECRET)
        found = await about_slack()
    assert wrong(found) == {"Scopes": found["Scopes"].said}
    assert found["Scopes"].said.startswith("reactions:read is missing: Thrice sees the reaction that saves")


async def test_in_socket_mode_it_opens_a_socket_and_wants_no_public_address(
    slack: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_APP_TOKEN", slack.app_token)
    monkeypatch.delenv("SLACK_SIGNING_SECRET")
    found = await about_slack()
    assert wrong(found) == {}
    assert found["SLACK_APP_TOKEN"].said == "opens a socket."
    assert found["THRICE_PUBLIC_URL"].standing == "note"


async def test_a_fresh_machine_has_nothing_to_mend_and_is_left_as_it_was(tmp_path: Path) -> None:
    found = await about_the_machine()
    assert wrong(found) == {}
    assert "serve` makes it" in found["Database"].said
    assert "will be made once" in found["THRICE_SECRET_KEY"].said
    assert found["Embedder"].standing == "ok"
    assert names_in(tmp_path) == []


async def test_an_sqlite_database_that_is_behind_is_migrated_by_serve(tmp_path: Path) -> None:
    (tmp_path / "thrice.db").touch()
    found = await about_the_machine()
    assert found["Database"].standing == "note"
    migrate(f"sqlite:///{tmp_path}/thrice.db")
    assert (await about_the_machine())["Database"].standing == "ok"


async def test_a_database_that_cannot_be_reached_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://thrice:hush@127.0.0.1:9/thrice")
    found = await about_the_machine()
    assert set(wrong(found)) == {"Database", "THRICE_SECRET_KEY"}
    assert "cannot be opened" in found["Database"].said
    assert "hush" not in found["Database"].said
    assert "is needed with PostgreSQL" in found["THRICE_SECRET_KEY"].said


async def test_an_unmigrated_postgresql_is_sent_to_migrate(
    monkeypatch: pytest.MonkeyPatch, postgres_databases: PostgresDatabases
) -> None:
    # The server's own first database, in which nothing was ever migrated.
    empty = re.sub(r"/t[0-9a-f]{32}\?", "/postgres?", postgres_databases.another())
    monkeypatch.setenv("DATABASE_URL", empty)
    monkeypatch.setenv("THRICE_SECRET_KEY", new_key())
    found = await about_the_machine()
    assert wrong(found) == {"Database": found["Database"].said}
    assert found["Database"].mend == "Run `thrice migrate`."


@pytest.mark.parametrize(
    ("wikis", "repository", "said"),
    [
        ("papyrus", "", "THRICE_WIKIS names 'papyrus'"),
        ("git_markdown", "", "THRICE_GIT_MARKDOWN_REPOSITORY is missing"),
        ("git_markdown", "/dev/null", "is not a git repository"),
    ],
)
async def test_a_wiki_that_serve_would_refuse_is_named(
    monkeypatch: pytest.MonkeyPatch, wikis: str, repository: str, said: str
) -> None:
    monkeypatch.setenv("THRICE_WIKIS", wikis)
    monkeypatch.setenv("THRICE_GIT_MARKDOWN_REPOSITORY", repository)
    assert said in wrong(await about_the_machine())["THRICE_WIKIS"]


async def test_wikis_that_are_set_up_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert (await about_the_machine())["THRICE_WIKIS"].standing == "ok"
    (tmp_path / "wiki" / ".git").mkdir(parents=True)
    monkeypatch.setenv("THRICE_WIKIS", "git_markdown")
    monkeypatch.setenv("THRICE_GIT_MARKDOWN_REPOSITORY", str(tmp_path / "wiki"))
    found = (await about_the_machine())["THRICE_WIKIS"]
    assert (found.standing, found.said) == ("ok", "git_markdown: set up as it should be.")


async def test_a_wiki_has_its_settings_from_the_file_as_well_and_the_environment_goes_before(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "wiki" / ".git").mkdir(parents=True)
    file = tmp_path / ".env"
    lines = ("THRICE_WIKIS=git_markdown", f'THRICE_GIT_MARKDOWN_REPOSITORY="{tmp_path}/wiki"')
    file.write_text("\n".join((*lines, "THRICE_GIT_MARKDOWN_FOLDER=../etc", "")), encoding="utf-8")
    monkeypatch.delenv("THRICE_GIT_MARKDOWN_REPOSITORY", raising=False)
    assert wiki_settings(Settings(env_file=file)).said.startswith("THRICE_GIT_MARKDOWN_FOLDER")
    monkeypatch.setenv("THRICE_GIT_MARKDOWN_FOLDER", "answers")
    assert wiki_settings(Settings(env_file=file)).standing == "ok"


@pytest.mark.parametrize("key", ["short", "a" * 44])
async def test_a_key_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("THRICE_SECRET_KEY", key)
    assert "32 random bytes" in wrong(await about_the_machine())["THRICE_SECRET_KEY"]


async def test_a_key_file_open_to_others_is_named(tmp_path: Path) -> None:
    path = tmp_path / "thrice.db.key"
    path.write_text(new_key())
    path.chmod(0o644)
    assert "can be read by others" in wrong(await about_the_machine())["THRICE_SECRET_KEY"]


async def test_a_key_that_does_not_open_the_tokens_is_named(
    slack: Playground, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/thrice.db"
    migrate(url)
    storage = Storage(make_engine(url))
    box = SecretBox([b"k" * 32])
    team = await team_of(slack.bot_token, api_url=slack.api_url)
    await StoredTokens(storage, box).keep(team, slack.bot_token, details={})
    await storage.close()
    assert "is gone" in wrong(await about_the_machine())["THRICE_SECRET_KEY"]
    monkeypatch.setenv("THRICE_SECRET_KEY", new_key())
    assert "another key" in wrong(await about_the_machine())["THRICE_SECRET_KEY"]
    old = base64.b64encode(b"k" * 32).decode()
    monkeypatch.setenv("THRICE_SECRET_KEY", f"{new_key()},{old}")
    found = await about_the_machine()
    assert wrong(found) == {}
    assert f"an older key is still needed for the tokens of {team.team_id}" in found["THRICE_SECRET_KEY"].said
    monkeypatch.setenv("THRICE_SECRET_KEY", f"{old},{new_key()}")
    found = await about_the_machine()
    assert wrong(found) == {}
    assert "the others can be dropped" in found["THRICE_SECRET_KEY"].said


async def test_members_calendars_that_do_not_open_are_counted(
    slack: Playground, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/thrice.db"
    migrate(url)
    storage = Storage(make_engine(url))
    await StoredTokens(storage, SecretBox([b"k" * 32])).keep(
        await team_of(slack.bot_token, api_url=slack.api_url), slack.bot_token, details={}
    )
    now = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    async with storage.begin(1) as uow:
        sealed = ConnectionSecrets(SecretBox([b"c" * 32])).seal(Tokens("a", "b", now), 1)
        uow.add(CalendarConnection(user_id="U1", kind="google", name="Work", sealed=sealed, connected_at=now))
    await storage.close()
    tokens_key, calendars_key = (base64.b64encode(letter * 32).decode() for letter in (b"k", b"c"))
    monkeypatch.setenv("THRICE_SECRET_KEY", tokens_key)
    found = wrong(await about_the_machine())["THRICE_SECRET_KEY"]
    assert "does not open 1 of members' calendars and feeds" in found
    monkeypatch.setenv("THRICE_SECRET_KEY", f"{tokens_key},{calendars_key}")
    found_both = await about_the_machine()
    assert wrong(found_both) == {}
    assert "still needed for 1 of members' calendars" in found_both["THRICE_SECRET_KEY"].said


@asynccontextmanager
async def answering(ready: object) -> AsyncIterator[int]:
    """A server that says it is alive, and of whether it is ready what it is told to; yields its port."""

    async def alive(_request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def is_ready(_request: web.Request) -> web.Response:
        return web.json_response(ready)

    app = web.Application()
    app.router.add_get("/healthz", alive)
    app.router.add_get("/readyz", is_ready)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield runner.addresses[0][1]
    await runner.cleanup()


@pytest.mark.parametrize("host", ["203.0.113.77", "no-such-host.invalid"])
async def test_a_host_that_is_not_this_machine_is_named(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("THRICE_HOST", host)
    found = wrong(await about_the_machine())
    assert list(found) == ["THRICE_HOST"]
    assert f"{host} is no address of this machine" in found["THRICE_HOST"]


async def test_a_port_in_use_by_somebody_else_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("THRICE_PORT", str(silent.getsockname()[1]))
        assert "is in use, not by Thrice" in wrong(await about_the_machine())["Port"]
    for other in ("ok", {"status": "up"}, [1]):
        async with answering(other) as port:
            monkeypatch.setenv("THRICE_PORT", str(port))
            assert "is in use, not by Thrice" in wrong(await about_the_machine())["Port"]


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "localhost"])
async def test_a_thrice_that_runs_there_is_told_apart(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("THRICE_HOST", host)
    async with answering({"ready": True, "checks": {"database": True, "engine": True}}) as port:
        monkeypatch.setenv("THRICE_PORT", str(port))
        found = (await about_the_machine())["Port"]
        assert (found.standing, "a Thrice is running" in found.said) == ("ok", True)
    async with answering({"ready": False, "checks": {"database": True, "engine": False}}) as port:
        monkeypatch.setenv("THRICE_PORT", str(port))
        assert "not ready: engine" in wrong(await about_the_machine())["Port"]


@pytest.fixture
async def model_server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """A model server that wants the key `right`."""

    async def models(request: web.Request) -> web.Response:
        fits = request.headers.get("Authorization") == "Bearer right"
        return web.json_response({"data": []}, status=200 if fits else 401)

    app = web.Application()
    app.router.add_get("/v1/models", models)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{runner.addresses[0][1]}/v1")
    monkeypatch.setenv("THRICE_MODEL", "some-model")
    yield
    await runner.cleanup()


@pytest.mark.usefixtures("model_server")
async def test_a_model_server_is_asked_for_an_answer_and_with_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "right")
    assert (await about_the_machine())["Language model"].standing == "ok"
    monkeypatch.setenv("OPENAI_API_KEY", "wrong")
    assert "refuses the key (401)" in wrong(await about_the_machine())["Language model"]
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    assert "cannot be reached" in wrong(await about_the_machine())["Language model"]


def run(*arguments: str) -> Result:
    app = Typer()
    app.command()(doctor)
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def _in_a_folder_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("_in_a_folder_of_its_own")
def test_the_command_says_how_many_things_there_are_to_mend_and_fails() -> None:
    done = run()
    assert done.exit_code == 1
    assert "1 of 9 to mend." in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.usefixtures("_in_a_folder_of_its_own")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("THRICE_DRAFT_AFTER", "99"),
        ("THRICE_SAVE_REACTION", "book mark"),
        ("THRICE_SAVE_REACTION", " "),
        ("THRICE_RECEIPT_REACTION", "::"),
        ("THRICE_PUBLIC_URL", "https://a.example/?x=1"),
    ],
)
def test_a_setting_that_cannot_be_is_named_and_nothing_else_is_looked_at(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    done = run()
    assert done.exit_code == 1
    assert f"{name}: " in done.stdout
    assert "1 of 1 to mend." in done.stdout


def test_a_new_key_is_printed_alone() -> None:
    done = run("--new-key")
    assert done.exit_code == 0
    assert len(base64.b64decode(done.stdout.strip(), validate=True)) == 32


def test_a_damaged_embedder_is_named(tmp_path: Path) -> None:
    (tmp_path / "origin.json").write_text(json.dumps({"sha256": {"model.onnx": "0" * 64}}))
    (tmp_path / "model.onnx").write_bytes(b"damaged")
    assert embedder(Settings(env_file=None).model, tmp_path).said == "model.onnx is damaged."
    (tmp_path / "model.onnx").unlink()
    assert "cannot be read" in embedder(Settings(env_file=None).model, tmp_path).said


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("THRICE_GOOGLE_CLIENT_ID", "1.apps.example", "THRICE_GOOGLE_CLIENT_SECRET is not"),
        ("THRICE_MICROSOFT_CLIENT_SECRET", "s3cret", "THRICE_MICROSOFT_CLIENT_ID is not"),
        ("THRICE_SMTP_URL", "smtp://localhost:1", "THRICE_SMTP_FROM is not"),
        ("THRICE_SMTP_URL", "mail.example.com", "THRICE_SMTP_FROM is not"),
    ],
)
async def test_half_of_a_calendars_settings_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    assert said in wrong(await about_the_machine())["Calendars"]


async def test_calendars_that_are_set_up_are_named_with_the_address_to_register(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert (await about_the_machine())["Calendars"].standing == "ok"
    monkeypatch.setenv("THRICE_PUBLIC_URL", "https://thrice.example.com")
    monkeypatch.setenv("THRICE_GOOGLE_CLIENT_ID", "1.apps.example")
    monkeypatch.setenv("THRICE_GOOGLE_CLIENT_SECRET", "s3cret")
    found = (await about_the_machine())["Calendars"]
    assert (found.standing, "https://thrice.example.com/calendar/connected/google" in found.said) == ("ok", True)
    assert "s3cret" not in found.said


async def test_the_mail_server_is_asked_whether_it_takes_us(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THRICE_SMTP_FROM", "thrice@example.com")
    async with mail_double(user="thrice", password="secret") as mail:
        monkeypatch.setenv("THRICE_SMTP_URL", f"smtp://thrice:secret@localhost:{mail.port}")
        assert "invitations by e-mail" in (await about_the_machine())["Calendars"].said
        monkeypatch.setenv("THRICE_SMTP_URL", f"smtp://thrice:wrong@localhost:{mail.port}")
        assert "SMTPAuthenticationError 535" in wrong(await about_the_machine())["Calendars"]
        assert mail.taken == []
