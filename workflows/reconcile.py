"""Every few minutes, and when a worker starts: nothing is left without a run, no run without a job."""

from temporalio import workflow

from activities.reconciling import ReconcileActivities, Reconciled
from workflows.options import RECONCILING, titled


@workflow.defn(name="Reconcile")
class ReconcileWorkflow:
    @workflow.run
    async def run(self) -> Reconciled:
        return await workflow.execute_activity_method(
            ReconcileActivities.reconcile, **titled(RECONCILING, "Wake what sleeps by mistake")
        )
