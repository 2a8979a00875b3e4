"""A wiki of Markdown files in a git repository: one file a page, one commit a change."""

import asyncio
import contextlib
import fcntl
import hashlib
import json
import os
import re
import signal
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path, PurePosixPath

from bot.ports.wiki import WikiPage, WikiUnavailable

REPOSITORY = "THRICE_GIT_MARKDOWN_REPOSITORY"
FOLDER = "THRICE_GIT_MARKDOWN_FOLDER"
REMOTE = "THRICE_GIT_MARKDOWN_REMOTE"
URL = "THRICE_GIT_MARKDOWN_URL"

_DEADLINE_SECONDS = 30.0
_GRACE_SECONDS = 2.0
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_OWN_SOURCES = re.compile(r"^## Sources\s*$", re.MULTILINE)
_IDENTITY = ("-c", "user.name=Thrice", "-c", "user.email=thrice@localhost", "-c", "commit.gpgsign=false")


@dataclass(frozen=True)
class Options:
    """Where the pages go: a clone on this machine, a folder in it, a remote to push to, and how pages are reached."""

    repository: Path
    folder: PurePosixPath
    remote: str
    url: str


def build(options: Mapping[str, str]) -> "GitMarkdown":
    """Return the wiki that the settings describe; raise `ValueError` with a sentence for what is missing or wrong."""
    if not options.get(REPOSITORY):
        raise ValueError(f"{REPOSITORY} is missing: the folder of a git repository on this machine.")
    repository = Path(options[REPOSITORY]).expanduser().resolve()
    if not (repository / ".git").exists():
        raise ValueError(
            f"{REPOSITORY}: {repository} is not a git repository; make one with `git init` or `git clone`."
        )
    folder = PurePosixPath(options.get(FOLDER, ""))
    if folder.is_absolute() or {"..", ".git"} & set(folder.parts):
        raise ValueError(f"{FOLDER}: a folder inside the repository, such as docs/answers.")
    url = options.get(URL, "")
    if url and not (url.startswith(("http://", "https://")) and "{path}" in url):
        raise ValueError(
            f"{URL}: an address with {{path}} in it, such as https://git.example.com/wiki/blob/main/{{path}}."
        )
    return GitMarkdown(Options(repository, folder, options.get(REMOTE, ""), url))


class GitMarkdown:
    """Pages as files that anything which shows Markdown can show; history and review are git's own."""

    def __init__(self, options: Options, *, deadline_seconds: float = _DEADLINE_SECONDS) -> None:
        self._options = options
        self._deadline = deadline_seconds
        self._turn = asyncio.Lock()

    async def publish(self, page: WikiPage, *, key: str) -> str:
        """Write the page's file, commit it and push it if there is a remote; return the page's address."""
        path = self._path(key)
        async with self._alone():
            await asyncio.to_thread(self._write, path, as_file(page))
            await self._commit(path, _storable(f"Publish {' '.join(page.title.split())[:72]}"))
        return self._address(path)

    async def withdraw(self, *, key: str) -> None:
        """Delete the page's file, commit that and push it if there is a remote."""
        path = self._path(key)
        async with self._alone():
            await asyncio.to_thread((self._options.repository / path).unlink, missing_ok=True)
            await self._commit(path, f"Withdraw {path.stem}")

    def _path(self, key: str) -> PurePosixPath:
        """Return the file of a key: readable, harmless, and another one for every other key."""
        name = _UNSAFE.sub("-", key).strip("-")[:80]
        if name != key:
            name = f"{name or 'page'}-{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:8]}"
        return self._options.folder / f"{name}.md"

    def _address(self, path: PurePosixPath) -> str:
        if self._options.url:
            return self._options.url.replace("{path}", str(path))
        return (self._options.repository / path).as_uri()

    def _write(self, path: PurePosixPath, text: str) -> None:
        file = self._options.repository / path
        file.parent.mkdir(parents=True, exist_ok=True)
        # A link that somebody committed must not lead our writing out of the repository.
        if file.is_symlink() or not file.resolve().is_relative_to(self._options.repository):
            raise WikiUnavailable(f"{path} leads out of the repository")
        file.write_text(text, encoding="utf-8", newline="\n")

    @contextlib.asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Keep other tasks and other replicas out while the working tree changes."""
        async with self._turn:
            with (self._options.repository / ".git" / "thrice.lock").open("w") as lock:
                await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
                yield

    async def _commit(self, path: PurePosixPath, message: str) -> None:
        await self._git("add", "--all", "--", str(path), may_fail=True)
        changed, _ = await self._git("diff", "--cached", "--quiet", "--", str(path), may_fail=True)
        if changed != 0:
            await self._git("commit", "--quiet", "--only", "-m", message, "--", str(path))
        if self._options.remote:
            await self._push()

    async def _push(self) -> None:
        """Push what is committed; when others pushed in between, put ours on top of theirs and push again."""
        _, branch = await self._git("symbolic-ref", "--short", "HEAD")
        status, _ = await self._git("push", "--quiet", self._options.remote, f"HEAD:{branch}", may_fail=True)
        if status == 0:
            return
        await self._git("fetch", "--quiet", self._options.remote, branch)
        try:
            await self._git("rebase", "--quiet", "--autostash", "FETCH_HEAD")
        except WikiUnavailable:
            await self._git("rebase", "--abort", may_fail=True)
            raise
        await self._git("push", "--quiet", self._options.remote, f"HEAD:{branch}")

    async def _git(self, verb: str, *arguments: str, may_fail: bool = False) -> tuple[int, str]:
        """Run git and return its exit status and output; raise `WikiUnavailable` where it fails or takes too long."""
        process = await asyncio.create_subprocess_exec(
            *("git", "-C", str(self._options.repository), *_IDENTITY, verb, *arguments),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_EDITOR": "true", "GIT_LITERAL_PATHSPECS": "1"},
            start_new_session=True,
        )
        try:
            output, _ = await asyncio.wait_for(process.communicate(), self._deadline)
        except TimeoutError:
            raise WikiUnavailable(f"git {verb} took longer than {self._deadline:g} s") from None
        finally:
            await _end(process)
        status = process.returncode or 0
        if status != 0 and not may_fail:
            raise WikiUnavailable(f"git {verb} ended with status {status}")
        return status, output.decode("utf-8", "replace").strip()


async def _end(process: asyncio.subprocess.Process) -> None:
    """End a git that still runs, with its hooks: politely first, so that it takes its locks away."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), _GRACE_SECONDS)


def as_file(page: WikiPage) -> str:
    """Return the page as a Markdown file with front matter (YAML, of which JSON strings are a part)."""
    fields = {
        "title": page.title,
        "thrice": page.url,
        "revision": page.revision,
        "reviewer": page.reviewer,
        "verified": page.verified_at.astimezone(UTC).date().isoformat(),
        "tags": list(page.tags),
    }
    front = "\n".join(f"{name}: {json.dumps(value, ensure_ascii=True)}" for name, value in fields.items())
    sources = "\n".join(
        f"- [{_label(source.author)}, {source.at.astimezone(UTC).date().isoformat()}](<{_target(source.permalink)}>)"
        for source in page.sources
    )
    parts = [f"---\n{front}\n---", f"# {_label(page.title)}", page.body_markdown.strip()]
    if sources and not _OWN_SOURCES.search(page.body_markdown):
        parts.append(f"## Sources\n\n{sources}")
    return _storable("\n\n".join(parts) + "\n")


def _label(text: str) -> str:
    """Return text as plain words of one Markdown line."""
    return re.sub(r"([\\`*_\[\]<>#!|&~])", r"\\\1", " ".join(text.split()))


def _target(address: str) -> str:
    return re.sub(r"[<>\s\\]", "", address) if address.startswith(("https://", "http://")) else ""


def _storable(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
