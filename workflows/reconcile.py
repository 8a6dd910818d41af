"""Every few minutes, and when a worker starts: each job that is not over has a run."""

from temporalio import workflow

from activities.maintenance.audit_storage import AuditStorageActivities
from activities.maintenance.wake_jobs import WakeJobsActivities, WakeReport
from workflows.options import AUDITING, WAKING, titled


@workflow.defn(name="Reconcile")
class ReconcileWorkflow:
    @workflow.run
    async def run(self) -> WakeReport:
        if not workflow.patched("storage-is-audited-by-its-own-workflow"):
            await workflow.execute_activity_method(
                AuditStorageActivities.audit, **titled(AUDITING, "Compare storage with Postgres")
            )
        return await workflow.execute_activity_method(
            WakeJobsActivities.wake_jobs, **titled(WAKING, "Wake jobs and tasks that are not over")
        )
