"""Which function runs which kind of job."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from bot.ports.jobs import Job

Runner = Callable[[Any], Awaitable[None]]
Tools = TypeVar("Tools")


class UnknownJob(Exception):
    """Nothing here runs jobs of this kind, such as one of a newer version of Thrice."""


class Registry:
    """Runs jobs by their kind. Every runner bears to be called again for the same job."""

    def __init__(self, runners: Mapping[type[Job], Runner]) -> None:
        self._kinds: dict[str, tuple[type[Job], Runner]] = {}
        for job, runner in runners.items():
            if job.kind in self._kinds:
                raise ValueError(f"two jobs of the kind {job.kind}")
            self._kinds[job.kind] = (job, runner)

    @classmethod
    def of(cls, tools: Tools, runners: Mapping[type[Job], Callable[[Tools, Any], Awaitable[None]]]) -> "Registry":
        """Return a registry whose runners are handed `tools` before the job."""
        return cls({job: partial(runner, tools) for job, runner in runners.items()})

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds that are known here."""
        return frozenset(self._kinds)

    def parse(self, kind: str, payload: Mapping[str, Any]) -> Job:
        """Return the job; raise `UnknownJob`, or pydantic's `ValidationError` for a payload that does not fit."""
        return self._find(kind)[0].model_validate(payload)

    async def run(self, job: Job) -> None:
        """Run `job` by the function that was registered for its kind."""
        await self._find(job.kind)[1](job)

    def _find(self, kind: str) -> tuple[type[Job], Runner]:
        try:
            return self._kinds[kind]
        except KeyError:
            raise UnknownJob(kind) from None
