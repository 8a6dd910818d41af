"""The port to workflow runs of jobs, takes, first frames and save-scenario tasks."""

from collections.abc import AsyncIterator
from typing import Protocol
from uuid import UUID

from domain.ports.open_orders import OpenOrder


class JobRuns(Protocol):
    """The workflow runs of jobs."""

    def open(self) -> AsyncIterator[UUID]:
        """List the jobs that have an open run. Errors: Transient."""

    async def count(self) -> int:
        """Return how many jobs have an open run. Errors: Transient."""

    async def wake(self, job_id: UUID) -> None:
        """Wake the job's run, or start one if it has none or one that cannot replay. Errors: Transient."""


class OrderRuns(Protocol):
    """The workflow runs that wait for vendors: of takes and first frames."""

    async def tell_news(self, order: OpenOrder) -> None:
        """Tell the run that waits for the order, if there is one, that there is news of it. Errors: Transient."""


class TaskRuns(Protocol):
    """The workflow runs of save-scenario tasks."""

    async def save_scenario(self, task_id: UUID) -> None:
        """Start the task's run, unless it has one. Errors: Transient."""
