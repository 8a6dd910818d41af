"""A job's assets as local files."""

from pathlib import Path

from domain.errors import NotFound
from domain.job.model import Job, JobAsset
from domain.ports.repositories import JobRepository
from domain.ports.storage import Storage
from domain.rules import results


async def fetch_asset(jobs: JobRepository, storage: Storage, job: Job, asset: JobAsset, into: Path) -> bool:
    """Fetch the asset to `into`. Return False, and record a warning, if it is gone from storage."""
    if asset.blob_key is None:
        return False
    try:
        await storage.fetch(asset.blob_key, into)
    except NotFound:
        await jobs.change(job.id, lambda job, _: results.mark_asset_lost(job, asset.id))
        return False
    return True
