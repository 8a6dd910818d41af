"""Give a workflow run to every job and task that is not over."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from temporalio import activity

from activities.common.heartbeat import heartbeating
from activities.maintenance.isolation import Isolation
from domain.base import Frozen
from domain.job.model import JobStatus
from domain.ports.repositories import JobRepository, ScenarioRepository
from domain.ports.runs import JobRuns, TaskRuns

PAGE = 500
AT_ONCE = 8

QUIET_AFTER = timedelta(minutes=2)
"""A job that changed later was under way then, and its run was told. To wake a job of four takes costs 25 CPU ms."""


class WakeReport(Frozen):
    """How many jobs had no run, how many open runs were told to look again, how many save-scenario tasks were not over,
    and how many of all these could not be reached: the next round tries them again."""

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
    async def wake_jobs(self, compares_all: bool) -> WakeReport:
        """Start a run for each job that is not over, and tell each open run to look again.

        A job that only waits for a person in an open run is left alone: waking it would cost and change nothing. Unless
        `compares_all`, jobs are looked for that have no run only if there are not as many open runs as jobs, and else
        a job that has just changed is left to the next round.
        """
        isolation = Isolation()
        async with heartbeating():
            if compares_all or await self._runs.count() != await self._jobs.count_unfinished():
                running = {job async for job in self._runs.open()}
                not_over = await self._not_over()
                orphans = not_over.keys() - running
                busy = running - (not_over.keys() - (await self._not_over(only_busy=True)).keys())
            else:
                orphans, busy = set(), set(await self._not_over(only_busy=True, unchanged_for=QUIET_AFTER))
            await self._wake(orphans | busy, isolation)
            tasks = await self._start_tasks(isolation)
        done = WakeReport(orphans=len(orphans), nudged=len(busy), silent=isolation.take_failed(), tasks=tasks)
        activity.logger.info("reconciled", extra=done.model_dump())
        return done

    async def _not_over(
        self, *, only_busy: bool = False, unchanged_for: timedelta = timedelta()
    ) -> dict[UUID, JobStatus]:
        found: dict[UUID, JobStatus] = {}
        while page := await self._jobs.unfinished(
            next(reversed(found), None), PAGE, only_busy=only_busy, unchanged_for=unchanged_for
        ):
            found.update(page)
        return found

    async def _start_tasks(self, isolation: Isolation) -> int:
        """Start a run for each save-scenario task that is not settled; one that has a run keeps it."""
        started, last = 0, None
        while page := await self._saving.unsettled(last, PAGE):
            for task in page:
                await isolation.run(f"task {task}", self._task_runs.save_scenario(task))
            started, last = started + len(page), page[-1]
        return started

    async def _wake(self, jobs: Iterable[UUID], isolation: Isolation) -> None:
        slots = asyncio.Semaphore(AT_ONCE)

        async def wake(job: UUID) -> None:
            async with slots:
                await isolation.run(f"job {job}", self._runs.wake(job))

        await asyncio.gather(*(wake(job) for job in jobs))
