"""Every few minutes, and when a worker starts: nothing is left without a run, no run without a job."""

from temporalio import workflow

from activities.maintenance.audit_storage import AuditStorageActivities, Mended
from activities.maintenance.wake_jobs import Reconciled, WakeJobsActivities
from workflows.options import RECONCILING, titled


class Report(Mended, Reconciled):
    """What was found and mended."""


@workflow.defn(name="Reconcile")
class ReconcileWorkflow:
    @workflow.run
    async def run(self) -> Report:
        mended = await workflow.execute_activity_method(
            AuditStorageActivities.mend, **titled(RECONCILING, "Compare storage with Postgres")
        )
        reconciled = await workflow.execute_activity_method(
            WakeJobsActivities.reconcile, **titled(RECONCILING, "Wake what sleeps by mistake")
        )
        return Report(**dict(mended), **dict(reconciled))
