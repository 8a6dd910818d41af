"""Download assets that clients named by URL, and store them."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from temporalio import activity

from activities.common.heartbeat import heartbeating
from activities.common.inputs import AssetTask, FailedAsset
from activities.common.working_directory import working_directory
from domain.errors import InputRejected
from domain.job.job_asset import AssetStatus
from domain.job.pending_work import PendingWork, pending_work
from domain.ports.editor import Editor
from domain.ports.repositories import AssetRepository, JobRepository
from domain.ports.storage import Download, Storage
from domain.rules import results
from domain.rules.results import StoredAsset
from domain.storage_keys import asset_key


@dataclass(frozen=True)
class AssetIngest:
    """Stores an asset from a URL or a file. Used by jobs and by `POST /api/v3/assets`."""

    download: Download
    editor: Editor
    storage: Storage

    async def fetch(self, asset: UUID, url: str) -> StoredAsset:
        """Download and store the asset. Errors: InputRejected, Transient."""
        with working_directory() as folder:
            path = folder / "asset"
            await self.download.fetch(url, path)
            return await self.store(asset, path)

    async def store(self, asset: UUID, path: Path) -> StoredAsset:
        """Store a local file. Errors: InputRejected if it is no image, video or sound, or cut off."""
        kind = await self.editor.probe_file(path)
        if kind.is_cut_off:
            raise InputRejected(f"{path.name} is cut off: it ends before it says that it does; send the whole file")
        blob = await self.storage.put(asset_key(asset), path, kind.content_type)
        return StoredAsset(
            type=kind.type,
            content_type=kind.content_type,
            size=blob.size,
            blob_key=blob.key,
            sha256=blob.sha256,
        )


@dataclass(frozen=True)
class IngestActivities:
    jobs: JobRepository
    assets: AssetRepository
    files: AssetIngest

    @activity.defn(name="ingest_asset")
    async def ingest(self, task: AssetTask) -> PendingWork:
        """Store an asset of a job, and return the job's pending work then.

        If that fails, the workflow records a warning in the job.
        """
        job = await self.jobs.load(task.job)
        asset = next((asset for asset in job.assets if asset.id == task.asset), None)
        if asset is None or asset.status is not AssetStatus.PENDING or asset.source_url is None:
            return pending_work(job)
        async with heartbeating():
            stored = await self.files.fetch(asset.id, asset.source_url)
        ready = await self.jobs.change(task.job, lambda job, _: results.mark_asset_ready(job, task.asset, stored))
        return pending_work(ready)

    @activity.defn(name="ingest_lone_asset")
    async def ingest_alone(self, asset: UUID) -> None:
        """Store an asset that no job uses yet. If it was deleted meanwhile, its object is deleted too."""
        url = await self.assets.pending_url(asset)
        if url is None:
            return
        async with heartbeating():
            stored = await self.files.fetch(asset, url)
        if not await self.assets.settle(asset, stored):
            await self.files.storage.delete(asset_key(asset))

    @activity.defn(name="write_off_asset")
    async def record_failure(self, failed: FailedAsset) -> None:
        """Record why the asset cannot be fetched."""
        await self.assets.settle(failed.asset, failed.fault)
