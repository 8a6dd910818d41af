"""Bring what Temporal runs and what Postgres knows together again."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from uuid import UUID

from temporalio import activity

from activities.common.heartbeat import heartbeating
from domain.base import Frozen
from domain.errors import Transient
from domain.job.model import JobStatus
from domain.ports.repositories import JobRepository
from domain.ports.runs import JobRuns, TaskRuns
from domain.scenarios.task import ScenarioRepository

PAGE = 500
AT_ONCE = 8

_WAITS_FOR_A_PERSON = frozenset({JobStatus.STORYBOARD_REVIEW, JobStatus.FAILED})


class Reconciled(Frozen):
    """How many jobs got a run, how many runs were told to look again, and how many did not answer; and how many
    save-scenario tasks were not over."""

    orphans: int
    nudged: int
    silent: int
    tasks: int = 0


class WakeJobsActivities:
    def __init__(self, jobs: JobRepository, runs: JobRuns, saving: ScenarioRepository, task_runs: TaskRuns) -> None:
        self._jobs = jobs
        self._runs = runs
        self._saving = saving
        self._task_runs = task_runs

    @activity.defn(name="reconcile_jobs")
    async def reconcile(self) -> Reconciled:
        """Every job that is not over has a run that knows what is due, and every open run has a job that needs it.

        A job that waits for a person in an open run is left alone: waking it would cost and change nothing.
        """
        async with heartbeating():
            running = {job async for job in self._runs.open()}
            not_over = {job: status async for job, status in self._not_over()}
            orphans = not_over.keys() - running
            busy = {job for job in running if not_over.get(job) not in _WAITS_FOR_A_PERSON}
            silent = await self._wake(orphans | busy)
            tasks = await self._start_tasks()
        done = Reconciled(orphans=len(orphans), nudged=len(busy), silent=silent, tasks=tasks)
        activity.logger.info("reconciled", extra=done.model_dump())
        return done

    async def _not_over(self) -> AsyncIterator[tuple[UUID, JobStatus]]:
        last: UUID | None = None
        while page := await self._jobs.not_over(last, PAGE):
            for found in page:
                yield found
            last = page[-1][0]

    async def _start_tasks(self) -> int:
        """Each save-scenario task that is not settled has a run: starting one that has is nothing."""
        started, last = 0, None
        while page := await self._saving.not_settled(last, PAGE):
            for task in page:
                await self._task_runs.save_scenario(task)
            started, last = started + len(page), page[-1]
        return started

    async def _wake(self, jobs: Iterable[UUID]) -> int:
        """How many did not answer: the next round asks them again."""
        places = asyncio.Semaphore(AT_ONCE)

        async def wake(job: UUID) -> bool:
            async with places:
                try:
                    await self._runs.wake(job)
                except Transient:
                    activity.logger.warning("job did not answer", extra={"job": str(job)})
                    return False
                return True

        return (await asyncio.gather(*(wake(job) for job in jobs))).count(False)
