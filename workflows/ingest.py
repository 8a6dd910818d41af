"""The workflow that fetches one asset whose client does not wait for it."""

from uuid import UUID

from temporalio import workflow
from temporalio.exceptions import ActivityError

from activities.common.error_translation import error_info_of, is_database_outage, was_cancelled
from activities.common.inputs import FailedAsset
from activities.job.ingest import IngestActivities
from workflows.options import DATABASE, FETCH_ASSET, titled

_run_activity = workflow.execute_activity_method


@workflow.defn(name="IngestAsset")
class IngestAssetWorkflow:
    @workflow.run
    async def run(self, asset_id: str) -> None:
        asset = UUID(asset_id)
        while True:
            try:
                await _run_activity(IngestActivities.ingest_alone, asset, **titled(FETCH_ASSET, "Fetch the asset"))
            except ActivityError as error:
                if is_database_outage(error):
                    continue
                if was_cancelled(error):
                    raise
                failed = FailedAsset(asset=asset, fault=error_info_of(error))
                await _run_activity(IngestActivities.record_failure, failed, **titled(DATABASE, "Record why"))
            return
