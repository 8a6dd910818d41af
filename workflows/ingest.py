"""The workflow that fetches one asset whose client does not wait for it."""

from datetime import timedelta
from uuid import UUID

from temporalio import workflow
from temporalio.exceptions import ActivityError

from activities.common.error_translation import error_info_of, is_database_outage, was_cancelled
from activities.common.inputs import FailedAsset
from activities.job.ingest import IngestActivities
from workflows.options import FETCH_ASSET, run_activity, run_database_step

OUTAGE_PAUSE = timedelta(seconds=30)


@workflow.defn(name="IngestAsset")
class IngestAssetWorkflow:
    @workflow.run
    async def run(self, asset_id: str) -> None:
        asset = UUID(asset_id)
        while True:
            try:
                await run_activity(FETCH_ASSET, "Fetch the asset", IngestActivities.ingest_alone, asset)
            except ActivityError as error:
                if was_cancelled(error):
                    raise
                if is_database_outage(error):
                    await workflow.sleep(OUTAGE_PAUSE)
                    continue
                failed = FailedAsset(asset=asset, fault=error_info_of(error))
                await run_database_step("Record why", IngestActivities.record_failure, failed)
            return
