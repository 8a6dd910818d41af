"""The workflows of schedules: waking jobs and auditing storage."""

from temporalio import workflow

from activities.maintenance.audit_storage import AuditReport, AuditStorageActivities
from activities.maintenance.wake_jobs import WakeJobsActivities, WakeReport
from workflows.options import AUDIT_STORAGE, WAKE_JOBS, run_activity

_MINUTES_BETWEEN_ROUNDS = 2
"""Of the schedule: one round in an hour begins in its first minutes."""


@workflow.defn(name="AuditStorage")
class AuditStorageWorkflow:
    """Every hour: compare what is stored with what Postgres refers to, and repair the difference."""

    @workflow.run
    async def run(self) -> AuditReport:
        return await run_activity(AUDIT_STORAGE, "Compare storage with Postgres", AuditStorageActivities.audit)


@workflow.defn(name="Reconcile")
class ReconcileWorkflow:
    """Every few minutes, and when a worker starts: each job that is not over has a run.

    All runs are compared with all jobs at the start and every hour, otherwise their numbers.
    """

    @workflow.run
    async def run(self, compares_all: bool = False) -> WakeReport:
        compares_all = compares_all or workflow.now().minute < _MINUTES_BETWEEN_ROUNDS
        title = "Wake jobs and tasks that are not over"
        return await run_activity(WAKE_JOBS, title, WakeJobsActivities.wake_jobs, compares_all)
