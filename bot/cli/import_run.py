"""Runs `thrice import`."""

import asyncio
import signal
from pathlib import Path

from rich.console import Console

from bot.cli.furnishing import make_importer, opened
from bot.cli.import_watch import BarWatcher, LineWatcher
from bot.cli.import_words import brought, left_out, output_console, repeated_table, stopped
from bot.clock import utc_now
from bot.config import Settings
from bot.errors import BotError, SettingsError
from bot.knowledge.importing.reader import Export
from bot.knowledge.importing.run import ImportReport
from bot.knowledge.importing.team import workspace_for
from bot.makers import make_ready

INTERRUPTED = 130
KEPT = "What was imported stays; the same command goes on from here."


def run(export: Path, team: str | None) -> int:
    """Import, and print what was asked most; return the exit status."""
    errors = Console(stderr=True)
    try:
        return asyncio.run(_import(export, team, Settings(), errors))
    except (BotError, SettingsError) as refusal:
        errors.print(str(refusal), markup=False, highlight=False, soft_wrap=True)
        return 1
    except (KeyboardInterrupt, asyncio.CancelledError):
        errors.print("Stopped at once. The same command goes on from here.", markup=False)
        return INTERRUPTED


async def _import(path: Path, team: str | None, settings: Settings, errors: Console) -> int:
    # The file is judged before the database is touched: what is refused leaves nothing, not even an empty database.
    with await asyncio.to_thread(Export, path) as export, _watcher(errors) as watcher:
        _stop_on_interrupt(watcher)
        await asyncio.to_thread(make_ready, settings.storage)
        async with opened(settings.storage, if_lost=KEPT) as storage:
            async with storage.begin() as uow:
                workspace = await workspace_for(uow, team, at=utc_now())
            report = await make_importer(storage, settings).run(export, workspace.id, watcher)
    return _tell(report, errors)


def _watcher(errors: Console) -> BarWatcher | LineWatcher:
    return BarWatcher(errors) if errors.is_terminal else LineWatcher(errors)


def _stop_on_interrupt(watcher: BarWatcher | LineWatcher) -> None:
    """Let the first Ctrl-C stop after the day in hand, and the second at once."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()

    def interrupted() -> None:
        if watcher.stopped and task is not None:
            task.cancel()
            return
        watcher.stopped = True
        watcher.says("Stopping after what is in hand. Ctrl-C again stops at once.")

    loop.add_signal_handler(signal.SIGINT, interrupted)


def _tell(report: ImportReport, errors: Console) -> int:
    for line in left_out(report):
        errors.print(line, markup=False, highlight=False, soft_wrap=True)
    if report.stopped:
        errors.print(stopped(report), markup=False, highlight=False, soft_wrap=True)
        return INTERRUPTED
    output = output_console()
    output.print(brought(report), markup=False, highlight=False, soft_wrap=True)
    if report.repeated:
        output.print(repeated_table(report.repeated))
    else:
        output.print("No question was asked more than once.", markup=False)
    return 1 if report.unreadable else 0
