"""Every few minutes, and when a worker starts: nothing is left without a run, no run without a job."""

from temporalio import workflow

from activities.mending import Mended, MendingActivities
from activities.reconciling import ReconcileActivities, Reconciled
from workflows.options import RECONCILING, titled


class Report(Mended, Reconciled):
    """What was found and mended."""


@workflow.defn(name="Reconcile")
class ReconcileWorkflow:
    @workflow.run
    async def run(self) -> Report:
        mended = await workflow.execute_activity_method(
            MendingActivities.mend, **titled(RECONCILING, "Compare storage with Postgres")
        )
        reconciled = await workflow.execute_activity_method(
            ReconcileActivities.reconcile, **titled(RECONCILING, "Wake what sleeps by mistake")
        )
        return Report(**dict(mended), **dict(reconciled))
