"""What every wiki promises, held against each provider with its real counterpart."""

import asyncio
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import pytest

from bot.ports.wiki import PageSource, WikiPage, WikiPublisher, WikiUnavailable
from bot.providers import wikis
from bot.providers.wikis import git_markdown

PAGE = WikiPage(
    title="How do I get VPN access?",
    body_markdown="Ask **IT** in the portal.",
    url="https://thrice.example.com/wiki/12",
    revision=3,
    reviewer="Amina",
    verified_at=datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
    sources=[
        PageSource("https://acme.slack.com/archives/C1/p1700000000000100", "Bo", datetime(2026, 11, 1, tzinfo=UTC))
    ],
    tags=["vpn"],
)


@dataclass
class Counterpart:
    """A wiki and the way to look into it without going through the provider."""

    wiki: WikiPublisher
    pages: Callable[[], list[str]]


def git(repository: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", "-C", str(repository), "-c", "user.name=Bo", "-c", "user.email=bo@example.com", *arguments],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip


def a_repository(folder: Path) -> Path:
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    return folder


def committed(repository: Path) -> list[str]:
    names = git(repository, "ls-files", "*.md").splitlines()
    return [git(repository, "show", f"HEAD:{name}") for name in names]


def a_git_markdown(folder: Path) -> Counterpart:
    repository = a_repository(folder / "wiki")
    return Counterpart(
        wikis.build("git_markdown", {git_markdown.REPOSITORY: str(repository)}), lambda: committed(repository)
    )


COUNTERPARTS = {"git_markdown": a_git_markdown}


@pytest.fixture(params=wikis.NAMES)
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Counterpart:
    return COUNTERPARTS[request.param](tmp_path)


async def test_a_published_article_can_be_read(there: Counterpart) -> None:
    address = await there.wiki.publish(PAGE, key="12")
    assert "://" in address
    (page,) = there.pages()
    for part in ("How do I get VPN access?", "Ask **IT** in the portal.", "Bo", PAGE.sources[0].permalink, "Amina"):
        assert part in page


async def test_publishing_twice_leaves_one_page_at_one_address(there: Counterpart) -> None:
    first = await there.wiki.publish(PAGE, key="12")
    assert await there.wiki.publish(PAGE, key="12") == first
    assert await there.wiki.publish(replace(PAGE, title="Another title", revision=4), key="12") == first
    (page,) = there.pages()
    assert "Another title" in page


async def test_a_body_that_names_its_sources_gets_no_second_list(there: Counterpart) -> None:
    await there.wiki.publish(
        replace(PAGE, body_markdown="So.\n\n## Sources\n\n1. Bo: [Slack message](https://a.example)"), key="12"
    )
    (page,) = there.pages()
    assert page.count("Sources") == 1


async def test_two_keys_are_two_pages(there: Counterpart) -> None:
    addresses = {await there.wiki.publish(PAGE, key=key) for key in ("12", "T1/12", "T1-12", "../12", "", "é" * 300)}
    assert len(addresses) == len(there.pages()) == 6


async def test_a_withdrawn_page_is_gone_and_may_come_back(there: Counterpart) -> None:
    address = await there.wiki.publish(PAGE, key="12")
    await there.wiki.publish(PAGE, key="13")
    await there.wiki.withdraw(key="12")
    await there.wiki.withdraw(key="12")
    await there.wiki.withdraw(key="never there")
    assert len(there.pages()) == 1
    assert await there.wiki.publish(PAGE, key="12") == address
    assert len(there.pages()) == 2


async def test_publishing_at_once_loses_nothing(there: Counterpart) -> None:
    await asyncio.gather(*(there.wiki.publish(PAGE, key=str(number)) for number in range(6)))
    assert len(there.pages()) == 6


async def test_a_hostile_title_is_only_a_title(there: Counterpart) -> None:
    hostile = replace(PAGE, title='x" \n---\nadmin: true\n<script>alert(1)</script> $(id) --amend \x00\ud800')
    await there.wiki.publish(hostile, key="12")
    (page,) = there.pages()
    assert "\nadmin: true" not in page
    assert "\n<script>" not in page


def test_every_provider_has_a_counterpart_here() -> None:
    assert set(COUNTERPARTS) == set(wikis.NAMES)


def test_an_unknown_name_lists_the_choices() -> None:
    with pytest.raises(ValueError, match="THRICE_WIKIS names 'notion'; it can name git_markdown"):
        wikis.build("notion", {})


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({}, "THRICE_GIT_MARKDOWN_REPOSITORY is missing"),
        ({git_markdown.REPOSITORY: "{tmp}"}, "is not a git repository"),
        ({git_markdown.REPOSITORY: "{tmp}/wiki", git_markdown.FOLDER: "../etc"}, "THRICE_GIT_MARKDOWN_FOLDER"),
        ({git_markdown.REPOSITORY: "{tmp}/wiki", git_markdown.FOLDER: ".git/hooks"}, "THRICE_GIT_MARKDOWN_FOLDER"),
        ({git_markdown.REPOSITORY: "{tmp}/wiki", git_markdown.URL: "https://x.example/"}, "THRICE_GIT_MARKDOWN_URL"),
    ],
)
def test_a_wrong_setting_names_itself(tmp_path: Path, options: dict[str, str], says: str) -> None:
    a_repository(tmp_path / "wiki")
    with pytest.raises(ValueError, match=says):
        wikis.build("git_markdown", {name: value.replace("{tmp}", str(tmp_path)) for name, value in options.items()})


async def test_git_makes_one_commit_a_change_and_none_for_nothing(tmp_path: Path) -> None:
    repository = a_repository(tmp_path / "wiki")
    (repository / "own.txt").write_text("somebody's own work, not committed")
    git(repository, "add", "own.txt")
    wiki = wikis.build("git_markdown", {git_markdown.REPOSITORY: str(repository)})
    await wiki.publish(PAGE, key="12")
    await wiki.publish(PAGE, key="12")
    await wiki.withdraw(key="12")
    assert git(repository, "log", "--format=%s", "--reverse").splitlines() == [
        "Publish How do I get VPN access?",
        "Withdraw 12",
    ]
    assert git(repository, "status", "--porcelain") == "A  own.txt\n"


async def test_git_pages_lie_in_their_folder_at_their_address(tmp_path: Path) -> None:
    repository = a_repository(tmp_path / "wiki")
    options = {
        git_markdown.REPOSITORY: str(repository),
        git_markdown.FOLDER: "docs/answers",
        git_markdown.URL: "https://git.example.com/wiki/blob/main/{path}",
    }
    address = await wikis.build("git_markdown", options).publish(PAGE, key="12")
    assert address == "https://git.example.com/wiki/blob/main/docs/answers/12.md"
    assert (
        (repository / "docs" / "answers" / "12.md").read_text().startswith('---\ntitle: "How do I get VPN access?"\n')
    )


async def test_git_pushes_and_joins_what_others_pushed(tmp_path: Path) -> None:
    origin, mine, theirs = tmp_path / "origin.git", tmp_path / "mine", tmp_path / "theirs"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(origin))
    for clone in (mine, theirs):
        git(tmp_path, "clone", "--quiet", str(origin), str(clone))
        git(clone, "symbolic-ref", "HEAD", "refs/heads/main")
    wiki = wikis.build("git_markdown", {git_markdown.REPOSITORY: str(mine), git_markdown.REMOTE: "origin"})
    await wiki.publish(PAGE, key="12")

    git(theirs, "pull", "--quiet", "origin", "main")
    (theirs / "README.md").write_text("by hand")
    git(theirs, "add", "README.md")
    git(theirs, "commit", "--quiet", "-m", "by hand")
    git(theirs, "push", "--quiet", "origin", "HEAD:main")

    await wiki.publish(PAGE, key="13")
    assert git(origin, "ls-tree", "--name-only", "main").splitlines() == ["12.md", "13.md", "README.md"]


async def test_git_that_fails_or_hangs_is_reported_without_words(tmp_path: Path) -> None:
    repository = a_repository(tmp_path / "wiki")
    options = {git_markdown.REPOSITORY: str(repository), git_markdown.REMOTE: str(tmp_path / "nowhere")}
    with pytest.raises(WikiUnavailable, match=r"git fetch ended with status \d+$"):
        await wikis.build("git_markdown", options).publish(PAGE, key="12")

    hook = repository / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\nexec sleep 60\n")
    hook.chmod(0o755)
    slow = git_markdown.GitMarkdown(git_markdown.Options(repository, PurePosixPath(), "", ""), deadline_seconds=0.5)
    with pytest.raises(WikiUnavailable, match=r"^git commit took longer than 0.5 s$"):
        await slow.publish(PAGE, key="13")
    hook.unlink()
    await slow.publish(PAGE, key="13")
    assert len(committed(repository)) == 2


async def test_git_does_not_write_through_a_link_out_of_the_repository(tmp_path: Path) -> None:
    repository = a_repository(tmp_path / "wiki")
    outside = tmp_path / "outside.txt"
    outside.write_text("untouched")
    (repository / "12.md").symlink_to(outside)
    with pytest.raises(WikiUnavailable, match="leads out of the repository"):
        await wikis.build("git_markdown", {git_markdown.REPOSITORY: str(repository)}).publish(PAGE, key="12")
    assert outside.read_text() == "untouched"
