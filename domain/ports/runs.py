"""The port to workflow runs of jobs, takes and save-scenario tasks."""

from collections.abc import AsyncIterator
from typing import Protocol
from uuid import UUID


class JobRuns(Protocol):
    """The workflow runs of jobs."""

    def open(self) -> AsyncIterator[UUID]:
        """List the jobs that have an open run. Errors: Transient."""

    async def count(self) -> int:
        """Return how many jobs have an open run. Errors: Transient."""

    async def wake(self, job_id: UUID) -> None:
        """Wake the job's run, or start one if it has none or one that cannot replay. Errors: Transient."""


class TakeRuns(Protocol):
    """The workflow runs of takes."""

    async def tell_news(self, take_id: UUID) -> None:
        """Tell the take's run, if it has one, that there is news of its order. Errors: Transient."""


class TaskRuns(Protocol):
    """The workflow runs of save-scenario tasks."""

    async def save_scenario(self, task_id: UUID) -> None:
        """Start the task's run, unless it has one. Errors: Transient."""
