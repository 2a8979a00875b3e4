"""`thrice demo` as a process: how it ends, and what it refuses."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from tests.support.serving import environment


@pytest.mark.parametrize(("by", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
async def test_it_stops_as_it_is_told_to(tmp_path: Path, by: signal.Signals, status: int) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--port", "0", "--thrice-port", "0",
        cwd=tmp_path, env=environment({}), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout is not None
    said = []
    async with asyncio.timeout(120):
        async for line in process.stdout:
            said.append(line.decode())
            if "Ctrl-C stops" in said[-1]:
                process.send_signal(by)
        assert await process.wait() == status, "".join(said)
    assert "Nothing of this demo is kept." in said[-1]


@pytest.mark.parametrize("option", ["--port", "--thrice-port"])
@pytest.mark.parametrize("value", ["99999999", "-1", "abc"])
def test_a_port_that_is_none_is_a_usage_error(option: str, value: str) -> None:
    done = CliRunner().invoke(app, ["demo", option, value])
    assert done.exit_code == 2
    assert option in done.stderr
