"""Every hour: what is stored and what Postgres refers to are compared, and the difference is repaired."""

from temporalio import workflow

from activities.maintenance.audit_storage import AuditReport, AuditStorageActivities
from workflows.options import AUDIT_STORAGE, titled


@workflow.defn(name="AuditStorage")
class AuditStorageWorkflow:
    @workflow.run
    async def run(self) -> AuditReport:
        return await workflow.execute_activity_method(
            AuditStorageActivities.audit, **titled(AUDIT_STORAGE, "Compare storage with Postgres")
        )
