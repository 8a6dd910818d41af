"""The port to workflow runs of jobs and of save-scenario tasks."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from uuid import UUID


class JobRuns(ABC):
    """The workflow runs of jobs, as the reconciler sees them."""

    @abstractmethod
    def open(self) -> AsyncIterator[UUID]:
        """Jobs that have an open run. Errors: Transient."""

    @abstractmethod
    async def wake(self, job_id: UUID) -> None:
        """The job has a run that asks what is due: started, nudged, or put in place of one that cannot go on.

        Errors: Transient.
        """


class TaskRuns(ABC):
    """The workflow runs of save-scenario tasks."""

    @abstractmethod
    async def save_scenario(self, task_id: UUID) -> None:
        """The task has a run. Starting twice is starting once. Errors: Transient."""
