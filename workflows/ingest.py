"""Fetch one asset for a client who does not wait for it."""

from uuid import UUID

from temporalio import workflow
from temporalio.exceptions import ActivityError

from activities.common.error_translation import error_info_of, is_database_outage
from activities.common.inputs import LostAsset
from activities.job.ingest import IngestActivities
from workflows.options import DECIDING, FETCHING, titled
from workflows.stopping import is_stopped


@workflow.defn(name="IngestAsset")
class IngestAssetWorkflow:
    @workflow.run
    async def run(self, asset_id: str) -> None:
        asset = UUID(asset_id)
        while True:
            try:
                await workflow.execute_activity_method(
                    IngestActivities.ingest_alone, asset, **titled(FETCHING, "Fetch the asset")
                )
            except ActivityError as error:
                if is_database_outage(error):
                    continue
                if is_stopped(error):
                    raise
                lost = LostAsset(asset=asset, fault=error_info_of(error))
                await workflow.execute_activity_method(
                    IngestActivities.write_off, lost, **titled(DECIDING, "Record why")
                )
            return
