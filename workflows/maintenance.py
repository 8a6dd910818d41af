"""The workflows of schedules: waking jobs and auditing storage."""

from temporalio import workflow

from activities.maintenance.audit_storage import AuditReport, AuditStorageActivities
from activities.maintenance.wake_jobs import WakeJobsActivities, WakeReport
from workflows.options import AUDIT_STORAGE, WAKE_JOBS, run_activity


@workflow.defn(name="AuditStorage")
class AuditStorageWorkflow:
    """Every hour: compare what is stored with what Postgres refers to, and repair the difference."""

    @workflow.run
    async def run(self) -> AuditReport:
        return await run_activity(AUDIT_STORAGE, "Compare storage with Postgres", AuditStorageActivities.audit)


@workflow.defn(name="Reconcile")
class ReconcileWorkflow:
    """Every few minutes, and when a worker starts: each job that is not over has a run."""

    @workflow.run
    async def run(self) -> WakeReport:
        return await run_activity(WAKE_JOBS, "Wake jobs and tasks that are not over", WakeJobsActivities.wake_jobs)
