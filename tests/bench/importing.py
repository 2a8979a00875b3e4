"""Bench: how fast an export comes in, chatter and questions apart, as `thrice import` would read it.

`python -m tests.bench.importing` prints the figures; with real channels beside the repository, theirs too.
"""

import asyncio
import random
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from bot.knowledge.importing.run import ImportReport
from bot.providers.embedders.local import LocalEmbedder
from migrations.runner import migrate
from models.engine import make_engine
from models.uow import Storage
from tests.support.exports import MONDAY, ExportWriter, channel, from_conversations, user
from tests.support.importing import import_into

REAL = Path(__file__).parents[3] / "shared" / "data" / "slack_chatterjee" / "data"
MESSAGES, QUESTIONS = 20_000, 600
CHATTER = (
    "good morning everyone :wave:",
    "Deployed 4.12.1 to staging, watching the dashboards for an hour before production.",
    "lol",
    "Lunch at half past twelve, the usual place. Table for eight under my name.",
    "The build is green again: it was the cache key, see <https://ci.example.com/runs/8841|run 8841>.",
    "I'll take the 14:00 with the customer, you can have the afternoon off :tada:",
    "Nice, that's what I had hoped for. Merging it now and closing the ticket.",
)
FRAMES = (
    "How do I {} the {} {}?",
    "Where can I find out how to {} the {} {}?",
    "Does anyone know who can {} the {} {}?",
    "What is the right way to {} a {} {}?",
)
VERBS = ("renew", "order", "cancel", "configure", "archive", "translate", "print", "restore", "rename", "measure")
THINGS = (
    *("parking permit", "staging database", "customer contract", "badge", "travel advance", "release branch"),
    *("office plant", "error budget", "design file", "training record", "spare monitor", "delivery note"),
    *("feature flag", "backup tape", "guest account", "salary slip", "fire drill plan", "kitchen rota"),
    *("domain name", "press kit", "test fixture", "audit log", "supplier invoice", "desk lamp", "search index"),
)
WHERE = (
    *("in the Lyon office", "before an audit", "for a new colleague", "from my phone", "at the end of a quarter"),
    *("without admin rights", "after moving teams", "on a public holiday", "for an intern", "while travelling"),
)


def chatter() -> ExportWriter:
    """Return an export in which nobody asks anything, a thousand messages a day."""
    writer, chance = _writer(), random.Random(1)
    for number in range(MESSAGES):
        day, second = divmod(number, 1000)
        at = MONDAY + timedelta(days=day, seconds=second * 30)
        writer.says(f"U{chance.randrange(40)}", "help", chance.choice(CHATTER), at=at)
    return writer


def questions() -> ExportWriter:
    """Return an export in which everybody asks, each about something else, in threads with an answer."""
    writer, chance = _writer(), random.Random(2)
    for number in range(QUESTIONS):
        day, minute = divmod(number, 60)
        at = MONDAY + timedelta(days=day, minutes=8 * minute)
        asked = chance.choice(FRAMES).format(chance.choice(VERBS), chance.choice(THINGS), chance.choice(WHERE))
        reply = "Ask the service desk, they have a form for it and answer the same day."
        writer.thread("help", f"U{chance.randrange(40)}", asked, (f"U{chance.randrange(40)}", reply), at=at)
    return writer


def real() -> ExportWriter:
    """Return the export of one real channel, conversations as threads."""
    return from_conversations({"racket": next((REAL / "racket" / "2017").glob("*.xml"))})


def _writer() -> ExportWriter:
    people = [user(f"U{number}", f"person{number}") for number in range(40)]
    return ExportWriter(channels=[channel("C1", "help")], users=people)


async def timed(writer: ExportWriter, embedder: LocalEmbedder) -> tuple[ImportReport, float, float]:
    """Import into an empty database; return the report, the seconds on the clock and those on the processor."""
    with tempfile.TemporaryDirectory() as folder:
        path = writer.write(Path(folder) / "export.zip")
        url = f"sqlite:///{folder}/bench.db"
        migrate(url)
        storage = Storage(make_engine(url))
        began, cpu = time.perf_counter(), time.process_time()
        report = await import_into(storage, path, embedder=embedder)
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
        await storage.close()
    return report, took, cpu


async def run() -> dict[str, float | str]:
    """Measure each kind of export once."""
    embedder = LocalEmbedder()
    await embedder.embed(["The model is loaded before the clock starts."])
    report, took, cpu = await timed(chatter(), embedder)
    figures: dict[str, float | str] = {
        "chatter_per_s (2,000 on one core)": report.messages / took,
        "chatter_per_cpu_s": report.messages / cpu,
    }
    report, took, cpu = await timed(questions(), embedder)
    figures["questions_per_s (100 with embedding)"] = report.questions / took
    figures["questions_per_cpu_s"] = report.questions / cpu
    if REAL.is_dir():
        report, took, cpu = await timed(real(), embedder)
        figures["real_messages_per_s"] = report.messages / took
        figures["real_questions"] = float(report.questions)
        figures["real_seconds"] = took
    embedder.close()
    return figures


def figures() -> dict[str, float | str]:
    """Measure on a loop of its own."""
    return asyncio.run(run())


if __name__ == "__main__":
    for figure, value in figures().items():
        print(f"{figure:36} {value:10.2f}" if isinstance(value, float) else f"{figure:36} {value}")
