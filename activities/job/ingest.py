"""Fetch what a client named by URL, and keep it."""

from pathlib import Path
from uuid import UUID

from temporalio import activity

from activities.common.heartbeat import heartbeating
from activities.common.inputs import AssetTask, LostAsset
from activities.common.working_directory import working_directory
from domain.job.model import AssetStatus
from domain.ports.download import Download
from domain.ports.editor import Editor
from domain.ports.repositories import AssetRepository, JobRepository
from domain.ports.storage import Storage
from domain.rules import results
from domain.rules.results import StoredAsset
from domain.storage_keys import asset_key


class AssetIngest:
    """From a URL or a file to an object in storage. Used by the job and by `POST /api/v3/assets` alike."""

    def __init__(self, download: Download, editor: Editor, storage: Storage) -> None:
        self._download = download
        self._editor = editor
        self._storage = storage

    async def fetch(self, asset: UUID, url: str) -> StoredAsset:
        """Download and keep. Errors: InputRejected with the reason, Transient when time may help."""
        with working_directory() as folder:
            path = folder / "asset"
            await self._download.fetch(url, path)
            return await self.keep(asset, path)

    async def forget(self, asset: UUID) -> None:
        """Nothing is kept of it."""
        await self._storage.delete(asset_key(asset))

    async def keep(self, asset: UUID, path: Path) -> StoredAsset:
        """Keep a file of this machine. Errors: InputRejected when it is no image, video or sound."""
        kind = await self._editor.probe_file(path)
        blob = await self._storage.put(asset_key(asset), path, kind.content_type)
        return StoredAsset(type=kind.type, content_type=kind.content_type, size=blob.size, blob_key=blob.key)


class IngestActivities:
    def __init__(self, jobs: JobRepository, assets: AssetRepository, ingest: AssetIngest) -> None:
        self._jobs = jobs
        self._assets = assets
        self._ingest = ingest

    @activity.defn(name="ingest_asset")
    async def ingest(self, task: AssetTask) -> None:
        """The asset is in storage and the job knows. One that cannot be had raises, and becomes a warning."""
        job = await self._jobs.load(task.job)
        asset = next(asset for asset in job.assets if asset.id == task.asset)
        if asset.status is not AssetStatus.PENDING or asset.source_url is None:
            return
        async with heartbeating():
            stored = await self._ingest.fetch(asset.id, asset.source_url)
        await self._jobs.change(task.job, lambda job, _: results.mark_asset_ready(job, task.asset, stored))

    @activity.defn(name="ingest_lone_asset")
    async def ingest_alone(self, asset: UUID) -> None:
        """An asset that no job uses yet is in storage. One that was deleted meanwhile leaves nothing behind."""
        url = await self._assets.pending_url(asset)
        if url is None:
            return
        async with heartbeating():
            stored = await self._ingest.fetch(asset, url)
        if not await self._assets.settle(asset, stored):
            await self._ingest.forget(asset)

    @activity.defn(name="write_off_asset")
    async def write_off(self, lost: LostAsset) -> None:
        """It cannot be had, and says why."""
        await self._assets.settle(lost.asset, lost.fault)
