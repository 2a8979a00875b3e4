"""What the command line loads before it knows what it is asked."""

import subprocess
import sys

HEAVY = ("sqlalchemy", "numpy", "pydantic", "aiohttp", "slack_sdk", "dbos", "rich", "bot.config", "bot.bootstrap")


def test_help_waits_for_nothing_that_a_command_loads() -> None:
    script = (
        "import sys; from bot.cli import app\n"
        "try: app(['--help'])\n"
        f"finally: print('loaded', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert "Usage:" in done.stdout, done.stderr
    assert done.stdout.rstrip().endswith("loaded []"), done.stdout
