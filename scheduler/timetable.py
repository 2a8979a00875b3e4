"""The timetable: what the clock looks after, and how often. Every replica ticks; what a tick does is done once."""

import asyncio
from datetime import timedelta

from bot.clock import Clock
from scheduler.clock import Tick
from scheduler.engine import Engine
from scheduler.following_cards import EVERY, CardRounds
from scheduler.record_rounds import EVERY as RECORDS_EVERY
from scheduler.record_rounds import RecordRounds
from scheduler.recovery import Recovery
from scheduler.rounds import Rounds
from scheduler.spacing_rounds import EVERY as SPACING_EVERY
from scheduler.spacing_rounds import SpacingRounds


def timetable(
    rounds: Rounds,
    cards: CardRounds,
    recovery: Recovery,
    engine: Engine,
    *,
    records: RecordRounds | None,
    spacing: SpacingRounds,
    beat: timedelta,
    clock: Clock,
) -> list[Tick]:
    """Return the ticks of a process that runs jobs. `beat`: how often it gives a sign of life.

    `records`: none where no record store is connected.
    """

    async def clean_up() -> None:
        await asyncio.to_thread(engine.ledger.clean_up, clock())

    to_store = [Tick("records", RECORDS_EVERY, records.send, timedelta(seconds=8))] if records is not None else []
    return [
        *to_store,
        Tick("beat", beat, recovery.beat),
        Tick("take over", beat, recovery.take_over, beat),
        Tick("finished jobs", timedelta(hours=24), clean_up, timedelta(minutes=10)),
        Tick("nudges", timedelta(seconds=20), rounds.nudge, timedelta(seconds=5)),
        Tick("blocks", timedelta(seconds=20), rounds.look_after_blocks, timedelta(seconds=10)),
        Tick("month", timedelta(hours=1), rounds.sum_up, timedelta(seconds=70)),
        Tick("cards", EVERY, cards.follow, timedelta(seconds=15)),
        Tick("learning budgets", timedelta(minutes=1), rounds.remind, timedelta(seconds=25)),
        Tick("pass reviews on", timedelta(minutes=5), rounds.pass_reviews_on, timedelta(seconds=20)),
        Tick("release cards", timedelta(hours=1), rounds.release_cards, timedelta(seconds=30)),
        Tick("articles", timedelta(hours=1), rounds.look_after_articles, timedelta(seconds=40)),
        Tick("channels", timedelta(hours=6), rounds.read_channels, timedelta(seconds=50)),
        Tick("spacing", SPACING_EVERY, spacing.optimise, timedelta(minutes=5)),
        Tick("sweep", timedelta(hours=1), rounds.sweep, timedelta(seconds=60)),
    ]
