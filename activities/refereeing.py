"""Ask Postgres: what is due, may this message be, and write down what failed for good."""

from uuid import UUID

from temporalio import activity

from activities.inputs import Command, Failed
from domain import steps
from domain.due import Due, Kind, due
from domain.errors import NotFound
from domain.job import Job, having
from domain.store import JobStore
from domain.summary import summary


class RefereeActivities:
    def __init__(self, jobs: JobStore) -> None:
        self._jobs = jobs

    @activity.defn(name="what_is_due")
    async def look(self, job_id: UUID) -> Due | None:
        """What is to be done for the job now; None when there is no such job any more."""
        try:
            job = await self._jobs.change(job_id, steps.begin)
        except NotFound:
            return None
        return having(due(job), details=summary(job))

    @activity.defn(name="apply_message")
    async def apply(self, command: Command) -> None:
        """The message is applied, or refused for ever: a Refused error."""
        await self._jobs.apply(command.job, command.request, command.name, command.fields, command.expires_at)

    @activity.defn(name="record_failure")
    async def record_failure(self, failed: Failed) -> None:
        """The work is written off, with its reason. Nothing changes if it was done or dropped meanwhile."""

        def rule(job: Job) -> Job:
            match failed.kind:
                case Kind.FILM:
                    return steps.take_failed(job, UUID(failed.id), failed.fault)
                case Kind.STOP:
                    return steps.stopped(job, UUID(failed.id))
                case Kind.PLAN:
                    return steps.plan_failed(job, int(failed.id), failed.fault)
                case Kind.CUT:
                    return steps.cut_failed(job, UUID(failed.id), failed.fault)
                case Kind.INGEST:
                    return steps.asset_failed(job, UUID(failed.id), failed.fault)

        await self._jobs.change(failed.job, lambda job, _: rule(job))
