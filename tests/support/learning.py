"""What scenarios about learning share: a Monday morning, what the clock brings, and going through a sprint."""

from datetime import UTC, datetime, timedelta

from bot.bootstrap import Thrice
from tests.support.clock import MovableClock
from tests.support.people import Person, Workspace
from tests.support.surfaces import Message

GRADES = ("Again", "Hard", "Good", "Easy")


def to_monday(clock: MovableClock) -> None:
    """Let it be eight o'clock (UTC) on a Monday that is no holiday anywhere near."""
    now = clock()
    monday = (now + timedelta(days=(7 - now.weekday()) % 7 or 7)).replace(hour=8, minute=0, second=0, microsecond=0)
    clock.passes(seconds=(monday - now).total_seconds())


def until(clock: MovableClock, hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    """A time of day (UTC), today or so many days from now."""
    return (clock() + timedelta(days=days)).astimezone(UTC).replace(hour=hour, minute=minute, second=0, microsecond=0)


def goes_to(clock: MovableClock, hour: int, minute: int = 0, *, days: int = 0) -> None:
    """Let it be a time of day (UTC), today or so many days from now."""
    clock.passes(seconds=(until(clock, hour, minute, days=days) - clock()).total_seconds())


async def nudge(thrice: Thrice, person: Person) -> Message:
    """The nudge that somebody gets when the clock looks: one that is new, not one that still stands there."""
    await thrice.rounds.nudge()

    async def came() -> Message | None:
        return next(iter(await _new_ones(thrice, person)), None)

    return await person.workspace.eventually(came, within=20, because=f"a nudge for {person}")


async def nothing_comes(workspace: Workspace, thrice: Thrice, person: Person) -> None:
    """Let the clock look, and see that it brings this person nothing."""
    await thrice.rounds.nudge()
    await workspace.quiet()
    assert [each.reads for each in await _new_ones(thrice, person)] == []


async def _new_ones(thrice: Thrice, person: Person) -> list[Message]:
    """Unanswered nudges of the last minutes; the clock itself looks now and then, so it may have come before we did."""
    since = (thrice.clock() - timedelta(minutes=10)).timestamp()
    return [m for m in await person.dms() if "Skip today" in m.buttons and float(m.ts) > since]


async def through(person: Person, grade: str = "Good") -> list[Message]:
    """Go through the sprint that is shown last, and return what each step looked like."""
    steps = []
    for _ in range(30):
        step = (await person.dms())[-1]
        steps.append(step)
        if "Done for today" in step.reads:
            return steps
        await person.clicks(step, next(each for each in ("Next", grade, "Show answer", "A") if each in step.buttons))
    raise AssertionError("the sprint has no end")
