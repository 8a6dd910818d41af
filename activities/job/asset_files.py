"""A job's assets as files on this machine."""

from pathlib import Path

from domain.errors import NotFound
from domain.job.model import Job, JobAsset
from domain.ports.repositories import JobRepository
from domain.ports.storage import Storage
from domain.rules import results


async def fetch_asset(jobs: JobRepository, storage: Storage, job: Job, asset: JobAsset, into: Path) -> bool:
    """Whether the asset's file is at `into`. One that is gone from storage becomes a warning, not a failure."""
    if asset.blob_key is None:
        return False
    try:
        await storage.fetch(asset.blob_key, into)
    except NotFound:
        await jobs.change(job.id, lambda job, _: results.mark_asset_lost(job, asset.id))
        return False
    return True
