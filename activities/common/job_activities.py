"""The base of the activities that handle a job's files."""

from dataclasses import dataclass
from pathlib import Path

from domain.errors import NotFound
from domain.job.job_asset import JobAsset
from domain.job.model import Job
from domain.ports.editor import Editor
from domain.ports.repositories import JobRepository
from domain.ports.storage import Storage
from domain.rules import results


@dataclass(frozen=True)
class JobActivities:
    jobs: JobRepository
    storage: Storage
    editor: Editor

    async def fetch_asset(self, job: Job, asset: JobAsset, into: Path) -> bool:
        """Fetch the asset to `into`. Return False, and record a warning, if it is gone from storage."""
        if asset.blob_key is None:
            return False
        try:
            await self.storage.fetch(asset.blob_key, into)
        except NotFound:
            await self.jobs.change(job.id, lambda job, _: results.mark_asset_lost(job, asset.id))
            return False
        return True
